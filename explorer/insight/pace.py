"""How fast this computer is: what training and getting ready took here, against what `explorer.scheduling.cost` says."""

import math
from collections.abc import Callable, Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from itertools import accumulate, pairwise
from statistics import median

from explorer.config import RunConfig
from explorer.scheduling import cost
from explorer.scheduling.structure import MAX_CACHED, REHEARSED, Compiled, Setup
from explorer.store import Batch, WorkerStart

OLDER = 0.8
"""How much a measurement counts against the next newer one: other programs come and go."""
GUESS, GUESS_OF_START = 0.03, 0.3
"""How much a guess counts against the newest measurement of just the same."""
LARGEST = 50.0


@dataclass(frozen=True)
class Factor:
    """How many times longer something takes here, and whether that rests on measurements."""

    value: float
    is_measured: bool


@dataclass(frozen=True)
class _Measurement:
    """The factors of a batch: of its epochs, and of what comes before and after them; None where unknown."""

    networks: int
    epoch_cost: float
    epochs: float | None
    around: float | None


class Pace:
    """The pace of this computer.

    Args:
        batches: What has trained here, oldest first.
        starts: The starts of workers here, oldest first.
        reviews: Returns the number of training reviews of a data set.
        guess: The factor as far as it can be told without any measurement.
        are_all: Whether nothing has trained here before the first of `batches`.
    """

    def __init__(
        self,
        batches: Sequence[Batch],
        starts: Sequence[WorkerStart],
        reviews: Callable[[str], int],
        guess: float,
        are_all: bool = True,
    ) -> None:
        self._reviews = reviews
        self._guess = guess
        self._starts = [_start_factor(start) for start in starts]
        before, self._compiled = replay(batches, starts, are_all)
        self._batches = [_measured(batch, setup, reviews(batch.dataset)) for batch, setup in zip(batches, before)]

    def including(self, training: Sequence[Batch]) -> "Pace":
        """This pace with what can be told from the epochs of batches that train now."""
        more = copy(self)
        more._batches = [*self._batches, *(_measured(batch, None, self._reviews(batch.dataset)) for batch in training)]
        return more

    def compiled(self, cluster_id: str) -> Compiled:
        """What the worker of a cluster has compiled."""
        return self._compiled.get(cluster_id, REHEARSED)

    def start(self) -> Factor:
        """The factor of a worker's start."""
        return _combined(((factor, 1.0) for factor in self._starts), self._guess, GUESS_OF_START)

    def epoch(self, configs: Sequence[RunConfig], reviews: int) -> Factor:
        """The factor of an epoch of these networks. Batches of similar networks count most."""
        seconds = cost.epoch_seconds(configs, reviews)

        def likeness(one: _Measurement) -> float:
            doublings = abs(math.log2(one.epoch_cost / seconds)) + abs(math.log2(one.networks / len(configs))) / 2
            return (1 + doublings) ** -1.5

        return _combined(((one.epochs, likeness(one)) for one in self._batches), self.start().value, GUESS)

    def around(self) -> Factor:
        """The factor of what comes before and after the epochs."""
        return _combined(((one.around, 1.0) for one in self._batches), self.start().value, GUESS)


def replay(
    batches: Sequence[Batch], starts: Sequence[WorkerStart], are_all: bool = True
) -> tuple[list[Setup | None], dict[str, Compiled]]:
    """Follow what workers have compiled.

    Args:
        batches: What they trained, oldest first.
        starts: Their starts, oldest first.
        are_all: Whether they trained nothing before.

    Returns:
        What had to be done before each batch, None where that is not known; and for each cluster what its worker has now.
    """
    now: dict[str, Compiled] = {}
    # How many batches of a cluster it takes until all is known: a worker keeps only so much of earlier ones.
    unsure: dict[str, int] = {}
    before: list[Setup | None] = []
    coming = list(reversed(starts))
    for batch in batches:
        while coming and coming[-1].ready <= batch.started:
            start = coming.pop()
            now[start.cluster_id] = after_start(start.rehearsed)
            unsure[start.cluster_id] = 0 if are_all or before else MAX_CACHED
        cluster, configs = batch.cluster_id, list(batch.runs.values())
        worker, left = now.get(cluster, REHEARSED), unsure.get(cluster, len(batches))
        before.append(None if left else worker.before(configs))
        now[cluster], unsure[cluster] = worker.after(configs), max(0, left - 1)
    return before, now | {start.cluster_id: after_start(start.rehearsed) for start in coming}


def after_start(rehearsed: bool) -> Compiled:
    """What a worker has compiled when it gets ready."""
    return REHEARSED if rehearsed else Compiled()


def _measured(batch: Batch, setup: Setup | None, reviews: int) -> _Measurement:
    configs, took = list(batch.runs.values()), batch.epoch_seconds
    epoch_cost = cost.epoch_seconds(configs, reviews)
    epochs = around = None
    if len(took) > 1:
        # The first epoch includes compiling.
        usual = median(took[1:])
        epochs = _limited(usual / epoch_cost)
    if setup and took and batch.finished and not batch.broke_off:
        whole, around_cost = batch.finished - batch.started, cost.setup_seconds(configs, setup) + cost.save_seconds(configs)
        if epochs is None:
            epochs = around = _limited(whole / (around_cost + epoch_cost))
        else:
            around = _limited((whole - sum(took[1:]) - usual) / around_cost)
    return _Measurement(len(configs), epoch_cost, epochs, around)


def _interpolated(x: float, xs: Sequence[float], ys: Sequence[float]) -> float:
    """The value at `x` of straight lines through the points (`xs`, `ys`), which are flat beyond the first and the last."""
    for (x1, y1), (x2, y2) in pairwise(zip(xs, ys)):
        if x <= x2:
            return y1 if x <= x1 else y1 + (y2 - y1) * (x - x1) / (x2 - x1)
    return ys[-1]


def _start_factor(start: WorkerStart) -> float:
    return _limited((start.ready - start.began) / cost.start_seconds(start.prepared, start.rehearsed))


def _limited(factor: float) -> float:
    return min(max(factor, 1 / LARGEST), LARGEST)


def _combined(measured: Iterable[tuple[float | None, float]], guess: float, its_weight: float) -> Factor:
    """The weighted median of measured factors, oldest first, and a guess, interpolated between their logarithms.

    A median, because other programs make a measurement now and then several times as long.
    """
    age_weight, points = 1.0, [(math.log(guess), its_weight)]
    for factor, weight in reversed(list(measured)):
        if factor is not None:
            points.append((math.log(factor), weight * age_weight))
            age_weight *= OLDER
    logs, weights = zip(*sorted(points))
    below = list(accumulate(weights))
    # Each factor stands in the middle of its weight.
    middles = [end - weight / 2 for end, weight in zip(below, weights)]
    return Factor(math.exp(_interpolated(below[-1] / 2, middles, logs)), below[-1] > 2 * its_weight)
