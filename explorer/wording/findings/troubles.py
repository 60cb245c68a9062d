"""Findings that stand alone: something went wrong, or there is too little to tell. `verdict` says which is which.

All functions take the settings of the run and the verdict on it.
"""

from explorer.config import KNOBS, RunConfig
from explorer.insight import noise
from explorer.insight.verdict import Kind, Verdict, rules
from explorer.wording.findings.finding import (
    LIKELY,
    QUITE_SURE,
    Finding,
    every_epoch,
    figures,
    judged,
    points,
    slip,
    unlearned,
)
from explorer.wording.formats import accuracy, apart, count


def diverged(config: RunConfig, verdict: Verdict) -> Finding:
    """The loss blew up."""
    rate, course, blew_up, gave_up = KNOBS["learning_rate"], verdict.course, verdict.blew_up, verdict.gave_up
    text = "Its corrections were too large: instead of making the loss smaller, they blew it up."
    if blew_up:
        text = f"In epoch {blew_up[0].epoch} its loss was {blew_up[0].loss:,.3f}, and it did not come down again. {text}"
    elif gave_up:
        text = f"In epoch {gave_up} its loss went over 1,000, or was no longer a number at all. {text}"
    receipts = [figures(epoch) for epoch in (course.history[-1:] if course else ())]
    receipts += [f"Epoch {epoch.epoch}: training loss {epoch.loss:,.3f}." for epoch in blew_up]
    if gave_up and blew_up:
        receipts.append(f"Epoch {gave_up}: the loss went over 1,000, or was no longer a number at all.")
    kept = "There is no network to keep from this run, but nothing is broken either."
    if course:
        kept = f"What it learned before is not lost: the network of epoch {course.kept.epoch} is kept."
    elif blew_up:
        kept = "But the network that is kept is of no use."
    reached = "1,000" if gave_up else f"{blew_up[-1].loss:,.3f}"
    return Finding(
        Kind.DIVERGED,
        "Diverged",
        text,
        (blew_up[0].epoch if blew_up else gave_up or 1, gave_up or blew_up[-1].epoch),
        (*receipts, f"Learning rate: {rate.show(config.learning_rate)}. The article's is {rate.show(rate.default)}."),
        QUITE_SURE,
        "even a network that merely guesses has a loss below 1, plus any L2 penalty, and chance does not turn that into "
        f"{reached}.",
        f"It is not the fault of the reviews or of this computer. {kept}",
    )


def too_short(config: RunConfig, verdict: Verdict) -> Finding:
    """There are too few epochs to show a trend."""
    course = judged(verdict)
    last = course.last
    margin = noise.margin_of_error(last.val_accuracy, course.reviews)
    return Finding(
        Kind.TOO_SHORT,
        "Too short to tell",
        f"After {count(last.epoch, 'epoch')} it got {accuracy(last.val_accuracy)} of new reviews right. It takes a few more "
        "to see whether it keeps improving or starts to learn by heart.",
        every_epoch(course),
        tuple(map(figures, course.history)),
        QUITE_SURE,
        f"it takes at least {rules.FEWEST_EPOCHS} epochs to see a trend, and the accuracy itself is only known to within "
        f"±{points(margin)}.",
        "It does not mean that the network is bad: some settings are at their best after 2 or 3 epochs.",
    )


def nearly_perfect(config: RunConfig, verdict: Verdict) -> Finding:
    """It is too good to be true."""
    course = judged(verdict)
    kept, top = course.kept, course.top
    wrong = round((1 - kept.val_accuracy) * course.reviews)
    return Finding(
        Kind.NEARLY_PERFECT,
        "Nearly perfect",
        f"The network that is kept, of epoch {kept.epoch}, gets {accuracy(kept.val_accuracy)} of new reviews right: "
        f"{wrong:,} of {course.reviews:,} are wrong. So good a result is rare, and often a leak: the same reviews are also "
        "among those it learned from, or something in the text gives the answer away.",
        every_epoch(course),
        (
            f"Validation accuracy: {accuracy(kept.val_accuracy)} in epoch {kept.epoch}.",
            f"Training accuracy: {accuracy(top.accuracy)} at its best, in epoch {top.epoch}.",
        ),
        LIKELY,
        "even networks that are a thousand times as large get about 97% of the reviews from IMDB right.",
        "It does not have to be a leak: some questions are easy. Look at what the network goes by, under Your review.",
    )


def getting_worse(config: RunConfig, verdict: Verdict) -> Finding:
    """It has lost what it knew."""
    course = judged(verdict)
    top, late, kept, last = course.top, rules.remembered(course), course.kept, course.last
    after = [epoch for epoch in course.steady if epoch.epoch >= top.epoch]
    fallen, before = max(zip(after[1:], after), key=lambda pair: pair[1].accuracy - pair[0].accuracy)
    lost, everything = apart(top.accuracy, late.accuracy), late.accuracy < rules.guessing(course.reviews, course.majority)
    how_much = f"all of it: {unlearned(course)} might do as well" if everything else f"{points(lost)} of that"
    return Finding(
        Kind.GETTING_WORSE,
        "Lost what it had learned" if everything else "Getting worse",
        f"In epoch {top.epoch} it got {accuracy(top.accuracy)} of the reviews it learns from right, and at the end "
        f"{accuracy(late.accuracy)} at best, in epoch {late.epoch}. It has lost {how_much}. The largest loss came in epoch "
        f"{fallen.epoch}, from {accuracy(before.accuracy)} to {accuracy(fallen.accuracy)}.{slip(course)}",
        (after[1].epoch, last.epoch),
        (
            f"Training accuracy: {accuracy(top.accuracy)} in epoch {top.epoch}, its highest; {accuracy(last.accuracy)} in "
            f"epoch {last.epoch}, the last.",
            f"Validation accuracy: {accuracy(kept.val_accuracy)} in epoch {kept.epoch}, its highest; "
            f"{accuracy(last.val_accuracy)} in epoch {last.epoch}, the last.",
        ),
        QUITE_SURE if rules.lost(course) > 2 * rules.RELAPSE else LIKELY,
        f"it lost {points(lost)}, and in 180 runs the article's combinations never lost more than 1.6.",
        "It is not overfitting: a network that overfits stays good at its own reviews. The network of epoch "
        f"{kept.epoch} is kept.",
        "Corrections that are too large do that, or a penalty on the weights that is too strong.",
    )


def unstable(config: RunConfig, verdict: Verdict) -> Finding:
    """Its accuracy on new reviews swings."""
    course = judged(verdict)
    kept = course.kept
    best, worst = (choose(course.history[1:], key=lambda epoch: epoch.val_accuracy) for choose in (max, min))
    return Finding(
        Kind.UNSTABLE,
        "Unstable",
        f"Its accuracy on new reviews swings: {accuracy(best.val_accuracy)} in epoch {best.epoch}, "
        f"{accuracy(worst.val_accuracy)} in epoch {worst.epoch}. Corrections that are too large do that.",
        every_epoch(course),
        (
            f"It swings by {points(course.swing)} from epoch to epoch, beyond any trend (standard deviation). The article's "
            f"settings usually do by {points(rules.USUAL_SWING)}, and at most by {points(rules.LARGEST_SWING)}.",
            "Validation accuracy in each epoch: " + ", ".join(accuracy(one.val_accuracy) for one in course.history) + ".",
        ),
        QUITE_SURE if course.swing > 2 * rules.SWINGS else LIKELY,
        f"{points(course.swing)} from epoch to epoch are far more than usual; from {points(rules.SWINGS)} on it counts as "
        "unstable.",
        f"It is not useless: the network of epoch {kept.epoch} is kept, which gets {accuracy(kept.val_accuracy)} of new "
        "reviews right. But part of that is the luck of having picked the best of its swings.",
    )
