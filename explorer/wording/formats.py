"""How figures read: shares, percentage points, signed numbers, counts, ordinals and durations."""

import math
from collections.abc import Sequence
from decimal import Decimal

_MOST_DIGITS = 6
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def share(probability: float) -> str:
    """A probability as a percentage, with more digits where 0%, 50% or 100% would hide what it is."""
    text = f"{probability:.1%}"
    if text in ("0.0%", "50.0%", "100.0%"):
        text = f"{probability:.3%}"
    return {"0.000%": "under 0.001%", "100.000%": "over 99.999%"}.get(text, text)


def chosen_share(share: float) -> str:
    """A share that somebody has chosen as a percentage, without needless digits: 20%, 50%, 12.5%."""
    return f"{share * 100:g}%"


def accuracy(share: float, digits: int = 1) -> str:
    """An accuracy in per cent, with so many digits, or as many as it takes not to call it 0% or 100% where it is not."""
    while digits < _MOST_DIGITS and 0 < share < 1 and f"{share:.{digits}%}" in (f"{0:.{digits}%}", f"{1:.{digits}%}"):
        digits += 1
    return f"{share:.{digits}%}"


def apart(first: float, second: float, digits: int = 1) -> float:
    """How far two accuracies lie apart as they are shown, a share: 92.9% and 88.8% are 4.1 points apart.

    Whatever page shows two figures and their difference takes it from here. The difference itself might round to something
    else, and then the figures would not add up.
    """
    shown = [Decimal(accuracy(share, digits).rstrip("%")) for share in (first, second)]
    return float((shown[0] - shown[1]) / 100)


def short_share(probability: float) -> str:
    """A probability in at most five characters. It never hides which side of 50% it is on, nor that it is not certain."""
    if not 0.005 <= probability < 0.995:
        return ">99%" if probability > 0.5 else "<1%"
    text = f"{probability:.0%}"
    if text != "50%":
        return text
    if abs(probability - 0.5) >= 0.0005:
        return f"{probability:.1%}"
    return text if probability == 0.5 else ">50%" if probability > 0.5 else "<50%"


def decimal(value: float, digits: int) -> str:
    """A number with a real minus sign, and none before a zero."""
    return f"{value:z.{digits}f}".replace("-", "−")


def signed(value: float, digits: int) -> str:
    """A number with its sign, plus or a real minus."""
    return f"{value:+.{digits}f}".replace("-", "−")


def points(difference: float, digits: int = 1, margin: float | None = None, plus: bool = False) -> str:
    """A difference of shares in percentage points, such as “0.7 percentage points”.

    Args:
        difference: The difference of two shares between 0 and 1.
        digits: Digits after the decimal point.
        margin: Half the width of its interval, to follow after “±”, also a share.
        plus: Whether a positive difference gets a plus sign.
    """
    figure = signed(difference * 100, digits) if plus else decimal(difference * 100, digits)
    if margin is not None:
        return f"{figure} ± {margin * 100:.{digits}f} percentage points"
    return f"{figure} percentage {'point' if round(abs(difference) * 100, digits) == 1 else 'points'}"


def accuracy_with_margin(accuracy: float, margin: float) -> str:
    """An accuracy in per cent, and half the width of its interval in percentage points: “88.10% ± 0.24”.

    Where nobody knows the margin, because it is infinite, it is a question mark.
    """
    return f"{accuracy:.2%} ± {margin * 100:.2f}" if math.isfinite(margin) else f"{accuracy:.2%} ± ?"


def count(number: int, noun: str, plural: str = "") -> str:
    """A number of things: “1 run”, “1,200 runs”. The plural is the noun with an s, unless `plural` is given."""
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"


def times(number: int) -> str:
    """How often something happened: once, twice, 3 times."""
    return {1: "once", 2: "twice"}.get(number, f"{number:,} times")


def ordinal(number: int) -> str:
    """A number from 1 as a place in a row; the first ten in words."""
    if number <= len(_ORDINALS):
        return _ORDINALS[number - 1]
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number:,}{ending}"


def listed(items: Sequence[str], conjunction: str = "and") -> str:
    """Items as a list within a sentence: “a, b and c”. There is at least one."""
    *others, last = items
    return f"{', '.join(others)} {conjunction} {last}" if others else last


def duration(seconds: float) -> str:
    """A time, rounded as people round: seconds up to a minute and a half, then minutes, then hours."""
    if seconds < 1.25:
        return "about a second"
    if seconds < 1.9:
        return "a second or two"
    if seconds < 90:
        return f"about {seconds:.0f} seconds"
    if seconds < 90 * 60:
        return f"about {seconds / 60:.0f} minutes"
    return f"about {seconds / 3600:.0f} hours"


def without_markdown(text: str) -> str:
    """A sentence for the terminal, without the marks for bold letters."""
    return text.replace("**", "")
