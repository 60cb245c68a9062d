"""The columns of the knobs in the leaderboard's table: those that tell its rows apart, as far as there is room.

A table that is wider than its place would hide them behind a scroll bar.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from explorer.config import ARTICLE_KNOBS, KNOBS
from explorer.knob import Knob, Value

# In pixels of normal type: a letter of the table on average, the space beside a text, and the narrowest columns.
LETTER, SPACE = 6.6, 18
NARROWEST, NARROWEST_OTHER = 45, 80


@dataclass(frozen=True)
class KnobColumns:
    """How the knobs are shown; lengths are in pixels of normal type."""

    widths: Mapping[str, int]
    """Knob → the width of its own column."""
    others: Sequence[str]
    """The knobs that share one column."""
    left: int
    """How much room is left."""


def arrange(varying: Mapping[str, Sequence[Value]], room: int) -> KnobColumns:
    """A column for each knob that differs or, where that is too wide, one column for all but the article's five.

    Args:
        varying: Knob → its values in the table, as from `ranking.varying`.
        room: The room for all of them, in pixels of normal type.
    """
    widths = {name: _width(KNOBS[name], values) for name, values in varying.items()}
    others = [name for name in widths if name not in ARTICLE_KNOBS]
    if sum(widths.values()) <= room:
        return KnobColumns(widths, (), room - sum(widths.values()))
    widths = {name: width for name, width in widths.items() if name not in others}
    return KnobColumns(widths, others, room - sum(widths.values()))


def heading(knob: Knob) -> str:
    """The knob's name above its column."""
    # There is no room for “Hidden units”.
    return knob.label.removeprefix("Hidden ").capitalize() if knob.counted else knob.label


def explanation(knob: Knob) -> str:
    """What the knob does, and what short names stand for."""
    names = [f"{short}: {knob.show(value)}." for value, short in knob.short.items()]
    return " ".join([knob.help, *names])


def width(text: str) -> int:
    """How wide a column has to be for a text, in pixels of normal type."""
    return round(LETTER * len(text)) + SPACE


def _width(knob: Knob, values: Sequence[Value]) -> int:
    return max(NARROWEST, *map(width, (heading(knob), *map(knob.brief, values))))
