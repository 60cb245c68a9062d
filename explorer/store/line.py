"""Reading the queue of a cluster: who asked for what, how far that is, and how much everybody has trained lately."""

import time
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from explorer.scheduling import cost
from explorer.scheduling.fair_queue import Line, Request
from explorer.store.queries import Queries
from explorer.store.records import ACTIVE, State
from explorer.store.soundness import is_number
from explorer.store.tables import checkpoints, datasets, epochs, requests, runs

LATELY_SECONDS = 15 * 60
"""For how long it counts that somebody has trained."""


class Lines(Queries):
    """What the methods of `Store` about the queue have in common."""

    def _line(self, connection: sa.Connection, cluster_id: str, also: Sequence[Request] = ()) -> Line:
        """What a cluster trains and what waits for it, and `also` in line as if that waited too."""
        found = self._requests(connection, _LINE, cluster_id=cluster_id)
        waiting = [*(request for request, state in found if state == State.QUEUED), *also]
        training = [request for request, state in found if state == State.RUNNING]
        return Line(waiting, training, _worked(connection, [*waiting, *training]))

    def _requests(self, connection: sa.Connection, query: sa.Select, **values: Any) -> list[tuple[Request, str]]:
        """The requests for active runs that a query as `ACTIVE_RUNS` reads, and the states of these runs."""
        rows = connection.execute(query, values).mappings().all()
        configs = self._sound_configs(rows)
        known = {row["id"]: row for row in rows if row["id"] in configs}
        if not known:
            return []
        found = []
        for run_id, who, when in connection.execute(_ASKED, {"run_ids": [*known]}):
            row = known[run_id]
            done = row["last_epoch"] if row["state"] == State.RUNNING else row["kept"]
            reviews = row["reviews"] or cost.MEASURED_REVIEWS
            when = when if is_number(when) else 0.0
            found.append((Request(run_id, configs[run_id], row["dataset"], who, when, done or 0, reviews), row["state"]))
        return found


# Put together once: see the queries of `explorer.store.queries`. A run that many have requested is read once, because every
# waiting page asks for this several times a second.
ACTIVE_RUNS = (
    sa.select(runs, checkpoints.c.epoch.label("kept"), datasets.c.train.label("reviews"))
    .select_from(runs)
    .outerjoin(checkpoints, checkpoints.c.run_id == runs.c.id)
    .outerjoin(datasets, datasets.c.name == runs.c.dataset)
    .where(runs.c.state.in_(ACTIVE))
)
"""The active runs, with how many epochs those can go on after that were interrupted, and the size of their data set."""
_LINE = ACTIVE_RUNS.where(
    runs.c.cluster_id == sa.bindparam("cluster_id"),
    # Runs that were stopped between two turns only have to be closed.
    sa.or_(runs.c.state == State.RUNNING, runs.c.stop_requested.is_(False)),
)
_ASKED = (
    sa.select(
        runs.c.id,
        # Nobody knows who requested the runs of an older format.
        sa.func.coalesce(requests.c.visitor, ""),
        sa.func.coalesce(checkpoints.c.put_back, requests.c.asked, runs.c.created),
    )
    .select_from(runs)
    .outerjoin(requests, requests.c.run_id == runs.c.id)
    .outerjoin(checkpoints, checkpoints.c.run_id == runs.c.id)
    .where(runs.c.id.in_(sa.bindparam("run_ids", expanding=True)))
)
_WORKED = (
    sa.select(requests.c.visitor, sa.func.sum(epochs.c.seconds))
    .join(runs, runs.c.id == requests.c.run_id)
    .join(epochs, epochs.c.run_id == runs.c.id)
    .where(requests.c.visitor.in_(sa.bindparam("visitors", expanding=True)), runs.c.started > sa.bindparam("since"))
    .group_by(requests.c.visitor)
)


def _worked(connection: sa.Connection, asked: Sequence[Request]) -> dict[str, float]:
    """How many seconds of training those who asked had lately. Networks that train at once divide the time."""
    visitors = {request.visitor for request in asked}
    if not visitors:
        return {}
    values = {"visitors": [*visitors], "since": time.time() - LATELY_SECONDS}
    return {who: worked for who, worked in connection.execute(_WORKED, values) if is_number(worked)}
