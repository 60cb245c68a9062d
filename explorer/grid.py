"""A grid of one's own: every combination of some values of some knobs, once for each of a few seeds."""

import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import product

from explorer.config import KNOBS, RunConfig, repeated
from explorer.errors import ConfigError, LimitError
from explorer.knob import Knob, Value

Values = Mapping[str, Sequence[Value]]
"""Knob → its values, each once, in the order of `KNOBS`. The seed is none of them: a grid is repeated instead."""

GRID_KNOBS = tuple(name for name in KNOBS if name != "seed")
"""The knobs that a grid can vary."""

# Between values: a semicolon, blanks, or a comma before blanks. What other commas mean depends on the knob.
_SEPARATOR = re.compile(r"\s*;\s*|,?\s+")
_THOUSANDS = re.compile(r"\d{1,3}(,\d{3})+")


def networks(values: Values, repeats: int = 1) -> int:
    """How many networks a grid has."""
    return repeats * math.prod(map(len, values.values()))


def combinations(values: Values, others: RunConfig, repeats: int, most: int) -> list[RunConfig]:
    """The settings of a grid's networks, seed by seed; the last knob turns fastest.

    Args:
        values: The knobs that vary.
        others: Where all other knobs stand.
        repeats: With how many seeds each combination is trained, from the usual one on.
        most: How many networks there may be.

    Raises:
        LimitError: there would be more.
    """
    if networks(values, repeats) > most:
        raise LimitError(
            f"That is {networks(values, repeats):,} networks, but at most {most:,} can wait or train at a time in this app. "
            "Choose fewer values."
        )
    settings = [replace(others, **dict(zip(values, chosen))) for chosen in product(*values.values())]
    first = KNOBS["seed"].default
    return repeated(settings, range(first, first + repeats))


def in_order(knob: Knob, values: Collection[Value]) -> tuple[Value, ...]:
    """Different values of a knob: choices in the knob's order, numbers by size."""
    return tuple(value for value in knob.choices if value in values) if knob.choices else tuple(sorted(set(values)))


def parse_values(knob: Knob, text: str) -> tuple[Value, ...]:
    """The values that somebody has written, such as “16, 64, 128” or “5,000; 10,000”.

    A comma inside a word is one of thousands if that makes a value of this knob, and otherwise stands between two values:
    “1,000” is a number of reviews, and “100,300” are two.

    Raises:
        ConfigError: one of them is none of this knob's, or there is none.
    """
    pieces: list[str] = []
    for word in _SEPARATOR.split(text):
        if word and word != "and":
            pieces += [whole] if (whole := _without_thousands(knob, word)) else filter(None, word.split(","))
    if not pieces:
        raise ConfigError(f"{knob.label} needs at least one value, {knob.limits}.")
    return in_order(knob, {knob.parse(piece) for piece in pieces})


def _without_thousands(knob: Knob, word: str) -> str | None:
    """A number with thousands separators without them, if it is a value of this knob."""
    if _THOUSANDS.fullmatch(word):
        whole = word.replace(",", "")
        try:
            knob.parse(whole)
        except ConfigError:
            return None
        return whole
    return None


def is_grid(configs: Collection[RunConfig], others: Collection[RunConfig]) -> bool:
    """Whether several settings that were asked for at once are what was missing of a grid.

    Args:
        configs: The settings, seeds included.
        others: What else has been trained, or trains.
    """
    there = {*configs, *others}
    values = {name: {getattr(config, name) for config in configs} for name in KNOBS}
    # Of random settings, which are no grid, there are far more combinations than anybody has trained.
    if len(configs) < 2 or math.prod(map(len, values.values())) > len(there):
        return False
    return all(RunConfig(**dict(zip(values, chosen))) in there for chosen in product(*values.values()))
