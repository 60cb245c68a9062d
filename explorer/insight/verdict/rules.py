"""The rules of the verdict, and their thresholds.

“The 180 runs” are the article's 36 combinations with five seeds each, 10 epochs on the packaged reviews, trained by this
program.
"""

import math
from collections.abc import Sequence

from explorer.history import Epoch
from explorer.insight import noise
from explorer.insight.verdict import trend
from explorer.insight.verdict.course import Course

CLIMBED = 3.0
"""How many times the lowest loss before it, and that of guessing, a loss has to be to have blown up."""

GUESSING_LOSS = math.log(2)
"""The cross-entropy of a network that gives 50 % to everything. A mean squared error is never above 1, so one that is three
times as large is mostly L2 penalty, and that has blown up, too."""

FEWEST_EPOCHS = trend.FEWEST
"""Fewer show no trend."""

GUESSING_MARGINS = 2
"""How many margins of error above what is expected may still be guessing: one for luck, one because the best of many epochs
is looked at, and because the same answer to everything is right a little more than half of the time (51.0 % of the packaged
validation reviews). With 5,000 reviews that is everything below 52.8 %."""

KNOWS_ITS_OWN = 0.6
"""Of its own reviews, what nobody gets right by guessing, whatever their number (see `beyond`)."""

TOO_GOOD = 0.995
"""XLNet, with two thousand times the weights of the article's network, gets 96.8 % of the reviews from IMDB right (Yang et
al., “XLNet: Generalized Autoregressive Pretraining for Language Understanding”, NeurIPS 2019, table 4). See `beyond`."""

UNDERFITTING = 0.85
"""The 180 runs get at least 86 % of their training reviews right after two epochs and 90 % after three. Validation counts,
too: with dropout, a network does worse on its own reviews while it learns."""

RELAPSE = 0.05
"""In the 180 runs the training accuracy at the end is at most 1.6 points below its highest; an L2 penalty of 0.1 and a
learning rate of 0.5, which undo what was learned, cost 7 to 26 points."""

USUAL_SWING, LARGEST_SWING = 0.005, 0.015
"""The validation accuracy's deviation from epoch to epoch (`Course.swing`) in the article's 36 combinations with seed 0, a
share: the one in the middle, and the largest."""

SWINGS = 2 * LARGEST_SWING

CLEAR_RISE = 0.18
"""How far the validation loss has to rise from its lowest, along a straight line and as a logarithm: by a fifth. In the 36
combinations all with cross-entropy do, by 28 % and more, and none with mean squared error does as much as 21 %. Together
with a trend (`trend.FALSE_ALARMS`), fewer than 1 in 300 simulated runs of 5 to 40 epochs pass whose loss jitters around a
flat line by 4 % from epoch to epoch, as those of the 180 runs do (3,000 simulations)."""

MEMORISED = 0.95
"""Nearly all. All of the 180 runs get there within their 10 epochs."""

GENERALISATION_GAP = 0.05
"""Between the highest training accuracy and the validation accuracy that is kept; in the 180 runs at least 8 points."""


def before_it_blew_up(history: Sequence[Epoch]) -> Sequence[Epoch]:
    """The epochs before the loss rose far above all before it and above guessing, and stayed there; all where it did not."""
    highest = len(history)
    while highest > 1 and history[highest - 1].loss >= CLIMBED * GUESSING_LOSS:
        highest -= 1
    lowest = min((epoch.loss for epoch in history[:highest]), default=0.0)
    blown = [epoch for epoch in history[highest:] if epoch.loss >= CLIMBED * lowest]
    return history[:highest] if len(blown) == len(history) - highest else history


def learned_nothing(course: Course) -> bool:
    """Whether it guesses on new reviews, and in the end on its own as well."""
    return _guesses(course) and not _knows_its_own(course)


def knows_only_its_own(course: Course) -> bool:
    """Whether it guesses on new reviews, but knows its own."""
    return _guesses(course) and _knows_its_own(course)


def _guesses(course: Course) -> bool:
    return course.kept.val_accuracy < guessing(course.reviews, course.majority)


def _knows_its_own(course: Course) -> bool:
    return remembered(course).accuracy >= beyond(course.majority, KNOWS_ITS_OWN)


def guessing(reviews: int, majority: float = 0.5) -> float:
    """The accuracy below which a network may just guess, a share.

    Whoever gives the more frequent answer to a share q of the reviews, picked blindly, gets s q + (1 − s)(1 − q) right on
    average, if s is the share of that class, and with luck z √(q (1 − q) / n) more. This is the largest value of that over
    all q: ½ + ½ √((2s − 1)² + z² / n). For balanced classes it is a lucky coin; the less balanced they are, the closer it
    is to s.
    """
    luck = 2 * GUESSING_MARGINS * noise.margin_of_error(0.5, reviews)
    return min(1.0, 0.5 + 0.5 * math.hypot(2 * majority - 1, luck))


def beyond(majority: float, threshold: float) -> float:
    """A threshold for balanced classes, where half is right anyway, made one for a `majority` that always is.

    It asks for the same share of what always the same answer gets wrong.
    """
    return majority + (1 - majority) * (2 * threshold - 1)


def too_short(course: Course) -> bool:
    """Whether there are too few epochs to show a trend."""
    return len(course.history) < FEWEST_EPOCHS


def nearly_perfect(course: Course) -> bool:
    """Whether it gets so many new reviews right that something is likely to be wrong."""
    return course.kept.val_accuracy >= beyond(course.majority, TOO_GOOD)


def gets_worse(course: Course) -> bool:
    """Whether it has lost what it already knew of its own reviews."""
    return lost(course) > RELAPSE


def lost(course: Course) -> float:
    """How far the best training accuracy at the end lies below the highest, a share; 0 for one that rises to its end."""
    return course.top.accuracy - remembered(course).accuracy


def remembered(course: Course) -> Epoch:
    """The epoch with the highest training accuracy among the last third, and of the last two at least."""
    # One bad epoch at the end is no loss yet, and a steep rise none at all.
    return max(course.steady[-max(2, len(course.steady) // 3) :], key=lambda epoch: epoch.accuracy)


def is_unstable(course: Course) -> bool:
    """Whether its accuracy on new reviews swings from epoch to epoch."""
    return course.swing >= SWINGS


def underfits(course: Course) -> bool:
    """Whether it knows neither its own reviews nor new ones."""
    return max(course.top.accuracy, course.kept.val_accuracy) < UNDERFITTING


def overfits(course: Course) -> bool:
    """Whether the validation loss has clearly risen since its lowest while the training loss went on falling.

    One that falls again when the run ends does not count.
    """
    rise = course.rise
    return (
        rise.rises
        and rise.change >= CLEAR_RISE
        and not course.val_loss_trend.falls
        and course.steady[-1].loss < course.lowest.loss
    )


def memorises(course: Course) -> bool:
    """Whether it knows its own reviews nearly by heart and new ones far less well, and no longer gets better at these."""
    least = max(GENERALISATION_GAP, noise.margin_of_error(course.kept.val_accuracy, course.reviews))
    gap = course.top.accuracy - course.kept.val_accuracy
    return course.top.accuracy >= MEMORISED and gap > least and not course.breaks_records
