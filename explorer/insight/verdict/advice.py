"""What to try next: changes of knobs (name → value) that are inside their limits and really change something."""

from collections.abc import Mapping

from explorer.config import KNOBS, RunConfig
from explorer.knob import Value

ARTICLE = RunConfig()

DROPOUT = 0.3
"""A moderate dropout. Measured with the article's default: the validation loss turns at epoch 6 instead of 5."""

L2 = 0.001
"""What the knob's help calls a good start."""


def possible(config: RunConfig, candidates: Mapping[str, Value]) -> dict[str, Value]:
    """The `candidates`, held to the knobs' limits, that differ from what `config` has."""
    knobs = {name: KNOBS[name] for name in candidates}
    allowed = {name: knob.check(min(max(candidates[name], knob.low), knob.high)) for name, knob in knobs.items()}
    return {name: value for name, value in allowed.items() if value != getattr(config, name)}


def lower_learning_rate(config: RunConfig) -> dict[str, Value]:
    """The article's learning rate, or a tenth of one that is not above it."""
    usual, rate = ARTICLE.learning_rate, config.learning_rate
    # One digit is enough, and a tenth of 0.0003 has sixteen.
    return {"learning_rate": usual if rate > usual else float(f"{rate / 10:.0e}")}


def another_seed(config: RunConfig) -> dict[str, Value]:
    """The next seed; after the last one the first."""
    return {"seed": (config.seed + 1) % (KNOBS["seed"].high + 1)}


def more_regularization(config: RunConfig) -> list[tuple[str, Value]]:
    """Against memorising, the usual way first; dropout or an L2 penalty that is already there is never lowered."""
    dropout = DROPOUT if config.dropout < DROPOUT else max(config.dropout, 0.5)
    ways = possible(config, {"dropout": dropout, "l2": max(config.l2, L2), "units": config.units // 2})
    return list(ways.items())


def easier_learning(config: RunConfig) -> dict[str, Value]:
    """The article's learning rate and less regularization; not all of these change something."""
    dropout = DROPOUT if config.dropout > DROPOUT else 0.0
    return {"learning_rate": ARTICLE.learning_rate, "dropout": dropout, "l2": ARTICLE.l2}
