"""A knob: one setting that a person can turn, with its limits and its texts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from explorer.errors import ConfigError

Value = Any
"""The value of a knob: one of its choices, or a number. The type depends on the knob, which checks each value."""


@dataclass(frozen=True)
class Knob:
    """One setting that a person can turn: its limits, its help, and how its values are written.

    A knob either has `choices`, or it is a number from `low` to `high`.
    """

    label: str
    default: Value
    help: str
    name: str = ""
    """The field of `RunConfig`."""
    article: tuple[Value, ...] = ()
    """The values that the article tried."""
    choices: Mapping[str, str] | None = None
    """Value → label."""
    short: Mapping[str, str] = field(default_factory=dict)
    """Value → a short name for tables, for choices whose label is long."""
    common_nouns: bool = False
    """Whether the choices are common nouns, which are lower case inside a sentence, and not names."""
    low: Value = 0
    high: Value = 0
    highest: str = ""
    """What `high` is called, if it stands for more than its number."""
    step: int | float = 1
    stops: tuple[int, ...] = ()
    """The values of its slider, if they are not evenly spaced."""
    digits: str = ""
    """The printf format of its number field, if it has a field instead of a slider."""
    counted: bool = False
    """Whether it counts things, as in “4 epochs”. Its label is then a plural that ends in s."""
    group: str = ""
    """The heading above it and its neighbours under “More knobs”; empty for the article's five, which are not there."""
    shared: bool = False
    """Whether networks must have the same value to train together."""
    searched: bool = True
    """Whether a search moves it unless somebody says otherwise."""
    promising: tuple[Value, Value] | None = None
    """The lowest and the highest number that a search tries, where its limits would be mostly hopeless."""

    @property
    def noun(self) -> str:
        """The label inside a sentence."""
        return _inside(self.label)

    @property
    def search_limits(self) -> tuple[Value, Value]:
        """The lowest and the highest number that a search tries."""
        return self.promising or (self.low, self.high)

    @property
    def search_values(self) -> tuple[Value, ...]:
        """The values that a search tries; empty if it tries any number within `search_limits`."""
        low, high = self.search_limits
        return tuple(self.choices or (stop for stop in self.stops if low <= stop <= high))

    @property
    def limits(self) -> str:
        """The allowed values, in words."""
        if self.choices:
            return "one of " + ", ".join(self.choices)
        high = f"{self.high:,} ({self.highest})" if self.highest else self.show(self.high)
        return f"between {self.show(self.low)} and {high}"

    def check(self, value: Any) -> Value:
        """`value`, converted to the type of this knob.

        Raises:
            ConfigError: it has another type or is outside the limits. The message names knob, value and limits.
        """
        if self.choices:
            if isinstance(value, str) and value in self.choices:
                return value
        # The comparison is false for NaN. It comes first because float() and int() fail for numbers that are too large.
        elif isinstance(value, (int, float)) and not isinstance(value, bool) and self.low <= value <= self.high:
            number = float(value) if isinstance(self.default, float) else int(value)
            if number == value:
                return number
        raise self._refusal(value)

    def parse(self, text: str) -> Value:
        """The value of a text from an address bar or a command line.

        Raises:
            ConfigError: as in `check`.
        """
        if self.choices:
            return self.check(text)
        if self.highest and text.strip().lower() == self.highest:
            return self.high
        try:
            return self.check(float(text))
        except (ConfigError, ValueError):
            raise self._refusal(text) from None

    def show(self, value: Value) -> str:
        """`value` as people read it: the label of a choice, or a number with thousands separators."""
        if self.choices:
            return self.choices[value]
        if self.highest and value == self.high:
            return self.highest
        return f"{value:,}" if isinstance(value, int) else f"{value:.7f}".rstrip("0").rstrip(".")

    def brief(self, value: Value) -> str:
        """`value` where there is little room, as in a table."""
        return self.short.get(value) or self.show(value)

    def show_inside(self, value: Value) -> str:
        """`value` inside a sentence, next to the knob's `noun`."""
        return _inside(self.show(value)) if self.common_nouns else self.show(value)

    def phrase(self, value: Value) -> str:
        """`value` inside a sentence, by itself: “ReLU”, “1 epoch”, “learning rate 0.001”."""
        if self.choices:
            return self.show_inside(value)
        if self.counted:
            return f"{self.show(value)} {self.noun.removesuffix('s') if value == 1 else self.noun}"
        return f"{self.noun} {self.show(value)}"

    def _refusal(self, value: Any) -> ConfigError:
        # Python does not convert numbers of more than 4,300 digits to text.
        shown = "a huge number" if isinstance(value, int) and abs(value) > 10**40 else str(value)
        shown = shown if len(shown) <= 40 else shown[:37] + "…"
        kind = "a whole number " if isinstance(self.default, int) else ""
        return ConfigError(f"{self.label} is “{shown}”, but it has to be {kind}{self.limits}.")


def _inside(text: str) -> str:
    """`text` as it begins inside a sentence. “L2 penalty” and “TF-IDF” keep their capitals."""
    return text[0].lower() + text[1:] if text[1].islower() else text
