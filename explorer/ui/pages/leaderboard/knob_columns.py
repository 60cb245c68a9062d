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
    """The knobs that share one column, which takes the room that is left."""
    left: int
    """How much room is left."""


def arrange(varying: Mapping[str, Sequence[Value]], rows: Sequence[Mapping[str, Value]], room: int) -> KnobColumns:
    """A column for each knob that differs; where that is too wide, one column for all but the article's five.

    Where that one would be too narrow for its words, it is for all.

    Args:
        varying: Knob → its values in the table, as from `ranking.varying`.
        rows: For each row of the table, knob → value.
        room: The room for all of them, in pixels of normal type.
    """
    widths = {name: _width(KNOBS[name], values) for name, values in varying.items()}
    if (left := room - sum(widths.values())) >= 0:
        return KnobColumns(widths, (), left)
    own = {name: widths[name] for name in widths if name in ARTICLE_KNOBS}
    others = [name for name in widths if name not in own]
    texts = (in_words({name: row[name] for name in others}) for row in rows)
    if (left := room - sum(own.values())) >= max([NARROWEST_OTHER, *map(width, texts)]):
        return KnobColumns(own, others, left)
    return KnobColumns({}, list(widths), room)


def in_words(values: Mapping[str, Value]) -> str:
    """Which of the `values`, by the names of their knobs, are not as in the article: “tanh, MSE, 64 units”."""
    return ", ".join(_phrase(KNOBS[name], value) for name, value in values.items() if value != KNOBS[name].default)


def width(text: str) -> int:
    """How wide a column has to be for a text on one line, in pixels of normal type."""
    return round(LETTER * len(text)) + SPACE


def heading(knob: Knob) -> str:
    """The knob's name above its column."""
    # There is no room for “Hidden units”.
    return knob.label.removeprefix("Hidden ").capitalize() if knob.counted else knob.label


def explanation(knob: Knob) -> str:
    """What the knob does, and what short names stand for."""
    names = [f"{short}: {knob.show(value)}." for value, short in knob.short.items()]
    return " ".join([knob.help, *names])


def _phrase(knob: Knob, value: Value) -> str:
    return knob.brief(value) if knob.choices else knob.phrase(value).replace(" hidden ", " ")


def _width(knob: Knob, values: Sequence[Value]) -> int:
    return max(NARROWEST, *map(width, (heading(knob), *map(knob.brief, values))))
