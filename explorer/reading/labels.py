"""How the labels of a file are understood: 0 and 1, stars, positive and negative, or any two words."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from itertools import takewhile

from explorer.reading.names import SENTIMENT, shortened, words_of

NEUTRAL = -1
"""What a rule makes of a label that is neither one nor the other."""
MISSING = frozenset({"", "nan", "na", "n/a", "none", "null", "?", "<na>", "#n/a"})
UNDERSTOOD = (
    "0 and 1, −1 and 1, 0 and 4, true and false, yes and no, positive and negative, stars from 1 to 5 or from 1 to 10, and "
    "any two words"
)
_MOST_STEPS = 10
SLIPS = 2
"""So often may a value occur beside others and be a slip rather than a class."""

_NUMBER = re.compile(r"([+-]?\d{1,3}(?:[.,]\d{1,3})?)(?: ?/ ?(?:5|10)|(?: out of (?:5|10))?(?: ?stars?)?)?")
_POSITIVE = frozenset({"positive", "pos", "very positive", "extremely positive", "strongly positive", "somewhat positive"})
_NEGATIVE = frozenset({"negative", "neg", "very negative", "extremely negative", "strongly negative", "somewhat negative"})
_NEUTRAL = frozenset({"neutral", "neu", "mixed", "irrelevant", "both", "unsup"})
_PAIRS = (("no", "yes"), ("n", "y"), ("false", "true"), ("f", "t"), ("-", "+"))
# Words of which one is the positive one without a question, and which are names as they are.
_KNOWN = (("bad", "good"), ("rotten", "fresh"), ("dislike", "like"), ("not recommended", "recommended"))


@dataclass(frozen=True)
class Labels:
    """How the labels of a file are understood.

    Args:
        rule: A sentence about it.
        class_names: The names of the labels 0 and 1: different, short, on one line.
        meaning: The values that occur, normalised → 0, 1 or `NEUTRAL`. Any other value is not understood.
    """

    rule: str
    class_names: tuple[str, str]
    meaning: Mapping[str, int]

    def of(self, value: str) -> int | None:
        """0, 1 or `NEUTRAL`, or None for a value that is not understood."""
        return self.meaning.get(normalised(value))


def normalised(value: str) -> str:
    """A label as it is compared: in small letters, numbers without needless digits, stars as numbers."""
    value = " ".join(value.strip().strip("\"'“”‘’").lower().replace("−", "-").split())
    if value and not value.strip("★⭐☆"):
        return str(len(value) - value.count("☆"))
    if found := _NUMBER.fullmatch(value):
        return f"{float(found[1].replace(',', '.')):g}"
    return value


def is_missing(value: str) -> bool:
    """Whether a cell holds no label."""
    return normalised(value) in MISSING


def is_a_side(value: str) -> bool:
    """Whether a value says by itself that it is positive or negative."""
    return normalised(value) in _POSITIVE | _NEGATIVE


def understand(counts: Mapping[str, int], column: str, positive: str | None = None) -> Labels | None:
    """The rule for labels, or None where there is none without an answer to which one is positive.

    Args:
        counts: The values in the file and how often each occurs.
        column: The name of their column.
        positive: The value that is the positive one, as somebody has said.
    """
    values: dict[str, int] = {}
    for value, count in counts.items():
        if not is_missing(value):
            values[normalised(value)] = values.get(normalised(value), 0) + count
    if positive is not None:
        return _two_words(counts, normalised(positive))
    if not values:
        return Labels("No row has a label.", class_names(column), {})
    rule = _best(values, column)
    if rule is None:
        return None
    sentence, meaning, names = rule
    if names is None:
        names = class_names(column)
    return Labels(sentence.format(*names), names, {value: side for value in values if (side := meaning(value)) is not None})


def class_names(column: str) -> tuple[str, str]:
    """The names of no and yes in a column of that name: “not spam” and “spam” where it says no more than that."""
    words = [word for word in words_of(column) if word not in ("is", "has", "ind")]
    if not words or SENTIMENT & set(words) or column.lower().startswith("column "):
        return "negative", "positive"
    name = shortened(" ".join(words))
    return f"not {name}", name


def _two_words(counts: Mapping[str, int], positive: str) -> Labels | None:
    """One of two values is positive; what is neutral, missing or a slip is left out."""
    written: dict[str, str] = {}
    often: dict[str, int] = {}
    for value, count in counts.items():
        if not is_missing(value) and (plain := normalised(value)) not in _NEUTRAL:
            written.setdefault(plain, value.strip())
            often[plain] = often.get(plain, 0) + count
    others = [value for value in often if value != positive]
    if len(others) > 1:
        others = [value for value in others if often[value] > SLIPS] or others
    between = ""
    if len(others) > 1 and are_steps([*others, positive]):
        # Of steps, the negative one is at the other end.
        *middle, negative = sorted(others, key=lambda value: abs(float(value) - float(positive)))
        if any((float(value) - float(positive)) * (float(negative) - float(positive)) < 0 for value in middle):
            return None
        others, between = [negative], ", what is between them is left out"
    if positive not in written or len(others) != 1:
        return None
    names = _short_names(written[others[0]], written[positive])
    left_out = {value for value in map(normalised, counts) if value in _NEUTRAL or (between and value in middle)}
    meaning = {others[0]: 0, positive: 1} | dict.fromkeys(left_out, NEUTRAL)
    return Labels(f"“{names[1]}” counts as positive, “{names[0]}” as negative{between}.", names, meaning)


def _short_names(first: str, second: str) -> tuple[str, str]:
    """Two labels as names of classes. Where they begin alike for too long, what they differ in is kept."""
    names = shortened(first), shortened(second)
    if names[0] == names[1]:
        alike = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, second)))
        names = f"… {shortened(first[alike:])}", f"… {shortened(second[alike:])}"
    return names


def are_steps(values: Collection[str]) -> bool:
    """Whether labels are a few whole numbers, which go from one end to the other."""
    numbers = [as_number(normalised(value)) for value in values]
    return 3 <= len(numbers) <= _MOST_STEPS and all(number is not None and number % 1 == 0 for number in numbers)


_Rule = tuple[str, Callable[[str], int | None], tuple[str, str] | None]


def _best(values: Mapping[str, int], column: str) -> _Rule | None:
    """The first rule that covers every value that is no slip, or in a file of few, half of them."""
    often = {value for value, count in values.items() if count > SLIPS}
    rules = _rules(set(values), column)
    covered = [{value for value in values if rule[1](value) is not None} for rule in rules]
    for needed in (set(values), often):
        for rule, covers in zip(rules, covered):
            if needed and needed <= covers:
                return rule
    if often:
        return None
    return next((rule for rule, covers in zip(rules, covered) if 2 * len(covers) >= len(values)), None)


def _rules(values: set[str], column: str) -> list[_Rule]:
    """All rules that may fit, the more particular ones first."""
    is_rating = bool({"star", "stars", "rating", "ratings", "score", "overall"} & set(words_of(column)))
    # Numbers from 1 to 2 alone are two classes as well as stars.
    numbers = sorted(number for number in map(as_number, values) if number is not None)
    highest = numbers[-1] if numbers else 0.0
    rules: list[_Rule] = [("“positive” and “negative”; what is neutral is left out.", _word, ("negative", "positive"))]
    if not is_rating or highest <= 1:
        rules.append(("0 is {}, 1 is {}.", _table({"0": 0, "1": 1}), None))
        rules.append(("−1 is {}, 1 is {}, 0 is left out.", _table({"-1": 0, "0": NEUTRAL, "1": 1}), None))
    if highest == 4 and "0" in values:
        sides = {"0": 0, "1": 0, "2": NEUTRAL, "3": 1, "4": 1}
        if values <= {"0", "2", "4"}:
            rules.append(("0 is {}, 4 is {}, 2 is left out.", _table({"0": 0, "2": NEUTRAL, "4": 1}), None))
        rules.append(("From 0 to 4: 3 and 4 are {1}, 0 and 1 {0}, 2 is left out.", _table(sides), None))
    if (is_rating or highest >= 3) and highest <= 5:
        sentence = "Stars from 1 to 5: 4 and 5 are positive, 1 and 2 negative, 3 is left out."
        rules.append((sentence, _stars(5, 2, 4), ("negative", "positive")))
    if highest > 5:
        sentence = "Stars from 1 to 10: 7 and more are positive, 4 and fewer negative, 5 and 6 are left out."
        rules.append((sentence, _stars(10, 4, 7), ("negative", "positive")))
    rules += [(f"“{no}” is {{}}, “{yes}” is {{}}.", _table({no: 0, yes: 1}), None) for no, yes in _PAIRS]
    rules.append(("1 and “positive” against 0 and “negative”.", _mixed, ("negative", "positive")))
    rules += [(f"“{yes}” counts as positive, “{no}” as negative.", _table({no: 0, yes: 1}), (no, yes)) for no, yes in _KNOWN]
    return rules


def _word(value: str) -> int | None:
    return 1 if value in _POSITIVE else 0 if value in _NEGATIVE else NEUTRAL if value in _NEUTRAL else None


def _mixed(value: str) -> int | None:
    return {"0": 0, "1": 1}.get(value, _word(value))


def _table(sides: Mapping[str, int]) -> Callable[[str], int | None]:
    return lambda value: sides.get(value, NEUTRAL if value in _NEUTRAL else None)


def _stars(most: int, low: float, high: float) -> Callable[[str], int | None]:
    def side(value: str) -> int | None:
        number = as_number(value)
        # Half stars are given, and on sites with ten of them sometimes none.
        if number is None or number * 2 % 1 or not (0 if most == 10 else 0.5) <= number <= most:
            return None
        return 1 if number >= high else 0 if number <= low else NEUTRAL

    return side


def as_number(value: str) -> float | None:
    """A label as a number, if it is one."""
    try:
        return float(value)
    except ValueError:
        return None
