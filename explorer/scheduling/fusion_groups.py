"""Which networks train together: those that can share a batch, cut to what a worker's memory holds."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from explorer.config import KNOBS, RunConfig
from explorer.knob import Value

LARGEST_SHARD = 1_500_000_000
"""Bytes that the networks of one shard may need, by `bytes_needed`; the process and the reviews need another 0.9 GB."""

FLOAT = 4
COPIES = 7
"""Of each weight there are the weight and RMSprop's average, both once more while they change, the gradient, the best one,
and whose it is."""


SHARED = tuple(name for name, knob in KNOBS.items() if knob.shared)


def fusion_key(config: RunConfig) -> tuple[Value, ...]:
    """What networks must have in common to be trained at once, besides their reviews: the values of the `SHARED` knobs."""
    return tuple(getattr(config, name) for name in SHARED)


def bytes_needed(config: RunConfig) -> int:
    """An estimate of the memory that training one network takes beside others, in bytes."""
    weights = sum(below * above + above for below, above in pairwise(config.widths))
    # Each layer's sums and outputs are kept for the way back, where each has a gradient.
    outputs = 4 * config.batch_size * sum(config.widths[1:])
    return FLOAT * (COPIES * weights + outputs)


def shards(configs: Sequence[RunConfig], most: int) -> list[list[int]]:
    """The numbers of `configs` (from 0), in groups to be trained at once, each within `LARGEST_SHARD` and of `most` so many.

    Networks of a group have the same `fusion_key`; the order of the configs is kept within each group.
    """
    kinds = defaultdict(list)
    for number, config in enumerate(configs):
        kinds[fusion_key(config)].append(number)
    groups = []
    for numbers in kinds.values():
        room = 0
        for number in numbers:
            needed = bytes_needed(configs[number])
            if needed > room or len(groups[-1]) == most:
                groups.append([])
                room = LARGEST_SHARD
            groups[-1].append(number)
            room -= needed
    return groups
