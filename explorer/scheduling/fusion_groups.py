"""Fusion groups: networks that train as one model, as many as a worker's memory holds."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

from explorer.config import KNOBS, RunConfig
from explorer.knob import Value

MAX_GROUP_BYTES = 1_500_000_000
"""Memory for the networks of one group, as `estimated_bytes` counts it. The process and the reviews need another 0.9 GB."""

BYTES_PER_FLOAT = 4
COPIES_PER_WEIGHT = {"rmsprop": 7, "adam": 9, "sgd": 5, "momentum": 7}
"""The weight and each average of its gradients that the optimizer keeps, all of them twice during an update, the gradient,
the best weight and its segment id. In a group with several optimizers, each network has the averages of all of them."""

SHARED_KNOBS = tuple(name for name, knob in KNOBS.items() if knob.shared)


def fusion_key(config: RunConfig) -> tuple[Value, ...]:
    """The values of the `SHARED_KNOBS`. Only networks that agree in them, and train on the same reviews, can be fused."""
    return tuple(getattr(config, name) for name in SHARED_KNOBS)


def estimated_bytes(config: RunConfig) -> int:
    """The memory that one network of a group takes in training, in bytes."""
    weights = sum(inputs * units + units for inputs, units in pairwise(config.widths))
    # Backpropagation needs each layer's sums and outputs, and a gradient for each of the two.
    activations = 4 * config.batch_size * sum(config.widths[1:])
    return BYTES_PER_FLOAT * (COPIES_PER_WEIGHT[config.optimizer] * weights + activations)


def fusion_groups(configs: Sequence[RunConfig], max_networks: int) -> list[list[int]]:
    """Divide networks into groups that train at once.

    Args:
        configs: The settings of the networks, in the order in which they should train.
        max_networks: How many networks a group may have.

    Returns:
        Groups of indices into `configs`, ascending within each group. The networks of a group have the same `fusion_key`
        and need at most `MAX_GROUP_BYTES`; a network that needs more has a group of its own.
    """
    indices_by_key = defaultdict(list)
    for index, config in enumerate(configs):
        indices_by_key[fusion_key(config)].append(index)
    groups: list[list[int]] = []
    for indices in indices_by_key.values():
        free_bytes = 0
        for index in indices:
            needed = estimated_bytes(configs[index])
            if needed > free_bytes or len(groups[-1]) == max_networks:
                groups.append([])
                free_bytes = MAX_GROUP_BYTES
            groups[-1].append(index)
            free_bytes -= needed
    return groups
