"""Whose networks train next: people take turns, and small requests that fit together share one."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from explorer.config import RunConfig
from explorer.scheduling.fusion_groups import fusion_key, shards

COMPANY = 8
"""How many networks a turn may grow to by those of other people: eight take about three times as long as one, and all
eight people are served, instead of waiting for each other."""


@dataclass(frozen=True)
class Request:
    """A run that waits, and a visitor who has asked for it, at a moment in seconds since 1970. One run may have several."""

    run_id: int
    config: RunConfig
    dataset: str
    visitor: str
    asked: float


def in_turn(requests: Iterable[Request], served: Mapping[str, float]) -> list[list[Request]]:
    """The turns in which waiting runs are trained, first to last, as things stand.

    What a visitor has asked for by one click, and what trains at once of it, is one turn. Of the visitors, the next turn
    is always for the one who has waited longest since training began for them; `served` tells when that was.
    """
    theirs: dict[str, dict[tuple, list[Request]]] = defaultdict(dict)
    for request in sorted(requests, key=lambda request: (request.asked, request.run_id)):
        theirs[request.visitor].setdefault((request.asked, *_kind(request)), []).append(request)
    # Once round: the order among the visitors is the same in each round that follows.
    visitors = sorted(theirs, key=lambda visitor: (served.get(visitor, 0.0), next(iter(theirs[visitor]))[0], visitor))
    queues = [list(theirs[visitor].values()) for visitor in visitors]
    rounds = max(map(len, queues), default=0)
    return _once(queue[number] for number in range(rounds) for queue in queues if number < len(queue))


def next_batch(turns: Sequence[Sequence[Request]], most: int) -> list[int]:
    """The runs that train next, at once: those of the first turn, as far as memory and `most` networks allow, with small
    turns of other people's that can share the batch.
    """
    if not turns:
        return []
    first, *others = turns
    batch = list(first)
    for turn in others:
        if _kind(turn[0]) == _kind(first[0]) and len(batch) + len(turn) <= COMPANY:
            batch += turn
    return [batch[number].run_id for number in shards([request.config for request in batch], most)[0]]


def ahead(turns: Sequence[Sequence[Request]], run_id: int) -> int:
    """How many of the waiting runs have an earlier turn than that one has."""
    before = 0
    for turn in turns:
        if any(request.run_id == run_id for request in turn):
            return before
        before += len(turn)
    return before


def _kind(request: Request) -> tuple:
    """What networks have to share to be trained at once."""
    return (request.dataset, *fusion_key(request.config))


def _once(turns: Iterable[list[Request]]) -> list[list[Request]]:
    """The turns without runs that somebody else's earlier turn has trained already."""
    seen: set[int] = set()
    left = []
    for turn in turns:
        turn = [request for request in turn if request.run_id not in seen]
        seen.update(request.run_id for request in turn)
        if turn:
            left.append(turn)
    return left
