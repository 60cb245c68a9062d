"""The verdict on a training history: what it shows.

`course` has the facts of a history, `rules` says what counts as what, `advice` what to try next. The first kind that holds
is the main finding:

1. Diverged: the loss blew up, or climbed far above that of guessing and stayed there.
2. Nothing learned: of its own reviews as of new ones it gets no more right than a coin flip, or than always the same answer.
3. Too short to tell: fewer than 4 epochs.
4. Only its own reviews: it learns these, and of new ones no epoch gets more right than that.
5. Nearly perfect: it gets 99.5 % of new reviews right or more, which is rarely true; where one class is far more frequent,
   99 % of those that always the same answer gets wrong.
6. Getting worse: at the end it has lost more than 5 points of what it already knew of its own reviews.
7. Unstable: its accuracy on new reviews swings from epoch to epoch.
8. Underfitting: it knows less than 85 % of its own reviews, and of new ones.
9. Memorising: it knows 95 % of its own reviews or more, far fewer of new ones, and no longer gets better at these.
10. Overfitting: the validation loss has clearly risen, by a fifth or more, while the training loss went on falling.
11. Learning well: it is still getting better at new reviews.
12. Levelled off: none of these.

A network that memorises may overfit as well, and one that diverged may have done either before. Memorising comes first
because it is the steadier of the two: an epoch more or less, or another seed, moves the lowest validation loss about.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from explorer.history import Epoch
from explorer.insight.verdict import rules
from explorer.insight.verdict.course import Course


class Kind(StrEnum):
    """What a finding is about."""

    DIVERGED = "diverged"
    NOTHING_LEARNED = "nothing learned"
    TOO_SHORT = "too short to tell"
    ONLY_ITS_OWN = "only its own reviews"
    NEARLY_PERFECT = "nearly perfect"
    GETTING_WORSE = "getting worse"
    UNSTABLE = "unstable"
    UNDERFITTING = "underfitting"
    MEMORISING = "memorising"
    OVERFITTING = "overfitting"
    LEARNING_WELL = "learning well"
    LEVELLED_OFF = "levelled off"


ALONE: dict[Kind, Callable[[Course], bool]] = {
    Kind.NOTHING_LEARNED: rules.learned_nothing,
    Kind.TOO_SHORT: rules.too_short,
    Kind.ONLY_ITS_OWN: rules.knows_only_its_own,
    Kind.NEARLY_PERFECT: rules.nearly_perfect,
    Kind.GETTING_WORSE: rules.gets_worse,
    Kind.UNSTABLE: rules.is_unstable,
    Kind.UNDERFITTING: rules.underfits,
}
TOGETHER: dict[Kind, Callable[[Course], bool]] = {
    Kind.MEMORISING: rules.memorises,
    Kind.OVERFITTING: rules.overfits,
}


@dataclass(frozen=True)
class Verdict:
    """What a history shows."""

    kinds: Sequence[Kind]
    """The main finding first; empty when there is nothing to judge."""
    course: Course | None
    """The epochs that were judged: those before it blew up. None if there are none."""
    blew_up: Sequence[Epoch] = ()
    """The epochs from the one on in which the loss blew up."""
    gave_up: int | None = None
    """The epoch in which the trainer gave the run up. It has no place in the history."""


def judge(history: Sequence[Epoch], reviews: int, diverged: bool = False, majority: float = 0.5) -> Verdict:
    """What the `history` of a run that has ended shows.

    Args:
        history: The epochs of the run. One that was stopped or has failed is judged by those it had.
        reviews: The number of validation reviews.
        diverged: Whether the trainer gave the run up.
        majority: What always the same answer gets of the validation reviews, as in `Course`.
    """
    before = rules.before_it_blew_up(history)
    blew_up = history[len(before) :]
    # A single epoch with a huge loss may be a bad one.
    if not diverged and len(blew_up) < 2:
        before, blew_up = history, []
    course = Course(before, reviews, majority) if before else None
    alone = _alone(course) if course else None
    together = [kind for kind, holds in TOGETHER.items() if course and not alone and holds(course)]
    if diverged or blew_up:
        return Verdict([Kind.DIVERGED, *together], course, blew_up, len(history) + 1 if diverged else None)
    if course is None:
        return Verdict([], None)
    still = Kind.LEARNING_WELL if course.improves else Kind.LEVELLED_OFF
    return Verdict([alone] if alone else together or [still], course)


def overfitting_since(history: Sequence[Epoch], reviews: int, majority: float = 0.5) -> int | None:
    """The first epoch in which it overfits: the one after that with the lowest validation loss. None if it does not.

    Args:
        history: The epochs of the run.
        reviews: The number of validation reviews.
        majority: As for `judge`.
    """
    verdict = judge(history, reviews, majority=majority)
    return verdict.course.lowest.epoch + 1 if verdict.course and Kind.OVERFITTING in verdict.kinds else None


def _alone(course: Course) -> Kind | None:
    return next((kind for kind, holds in ALONE.items() if holds(course)), None)
