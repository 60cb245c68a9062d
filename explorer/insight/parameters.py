"""How many parameters a network has."""

from itertools import pairwise

from explorer.config import RunConfig


def parameter_counts(config: RunConfig) -> list[int]:
    """The parameters of each layer, first to last, as Keras counts them: a weight for each input of a unit, and its bias."""
    return [(inputs + 1) * units for inputs, units in pairwise(config.widths)]
