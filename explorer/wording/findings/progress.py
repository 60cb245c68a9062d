"""Findings on how well a network learned, and how well what it learned holds for new reviews.

All functions take the settings of the run and the verdict on it.
"""

from explorer.config import RunConfig
from explorer.history import Epoch
from explorer.insight import noise
from explorer.insight.verdict import Course, Kind, Verdict, rules
from explorer.insight.verdict.course import LOSS_MATTERS
from explorer.wording.findings.finding import (
    HINT,
    LIKELY,
    QUITE_SURE,
    SURE,
    Finding,
    another_seed,
    every_epoch,
    gained,
    judged,
    points,
    slip,
    span,
    where_it_goes,
)
from explorer.wording.formats import accuracy, apart, count


def underfitting(config: RunConfig, verdict: Verdict) -> Finding:
    """It knows neither its own reviews nor new ones well."""
    course = judged(verdict)
    first, last, top, kept = course.history[0], course.last, course.top, course.kept
    reached = max(top.accuracy, kept.val_accuracy)
    missing = apart(rules.UNDERFITTING, reached)
    if course.improves:
        still = " When it ended it was still improving."
    elif course.loss_trend.falls:
        still = " When it ended it still got better at its own reviews, but hardly at new ones."
    else:
        still = f" In {span(course.end)} neither loss has clearly fallen any more."
    return Finding(
        Kind.UNDERFITTING,
        "Underfitting",
        f"At its best it got {accuracy(top.accuracy)} of the reviews it learns from right (epoch {top.epoch}), and "
        f"{accuracy(kept.val_accuracy)} of new ones (epoch {kept.epoch}), so there is more to learn.{still}{slip(course)}",
        every_epoch(course),
        (
            f"Training accuracy: {accuracy(first.accuracy)} in epoch 1, {accuracy(last.accuracy)} in epoch {last.epoch}.",
            f"Validation accuracy: {accuracy(first.val_accuracy)} in epoch 1, {accuracy(last.val_accuracy)} in epoch "
            f"{last.epoch}.",
            where_it_goes(course),
            "The article's combinations get at least 86% of their own reviews right after 2 epochs.",
        ),
        QUITE_SURE if missing > 0.05 else LIKELY,
        f"the better of the two is {points(missing)} short of {rules.UNDERFITTING:.0%}, which even the slowest of the "
        "article's settings pass.",
        "It is not learning by heart, so there is no need for a brake such as dropout.",
    )


def memorising(config: RunConfig, verdict: Verdict) -> Finding:
    """It knows nearly all of its own reviews, and far fewer of new ones."""
    course = judged(verdict)
    top, kept, reviews = course.top, course.kept, course.reviews
    gap, margin = apart(top.accuracy, kept.val_accuracy), noise.margin_of_error(kept.val_accuracy, reviews)
    first = next(epoch for epoch in course.steady if epoch.accuracy >= rules.MEMORISED)
    overfits = Kind.OVERFITTING in verdict.kinds
    return Finding(
        Kind.MEMORISING,
        "Memorising",
        f"In epoch {top.epoch} it got {accuracy(top.accuracy)} of the reviews it learns from right. The network that is "
        f"kept, of epoch {kept.epoch}, gets {accuracy(kept.val_accuracy)} of new ones.{slip(course)}",
        (first.epoch, course.last.epoch),
        (
            f"Training accuracy: {accuracy(first.accuracy)} in epoch {first.epoch}, the first with "
            f"{rules.MEMORISED:.0%} or more; {accuracy(top.accuracy)} in epoch {top.epoch}, its highest.",
            f"Validation accuracy: {accuracy(kept.val_accuracy)} in epoch {kept.epoch}, its highest, which is "
            f"{points(gap)} less.",
            where_it_goes(course),
        ),
        QUITE_SURE,
        f"the two are {points(gap)} apart, and other new reviews would move the second by no more than ±{points(margin)}.",
        "It is not cheating: the network never learns from the validation reviews, so their figures stay honest."
        if overfits
        else "It is not overfitting by the loss: that has not clearly risen on new reviews.",
        _since_by_heart(course, first),
    )


def _since_by_heart(course: Course, first: Epoch) -> str:
    """What it gained on new reviews after `first`, the epoch in which it first knew its own nearly by heart."""
    after = [epoch.val_accuracy for epoch in course.steady if epoch.epoch > first.epoch]
    if not after:
        return ""
    before, best = max(epoch.val_accuracy for epoch in course.steady if epoch.epoch <= first.epoch), max(after)
    since = f"Since epoch {first.epoch}, the first with {rules.MEMORISED:.0%} or more of its own, it has"
    if apart(best, before) <= 0:
        return f"{since} got no better at new ones."
    return f"{since} gained {gained(best, before, course.reviews)}, on new ones."


def overfitting(config: RunConfig, verdict: Verdict) -> Finding:
    """The validation loss has risen while the training loss went on falling."""
    course = judged(verdict)
    lowest, last, kept, rise = course.lowest, course.steady[-1], course.kept, course.rise
    number = sum(epoch.epoch >= lowest.epoch for epoch in course.steady)
    return Finding(
        Kind.OVERFITTING,
        "Overfitting",
        f"Since epoch {lowest.epoch + 1} it makes more confident mistakes: the loss on new reviews rose from "
        f"{lowest.val_loss:.3f} in epoch {lowest.epoch} to {last.val_loss:.3f} in epoch {last.epoch}, while that on its own "
        f"fell. {_stopping(course)}{'' if Kind.MEMORISING in verdict.kinds else slip(course)}",
        (lowest.epoch + 1, course.last.epoch),
        (
            f"Validation loss: {lowest.val_loss:.3f} in epoch {lowest.epoch}, its lowest; {last.val_loss:.3f} in epoch "
            f"{last.epoch}{_by(last.val_loss, lowest.val_loss)}.",
            f"Training loss: {lowest.loss:.3f} in epoch {lowest.epoch}, {last.loss:.3f} in epoch {last.epoch}.",
            f"Validation accuracy: {accuracy(lowest.val_accuracy)} in epoch {lowest.epoch}, {accuracy(last.val_accuracy)} "
            f"in epoch {last.epoch}; its highest is {accuracy(kept.val_accuracy)}, in epoch {kept.epoch}.",
        ),
        QUITE_SURE if rise.chance <= SURE else LIKELY,
        f"of the {number * (number - 1) // 2} pairs of epochs from epoch {lowest.epoch} on, {rise.agreeing} have "
        "the higher loss later. Fewer than 1 in 300 simulated runs look like that whose loss merely wobbles as usual.",
        f"It does not mean that the network is useless: the one of epoch {kept.epoch} is kept, which gets "
        f"{accuracy(kept.val_accuracy)} of new reviews right.",
        _mistakes(course),
    )


def _by(loss: float, lowest: float) -> str:
    """By which share a loss is higher, where the lowest does not read as nothing."""
    return "" if f"{lowest:.3f}" == "0.000" else f" ({loss / lowest - 1:+.0%})"


def _mistakes(course: Course) -> str:
    """Whether there were more of them, too."""
    then, now = course.lowest.val_accuracy, course.steady[-1].val_accuracy
    figures = f"from {accuracy(then)} to {accuracy(now)}: by"
    if apart(now, then) > 0:
        return f"Not more mistakes: its accuracy on new reviews rose {figures} {gained(now, then, course.reviews)}."
    if apart(now, then) < 0:
        return f"More mistakes, too: its accuracy on new reviews fell {figures} {gained(then, now, course.reviews)}."
    return f"Not more mistakes: in both epochs it got {accuracy(now)} of new reviews right."


def _stopping(course: Course) -> str:
    """What stopping at the lowest loss would have cost."""
    lowest, kept = course.lowest, course.kept
    stopping = f"Stopping after {count(lowest.epoch, 'epoch')}"
    if kept.epoch <= lowest.epoch:
        return f"{stopping} would have been enough: the network that is kept is of epoch {kept.epoch}."
    best = max(epoch.val_accuracy for epoch in course.history if epoch.epoch <= lowest.epoch)
    shows = apart(kept.val_accuracy, best)
    cost = gained(kept.val_accuracy, best, course.reviews) if shows else "less than 0.1 points"
    return f"The accuracy was best in epoch {kept.epoch}, which is kept. {stopping} would have cost {cost}."


def learning_well(config: RunConfig, verdict: Verdict) -> Finding:
    """It was still getting better at new reviews."""
    course = judged(verdict)
    loss_falls = course.val_loss_trend.falls
    trend = course.val_loss_trend if loss_falls else course.val_accuracy_trend
    going = "The loss on new reviews was still falling" if loss_falls else "Its accuracy on new reviews was still rising"
    way, number = ("lower loss" if loss_falls else "higher accuracy"), len(course.end)
    return Finding(
        Kind.LEARNING_WELL,
        "Learning well",
        f"{_kept(course)} {going} when it ended, so more epochs may improve it.{_hump(course)}{slip(course)}",
        every_epoch(course),
        _figures(course),
        QUITE_SURE if trend.chance <= SURE else LIKELY,
        f"of the {number * (number - 1) // 2} pairs of epochs in {span(course.end)}, {trend.agreeing} have the "
        f"{way} later. {count(number, 'figure')} in random order do that once in {1 / trend.chance:,.0f} times.",
        f"It does not prove that these settings are better than others: {another_seed(course.reviews)}.",
    )


def _hump(course: Course) -> str:
    """A sentence where the loss had clearly risen before it fell again, with a space before it."""
    for peak in course.steady:
        before = [epoch for epoch in course.steady if epoch.epoch < peak.epoch]
        lowest = min(before, key=lambda epoch: epoch.val_loss, default=peak)
        highest = peak is max(course.steady[course.steady.index(lowest) :], key=lambda epoch: epoch.val_loss)
        if highest and peak.val_loss > lowest.val_loss * (1 + rules.CLEAR_RISE):
            return (
                f" It had risen from {lowest.val_loss:.3f} in epoch {lowest.epoch} to {peak.val_loss:.3f} in epoch "
                f"{peak.epoch} before."
            )
    return ""


def levelled_off(config: RunConfig, verdict: Verdict) -> Finding:
    """It no longer gets better at new reviews, and nothing is wrong."""
    course = judged(verdict)
    lowest, rise, where = course.lowest, course.rise, span(course.end)
    certainty = LIKELY
    if rise.rises and rise.change >= rules.CLEAR_RISE:
        going = f"The loss on new reviews has risen since epoch {lowest.epoch}, and that on its own has not fallen."
        because = "overfitting would be a loss that rises on new reviews while it falls on its own."
    elif course.val_loss_trend.rises:
        going, certainty = f"In {where} the loss on new reviews rose a little.", HINT
        because = (
            f"the lowest is {lowest.val_loss:.3f}, in epoch {lowest.epoch}; a rise counts as overfitting from a fifth on."
        )
    else:
        going = f"In {where} the loss on new reviews has neither clearly fallen nor clearly risen."
        because = (
            f"what it still moved, chance makes more often than once in 20 times, or it is less than {LOSS_MATTERS:.0%}."
        )
    return Finding(
        Kind.LEVELLED_OFF,
        "Levelled off",
        f"{_kept(course)} {going}{slip(course)}",
        every_epoch(course),
        _figures(course),
        certainty,
        because,
        f"It does not prove that these settings are better than others: {another_seed(course.reviews)}.",
    )


def _kept(course: Course) -> str:
    kept = course.kept
    return f"The network that is kept, of epoch {kept.epoch}, gets {accuracy(kept.val_accuracy)} of new reviews right."


def _figures(course: Course) -> tuple[str, ...]:
    kept, lowest, last = course.kept, course.lowest, course.last
    margin = noise.margin_of_error(kept.val_accuracy, course.reviews)
    return (
        f"Validation accuracy: {accuracy(kept.val_accuracy)} in epoch {kept.epoch}, its highest, ±{points(margin)} with "
        f"{course.reviews:,} reviews.",
        f"Validation loss: {lowest.val_loss:.3f} in epoch {lowest.epoch}, its lowest.",
        where_it_goes(course),
        f"Training accuracy: {accuracy(last.accuracy)} in epoch {last.epoch}.",
    )
