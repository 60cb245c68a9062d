"""How long work will still take."""

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from explorer.config import RunConfig
from explorer.store import Run

# Measured on two cores, in seconds: what it costs to compile and keep a batch, and each network in it; what an epoch costs,
# and each network in it.
BATCH_SECONDS, BATCH_NETWORK_SECONDS = 1.0, 0.07
EPOCH_SECONDS, EPOCH_NETWORK_SECONDS = 0.07, 0.016

# The same for one network of any size: the batch, an epoch, each step, and each weight above the first layer for every step
# and for every review.
ONE_BATCH_SECONDS, ONE_EPOCH_SECONDS, STEP_SECONDS = 0.6, 0.05, 0.0006
WEIGHT_STEP_SECONDS, WEIGHT_REVIEW_SECONDS = 8e-9, 5e-11


def expected_seconds(networks: int, epochs: int) -> float:
    """How long networks that train at once will take on the computer that was measured."""
    batch = BATCH_SECONDS + BATCH_NETWORK_SECONDS * networks
    return batch + epochs * (EPOCH_SECONDS + EPOCH_NETWORK_SECONDS * networks)


def expected_alone(config: RunConfig, reviews: int, earlier: Sequence[Run] = ()) -> float:
    """How long a network that trains alone on that many reviews will take.

    The pace of this computer is the median, over the `earlier` runs that trained alone, of what they took here against what
    they would have taken on the computer that was measured.
    """
    begun = Counter(run.started for run in earlier)
    took = [
        (run.finished - run.started) / _measured_alone(run.config, reviews, run.last.epoch)
        for run in earlier
        if begun[run.started] == 1 and run.started is not None and run.finished and run.last
    ]
    return _measured_alone(config, reviews, config.epochs) * (median(took) if took else 1.0)


def _measured_alone(config: RunConfig, reviews: int, epochs: int) -> float:
    steps = -(-reviews // config.batch_size)
    above = sum(below * width for below, width in pairwise(config.widths[1:]))
    weights = above * (WEIGHT_STEP_SECONDS * steps + WEIGHT_REVIEW_SECONDS * reviews)
    return ONE_BATCH_SECONDS + epochs * (ONE_EPOCH_SECONDS + STEP_SECONDS * steps + weights)


def seconds_left(runs: Sequence[Run]) -> float:
    """How long the active ones of `runs`, which train at once, will still take at their pace so far."""
    active = [run for run in runs if run.active]
    epochs_left = max((run.config.epochs - run.epochs_done for run in active), default=0)
    done = max((run.epochs_done for run in active), default=0)
    if done:
        return sum(run.seconds for run in active) / done * epochs_left
    return expected_seconds(len(active), epochs_left)


def seconds_left_in_turn(runs: Sequence[Run]) -> float:
    """Like `seconds_left`, for runs of several seeds: those of one seed train at once, and one seed after another.

    A seed that waits is expected to take as long as the networks before it did.
    """
    done = sum(run.epochs_done for run in runs)
    seconds = 0.0
    for seed in sorted({run.config.seed for run in runs if run.active}):
        active = [run for run in runs if run.active and run.config.seed == seed]
        if done and not any(run.last for run in active):
            seconds += BATCH_SECONDS + sum(run.seconds for run in runs) / done * sum(run.config.epochs for run in active)
        else:
            seconds += seconds_left(active)
    return seconds
