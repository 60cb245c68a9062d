"""An exam in sentences: what its figure is worth, and how often the envelope was opened; and what peeking would do to it."""

from collections.abc import Sequence

from explorer.insight.exam_result import SelectionBias, interval, leaning, validation_gap
from explorer.store import Envelope, Result
from explorer.wording.formats import ordinal, points, side, times

ENVELOPES = {Envelope.TEST: "The sealed test reviews", Envelope.SECOND: "Sentences from Rotten Tomatoes"}

WORN = (
    "the more often the envelope is opened, the less the figure is worth, because choosing by it makes it a validation set."
)


def figure(result: Result) -> str:
    """The accuracy with its interval, in Markdown."""
    low, high = interval(result)
    return (
        f"It gets **{result.right:,} of {result.of:,}** right: **{result.accuracy:.1%}**. With other reviews of the same "
        f"kind it would be a little different: the true figure most likely lies between **{low:.1%}** and **{high:.1%}** "
        "(95% interval)."
    )


def against_validation(envelope: Envelope, result: Result, validation: float, reviews: int) -> str:
    """How the figure stands to the accuracy on that many validation `reviews`, and what to make of it, in Markdown."""
    difference, chance = validation_gap(result, validation, reviews)
    by_chance = points(chance)
    apart = f"{points(abs(difference))} {'above' if difference > 0 else 'below'}" if _shows(difference) else "equal to"
    stands = f"That is **{apart}** its accuracy on the validation reviews, {validation:.1%}."
    if envelope == Envelope.SECOND:
        return (
            f"{stands} These are single sentences from another site, and the network has learned from whole reviews: the "
            "gap shows how far what it has learned carries, not how lucky it was."
        )
    if difference < -chance:
        return (
            f"{stands} That is more than the choice of the reviews explains (up to {by_chance}): the validation figure "
            "was too good to be true, because the run and its best epoch were chosen by it."
        )
    if difference > chance:
        return (
            f"{stands} That is more than the choice of the reviews usually explains (up to {by_chance}): this envelope "
            "happens to be easy. Do not count on it."
        )
    return (
        f"{stands} The choice of the reviews alone explains up to {by_chance} in either direction. A bit below is what "
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
    """What the next opening of an envelope is, after that many `before` it."""
    if before == 0:
        return (
            "This envelope has never been opened. Its reviews have taught and chosen nothing, so the first figure from it "
            "is an honest one. That can be said only once."
        )
    return f"This envelope has been opened {times(before)} already. This would be the {ordinal(before + 1)} opening: {WORN}"


def naming(number: int) -> str:
    """What the opening with that number, from 1, is."""
    if number == 1:
        return "This is the first opening of the envelope: an honest figure, as long as nothing is chosen by it."
    return f"This is the {ordinal(number)} opening: {WORN}"


def which_mistakes(result: Result) -> str:
    """Which of the two mistakes it makes more often, in Markdown."""
    blamed, praised = result.false_negatives, result.false_positives
    mistakes = f"Of its {blamed + praised:,} mistakes, {praised:,} praise what was meant badly and {blamed:,} the other way."
    favoured = leaning(result)
    return f"{mistakes} It leans to {f'the **{side(favoured > 0)}**' if favoured else 'neither'} side."


def lesson_of_peeking(biases: Sequence[SelectionBias]) -> str:
    """What the simulation shows, in Markdown; `biases` are those of 1, 2 … networks, at least two."""
    one, last = biases[0], biases[-1]
    said = (
        f"The best of **{last.networks}** networks gets {last.chosen_by:.1%} of the reviews it was chosen by, and "
        f"{last.held_out:.1%} of those that nobody looked at: its score is **{points(last.optimism)}** too good, although "
        "not a single network was trained on either."
    )
    gained = last.held_out - one.held_out
    if gained > 0:
        return f"{said} Choosing did help, but only by {points(gained)} over a network picked blindly."
    return f"{said} Choosing has gained nothing over a network picked blindly."


def _shows(difference: float) -> bool:
    """Whether a difference is more than nothing once it is rounded."""
    return f"{abs(difference) * 100:.1f}" != "0.0"
