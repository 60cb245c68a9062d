"""Which networks train together: those that can share a batch, cut to what a worker's memory holds."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from explorer.config import RunConfig

FIRST_UNITS = 16
"""Units of the first layer of every network, as in the article."""

LARGEST_SHARD = 1_500_000_000
"""Bytes that the networks of one shard may need, by `bytes_needed`; the process and the reviews need another 0.7 GB."""

FLOAT = 4
COPIES = 6
"""Of each weight there are the weight, RMSprop's average, the gradient, the update, the best epoch's and the last one's."""


def bytes_needed(config: RunConfig) -> int:
    """An estimate of the memory that training one network takes beside others, in bytes."""
    widths = [FIRST_UNITS, *[config.units] * config.layers, 1]
    weights = config.vocabulary * FIRST_UNITS + sum(below * above + above for below, above in pairwise(widths))
    # Each layer's sums and outputs are kept for the way back, where each has a gradient.
    outputs = 4 * config.batch_size * sum(widths)
    return FLOAT * (COPIES * weights + outputs)


def shards(configs: Sequence[RunConfig]) -> list[list[int]]:
    """The numbers of `configs` (from 0), in groups to be trained at once, each within `LARGEST_SHARD`.

    Networks of a group share vocabulary, batch size and seed; the order of the configs is kept within each group.
    """
    kinds = defaultdict(list)
    for number, config in enumerate(configs):
        kinds[config.vocabulary, config.batch_size, config.seed].append(number)
    groups = []
    for numbers in kinds.values():
        room = 0
        for number in numbers:
            needed = bytes_needed(configs[number])
            if needed > room:
                groups.append([])
                room = LARGEST_SHARD
            groups[-1].append(number)
            room -= needed
    return groups
