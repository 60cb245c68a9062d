"""What a worker compiles for a group of networks, and which compiled models it keeps."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import NamedTuple

from explorer.config import RunConfig
from explorer.scheduling.fusion_groups import estimated_bytes

MAX_CACHED = 4
MAX_CACHED_BYTES = 250_000_000
"""As estimated by `estimated_bytes`; an idle model takes half of that. The article's 36 networks need 140 MB."""


class NetworkShape(NamedTuple):
    """What decides where the weights of a network are stored."""

    first_units: int
    units: int
    layers: int
    activation: str


def network_shape(config: RunConfig) -> NetworkShape:
    """The shape of the network for `config`. Without hidden layers, units and activation make no difference."""
    hidden = (config.units, config.layers, config.activation) if config.layers else (0, 0, "")
    return NetworkShape(config.first_units, *hidden)


def slot_order(configs: Sequence[RunConfig]) -> list[int]:
    """The numbers of the networks for these configs, in the order of their slots."""
    shapes = [network_shape(config) for config in configs]
    return sorted(range(len(configs)), key=lambda i: (*shapes[i][:2], -shapes[i].layers, shapes[i].activation))


@dataclass(frozen=True)
class Structure:
    """What is fixed when a model is built and cannot be changed by `reset`; `shapes` in the order of the slots."""

    vocabulary: int
    binary: bool
    shapes: tuple[NetworkShape, ...]
    optimizers: tuple[str, ...]
    dropout: bool
    l2: bool
    wrong_labels: bool


def structure_of(configs: Sequence[RunConfig]) -> Structure:
    """The structure of the model for `configs`."""
    return Structure(
        vocabulary=configs[0].vocabulary,
        binary=configs[0].input_format.binary,
        shapes=tuple(network_shape(configs[number]) for number in slot_order(configs)),
        optimizers=tuple(sorted({config.optimizer for config in configs})),
        dropout=any(config.dropout for config in configs),
        l2=any(config.l2 for config in configs),
        wrong_labels=any(config.wrong_labels for config in configs),
    )


def cached_after(cached: Sequence[Structure], configs: Sequence[RunConfig]) -> list[Structure]:
    """The structures of the models that a worker keeps once it has trained `configs`, the most recently used last.

    Args:
        cached: Those that it had before.
        configs: The settings of the networks of one group.
    """
    used = structure_of(configs)
    others = [structure for structure in cached if structure != used]
    fits = sum(map(estimated_bytes, configs)) <= MAX_CACHED_BYTES
    return [*others, used][-MAX_CACHED:] if fits else others


class Setup(Enum):
    """What a worker has to do before it can train a group of networks."""

    FIRST = auto()
    """It has not trained anything yet."""
    NEW_WORDS = auto()
    """It has to read the reviews with another vocabulary, and to compile a model."""
    NEW = auto()
    """It has to compile a model."""
    KNOWN = auto()
    """It has a compiled model of that structure."""


@dataclass(frozen=True)
class Compiled:
    """What a worker has compiled: `cached`, the most recently used last, and whether it has trained anything."""

    cached: tuple[Structure, ...] = ()
    has_trained: bool = False

    def before(self, configs: Sequence[RunConfig]) -> Setup:
        """What the worker has to do before it can train these networks."""
        if structure_of(configs) in self.cached:
            return Setup.KNOWN
        if not self.has_trained:
            return Setup.FIRST
        # With the default one it has read them while it got ready.
        read = {RunConfig().vocabulary, *(structure.vocabulary for structure in self.cached)}
        return Setup.NEW if configs[0].vocabulary in read else Setup.NEW_WORDS

    def after(self, configs: Sequence[RunConfig]) -> "Compiled":
        """What it has compiled once it has trained them."""
        return Compiled(tuple(cached_after(self.cached, configs)), has_trained=True)


REHEARSED = Compiled().after([RunConfig()])
"""What a worker has compiled that has trained the default network while it got ready."""
