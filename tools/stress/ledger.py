"""Reads from the store in which order visitors were served, and how often a setting was trained."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from explorer.config import RunConfig
from explorer.scheduling import cost
from explorer.store import ACTIVE, State
from explorer.store.queries import Queries
from explorer.store.tables import epochs, requests, runs

SURE_SECONDS = 0.5
"""Nobody is said to have been overtaken by less, because writing a request takes a moment."""


@dataclass(frozen=True)
class Request:
    """Who asked for a run, when they `asked`, and when it `started`, in seconds since 1970."""

    visitor: str
    run_id: int
    asked: float
    started: float
    seconds: float
    """How much training that was, as it took or as it was estimated, whichever is more."""


class Ledger(Queries):
    """The store, read for what no page shows."""

    def requests(self) -> list[Request]:
        """All requests whose runs have been trained in one turn, the oldest first."""
        took = sa.select(sa.func.sum(epochs.c.seconds)).where(epochs.c.run_id == runs.c.id).scalar_subquery()
        query = (
            sa.select(runs, requests.c.visitor, requests.c.asked, took.label("took"))
            .join(requests, requests.c.run_id == runs.c.id)
            .where(runs.c.started.is_not(None), runs.c.finished.is_not(None), runs.c.resumed_from == 0)
            .order_by(requests.c.asked)
        )
        with self._transaction() as connection:
            rows = connection.execute(query).mappings().all()
        configs = self._sound_configs(rows)
        return [
            Request(
                row["visitor"],
                row["id"],
                row["asked"],
                row["started"],
                max(row["took"] or 0.0, _estimate(configs[row["id"]])),
            )
            for row in rows
        ]

    def counts(self) -> tuple[int, int]:
        """How many runs have ended, and how many are training."""
        query = sa.select(runs.c.state, sa.func.count()).group_by(runs.c.state)
        with self._transaction() as connection:
            rows = connection.execute(query).all()
        ended = sum(count for state, count in rows if state not in ACTIVE)
        return ended, sum(count for state, count in rows if state == State.RUNNING)


def _estimate(config: RunConfig) -> float:
    return cost.training_seconds([config], cost.MEASURED_REVIEWS, config.epochs)


def overtaken(asked: Sequence[Request]) -> list[str]:
    """The violations of the fair queue, as sentences: who was overtaken by a request that came too late for that.

    A second of training that a visitor had, or had asked for before, counts as if the request had come a second later. So
    only what was asked for within as many seconds may go before it.
    """
    batches: dict[float, list[Request]] = defaultdict(list)
    for request in asked:
        batches[request.started].append(request)
    found = []
    for request in asked:
        # Its own share of time, and that of all that the visitor had asked for by then.
        others = [one for one in asked if one.visitor == request.visitor and one.run_id != request.run_id]
        credit = sum(one.seconds for one in others if one.asked <= request.asked)
        for started, batch in batches.items():
            late = min(one.asked for one in batch) - request.asked - credit
            if started < request.started and late > SURE_SECONDS:
                found.append(f"Run {request.run_id} waited for one that was asked for {late:.1f} seconds too late for that.")
    return found
