"""A learning curve in sentences: what twice the data would bring, how sure that is, and how it is known."""

import math

from explorer.insight.learning_curve import REPEATS, Doubt, LearningCurve, sizes
from explorer.insight.noise import margin_of_error
from explorer.insight.power_law import FEWEST, Estimate
from explorer.wording.formats import accuracy, count, listed, points

LITTLE = 0.005
"""A gain that is most likely smaller than this, a share, is little."""

COLUMNS = ("Reviews", "Accuracy", "95% interval", "Runs")

CANNOT = "**What twice the data would bring cannot be said**"
DOUBTS = {
    Doubt.FEW_SIZES: f"{CANNOT} from so few sizes. It takes three or more.",
    Doubt.HARDLY_LEARNED: (
        f"{CANNOT}: with too many of these sizes, some of the networks have hardly begun to learn, and there the curve "
        "follows no law yet. More epochs may change that."
    ),
    Doubt.NO_LAW: f"{CANNOT}: the curve does not bend as learning curves do, so nothing follows from it.",
}


def refusal(available: int, diverged: bool) -> str:
    """Why a setting can have no learning curve; empty if it can.

    Args:
        available: How many training reviews there are.
        diverged: Whether the run that it would be the curve of diverged.
    """
    if diverged:
        return "A setting that diverges has no learning curve. Find one first that learns."
    if len(sizes(available)) < FEWEST:
        return f"{available:,} training reviews are too few for a learning curve."
    return ""


def introduction(available: int) -> str:
    """What a learning curve is, before there is one; there are that many training reviews."""
    *fewer, most = sizes(available)
    several = listed([*(f"{size:,}" for size in fewer), f"all {min(most, available):,}"])
    return (
        f"Would more reviews help more than another knob? Train this setting on {several} reviews, with {REPEATS} seeds "
        "each, and see what every doubling brings, and what the next one would."
    )


def button(networks: int, time: str, whole: bool) -> str:
    """The label of the button that trains a curve, or the rest of one."""
    return f"Train {'its' if whole else 'the rest of its'} learning curve: {count(networks, 'network')}, {time}"


def too_many(networks: int, most: int) -> str:
    """That a curve is beyond what one visitor may ask for."""
    return (
        f"Its learning curve takes {count(networks, 'more network')}, but at most {most:,} can wait or train at a time for "
        "one person here."
    )


def trained_so_far(done: int, total: int) -> str:
    """How far the training of a curve is."""
    return f"{done} of {count(total, 'network')} trained"


def reading(curve: LearningCurve) -> str:
    """How to read the picture of a curve."""
    beyond = " Dashed: not measured, but expected." if curve.doubt is None else ""
    return (
        "Line: the average of runs with different seeds. Shaded: the 95% interval of that average. Small points: single "
        f"runs.{beyond}"
    )


def told(curve: LearningCurve, whole: bool = True) -> list[str]:
    """What a curve says, the main thing first, in Markdown.

    Args:
        curve: The curve.
        whole: Whether no run of it is missing. Until then, what it cannot say follows later.
    """
    later = "What twice the data would bring follows as soon as enough sizes are trained."
    sentences = [_outlook(curve) if whole or curve.doubt is None else later]
    return [*sentences, diverged(curve)] if curve.diverged else sentences


def diverged(curve: LearningCurve) -> str:
    """That some runs of a setting are not in its curve."""
    runs, are = count(curve.diverged, "run"), "is" if curve.diverged == 1 else "are"
    return f"{runs} of this setting diverged and {are} left out. A smaller learning rate may help."


def _outlook(curve: LearningCurve) -> str:
    outlook, doubt = curve.outlook, curve.doubt
    if doubt == Doubt.WIDE and outlook:
        low, high = accuracy(outlook.twice.low), accuracy(outlook.twice.high)
        return f"{CANNOT}: it might get anything between {low} and {high} right. Repeats with other seeds would tell more."
    if doubt or not outlook:
        return DOUBTS[doubt or Doubt.HARDLY_LEARNED]
    gain, twice, brought, most = outlook.gain, outlook.twice, outlook.last_doubling, curve.points[-1].reviews
    main = f"would bring about {points(gain.value)} more" if gain.value >= LITTLE else "would bring little"
    return (
        f"**Twice the data {main}**, most likely {_between(gain)}. With {2 * most:,} reviews this setting would get about "
        f"{accuracy(twice.value)} of new reviews right, most likely between {accuracy(twice.low)} and "
        f"{accuracy(twice.high)}. The last doubling, from {most // 2:,} to {most:,}, brought about {points(brought.value)} "
        f"({_between(brought)})."
    )


def _between(found: Estimate) -> str:
    return f"between {found.low * 100:.1f} and {found.high * 100:.1f}"


def rows(curve: LearningCurve) -> list[tuple[str, ...]]:
    """The figures of each size, for the `COLUMNS`."""
    return [
        (f"{point.reviews:,}", f"{point.mean:.2%}", _interval(point.half_width), str(len(point.runs)))
        for point in curve.points
    ]


def _interval(half_width: float) -> str:
    return f"± {half_width * 100:.2f}" if math.isfinite(half_width) else "± ?"


def table(curve: LearningCurve) -> str:
    """The same as a table in Markdown."""
    lines = [COLUMNS, ("--:",) * len(COLUMNS), *rows(curve)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def receipts(curve: LearningCurve, validation: int) -> list[str]:
    """How the curve is known and what it does not say.

    Args:
        curve: The curve, with one point or more.
        validation: How many validation reviews each run is checked with.
    """
    last = curve.points[-1]
    sentences = [
        "Each point is the average of runs that differ in their seed, which decides which reviews are learned from, half of "
        "them positive, and with which weights the network begins. The interval holds the true average in 19 of 20 cases.",
        f"All sizes are checked with the same {validation:,} validation reviews, at the epoch in which they did best. With "
        f"others, the whole curve might be up to {points(margin_of_error(last.mean, validation))} higher or lower, but "
        "hardly steeper.",
        "Fewer reviews in as many epochs are also fewer corrections, so at the left end some networks have only just begun "
        "to learn.",
        "Which words the network knows, and how rare they are, is known from the texts of all training reviews, without "
        "their labels, whatever the size. Somebody who really had only a few reviews would do a little worse.",
    ]
    if outlook := curve.outlook:
        sentences.append(
            "What lies beyond the measured sizes follows from a law that was found for many kinds of networks: each "
            "doubling takes away about the same share of the mistakes that more data can avoid (Hestness and others, 2017). "
            "All such laws that fit these points are averaged, and the interval holds 95% of them. It takes for granted "
            "that more reviews do no harm and are of the same kind."
        )
        if outlook.without_last:
            found = outlook.without_last
            sentences.append(
                f"A test of it: the smaller sizes alone would have foretold between {accuracy(found.low)} and "
                f"{accuracy(found.high)} for {last.reviews:,} reviews. Measured: {accuracy(last.mean)}."
            )
    return sentences
