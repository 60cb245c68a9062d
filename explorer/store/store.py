"""The store of runs: the one truth, which workers write and pages read.

A SQLite file by default, any SQLAlchemy URL by choice (`EXPLORER_STORE`, tested with PostgreSQL). Each epoch is written
when it ends, so a reload, a second browser, a restart of the app or the death of a worker loses nothing that was written.
"""

from collections.abc import Collection
from functools import cache
from pathlib import Path

import sqlalchemy as sa

from explorer import settings
from explorer.store.datasets import Datasets
from explorer.store.merging import Merging
from explorer.store.queries import lock
from explorer.store.run_queue import RunQueue
from explorer.store.searches import Searches
from explorer.store.tables import hidden_runs, runs
from explorer.store.timings import Timings
from explorer.store.wishes import Wishes
from explorer.store.worker_reports import WorkerReports


def default_url() -> str:
    """`EXPLORER_STORE` (a database URL or a file's path), else a SQLite file in the user's data folder."""
    chosen = settings.store()
    if chosen and "://" in chosen:
        return chosen
    path = Path(chosen).expanduser() if chosen else settings.data_folder() / "runs.db"
    return f"sqlite:///{path.resolve()}"


@cache
def open_store(url: str) -> "Store":
    """The store at `url`, opened once per process.

    Raises:
        StoreError: as `Store` does.
    """
    return Store(url)


class Store(RunQueue, Wishes, WorkerReports, Searches, Datasets, Timings, Merging):
    """Runs, their epochs and their models in the database at `url`. Missing tables are created.

    Safe to share between threads. Every method raises StoreUnavailable when the database cannot do its part.

    Raises:
        StoreError: as `Database` does.
    """

    def hide(self, run_ids: Collection[int]) -> None:
        """Take runs off the leaderboard. Nothing of them is lost: `unhide` puts them back."""
        visible = sa.select(runs.c.id).where(runs.c.id.in_(run_ids), runs.c.id.not_in(sa.select(hidden_runs.c.run_id)))
        with self._transaction() as connection:
            lock(connection, runs.c.id.in_(run_ids))
            connection.execute(hidden_runs.insert().from_select(["run_id"], visible))

    def unhide(self, run_ids: Collection[int]) -> None:
        """Put runs back on the leaderboard."""
        with self._transaction() as connection:
            connection.execute(hidden_runs.delete().where(hidden_runs.c.run_id.in_(run_ids)))
