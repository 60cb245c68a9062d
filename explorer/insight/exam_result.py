"""The exam in words: what its figure is worth, how it stands to validation and to the guess, and how often it was opened."""

import math

from explorer.insight.noise import margin
from explorer.store import Envelope, Result

NAMES = {Envelope.TEST: "The sealed test reviews", Envelope.SECOND: "Sentences from Rotten Tomatoes"}
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def interval(result: Result) -> tuple[float, float]:
    """The 95 % interval of the accuracy on all reviews of this kind, as shares (Wilson's score interval).

    Edwin B. Wilson, “Probable Inference, the Law of Succession, and Statistical Inference”, JASA 22 (1927), with z = 1.96:
    unlike the normal approximation it keeps a width where everything is right.
    """
    n, p, square = result.of, result.accuracy, 1.96**2
    middle = (p + square / (2 * n)) / (1 + square / n)
    half = math.sqrt(p * (1 - p) * square / n + square**2 / (4 * n**2)) / (1 + square / n)
    # Rounding may lead a hair's breadth outside.
    return max(0.0, middle - half), min(1.0, middle + half)


def figure(result: Result) -> str:
    """The accuracy, and how far the luck of which reviews are in the envelope reaches, in Markdown."""
    low, high = interval(result)
    return (
        f"It gets **{result.right:,} of {result.of:,}** right: **{result.accuracy:.1%}**. With other reviews of the same "
        f"kind it would be a little different: the true figure most likely lies between **{low:.1%}** and **{high:.1%}** "
        "(95% interval)."
    )


def gap(envelope: Envelope, result: Result, validation: float, reviews: int) -> str:
    """How the figure stands to the accuracy on so many validation `reviews`, and what to make of it, in Markdown."""
    difference = result.accuracy - validation
    luck = math.hypot(margin(result.accuracy, result.of), margin(validation, reviews))
    where = (
        f"**{points(abs(difference))} {'above' if difference > 0 else 'below'}**" if _shows(difference) else "**equal to**"
    )
    stands = f"That is {where} its accuracy on the validation reviews, {validation:.1%}."
    if envelope == Envelope.SECOND:
        return (
            f"{stands} These are single sentences from another site, and the network has learned from whole reviews: the "
            "gap shows how far what it has learned carries, not how lucky it was."
        )
    if difference < -luck:
        return (
            f"{stands} That is more than the choice of the reviews explains (up to {points(luck)}): the validation figure "
            "was too good to be true, because the run and its best epoch were chosen by it."
        )
    if difference > luck:
        return (
            f"{stands} That is more than the choice of the reviews usually explains (up to {points(luck)}): this envelope "
            "happens to be easy. Do not count on it."
        )
    return (
        f"{stands} The choice of the reviews alone explains up to {points(luck)} in either direction. A bit below is what "
        "to expect: the run and its best epoch were chosen by the validation figure, so some of that was luck."
    )


def guessed(guess: float, result: Result) -> str:
    """How near the guess came, in Markdown."""
    low, high = interval(result)
    difference = guess - result.accuracy
    if not _shows(difference):
        return f"You guessed **{guess:.1%}**: spot on."
    how = f"**{points(abs(difference))} too {'high' if difference > 0 else 'low'}**"
    inside = ", but inside the interval: as good as a guess can be" if low <= guess <= high else ""
    return f"You guessed **{guess:.1%}**, {how}{inside}."


def warning(before: int) -> str:
    """What the next opening of an envelope is, when there were so many `before`."""
    if before == 0:
        return (
            "This envelope has never been opened. Its reviews have taught and chosen nothing, so the first figure from it "
            "is an honest one. That can be said only once."
        )
    would_be = _worn(f"This would be the {ordinal(before + 1)} opening")
    return f"This envelope has been opened {_times(before)} already. {would_be}"


def naming(number: int) -> str:
    """What the opening with that number, from 1, is."""
    if number == 1:
        return "This is the first opening of the envelope: an honest figure, as long as nothing is chosen by it."
    return _worn(f"This is the {ordinal(number)} opening")


def confusion(result: Result, class_names: tuple[str, str]) -> list[tuple[str, str, int, float]]:
    """What the reviews are, what the network said, how many, and their share of the reviews that are so; four rows.

    `class_names` are those of the labels 0 and 1.
    """
    negative, positive = class_names
    bad, good = result.true_negatives + result.false_positives, result.true_positives + result.false_negatives
    return [
        (true, said, count, count / of if of else 0.0)
        for true, said, count, of in (
            (negative, negative, result.true_negatives, bad),
            (negative, positive, result.false_positives, bad),
            (positive, negative, result.false_negatives, good),
            (positive, positive, result.true_positives, good),
        )
    ]


def leaning(result: Result) -> str:
    """Which of the two mistakes it makes more often, in Markdown."""
    blamed, praised = result.false_negatives, result.false_positives
    mistakes = f"Of its {blamed + praised:,} mistakes, {praised:,} praise what was meant badly and {blamed:,} the other way."
    # Each mistake is then a coin flip: the difference of the two counts has the root of their sum as its deviation.
    if abs(praised - blamed) <= 1.96 * math.sqrt(praised + blamed):
        return f"{mistakes} It leans to neither side."
    return f"{mistakes} It leans to the **{'positive' if praised > blamed else 'negative'}** side."


def ordinal(number: int) -> str:
    """A number from 1 as the place in a row: the first ten in words."""
    if number <= len(_ORDINALS):
        return _ORDINALS[number - 1]
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number:,}{ending}"


def points(share: float) -> str:
    """A difference of shares in percentage points."""
    return f"{share * 100:.1f} percentage point{'' if f'{share * 100:.1f}' == '1.0' else 's'}"


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count:,} times")


def _worn(beginning: str) -> str:
    return (
        f"{beginning}: the more often the envelope is opened, the less the figure is worth, because choosing by it makes it "
        "a validation set."
    )


def _shows(difference: float) -> bool:
    return f"{abs(difference) * 100:.1f}" != "0.0"
