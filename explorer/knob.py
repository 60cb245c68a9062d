"""A knob: one setting that a person can turn, with its limits and the words for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from explorer.errors import ConfigError

Value = Any
"""What a knob is set to: a name among its choices, or a number. Only the knob knows which of them: it checks each value."""


@dataclass(frozen=True)
class Knob:
    """One setting that a person can turn: its limits, its help, and how its values read.

    A knob either has `choices`, or it is a number from `low` to `high`.
    """

    label: str
    default: Value
    help: str
    name: str = ""
    """The field of `RunConfig` that it belongs to."""
    article: tuple[Value, ...] = ()
    """The values that the article tried, so that a page can mark them."""
    choices: Mapping[str, str] | None = None
    """Value → what people read."""
    common_nouns: bool = False
    """Whether the choices are common nouns, which begin with a small letter inside a sentence, and not names."""
    low: Value = 0
    high: Value = 0
    step: int | float = 1
    stops: tuple[int, ...] = ()
    """The values on its slider, where evenly spaced ones would be of little use."""
    digits: str = ""
    """The format of its field, where the number is typed and not slid."""
    counted: bool = False
    """Whether it counts things, as in “4 epochs”. Its label is then a plural in s."""
    more: bool = True
    """Whether it stands under “More knobs”."""
    shared: bool = False
    """Whether all networks of a batch must have the same value."""

    @property
    def noun(self) -> str:
        """The label as it reads inside a sentence."""
        # “L2 penalty” keeps its capital.
        return self.label if self.label[1].isdigit() else self.label[0].lower() + self.label[1:]

    @property
    def limits(self) -> str:
        """The allowed values, in words."""
        if self.choices:
            return "one of " + ", ".join(self.choices)
        return f"between {self.show(self.low)} and {self.show(self.high)}"

    def check(self, value: Any) -> Value:
        """`value` in this knob's own type.

        Raises:
            ConfigError: it is of another kind or outside the limits; the text names knob, value and limits.
        """
        if self.choices:
            if isinstance(value, str) and value in self.choices:
                return value
        # The comparison is false for NaN, too, and it comes first because float() and int() fail for what is too large.
        elif isinstance(value, (int, float)) and not isinstance(value, bool) and self.low <= value <= self.high:
            number = float(value) if isinstance(self.default, float) else int(value)
            if number == value:
                return number
        raise self._refusal(value)

    def parse(self, text: str) -> Value:
        """The value that `text` spells (from an address bar or a command line).

        Raises:
            ConfigError: as in `check`.
        """
        if self.choices:
            return self.check(text)
        try:
            return self.check(float(text))
        except (ConfigError, ValueError):
            raise self._refusal(text) from None

    def show(self, value: Value) -> str:
        """`value` as people read it: the name of a choice, or a number with its thousands marked."""
        if self.choices:
            return self.choices[value]
        return f"{value:,}" if isinstance(value, int) else f"{value:.7f}".rstrip("0").rstrip(".")

    def show_inside(self, value: Value) -> str:
        """`value` as it reads inside a sentence, next to the knob's `noun`."""
        return self.show(value).lower() if self.common_nouns else self.show(value)

    def phrase(self, value: Value) -> str:
        """`value` as it reads inside a sentence, by itself: “ReLU”, “1 epoch”, “learning rate 0.001”."""
        if self.choices:
            return self.show_inside(value)
        if self.counted:
            return f"{self.show(value)} {self.noun.removesuffix('s') if value == 1 else self.noun}"
        return f"{self.noun} {self.show(value)}"

    def _refusal(self, value: Any) -> ConfigError:
        # Python refuses to spell out a number of more than 4,300 digits.
        shown = "a huge number" if isinstance(value, int) and abs(value) > 10**40 else str(value)
        shown = shown if len(shown) <= 40 else shown[:37] + "…"
        kind = "a whole number " if isinstance(self.default, int) else ""
        return ConfigError(f"{self.label} is “{shown}”, but it has to be {kind}{self.limits}.")
