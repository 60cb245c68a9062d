"""How long training and getting ready took here: what an estimate of the time left can rest on."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import asdict
from functools import lru_cache

import sqlalchemy as sa

from explorer.store.queries import Queries
from explorer.store.records import ACTIVE, Batch, State, WorkerStart
from explorer.store.soundness import is_number
from explorer.store.tables import epochs, runs, worker_starts


class Timings(Queries):
    """The methods of `Store` about times. `host` is the first word of a cluster's id, the computer that it runs on."""

    def add_worker_start(self, start: WorkerStart) -> None:
        """Record that a worker got ready."""
        with self._transaction() as connection:
            connection.execute(worker_starts.insert().values(**asdict(start)))

    def worker_starts(self, host: str, latest: int) -> list[WorkerStart]:
        """The latest starts of workers for clusters on that computer, oldest first."""
        columns = [worker_starts.c[name] for name in WorkerStart.__dataclass_fields__]
        query = sa.select(*columns).where(_on(host, worker_starts)).order_by(worker_starts.c.id.desc()).limit(latest)
        with self._transaction() as connection:
            rows = connection.execute(query).all()[::-1]
        return [start for row in rows if is_number((start := WorkerStart(*row)).began) and is_number(start.ready)]

    def timings_version(self, host: str) -> tuple:
        """A value that changes whenever `worker_starts` or `ended_batches` have something new."""
        ended, started = _version_queries(host)
        with self._transaction() as connection:
            return (*connection.execute(ended).one(), connection.scalar(started))

    def ended_batches(self, host: str, latest: int) -> list[Batch]:
        """The batches that began last on that computer, of those of which all runs have ended, oldest first."""
        ended = sa.func.max(runs.c.state.in_(ACTIVE).cast(sa.Integer)) == 0
        return self._select_batches(_BATCHES.where(_on(host, runs)).having(ended).limit(latest))

    def training_batches(self, cluster_id: str) -> list[Batch]:
        """The batches that train for the cluster right now, with those of their runs that have ended already."""
        return self._select_batches(_TRAINING, cluster_id=cluster_id)

    def _select_batches(self, query: sa.Select, **values: str) -> list[Batch]:
        """The batches that the query chooses, which has them latest first, with these values of its parameters."""
        with self._transaction() as connection:
            keys = [tuple(row) for row in connection.execute(query, values)][::-1]
            if not keys:
                return []
            members, took = defaultdict(list), defaultdict(list)
            for row in connection.execute(_MEMBERS, {"batches": keys}).mappings():
                members[row["cluster_id"], row["started"]].append(row)
            for cluster_id, started, one in connection.execute(_SECONDS, {"batches": keys}):
                took[cluster_id, started].append(one)
        # SQLite reads each query by itself: a batch may have begun anew since the first one.
        return [found for key in keys if key in members and (found := self._to_batch(members[key], took[key]))]

    def _to_batch(self, rows: Collection[sa.RowMapping], epoch_seconds: Collection[float]) -> Batch | None:
        """A batch of the sound ones among its runs; None if nothing can be known of its times."""
        configs = self._sound_configs(rows)
        rows = [row for row in rows if row["id"] in configs]
        active = frozenset(row["id"] for row in rows if row["state"] in ACTIVE)
        times = [row["started"] for row in rows[:1]] + [row["finished"] for row in rows if row["id"] not in active]
        if not rows or not all(map(is_number, (*times, *epoch_seconds))):
            return None
        first = rows[0]
        regular = (*ACTIVE, State.FINISHED)
        return Batch(
            runs=configs,
            dataset=first["dataset"],
            cluster_id=first["cluster_id"],
            started=first["started"],
            finished=None if active else max(row["finished"] for row in rows),
            active=active,
            epoch_seconds=tuple(epoch_seconds),
            broke_off=frozenset(row["id"] for row in rows if row["stop_requested"] or row["state"] not in regular),
            resumed_from=first["resumed_from"],
        )


_BATCH = (runs.c.cluster_id, runs.c.started)
# Put together once: see the queries of `explorer.store.queries`.
_BATCHES = sa.select(*_BATCH).where(runs.c.started.is_not(None)).group_by(*_BATCH).order_by(runs.c.started.desc())
_TRAINING = _BATCHES.where(runs.c.cluster_id == sa.bindparam("cluster_id")).having(
    sa.func.max((runs.c.state == State.RUNNING).cast(sa.Integer)) == 1
)
_CHOSEN = sa.tuple_(*_BATCH).in_(sa.bindparam("batches", expanding=True))
_MEMBERS = sa.select(runs).where(_CHOSEN).order_by(runs.c.id)
# The networks of a batch divide the time of an epoch among them.
_SECONDS = (
    sa.select(*_BATCH, sa.func.sum(epochs.c.seconds))
    .join(epochs, epochs.c.run_id == runs.c.id)
    .where(_CHOSEN, epochs.c.epoch > runs.c.resumed_from)
    .group_by(*_BATCH, epochs.c.epoch)
    .order_by(epochs.c.epoch)
)


@lru_cache
def _version_queries(host: str) -> tuple[sa.Select, sa.Select]:
    """What tells whether another run or start of a worker has ended on that computer."""
    ended = sa.select(sa.func.count(), sa.func.max(runs.c.finished)).where(_on(host, runs), runs.c.finished.is_not(None))
    return ended, sa.select(sa.func.max(worker_starts.c.id)).where(_on(host, worker_starts))


def _on(host: str, table: sa.Table) -> sa.ColumnElement[bool]:
    return table.c.cluster_id.startswith(f"{host} ", autoescape=True)
