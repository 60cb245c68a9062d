"""Which networks train next: a queue that is fair by work, in which small requests share a batch.

Everybody is served in the order of asking, but a second of training that somebody had lately, or has ahead of it in the
queue, counts as if the request had come a second later. So whoever trains a lot waits for those who train little, nobody is
overtaken for longer than that, and it makes no difference into how many requests work is divided.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile

from explorer.config import RunConfig
from explorer.scheduling import cost
from explorer.scheduling.fusion_groups import fusion_groups, fusion_key

MAX_SHARED_NETWORKS = 8
"""How many networks a batch that several visitors share may have. Eight take about three times as long as one, but serve
eight people, who would otherwise wait for each other."""
SHORTEST_TURN, LONGEST_TURN = 3.0, 60.0
"""A batch is interrupted once it has trained for as long as what goes before it will take, but not before it has had the
first number of seconds, and after the second one at the latest. Its weights have to be kept and read again, so turns are not
short, and two that are equally long do not alternate."""
LEAST_LEFT = 2.0
"""A batch that has less than so many seconds left is not interrupted any more."""


@dataclass(frozen=True)
class Request:
    """A visitor's request for a waiting run, in seconds since 1970. A run may have requests from several visitors."""

    run_id: int
    config: RunConfig
    dataset: str
    visitor: str
    requested_at: float
    """Since when it waits; of a run that was interrupted, since then."""
    done: int = 0
    """The epochs that it has trained, if it was interrupted after them."""
    reviews: int = cost.MEASURED_REVIEWS
    """The training reviews of its data set."""


@dataclass(frozen=True)
class Line:
    """All that a cluster has to train, and how many seconds of training each visitor had lately, those who had some."""

    waiting: Sequence[Request]
    training: Sequence[Request] = ()
    worked: Mapping[str, float] = field(default_factory=dict)

    def batches(self) -> list[list[Request]]:
        """What waits in the order in which it will train."""
        return fair_order(self.waiting, self._charged(self.training))

    def interruption(self, training: Sequence[Request], now: float) -> "Interruption | None":
        """For what a batch that trains should be interrupted, and when; None if it should not.

        It gives way to other people's runs alone: one's own train in the order in which one has asked for them.

        Args:
            training: The requests for its runs, with the epochs that they have trained.
            now: The time, in seconds since 1970.
        """
        if not training or seconds_left(training) < LEAST_LEFT:
            return None
        ids, visitors = {request.run_id for request in training}, {request.visitor for request in training}
        put_back = [replace(request, requested_at=now) for request in training]
        elsewhere = [request for request in self.training if request.run_id not in ids]
        order = fair_order([*self.waiting, *put_back], self._charged(elsewhere))
        before = list(takewhile(lambda batch: not ids & {request.run_id for request in batch}, order))
        others = (batch for batch in before if visitors.isdisjoint(request.visitor for request in batch))
        first = next(others, None)
        if first is None:
            return None
        return Interruption(min(max(seconds_left(first), SHORTEST_TURN), LONGEST_TURN), before)

    def gives_way(self, training: Sequence[Request], begun: int, now: float) -> bool:
        """Whether a batch that trains should be interrupted now.

        Args:
            training: The requests for its runs, with the epochs that they have trained.
            begun: How many epochs they had trained when their present turn began.
            now: The time, in seconds since 1970.
        """
        interruption = self.interruption(training, now)
        return interruption is not None and seconds_trained(training, begun) >= interruption.turn

    def _charged(self, training: Iterable[Request]) -> Mapping[str, float]:
        """What everybody worked, with what is left of that which trains now."""
        left = {visitor: sum(map(seconds_left, batches)) for visitor, batches in _batches(training).items()}
        return {visitor: self.worked.get(visitor, 0.0) + left.get(visitor, 0.0) for visitor in {*self.worked, *left}}


@dataclass(frozen=True)
class Interruption:
    """A batch should be interrupted once it has trained for a `turn`, in estimated seconds. Then `before` goes first."""

    turn: float
    before: list[list[Request]]


def fair_order(requests: Iterable[Request], worked: Mapping[str, float]) -> list[list[Request]]:
    """The order in which waiting runs train.

    The runs of one click that can train together are one batch.

    Args:
        requests: The requests for runs that wait.
        worked: How many seconds of training each visitor had lately. Visitors who had none may be missing.

    Returns:
        The batches, the next one first. Each run is in one of them.
    """
    due: list[tuple[float, float, str, list[Request]]] = []
    for visitor, batches in _batches(requests).items():
        seconds = worked.get(visitor, 0.0)
        for batch in batches:
            due.append((batch[0].requested_at + seconds, batch[0].requested_at, visitor, batch))
            seconds += seconds_left(batch)
    return _without_repeats(batch for *_, batch in sorted(due, key=lambda one: one[:3]))


def seconds_left(batch: Sequence[Request]) -> float:
    """How long a batch still takes, as estimated."""
    return _seconds(batch, max(request.config.epochs - request.done for request in batch))


def seconds_trained(training: Sequence[Request], begun: int) -> float:
    """How long a batch has trained, as estimated, since it had `begun` epochs."""
    return _seconds(training, max(request.done for request in training) - begun)


def _seconds(batch: Sequence[Request], epochs: int) -> float:
    """How long so many epochs of a batch take, as estimated, with what comes before them."""
    configs = {request.run_id: request.config for request in batch}
    return cost.training_seconds([*configs.values()], batch[0].reviews, epochs)


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


def _batches(requests: Iterable[Request]) -> dict[str, list[list[Request]]]:
    """Visitor → the batches of each click, oldest first."""
    queues: dict[str, dict[tuple, list[Request]]] = defaultdict(dict)
    for request in sorted(requests, key=lambda request: (request.requested_at, request.run_id)):
        queues[request.visitor].setdefault((request.requested_at, *_batch_key(request)), []).append(request)
    return {visitor: [*batches.values()] for visitor, batches in queues.items()}


def _batch_key(request: Request) -> tuple:
    """What runs must have in common to train in one batch."""
    return (request.dataset, request.done, *fusion_key(request.config))


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
