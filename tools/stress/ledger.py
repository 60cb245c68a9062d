"""Reads from the store in which order visitors were served, and how often a setting was trained."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import sqlalchemy as sa

from explorer.store import ACTIVE, State
from explorer.store.database import Database
from explorer.store.tables import requests, runs

SURE_SECONDS = 0.5
"""A request counts as waiting this long after its click, because writing it takes a moment."""


@dataclass(frozen=True)
class Request:
    """Who asked for a run, when they `asked`, and when it `started` and `ended`, in seconds since 1970."""

    visitor: str
    run_id: int
    asked: float
    started: float
    ended: float


class Ledger(Database):
    """The store, read for what no page shows."""

    def requests(self) -> list[Request]:
        """All requests whose runs have been trained, the oldest first."""
        query = (
            sa.select(requests.c.visitor, runs.c.id, requests.c.asked, runs.c.started, runs.c.finished)
            .join(runs, runs.c.id == requests.c.run_id)
            .where(runs.c.started.is_not(None), runs.c.finished.is_not(None))
            .order_by(requests.c.asked)
        )
        with self._transaction() as connection:
            return [Request(*row) for row in connection.execute(query)]

    def counts(self) -> tuple[int, int]:
        """How many runs have ended, and how many are training."""
        query = sa.select(runs.c.state, sa.func.count()).group_by(runs.c.state)
        with self._transaction() as connection:
            rows = connection.execute(query).all()
        ended = sum(count for state, count in rows if state not in ACTIVE)
        return ended, sum(count for state, count in rows if state == State.RUNNING)


def overtaken(asked: Sequence[Request]) -> list[str]:
    """The violations of the fair queue, as sentences: who waited while another person had two turns.

    A turn is a batch that was trained for one person alone; a batch in which several share a turn is nobody's. A worker
    trains one batch after another, so whoever asked before the last batch ended was waiting when the next was chosen.
    """
    batches: dict[float, list[Request]] = defaultdict(list)
    for request in asked:
        batches[request.started].append(request)
    moments = sorted(batches)
    # When each batch was chosen. Of the first one that is unknown.
    chosen = {after: max(request.ended for request in batches[before]) for before, after in pairwise(moments)}
    visitors = {moment: {request.visitor for request in batches[moment]} for moment in moments}
    found = []
    for request in asked:
        earlier = [moment for moment in moments if moment < request.started]
        last = max((moment for moment in earlier if request.visitor in visitors[moment]), default=0.0)
        since = max(request.asked + SURE_SECONDS, last)
        while_waiting = (visitors[moment] for moment in earlier if since < chosen.get(moment, 0.0))
        turns = Counter(visitor for sharing in while_waiting if len(sharing) == 1 for visitor in sharing)
        found += [
            f"Run {request.run_id} waited while another person had {count} turns." for count in turns.values() if count > 1
        ]
    return found
