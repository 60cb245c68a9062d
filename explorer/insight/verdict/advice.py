"""What to try next: changes of knobs that are inside their limits and really change something."""

from collections.abc import Mapping
from dataclasses import dataclass

from explorer.config import KNOBS, RunConfig
from explorer.knob import Value

MOST = 2
"""More than two ways forward are no advice."""

DROPOUT = 0.3
"""A moderate dropout. Measured with the article's default: the validation loss turns at epoch 6 instead of 5."""

L2 = 0.001
"""What the knob's help calls a usual start."""


@dataclass(frozen=True)
class Suggestion:
    """A change of knobs (name → value), and what its button says."""

    label: str
    changes: Mapping[str, Value]


def possible(config: RunConfig, *candidates: tuple[str, int | float]) -> tuple[Suggestion, ...]:
    """Those of `candidates` (knob, value) that, held to the knob's limits, differ from what `config` has."""
    suggestions = []
    for name, value in candidates:
        knob = KNOBS[name]
        value = knob.check(min(max(value, knob.low), knob.high))
        if value != getattr(config, name):
            suggestions.append(Suggestion(f"Try {knob.phrase(value)}", {name: value}))
    return tuple(suggestions)


def suggest(config: RunConfig, *candidates: tuple[str, int | float]) -> tuple[Suggestion, ...]:
    """The first two of those that are `possible`."""
    return possible(config, *candidates)[:MOST]


def calmer(config: RunConfig) -> tuple[str, float]:
    """A lower learning rate: the article's, or a tenth of one that is not above it."""
    usual = KNOBS["learning_rate"].default
    rate = config.learning_rate
    # One digit is enough, and a tenth of 0.0003 has sixteen.
    return "learning_rate", usual if rate > usual else float(f"{rate / 10:.0e}")


def usual(name: str) -> tuple[str, int | float]:
    """The article's value of a knob."""
    return name, KNOBS[name].default


def another_seed(config: RunConfig) -> tuple[str, int]:
    """The next seed; after the last one the first."""
    return "seed", (config.seed + 1) % (KNOBS["seed"].high + 1)


def stronger_brakes(config: RunConfig) -> tuple[Suggestion, ...]:
    """Against learning by heart, the usual one first; a brake that is on already is not loosened."""
    dropout = DROPOUT if config.dropout < DROPOUT else max(config.dropout, 0.5)
    return possible(config, ("dropout", dropout), ("l2", max(config.l2, L2)), ("units", config.units // 2))


def weaker_brakes(config: RunConfig) -> list[tuple[str, int | float]]:
    """For a network that does not learn enough."""
    return [("dropout", DROPOUT if config.dropout > DROPOUT else 0.0), usual("l2")]
