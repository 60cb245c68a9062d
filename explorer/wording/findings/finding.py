"""A finding in plain English, and the pieces that its sentences share."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from explorer.history import Epoch
from explorer.insight import noise
from explorer.insight.verdict import Course, Kind, Verdict
from explorer.knob import Value
from explorer.wording.formats import accuracy, apart, decimal

QUITE_SURE, LIKELY, HINT = "Quite sure", "Likely", "Only a hint"

SURE = 0.01
"""How often chance may make a trend that is called quite sure."""


@dataclass(frozen=True)
class Suggestion:
    """A change of knobs (name → value), what its button says, and what came of it where it was tried."""

    label: str
    changes: Mapping[str, Value]
    record: str


@dataclass(frozen=True)
class Finding:
    """Something that a history shows. All texts are whole plain sentences, without Markdown."""

    kind: Kind
    title: str
    text: str
    epochs: tuple[int, int]
    """The first and the last epoch that it is about."""
    receipts: tuple[str, ...]
    """The figures that it rests on."""
    certainty: str
    """How sure it is, in two or three words."""
    because: str
    """Why it is so sure, to be read after the certainty and a colon."""
    is_not: str
    """What should not be read into it."""
    more: str = ""
    """More of what it shows, where there is room."""
    suggestions: tuple[Suggestion, ...] = ()
    tried: tuple[str, ...] = ()
    """What came of the changes that would be suggested, had they not been trained here already."""


def judged(verdict: Verdict) -> Course:
    """The epochs that were judged.

    Raises:
        ValueError: there are none.
    """
    if verdict.course is None:
        raise ValueError("A run without epochs has only diverged.")
    return verdict.course


def unlearned(course: Course) -> str:
    """What gets as much right without having learned anything."""
    return "a coin flip" if course.balanced else "always the same answer"


def every_epoch(course: Course) -> tuple[int, int]:
    return course.history[0].epoch, course.history[-1].epoch


def points(share: float) -> str:
    """A share in percentage points, without its sign: “0.7 points”."""
    figure = decimal(abs(share) * 100, 1)
    return f"{figure} {'point' if figure == '1.0' else 'points'}"


def gained(more: float, less: float, reviews: int) -> str:
    """By how much one accuracy is above another one on the same reviews: “0.6 ± 1.3 points, which may be luck”.

    The two networks have seen the same reviews, so luck can make less than if each had its own. How much less is not known,
    and the larger figure is used.
    """
    possible = noise.margin_of_difference(more, less, reviews)
    may_be = ", which may be luck" if apart(more, less) <= possible else ""
    return f"{decimal(apart(more, less) * 100, 1)} ± {points(possible)}{may_be}"


def figures(epoch: Epoch) -> str:
    """What an epoch got right of new reviews, and its loss."""
    return f"Epoch {epoch.epoch}: validation accuracy {accuracy(epoch.val_accuracy)}, validation loss {epoch.val_loss:.3f}."


def where_it_goes(course: Course) -> str:
    """The validation loss of the last epochs, figure by figure."""
    listed = ", ".join(f"{epoch.val_loss:.3f}" for epoch in course.end)
    return f"Validation loss in {span(course.end)}: {listed}."


def span(epochs: Sequence[Epoch]) -> str:
    """Several epochs: “epochs 7 to 10”."""
    return f"epochs {epochs[0].epoch} to {epochs[-1].epoch}"


def another_seed(reviews: int) -> str:
    """How much of an accuracy on so many validation reviews is the luck of the seed, within a sentence."""
    return f"another seed alone usually moves the accuracy by {points(noise.seed_deviation(reviews))}"


def slip(course: Course) -> str:
    """A sentence about a single bad epoch, with a space before it; empty where there is none."""
    if not course.slips:
        return ""
    [bad] = course.slips
    before = course.history[bad.epoch - 2]
    told = f"with {accuracy(bad.val_accuracy)} of new reviews right after {accuracy(before.val_accuracy)}"
    if bad is course.last:
        return f" The last epoch was a bad one, {told}: nothing here rests on it."
    after = accuracy(course.history[bad.epoch].val_accuracy)
    return f" Epoch {bad.epoch} was a single bad one, {told} and before {after}: nothing here rests on it."
