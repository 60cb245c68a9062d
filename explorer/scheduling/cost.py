"""What training costs on the computer that was measured: two cores of an AMD EPYC, with nothing else to do.

All figures are in seconds and were fitted to 113 batches of 1 to 36 networks of all sizes. Other computers are slower or
faster by some factor, which `explorer.insight.pace` finds.
"""

from collections.abc import Sequence
from itertools import pairwise

from explorer.config import RunConfig
from explorer.scheduling.structure import Setup

CONNECTING, LOADING, READING, WARMING_UP = 0.05, 0.2, 0.4, 0.9
"""How far a worker's start is, from 0 to 1, when it begins to connect, to load TensorFlow, to read the reviews and to warm
up. While reviews are prepared, it moves on from the third to the fourth."""
CONNECT_SECONDS, LOAD_SECONDS, READ_SECONDS, WARM_UP_SECONDS = 1.0, 2.0, 0.05, 0.45
PREPARE_SECONDS = 1.7
"""Preparing 25,000 reviews that no earlier start has kept."""
REHEARSE_SECONDS = 1.1

SETUP_SECONDS, SETUP_NETWORK_SECONDS = 0.18, 0.006
"""Of a batch: claiming and reading it, its weights, its data set, the end of its last epoch."""
COMPILE_SECONDS, COMPILE_LAYER_SECONDS = 0.2, 0.035
"""A structure that the worker has not compiled yet, and each different hidden layer in it."""
WORDS_SECONDS = 0.2
"""Reading the reviews with another vocabulary."""
FIRST_SECONDS = 0.4
"""What TensorFlow does once, in the first training of a process."""
SAVE_SECONDS, SAVE_WEIGHT_SECONDS = 0.02, 5.5e-8

EPOCH_SECONDS, EPOCH_NETWORK_SECONDS = 0.04, 0.011
STEP_SECONDS, STEP_COLUMN_SECONDS = 0.00017, 2.6e-9
"""Of each batch of reviews, and for each weight of the first layers in it, all of which are updated."""
WEIGHT_STEP_SECONDS, WEIGHT_REVIEW_SECONDS = 1.4e-8, 1.1e-11
"""For each weight above the first layer."""
UNIT_REVIEW_SECONDS, DROPPED_REVIEW_SECONDS = 2.1e-9, 7.4e-9
"""For each unit, and more if it may be dropped."""
MEASURED_REVIEWS = 15_000
VALIDATION_SHARE = 0.2
"""Of an epoch with all reviews, what it takes to validate, however many are learned from."""
PAIRS_FACTOR = 1.9
"""A review has so many times as many words and pairs as words, with the largest vocabulary."""


def start_seconds(prepared: bool, rehearsed: bool, begin: float = 0.0) -> float:
    """The start of a worker, from `begin` on, its share that is done already.

    Args:
        prepared: Whether reviews have to be prepared, because no earlier start has kept them.
        rehearsed: Whether the worker trains once before it is ready.
        begin: Between 0 and 1.
    """
    marks = (CONNECTING, LOADING, READING, WARMING_UP, 1.0)
    parts = (
        CONNECT_SECONDS,
        LOAD_SECONDS,
        READ_SECONDS + (PREPARE_SECONDS if prepared else 0.0),
        WARM_UP_SECONDS + (REHEARSE_SECONDS if rehearsed else 0.0),
    )
    return sum(
        seconds * max(0.0, min(1.0, (end - begin) / (end - start))) for (start, end), seconds in zip(pairwise(marks), parts)
    )


def setup_seconds(configs: Sequence[RunConfig], setup: Setup) -> float:
    """Everything before the first epoch, and in it what later epochs do not have."""
    seconds = SETUP_SECONDS + SETUP_NETWORK_SECONDS * len(configs)
    if setup != Setup.KNOWN:
        layers = {(config.units, layer) for config in configs for layer in range(config.layers)}
        seconds += COMPILE_SECONDS + COMPILE_LAYER_SECONDS * len(layers)
    return seconds + {Setup.FIRST: FIRST_SECONDS, Setup.NEW_WORDS: WORDS_SECONDS}.get(setup, 0.0)


def epoch_seconds(configs: Sequence[RunConfig], reviews: int) -> float:
    """An epoch of networks that train at once, and their validation, with a source that has that many training reviews."""
    learned = configs[0].learns_from(reviews)
    steps = -(-learned // configs[0].batch_size)
    share = VALIDATION_SHARE + (1 - VALIDATION_SHARE) * learned / reviews
    read = share * reviews
    entries = PAIRS_FACTOR if configs[0].pairs == "on" else 1.0
    columns = sum(config.vocabulary * config.first_units for config in configs)
    above = sum(inputs * units for config in configs for inputs, units in pairwise(config.widths[1:]))
    units = sum(sum(config.widths[1:-1]) for config in configs)
    dropped = units if any(config.dropout for config in configs) else 0
    return (
        EPOCH_SECONDS * share * entries
        + EPOCH_NETWORK_SECONDS * len(configs) * entries * read / MEASURED_REVIEWS
        + steps * (STEP_SECONDS + STEP_COLUMN_SECONDS * columns + WEIGHT_STEP_SECONDS * above)
        + read * (WEIGHT_REVIEW_SECONDS * above + UNIT_REVIEW_SECONDS * units + DROPPED_REVIEW_SECONDS * dropped)
    )


def training_seconds(configs: Sequence[RunConfig], reviews: int, epochs: int) -> float:
    """Some epochs of networks that train at once, with what comes before them."""
    return setup_seconds(configs, Setup.NEW) + epochs * epoch_seconds(configs, reviews)


def save_seconds(configs: Sequence[RunConfig]) -> float:
    """Keeping the networks when they have ended."""
    return sum(SAVE_SECONDS + SAVE_WEIGHT_SECONDS * sum(config.parameter_counts) for config in configs)
