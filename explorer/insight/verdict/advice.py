"""What to try next: changes of knobs that are inside their limits and really change something."""

from explorer.config import KNOBS, RunConfig
from explorer.knob import Value

KnobChange = tuple[str, Value]
"""A knob's name and the value to try."""

MOST = 2
"""More than two ways forward are no advice."""

DROPOUT = 0.3
"""A moderate dropout. Measured with the article's default: the validation loss turns at epoch 6 instead of 5."""

L2 = 0.001
"""What the knob's help calls a usual start."""


def possible(config: RunConfig, *candidates: KnobChange) -> list[KnobChange]:
    """The `candidates`, held to the knobs' limits, that differ from what `config` has."""
    changes = []
    for name, value in candidates:
        knob = KNOBS[name]
        value = knob.check(min(max(value, knob.low), knob.high))
        if value != getattr(config, name):
            changes.append((name, value))
    return changes


def best(config: RunConfig, *candidates: KnobChange) -> list[KnobChange]:
    """The first two of those that are `possible`."""
    return possible(config, *candidates)[:MOST]


def lower_learning_rate(config: RunConfig) -> KnobChange:
    """The article's learning rate, or a tenth of one that is not above it."""
    usual = KNOBS["learning_rate"].default
    rate = config.learning_rate
    # One digit is enough, and a tenth of 0.0003 has sixteen.
    return "learning_rate", usual if rate > usual else float(f"{rate / 10:.0e}")


def default(name: str) -> KnobChange:
    """The article's value of a knob."""
    return name, KNOBS[name].default


def another_seed(config: RunConfig) -> KnobChange:
    """The next seed; after the last one the first."""
    return "seed", (config.seed + 1) % (KNOBS["seed"].high + 1)


def more_regularization(config: RunConfig) -> list[KnobChange]:
    """Against memorising, the usual way first; dropout or an L2 penalty that is already there is never lowered."""
    dropout = DROPOUT if config.dropout < DROPOUT else max(config.dropout, 0.5)
    return possible(config, ("dropout", dropout), ("l2", max(config.l2, L2)), ("units", config.units // 2))


def less_regularization(config: RunConfig) -> list[KnobChange]:
    """For a network that does not learn enough; not all of these change something."""
    return [("dropout", DROPOUT if config.dropout > DROPOUT else 0.0), default("l2")]
