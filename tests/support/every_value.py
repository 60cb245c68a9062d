"""Settings that cover every knob of `KNOBS`, so that a new knob or choice is tested without being named in a test."""

import random
from dataclasses import replace
from itertools import product

from explorer.config import KNOBS, RunConfig

CHOOSING = {name: knob for name, knob in KNOBS.items() if knob.choices}

# Two values of each number with which training is fast and stable. Numbers that are not here are tested at their limits.
AFFORDABLE = {
    "units": (4, 64),
    "epochs": (1, 4),
    "learning_rate": (0.0002, 0.005),
    "batch_size": (200, 1500),
    "vocabulary": (500, 3_000),
    "first_units": (4, 24),
    "training_reviews": (100, 1_000),
    "wrong_labels": (0.0, 0.4),
    "dropout": (0.0, 0.5),
    "l2": (0.0, 0.01),
}


def every_choice(base: RunConfig) -> list[RunConfig]:
    """`base` with so many combinations of the knobs that have choices that any two choices meet in one."""
    combinations = [*product(*(knob.choices for knob in CHOOSING.values()))]
    random.Random(1).shuffle(combinations)
    met: set = set()
    chosen = []
    for choices in combinations:
        pairs = {(*one, *other) for one in enumerate(choices) for other in enumerate(choices)}
        if pairs - met:
            met |= pairs
            chosen.append(replace(base, **dict(zip(CHOOSING, choices))))
    return chosen


def every_value(base: RunConfig) -> list[RunConfig]:
    """`every_choice`, and `base` with a low and a high value of each number, one at a time."""
    numbers = {name: AFFORDABLE.get(name, (knob.low, knob.high)) for name, knob in KNOBS.items() if not knob.choices}
    turned = [replace(base, **{name: value}) for name, values in numbers.items() for value in values]
    return list(dict.fromkeys([*every_choice(base), *turned]))


def admit(monkeypatch, **choices: str) -> None:
    """Add one choice to each of these knobs of `KNOBS`."""
    for name, choice in choices.items():
        knob = KNOBS[name]
        monkeypatch.setitem(KNOBS, name, replace(knob, choices={**knob.choices, choice: choice.upper()}))
