"""How long until runs end: everything that still has to happen, at the pace of this computer.

A worker that still starts, what is ahead in the queue, compiling, the epochs and keeping the networks. Pure: the moment is
an argument.
"""

import heapq
import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import accumulate

from explorer.config import RunConfig
from explorer.insight.pace import Pace
from explorer.scheduling import cost
from explorer.scheduling.fair_queue import LEAST_LEFT
from explorer.scheduling.fusion_groups import fusion_groups
from explorer.scheduling.structure import Compiled, Setup
from explorer.store import Batch

HANDING_SECONDS = 0.05
"""From the end of a batch, or from a click, until a worker has the next one."""
OVERDUE = 0.15
"""What takes longer than expected is expected to take this share of its time so far, at least."""
PRIOR_EPOCHS, GUESSED_EPOCHS = 2.0, 1.0
"""How many measured epochs an estimate from earlier batches counts as, and one from a guess."""
NEWER = 1.15
"""How much more an epoch counts than the one before it."""


class Stage(Enum):
    """What runs wait for, or do."""

    STARTING = auto()
    """The worker gets ready."""
    WAITING = auto()
    """Others are ahead, or they are about to begin."""
    SETTING_UP = auto()
    """The networks are built and compiled."""
    TRAINING = auto()
    KEEPING = auto()
    """All epochs are done, and the networks are written to the store."""
    ENDED = auto()


@dataclass(frozen=True)
class Forecast:
    """How long a training that nobody has asked for yet would take.

    Attributes:
        seconds: From now until its end.
        start_seconds: Of these, until the worker is ready.
        ahead: How many runs train or wait before it.
        is_measured: Whether the estimate rests on what was trained on this computer.
        is_active: Whether all of it trains or waits already, so that nothing would have to begin.
    """

    seconds: float
    start_seconds: float
    ahead: int
    is_measured: bool
    is_active: bool = False


@dataclass(frozen=True)
class Progress:
    """How far some runs are, all of them together, or a worker that gets ready.

    Attributes:
        stage: What they do.
        left: Seconds until the last of them ends.
        filled: How full their progress bar is, from 0 to 1. It never decreases.
        ahead: How many other runs train or wait before the first of them.
    """

    stage: Stage
    left: float
    filled: float
    ahead: int = 0


@dataclass(frozen=True)
class Start:
    """A worker's start that is not over yet. Times are seconds since 1970."""

    began: float
    fraction: float
    """How far it is, as the marks in `explorer.scheduling.cost` say."""
    since: float
    """When it got that far."""
    prepared: bool
    """Whether reviews have to be prepared."""
    rehearsed: bool
    """Whether it will train once before it is ready."""


@dataclass(frozen=True)
class Group:
    """Runs that will train at once, or train."""

    runs: Mapping[int, RunConfig]
    """Run id → settings."""
    reviews: int
    """The number of training reviews."""
    done: int = 0
    """How many epochs they have trained already."""


@dataclass(frozen=True)
class Training:
    """A batch that trains, and when it will be interrupted.

    Attributes:
        batch: The batch.
        reviews: The number of training reviews.
        turn: How long it trains, as estimated for the computer that was measured, before it gives way to what goes before
            it then; None if it is not interrupted.
        place: How many of the groups that wait go before it goes on.
    """

    batch: Batch
    reviews: int
    turn: float | None = None
    place: int = 0


@dataclass(frozen=True)
class Work:
    """What a cluster has to do.

    Attributes:
        start: The start of its worker, None if that is ready.
        training: The batches that train now, oldest first.
        waiting: What waits, in the order in which it will train.
        compiled: What its worker had compiled before any of these.
        workers: How many batches can train at the same time.
    """

    start: Start | None
    training: Sequence[Training]
    waiting: Sequence[Group]
    compiled: Compiled
    workers: int = 1


def start_left(start: Start, pace: Pace, now: float) -> float:
    """Seconds until a worker that starts will be ready."""

    def seconds(begin: float) -> float:
        return cost.start_seconds(start.prepared, start.rehearsed, begin)

    end = min(mark for mark in (cost.LOADING, cost.READING, cost.WARMING_UP, 1.0) if mark > start.fraction)
    done, rest = seconds(0.0) - seconds(start.fraction), seconds(end)
    part = seconds(start.fraction) - rest
    factor = pace.start().value
    # The further this start is, the more it says about itself, and a part that is overdue says that others will be, too.
    if done > 0 and start.since > start.began:
        factor = _between(factor, (start.since - start.began) / done, done)
    factor = max(factor, _between(factor, (now - start.began) / (done + part), done + part))
    return _left(part * factor, now - start.since) + rest * factor


def ends(work: Work, pace: Pace, now: float) -> dict[int, float]:
    """Run id → in how many seconds it will have ended, for each that trains or waits."""
    found: dict[int, float] = {}
    free, compiled = [], work.compiled
    put_back: dict[int, list[dict[int, float]]] = defaultdict(list)
    for training in work.training:
        batch = training.batch
        configs = list(batch.runs.values())
        its_ends = training_ends(batch, training.reviews, compiled.before(configs), pace, now)
        compiled = compiled.after(configs)
        interrupted = _interrupted(training, pace, now)
        if interrupted < max(its_ends.values()) - LEAST_LEFT:
            # It goes on where it was. What ends before it is interrupted has no more to do.
            rest = {run_id: end - interrupted for run_id, end in its_ends.items() if end > interrupted}
            its_ends = {run_id: end for run_id, end in its_ends.items() if run_id not in rest}
            put_back[training.place].append(rest)
            free.append(interrupted)
        else:
            free.append(max(its_ends.values()))
        found |= its_ends
    ready = start_left(work.start, pace, now) if work.start else 0.0
    free += [ready] * (work.workers - len(free))
    heapq.heapify(free)

    def take(its_ends: Mapping[int, float]) -> None:
        """Let the next free worker train what ends so many seconds after it has begun."""
        begin = max(heapq.heappop(free), ready) + HANDING_SECONDS
        found.update({run_id: begin + seconds for run_id, seconds in its_ends.items()})
        heapq.heappush(free, begin + max(its_ends.values()))

    for place in range(len(work.waiting) + 1):
        for rest in put_back[place]:
            take(rest)
        if place < len(work.waiting):
            configs = list(work.waiting[place].runs.values())
            take(group_ends(work.waiting[place], compiled.before(configs), pace))
            compiled = compiled.after(configs)
    return found


def _interrupted(training: Training, pace: Pace, now: float) -> float:
    """In how many seconds a batch that trains will be interrupted; infinity if it will not."""
    if training.turn is None:
        return math.inf
    configs = list(training.batch.runs.values())
    epoch = cost.epoch_seconds(configs, training.reviews)
    factor = pace.epoch(configs, training.reviews).value
    # At the end of an epoch: half of one later, on average.
    return max(factor * (training.turn + epoch / 2) - (now - training.batch.started), factor * epoch / 2)


def group_ends(group: Group, setup: Setup, pace: Pace) -> dict[int, float]:
    """Run id → how many seconds after the beginning of its batch it ends."""
    configs = list(group.runs.values())
    around = pace.around().value
    begin = around * cost.setup_seconds(configs, setup)
    epoch = pace.epoch(configs, group.reviews).value * cost.epoch_seconds(configs, group.reviews)
    return _one_by_one(
        {run_id: (begin + (config.epochs - group.done) * epoch, config) for run_id, config in group.runs.items()}, around
    )


def trials_seconds(configs: Sequence[RunConfig], reviews: int, pace: Pace, max_networks: int) -> float:
    """How long trials of a search take on one worker: networks that are not kept, most of a structure of their own."""
    seconds = 0.0
    for group in fusion_groups(configs, max_networks):
        members = [configs[index] for index in group]
        epoch = pace.epoch(members, reviews).value * cost.epoch_seconds(members, reviews)
        setup = pace.around().value * cost.setup_seconds(members, Setup.NEW_WORDS)
        seconds += HANDING_SECONDS + setup + max(config.epochs for config in members) * epoch
    return seconds


def training_ends(batch: Batch, reviews: int, setup: Setup, pace: Pace, now: float) -> dict[int, float]:
    """Run id → in how many seconds it ends, for the runs of a batch that trains."""
    configs = list(batch.runs.values())
    took, elapsed = batch.epoch_seconds, max(0.0, now - batch.started)
    around = pace.around().value
    epoch = _epoch(batch, reviews, setup, pace)
    if took:
        current = elapsed - sum(took) - around * cost.SETUP_SECONDS / 2
        # An epoch that is overdue says something, too.
        epoch = _epoch(batch, reviews, setup, pace, overdue=max(current, epoch))
        left = _left(epoch, current)
    else:
        left = _left(around * cost.setup_seconds(configs, setup) + epoch, elapsed)
    in_training = {}
    for run_id, config in batch.runs.items():
        more = 0 if run_id in batch.broke_off else config.epochs - batch.resumed_from - len(took) - 1
        if more < 0:
            # Its epochs are done. It is being kept, or has been.
            in_training[run_id] = (-max(current, 0.0), config)
        else:
            in_training[run_id] = (left + more * epoch, config)
    return _one_by_one(in_training, around)


def is_setting_up(batch: Batch, pace: Pace, now: float) -> bool:
    """Whether a batch without epochs is still being built and compiled, as far as can be told."""
    seconds = cost.setup_seconds(list(batch.runs.values()), Setup.NEW)
    return now - batch.started < pace.around().value * seconds


def _epoch(batch: Batch, reviews: int, setup: Setup, pace: Pace, overdue: float | None = None) -> float:
    """The seconds of a later epoch of a batch that trains: as expected before, refined by its epochs so far.

    Args:
        overdue: What the current epoch takes already, if it counts too.
    """
    configs = list(batch.runs.values())
    factor = pace.epoch(configs, reviews)
    expected = factor.value * cost.epoch_seconds(configs, reviews)
    if not batch.epoch_seconds:
        return expected
    first, *later = batch.epoch_seconds
    # The first epoch includes compiling, so it says less about the others, and they are shorter.
    compiling = pace.around().value * (cost.setup_seconds(configs, setup) - cost.SETUP_SECONDS / 2)
    expected = min(expected * (first / (expected + compiling)) ** (0.25 if factor.is_measured else 0.5), first)
    if overdue is not None:
        later = [*later, overdue]
    weights = [NEWER**number for number in range(len(later))]
    weight = PRIOR_EPOCHS if factor.is_measured else GUESSED_EPOCHS
    return (weight * expected + sum(one * seconds for one, seconds in zip(weights, later))) / (weight + sum(weights))


def _one_by_one(trained: Mapping[int, tuple[float, RunConfig]], around: float) -> dict[int, float]:
    """Run id → when it has been kept. `trained` has when its epochs end; networks are kept one after another."""
    order = sorted(trained, key=lambda run_id: (trained[run_id][0], run_id))
    saving = accumulate(around * cost.save_seconds([trained[run_id][1]]) for run_id in order)
    return {run_id: max(trained[run_id][0] + saved, 0.0) for run_id, saved in zip(order, saving)}


def _between(expected: float, seen: float, weight: float) -> float:
    """A geometric mean in which `seen` has that weight against an `expected` one of 1."""
    return float((expected * max(seen, 1e-9) ** weight) ** (1 / (1 + weight)))


def _left(expected: float, elapsed: float) -> float:
    return max(expected - max(elapsed, 0.0), OVERDUE * max(elapsed, 0.0))
