"""Which networks train next: a fair queue, round robin over the visitors, in which small requests share a batch."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from explorer.config import RunConfig
from explorer.scheduling.fusion_groups import fusion_groups, fusion_key

MAX_SHARED_NETWORKS = 8
"""How many networks a batch that several visitors share may have. Eight take about three times as long as one, but serve
eight people, who would otherwise wait for each other."""


@dataclass(frozen=True)
class Request:
    """A visitor's request for a waiting run, in seconds since 1970. A run may have requests from several visitors."""

    run_id: int
    config: RunConfig
    dataset: str
    visitor: str
    requested_at: float


def fair_order(requests: Iterable[Request], last_served: Mapping[str, float]) -> list[list[Request]]:
    """The order in which waiting runs train, by round robin over the visitors.

    The runs of one click that can train together are one batch. Each round has one batch of each visitor, beginning with
    the visitor who was served least recently.

    Args:
        requests: The requests for runs that wait.
        last_served: When training last began for a visitor, in seconds since 1970. Visitors who have not been served yet
            are missing.

    Returns:
        The batches, the next one first. Each run is in one of them.
    """
    queues: dict[str, dict[tuple, list[Request]]] = defaultdict(dict)
    for request in sorted(requests, key=lambda request: (request.requested_at, request.run_id)):
        queues[request.visitor].setdefault((request.requested_at, *_batch_key(request)), []).append(request)
    visitors = sorted(queues, key=lambda visitor: (last_served.get(visitor, 0.0), next(iter(queues[visitor]))[0], visitor))
    batches = [list(queues[visitor].values()) for visitor in visitors]
    rounds = max(map(len, batches), default=0)
    return _without_repeats(theirs[number] for number in range(rounds) for theirs in batches if number < len(theirs))


def next_batch(batches: Sequence[Sequence[Request]], max_networks: int) -> list[int]:
    """The runs to train next, all at once.

    Args:
        batches: The waiting batches in fair order.
        max_networks: How many networks may train at once. Memory may allow fewer.

    Returns:
        The ids of the first batch's runs and of small later batches that can share it. Empty if nothing waits.
    """
    return next(in_turn(batches, max_networks), [])


def in_turn(batches: Sequence[Sequence[Request]], max_networks: int) -> Iterator[list[int]]:
    """What trains one after the other, each time as `next_batch` says, if nobody asks for more in the meantime."""
    left = [list(batch) for batch in batches]
    alike: dict[tuple, list[list[Request]]] = defaultdict(list)
    for batch in left:
        alike[_batch_key(batch[0])].append(batch)
    for batch in left:
        while batch:
            shared = list(batch)
            for other in alike[_batch_key(batch[0])]:
                if other is not batch and len(shared) + len(other) <= MAX_SHARED_NETWORKS:
                    shared += other
            groups = fusion_groups([request.config for request in shared], max_networks)
            run_ids = [shared[index].run_id for index in groups[0]]
            yield run_ids
            taken = set(run_ids)
            for one in alike[_batch_key(shared[0])]:
                one[:] = [request for request in one if request.run_id not in taken]


def _batch_key(request: Request) -> tuple:
    """What runs must have in common to train in one batch."""
    return (request.dataset, *fusion_key(request.config))


def _without_repeats(batches: Iterable[list[Request]]) -> list[list[Request]]:
    """The batches without runs that an earlier batch, of another visitor, has already."""
    seen: set[int] = set()
    kept = []
    for batch in batches:
        batch = [request for request in batch if request.run_id not in seen]
        seen.update(request.run_id for request in batch)
        if batch:
            kept.append(batch)
    return kept
