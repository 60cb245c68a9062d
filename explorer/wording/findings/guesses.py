"""Findings on networks that do no better on new reviews than a coin flip, or than always the same answer.

All functions take the settings of the run and the verdict on it.
"""

from explorer.config import RunConfig
from explorer.insight import noise
from explorer.insight.verdict import Course, Kind, Verdict, rules
from explorer.wording.findings.finding import LIKELY, QUITE_SURE, Finding, every_epoch, judged, points, unlearned
from explorer.wording.formats import accuracy, apart


def nothing_learned(config: RunConfig, verdict: Verdict) -> Finding:
    """All accuracies are what guessing gives, or always the same answer."""
    course = judged(verdict)
    kept, margin = course.kept, noise.margin_of_error(0.5, course.reviews)
    if not course.balanced:
        return _no_better_than_one_answer(course)
    sure = (QUITE_SURE, "guessing does just as well.")
    if kept.val_accuracy >= 0.5 + margin:
        sure = (
            LIKELY,
            "it did a little better than guessing usually does, but the best epoch is always a bit lucky.",
        )
    return Finding(
        Kind.NOTHING_LEARNED,
        "Nothing learned",
        f"At its best, in epoch {kept.epoch}, it got {accuracy(kept.val_accuracy)} of new reviews right, and a coin flip "
        "might do as well. A learning rate that is far too high or far too low does that; so can a brake that is too "
        "strong, or unlucky first weights.",
        every_epoch(course),
        (
            f"Validation accuracy: {accuracy(kept.val_accuracy)} at its best, in epoch {kept.epoch}.",
            f"Training accuracy: {accuracy(course.last.accuracy)} in epoch {course.last.epoch}.",
            _guessing(course),
        ),
        *sure,
        "It does not mean that such reviews cannot be learned: networks with the article's settings get about 88% of those "
        "from IMDB right.",
    )


def _no_better_than_one_answer(course: Course) -> Finding:
    """Nothing learned, as far as an accuracy shows that where one class is far more frequent."""
    kept, same = course.kept, course.majority
    more = kept.val_accuracy > same
    return Finding(
        Kind.NOTHING_LEARNED,
        "No better than always the same answer",
        f"At its best, in epoch {kept.epoch}, it got {accuracy(kept.val_accuracy)} of new reviews right. Always "
        f"the same answer gets {accuracy(same)} of them, so its accuracy does not show that it has learned anything.",
        every_epoch(course),
        (
            f"Validation accuracy: {accuracy(kept.val_accuracy)} at its best, in epoch {kept.epoch}.",
            f"Training accuracy: {accuracy(course.last.accuracy)} in epoch {course.last.epoch}.",
            _guessing(course),
        ),
        LIKELY if more else QUITE_SURE,
        "it did a little better than that, but the best epoch is always a bit lucky."
        if more
        else "one answer to everything does just as well.",
        "It does not mean that it cannot tell the two classes apart: an accuracy hides that where one of them is rare. The "
        "Exam shows how many of each class it gets right.",
    )


def only_its_own(config: RunConfig, verdict: Verdict) -> Finding:
    """It learns its own reviews and guesses on new ones, or does no better than always the same answer."""
    course = judged(verdict)
    top, kept = course.top, course.kept
    return Finding(
        Kind.ONLY_ITS_OWN,
        "Only its own reviews",
        f"In epoch {top.epoch} it got {accuracy(top.accuracy)} of the reviews it learns from right. But of new ones it got "
        f"{accuracy(kept.val_accuracy)} at its best, in epoch {kept.epoch}, and {unlearned(course)} might do as well. What "
        "it has found holds for its own reviews alone. Perhaps labels and texts do not fit together.",
        every_epoch(course),
        (
            f"Training accuracy: {accuracy(top.accuracy)} in epoch {top.epoch}.",
            f"Validation accuracy: {accuracy(kept.val_accuracy)} at its best, in epoch {kept.epoch}.",
            _guessing(course),
        ),
        QUITE_SURE,
        f"the two are {points(apart(top.accuracy, kept.val_accuracy))} apart.",
        "It is not a matter of knobs: a brake such as dropout does not help where there is nothing to be found. Look at "
        "some of the reviews and their labels instead.",
    )


def _guessing(course: Course) -> str:
    if not course.balanced:
        return (
            f"Always the same answer gets {accuracy(course.majority)} of {course.reviews:,} reviews, and up to "
            f"{accuracy(rules.guessing(course.reviews, course.majority))} may be a lucky epoch."
        )
    margin = noise.margin_of_error(0.5, course.reviews)
    return (
        f"Guessing {course.reviews:,} reviews gives 50.0% ± {points(margin)}, and up to "
        f"{accuracy(rules.guessing(course.reviews))} may be a lucky epoch."
    )
