"""An exam in sentences: what its figure is worth, and how often the envelope was opened; and what peeking would do to it."""

from collections.abc import Sequence

from explorer.class_balance import Majority
from explorer.insight.exam_result import SelectionBias, gain_by_luck, interval, leaning, majority, validation_gap
from explorer.store import Envelope, Opening, Result, Run
from explorer.wording.balance_sentences import always_the_same
from explorer.wording.classes import FILM_REVIEWS, Classes
from explorer.wording.formats import accuracy, apart, count, ordinal, points, times

WORN = (
    "the more often an envelope is opened, the less its figures are worth, because whoever then picks the best one has "
    "chosen by these reviews, and some of that is luck."
)


def help_with_a_guess(validation: float, classes: Classes = FILM_REVIEWS, frequent: Majority | None = None) -> str:
    """What a guess can go by, in Markdown: chance, or always the more frequent answer, and the accuracy in validation."""
    chance = always_the_same(frequent, classes) or "50% is a coin flip."
    return f"{chance} On the validation reviews it got {validation:.1%}."


def envelope_name(envelope: Envelope, dataset: str, label: str) -> str:
    """What an envelope is called for runs on `dataset`; `label` is the name of the data set that its reviews are of."""
    if envelope.dataset != dataset:
        return label
    return "Sentences from Rotten Tomatoes" if envelope.second else "Test reviews"


def contents(envelope: Envelope, reviews: int, validation: int) -> str:
    """What is in an envelope with that many `reviews`, and what a figure from it is good for, in Markdown."""
    if envelope.second:
        return (
            f"In this envelope are **{reviews:,} single sentences** from another site, Rotten Tomatoes. No network has "
            "learned from them: does what it has learned from whole reviews help it here?"
        )
    return (
        f"In this envelope are **{reviews:,} test reviews**. No network has learned from them. Networks have been compared "
        f"and chosen again and again by how many of the {validation:,} validation reviews they get right, and some of that "
        "is luck. A figure from reviews that nobody has chosen by is free of it."
    )


def figure(result: Result) -> str:
    """The accuracy with its interval, in Markdown."""
    low, high = interval(result)
    return (
        f"It gets **{result.right:,} of {result.of:,}** right: **{accuracy(result.accuracy)}**. Of all reviews of this "
        f"kind, it would most likely get between **{accuracy(low)}** and **{accuracy(high)}** right (95% interval)."
    )


def balanced(result: Result, classes: Classes = FILM_REVIEWS) -> str:
    """The balanced accuracy and why it is told, in Markdown; nothing where both classes are about equally frequent."""
    frequent = majority(result)
    if frequent is None:
        return ""
    return (
        f"Its **balanced accuracy**, the mean of the shares that it gets right of each class, is "
        f"**{accuracy(result.balanced_accuracy)}**. It is told because one class is far more frequent here: always "
        f"answering {classes.side(frequent.label)} gets {accuracy(frequent.share)} right, and a balanced accuracy of 50%."
    )


def against_validation(envelope: Envelope, result: Result, validation: float, reviews: int) -> str:
    """How the figure stands to the accuracy on that many validation `reviews`, and what to make of it, in Markdown."""
    difference, chance = validation_gap(result, validation, reviews)
    by_chance, shown = points(chance), apart(result.accuracy, validation)
    where = f"{points(abs(shown))} {'above' if shown > 0 else 'below'}" if shown else "equal to"
    stands = f"That is **{where}** its accuracy on the validation reviews, {accuracy(validation)}."
    if envelope.second:
        return (
            f"{stands} These are single sentences from another site, and the network has learned from whole reviews: the "
            "difference shows how much of what it has learned helps here, not how lucky it was."
        )
    if difference < -chance:
        return (
            f"{stands} Chance alone rarely makes more than {by_chance}, so the validation figure was most likely too good "
            "to be true: partly because the network and its best epoch were chosen by it, partly because other reviews were "
            "drawn for it."
        )
    if difference > chance:
        return (
            f"{stands} Chance alone rarely makes more than {by_chance}, so the reviews in this envelope are most likely "
            "easier than others. Do not count on it."
        )
    return (
        f"{stands} Which reviews are in which set is chance, and that can make up to {by_chance} in either direction. A bit "
        "below is what to expect: the network and its best epoch were chosen by the validation figure, and some of that "
        "was luck."
    )


def guessed(guess: float, result: Result) -> str:
    """How near the guess came, in Markdown."""
    low, high = interval(result)
    difference = apart(guess, result.accuracy)
    if not difference:
        return f"The guess was **{accuracy(guess)}**: spot on."
    how = f"**{points(abs(difference))} too {'high' if difference > 0 else 'low'}**"
    inside = ", but inside the interval: as good as a guess can be" if low <= guess <= high else ""
    return f"The guess was **{accuracy(guess)}**, {how}{inside}."


def warning(before: int) -> str:
    """What the next opening of an envelope is, after that many `before` it."""
    if before == 0:
        return (
            "This envelope has never been opened: no network has learned from its reviews or been chosen by them. So the "
            "first figure from it is an honest one, and only the first."
        )
    return f"This envelope has been opened {times(before)} already. This would be the {ordinal(before + 1)} opening: {WORN}"


def naming(number: int) -> str:
    """What the opening with that number, from 1, is."""
    if number == 1:
        return "This is the first opening of the envelope: an honest figure, as long as nobody chooses a network by it."
    return f"This is the {ordinal(number)} opening: {WORN}"


def entry(opening: Opening, run: Run, home: str) -> str:
    """An opening for the list of them, with the run that it was for and the name of its data set, in Markdown."""
    low, high = interval(opening.result)
    of = f"run {run.id}" if opening.envelope.dataset == run.dataset else f"run {run.id}, travelled from {home}"
    guess = "no guess" if opening.guess is None else f"guess {accuracy(opening.guess)}"
    return (
        f"**{accuracy(opening.result.accuracy)}** ({accuracy(low)} to {accuracy(high)}) for {of}, with {guess} and "
        f"{accuracy(run.best_figures.val_accuracy)} in validation: {run.config.describe()}"
    )


def which_mistakes(result: Result, classes: Classes = FILM_REVIEWS) -> str:
    """Which of the two mistakes it makes more often, in Markdown."""
    blamed, praised = result.false_negatives, result.false_positives
    if not blamed + praised:
        return "It has made no mistake."
    if classes.opinions:
        mistakes = f"It called {count(praised, 'bad review')} good, and {count(blamed, 'good one')} bad."
    else:
        zero, one = map(classes.side, (0, 1))
        mistakes = f"It took {count(praised, f'{zero} review')} for {one}, and {count(blamed, f'{one} review')} for {zero}."
    if majority(result) and all(result.class_sizes):
        # Counts of mistakes say nothing of a side where one has many more reviews than the other.
        shares = (wrong / size for wrong, size in zip((praised, blamed), result.class_sizes))
        negative, positive = (f"{share:.1%} of all {classes.side(label)} reviews" for label, share in enumerate(shares))
        return f"{mistakes} That is {negative}, and {positive}."
    favoured = leaning(result)
    if not favoured:
        return f"{mistakes} It leans to neither side."
    return f"{mistakes} That is more than chance: it leans towards **{classes.side(favoured > 0)}**."


def what_to_look_for(classes: Classes = FILM_REVIEWS) -> str:
    """What may have led the network astray in a review."""
    if classes.opinions:
        return "Look for irony, for praise or blame of something else, and for a rating that does not fit the text."
    return "Look for words that usually stand in the other class, and for a label that does not fit the text."


def lesson_of_peeking(biases: Sequence[SelectionBias], reviews: int) -> str:
    """What the simulation shows, in Markdown; `biases` are those of 1, 2 … networks, at least two.

    Args:
        biases: What came of choosing the best of so many.
        reviews: The number of validation reviews.
    """
    one, last = biases[0], biases[-1]
    too_good = points(apart(last.chosen_by, last.held_out))
    said = (
        f"The best of **{last.networks}** networks gets {accuracy(last.chosen_by)} right on the half that it was chosen by, "
        f"and {accuracy(last.held_out)} on the other half: the first figure is **{too_good}** too good, although no "
        "network has learned from either half."
    )
    gained = apart(last.held_out, one.held_out)
    if gained > gain_by_luck(reviews):
        return f"{said} Choosing did help, by {points(gained)} over a network that is picked blindly."
    return f"{said} Choosing has gained nothing that shows over a network that is picked blindly."


def how_peeking_works(networks: int, of: int) -> str:
    """What the simulation does with the oldest `networks` of those that there are, `of`; at least two."""
    which = f"All {networks} networks" if networks == of else f"The {networks} oldest networks"
    return (
        f"The validation reviews, never those in the envelope, are cut into two halves at random. {which} compete on one "
        "half, and the best one there is then tried on the other half, which had no part in choosing it. That is repeated, "
        "also with only 1, 2, 3 … of them competing: the more there are, the more room there is for luck."
    )
