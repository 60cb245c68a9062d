"""Checks of what verdicts say of networks that get worse, are unstable, or have more to learn."""

import math
from itertools import pairwise

from tests.support.told import differs_by, first_best, is_trend, not_clearly, sentence, shows
from tests.support.verdict_reader_troubles import kept_and_its_accuracy, top

# Getting worse


@sentence(
    r"In epoch <NUMBER> it got <PERCENT> of the reviews it learns from right, and at the end <PERCENT> at best, in epoch "
    r"<NUMBER>\."
)
def fallen_back(told, epoch, accuracy, at_the_end, late):
    rest = [one for one in told.solid if one.epoch >= int(late)]
    tail = told.solid[-max(2, len(told.solid) // 3) :]
    best = first_best(tail, lambda one: one.accuracy)
    assert best in rest and best.epoch == int(late) and shows(at_the_end, best.accuracy)
    assert all(one.accuracy <= told.top().accuracy - 0.05 + 1e-9 for one in tail)
    return top(told, epoch, accuracy)


def late_accuracy(told):
    return max(one.accuracy for one in told.solid[-max(2, len(told.solid) // 3) :])


@sentence(r"It has lost all of it: (a coin flip|always the same answer) might do as well\.")
def lost_all(told, blindly):
    assert (blindly == "a coin flip") == (told.majority == 0.5)
    return late_accuracy(told) < told.guessing()


@sentence(r"It has lost <POINTS> of that\.")
@sentence(r"it lost <POINTS>, and in 180 runs the article's combinations never lost more than 1\.6\.")
def lost(told, difference):
    return differs_by(difference, told.top().accuracy, late_accuracy(told))


@sentence(r"The largest loss came in epoch <NUMBER>, from <PERCENT> to <PERCENT>\.")
def largest_loss(told, epoch, before, after):
    since = [one for one in told.solid if one.epoch >= told.top().epoch]
    steps = {late.epoch: (early, late) for early, late in pairwise(since)}
    early, late = steps[int(epoch)]
    assert early.accuracy - late.accuracy == max(a.accuracy - b.accuracy for a, b in steps.values()) > 0
    return shows(before, early.accuracy) and shows(after, late.accuracy)


@sentence(r"Corrections that are too large do that, or a penalty on the weights that is too strong\.")
@sentence(r"It is not overfitting: a network that overfits stays good at its own reviews\.")
def has_lost(told):
    return late_accuracy(told) <= told.top().accuracy - 0.05 + 1e-9


@sentence(r"Training accuracy: <PERCENT> in epoch <NUMBER>, its highest; <PERCENT> in epoch <NUMBER>, the last\.")
def training_highest_and_last(told, highest, epoch, final, last):
    assert int(last) == max(told.all)
    return top(told, epoch, highest) and shows(final, told.all[int(last)].accuracy)


@sentence(r"Validation accuracy: <PERCENT> in epoch <NUMBER>, its highest; <PERCENT> in epoch <NUMBER>, the last\.")
def validation_highest_and_last(told, highest, epoch, final, last):
    assert int(last) == max(told.all)
    return kept_and_its_accuracy(told, epoch, highest) and shows(final, told.all[int(last)].val_accuracy)


# Unstable


def swing(told):
    """The median second difference, as a standard deviation of single epochs, in points."""
    figures = [one.val_accuracy for one in told.solid]
    bends = sorted(abs(c - 2 * b + a) for a, b, c in zip(figures, figures[1:], figures[2:]))
    middle = (bends[(len(bends) - 1) // 2] + bends[len(bends) // 2]) / 2
    return 100 * middle / 0.6745 / math.sqrt(6)


@sentence(r"Its accuracy on new reviews swings: <PERCENT> in epoch <NUMBER>, <PERCENT> in epoch <NUMBER>\.")
def swings(told, high, highest, low, lowest):
    later = [one for one in told.all.values() if one.epoch > 1]
    assert told.all[int(highest)].val_accuracy == max(one.val_accuracy for one in later)
    assert told.all[int(lowest)].val_accuracy == min(one.val_accuracy for one in later)
    return shows(high, told.all[int(highest)].val_accuracy) and shows(low, told.all[int(lowest)].val_accuracy)


@sentence(r"Corrections that are too large do that\.")
def unstable(told):
    return swing(told) >= 3


@sentence(
    r"It swings by <POINTS> from epoch to epoch, beyond any trend \(standard deviation\)\. The article's settings usually "
    r"do by 0\.5 points, and at most by 1\.5 points\."
)
@sentence(r"<POINTS> from epoch to epoch are far more than usual; from 3\.0 points on it counts as unstable\.")
def swings_by(told, by):
    return unstable(told) and shows(by, swing(told))


@sentence(r"Validation accuracy in each epoch: (.*)\.")
def every_accuracy(told, listed):
    figures = listed.split(", ")
    return len(figures) == len(told.all) and all(
        shows(text, one.val_accuracy) for text, one in zip(figures, told.all.values())
    )


# Underfitting


@sentence(
    r"At its best it got <PERCENT> of the reviews it learns from right \(epoch <NUMBER>\), and <PERCENT> of new ones "
    r"\(epoch <NUMBER>\), so there is more to learn\."
)
def more_to_learn(told, own, own_epoch, new, new_epoch):
    assert max(told.top().accuracy, told.kept().val_accuracy) < 0.85
    return top(told, own_epoch, own) and kept_and_its_accuracy(told, new_epoch, new)


@sentence(r"When it ended it was still improving\.")
def still_improving(told):
    losses = [one.val_loss for one in told.end()]
    return is_trend(losses, falling=True) or is_trend([one.val_accuracy for one in told.end()], falling=False)


@sentence(r"When it ended it still got better at its own reviews, but hardly at new ones\.")
def own_still_improving(told):
    return is_trend([one.loss for one in told.end()], falling=True)


@sentence(r"In epochs <NUMBER> to <NUMBER> neither loss has clearly fallen any more\.")
def neither_falls(told, first, last):
    assert told.is_end(first, last)
    end = told.between(first, last)
    return not_clearly([one.loss for one in end], True) and not_clearly([one.val_loss for one in end], True)


@sentence(r"Training accuracy: <PERCENT> in epoch 1, <PERCENT> in epoch <NUMBER>\.")
def training_first_and_last(told, first, last, epoch):
    assert int(epoch) == max(told.all)
    return shows(first, told.all[1].accuracy) and shows(last, told.all[int(epoch)].accuracy)


@sentence(r"Validation accuracy: <PERCENT> in epoch 1, <PERCENT> in epoch <NUMBER>\.")
def validation_first_and_last(told, first, last, epoch):
    assert int(epoch) == max(told.all)
    return shows(first, told.all[1].val_accuracy) and shows(last, told.all[int(epoch)].val_accuracy)


@sentence(r"The article's combinations get at least 86% of their own reviews right after 2 epochs\.")
@sentence(r"It is not learning by heart, so there is no need for a brake such as dropout\.")
def knows_little(told):
    return told.top().accuracy < 0.85


@sentence(r"the better of the two is <POINTS> short of 85%, which even the slowest of the article's settings pass\.")
def short_of(told, difference):
    return differs_by(difference, 0.85, max(told.top().accuracy, told.kept().val_accuracy))
