"""Checks of what verdicts say of memorising, overfitting, and learning that goes on or has levelled off."""

import math
from itertools import combinations

from tests.support.told import (
    A_FIFTH,
    MAY_BE,
    as_shown,
    chance,
    differs_by,
    is_trend,
    luck,
    margin,
    not_clearly,
    number,
    pairs,
    sentence,
    shows,
)
from tests.support.verdict_reader_troubles import kept_and_its_accuracy, top

# Memorising


@sentence(r"Since epoch <NUMBER>, the first with 95% or more of its own, it has got no better at new ones\.")
def no_better_since(told, epoch):
    before, after = by_heart(told, epoch)
    return as_shown(after) <= as_shown(before)


@sentence(rf"Since epoch <NUMBER>, the first with 95% or more of its own, it has gained {MAY_BE}, on new ones\.")
def gained_since(told, epoch, by, width, may_be):
    before, after = by_heart(told, epoch)
    return luck(told, after, before, by, width, may_be)


def by_heart(told, epoch):
    first_with_most(told, epoch)
    before = max(one.val_accuracy for one in told.solid if one.epoch <= int(epoch))
    return before, max(one.val_accuracy for one in told.solid if one.epoch > int(epoch))


def first_with_most(told, epoch):
    assert next(one.epoch for one in told.solid if one.accuracy >= 0.95) == int(epoch)


@sentence(
    r"Training accuracy: <PERCENT> in epoch <NUMBER>, the first with 95% or more; <PERCENT> in epoch <NUMBER>, its highest\."
)
def first_and_highest(told, accuracy, epoch, highest, at):
    first_with_most(told, epoch)
    return shows(accuracy, told.all[int(epoch)].accuracy) and top(told, at, highest)


@sentence(r"Validation accuracy: <PERCENT> in epoch <NUMBER>, its highest, which is <POINTS> less\.")
def less_on_new(told, accuracy, epoch, difference):
    assert differs_by(difference, told.top().accuracy, told.kept().val_accuracy)
    return kept_and_its_accuracy(told, epoch, accuracy)


@sentence(r"the two are <POINTS> apart, and other new reviews would move the second by no more than ±<POINTS>\.")
def apart_beyond_luck(told, difference, width):
    assert shows(width, 100 * margin(told.kept().val_accuracy, told.reviews))
    return differs_by(difference, told.top().accuracy, told.kept().val_accuracy)


@sentence(r"It is not cheating: the network never learns from the validation reviews, so their figures stay honest\.")
def honest(told):
    return "memorising" in told.kinds and "overfitting" in told.kinds


@sentence(r"It is not overfitting by the loss: that has not clearly risen on new reviews\.")
def not_by_the_loss(told):
    return (
        not clear_rise(told)
        or told.solid[-1].loss >= told.lowest().loss
        or is_trend([one.val_loss for one in told.end()], falling=True)
    )


# Overfitting


def since_lowest(told):
    return [one for one in told.solid if one.epoch >= told.lowest().epoch]


def clear_rise(told):
    """Whether the loss rose by a fifth or more from its lowest, along the middle one of all slopes, and by a trend."""
    values = [one.val_loss for one in since_lowest(told)]
    if len(values) < 4 or not is_trend(values, falling=False):
        return False
    logarithms = [math.log(max(value, 1e-7)) for value in values]
    slopes = sorted((b - a) / (j - i) for (i, a), (j, b) in combinations(enumerate(logarithms), 2))
    middle = (slopes[(len(slopes) - 1) // 2] + slopes[len(slopes) // 2]) / 2
    return middle * (len(values) - 1) >= A_FIFTH - 1e-9


@sentence(
    r"Since epoch <NUMBER> it makes more confident mistakes: the loss on new reviews rose from <LOSS> in epoch <NUMBER> to "
    r"<LOSS> in epoch <NUMBER>, while that on its own fell\."
)
def loss_rose(told, since, low, lowest, high, last):
    first, final = told.lowest(), told.solid[-1]
    assert (first.epoch + 1, first.epoch, final.epoch) == (int(since), int(lowest), int(last))
    assert final.val_loss > first.val_loss and final.loss < first.loss and clear_rise(told)
    return shows(low, first.val_loss) and shows(high, final.val_loss)


@sentence(r"Stopping after <NUMBER> epochs? would have been enough: the network that is kept is of epoch <NUMBER>\.")
def stopping_costs_nothing(told, stop, epoch):
    assert int(stop) == told.lowest().epoch
    best = max(one.val_accuracy for one in told.calm if one.epoch <= int(stop))
    return best == max(one.val_accuracy for one in told.calm) and told.kept().epoch == int(epoch) <= int(stop)


@sentence(r"The accuracy was best in epoch <NUMBER>, which is kept\.")
def best_and_kept(told, epoch):
    return told.kept().epoch == int(epoch) > told.lowest().epoch


@sentence(rf"Stopping after <NUMBER> epochs? would have cost {MAY_BE}\.")
def stopping_costs(told, stop, by, width, may_be):
    assert int(stop) == told.lowest().epoch
    best = max(one.val_accuracy for one in told.calm if one.epoch <= int(stop))
    return luck(told, told.kept().val_accuracy, best, by, width, may_be)


@sentence(r"Stopping after <NUMBER> epochs? would have cost less than 0\.1 points\.")
def stopping_costs_little(told, stop):
    best = max(one.val_accuracy for one in told.calm if one.epoch <= int(stop))
    return int(stop) == told.lowest().epoch and 0 < told.kept().val_accuracy - best < 0.001


@sentence(
    rf"(Not m|M)ore mistakes(?:, too)?: its accuracy on new reviews (rose|fell) from <PERCENT> to <PERCENT>: by {MAY_BE}\."
)
def more_mistakes_or_not(told, more, way, then, now, by, width, may_be):
    first, last = told.lowest().val_accuracy, told.solid[-1].val_accuracy
    assert (last > first) == (way == "rose") == (more == "Not m")
    assert shows(then, first) and shows(now, last)
    return luck(told, max(first, last), min(first, last), by, width, may_be)


@sentence(r"Not more mistakes: in both epochs it got <PERCENT> of new reviews right\.")
def as_many_mistakes(told, accuracy):
    return shows(accuracy, told.lowest().val_accuracy) and shows(accuracy, told.solid[-1].val_accuracy)


@sentence(r"Validation loss: <LOSS> in epoch <NUMBER>, its lowest; <LOSS> in epoch <NUMBER>(?: \(\+(\d+)%\))?\.")
def loss_lowest_and_last(told, low, lowest, high, last, by):
    assert told.lowest().epoch == int(lowest) and told.solid[-1].epoch == int(last)
    assert by is None or shows(by, 100 * (told.solid[-1].val_loss / told.lowest().val_loss - 1))
    return shows(low, told.lowest().val_loss) and shows(high, told.solid[-1].val_loss)


@sentence(r"Training loss: <LOSS> in epoch <NUMBER>, <LOSS> in epoch <NUMBER>\.")
def training_losses(told, then, epoch, now, last):
    assert int(last) == told.solid[-1].epoch
    return shows(then, told.all[int(epoch)].loss) and shows(now, told.all[int(last)].loss)


@sentence(
    r"Validation accuracy: <PERCENT> in epoch <NUMBER>, <PERCENT> in epoch <NUMBER>; its highest is <PERCENT>, in epoch "
    r"<NUMBER>\."
)
def three_accuracies(told, then, epoch, now, last, highest, at):
    assert shows(then, told.all[int(epoch)].val_accuracy) and shows(now, told.all[int(last)].val_accuracy)
    return kept_and_its_accuracy(told, at, highest)


@sentence(r"of the <NUMBER> pairs of epochs from epoch <NUMBER> on, <NUMBER> have the higher loss later\.")
def pairs_that_rise(told, of, epoch, rising):
    values = [one.val_loss for one in since_lowest(told)]
    assert int(epoch) == told.lowest().epoch and number(of) == math.comb(len(values), 2)
    return pairs(values)[0] == number(rising)


@sentence(r"Fewer than 1 in 300 simulated runs look like that whose loss merely wobbles as usual\.")
def beyond_wobbling(told):
    # `test_a_loss_that_merely_wobbles_is_hardly_ever_called_overfitting` simulates them.
    return clear_rise(told)


# Learning well, and levelled off


@sentence(
    r"(The loss on new reviews was still falling|Its accuracy on new reviews was still rising) when it ended, so more "
    r"epochs may improve it\."
)
def still_going(told, what):
    if what.startswith("The loss"):
        return is_trend([one.val_loss for one in told.end()], falling=True)
    return is_trend([one.val_accuracy for one in told.end()], falling=False)


@sentence(r"It had risen from <LOSS> in epoch <NUMBER> to <LOSS> in epoch <NUMBER> before\.")
def a_hump(told, low, valley, high, peak):
    bottom, summit = told.all[int(valley)], told.all[int(peak)]
    assert bottom.epoch < summit.epoch and summit.val_loss > bottom.val_loss * (1 + A_FIFTH)
    assert summit.val_loss == max(one.val_loss for one in told.solid if one.epoch >= bottom.epoch)
    return shows(low, bottom.val_loss) and shows(high, summit.val_loss)


@sentence(
    r"of the <NUMBER> pairs of epochs in epochs <NUMBER> to <NUMBER>, <NUMBER> have the (lower loss|higher accuracy) "
    r"later\. <NUMBER> figures in random order do that once in <NUMBER> times\."
)
def pairs_at_the_end(told, of, first, last, going, which, figures, times):
    assert told.is_end(first, last)
    end = told.between(first, last)
    values = [one.val_loss if which == "lower loss" else one.val_accuracy for one in end]
    rising, falling = pairs(values)
    assert number(of) == math.comb(len(values), 2) and number(figures) == len(values)
    assert abs(number(times) - 1 / chance(values)) <= 0.5 + 1e-6 / chance(values)
    return number(going) == (falling if which == "lower loss" else rising)


@sentence(r"In epochs <NUMBER> to <NUMBER> the loss on new reviews has neither clearly fallen nor clearly risen\.")
def neither_way(told, first, last):
    assert told.is_end(first, last)
    values = [one.val_loss for one in told.between(first, last)]
    return not_clearly(values, True) and not_clearly(values, False)


@sentence(r"In epochs <NUMBER> to <NUMBER> the loss on new reviews rose a little\.")
def rose_a_little(told, first, last):
    return told.is_end(first, last) and is_trend([one.val_loss for one in told.between(first, last)], falling=False)


@sentence(r"The loss on new reviews has risen since epoch <NUMBER>, and that on its own has not fallen\.")
def both_rose(told, epoch):
    assert told.lowest().epoch == int(epoch)
    return clear_rise(told) and told.solid[-1].loss >= told.lowest().loss


@sentence(r"overfitting would be a loss that rises on new reviews while it falls on its own\.")
def not_overfitting(told):
    return "overfitting" not in told.kinds


@sentence(r"the lowest is <LOSS>, in epoch <NUMBER>; a rise counts as overfitting from a fifth on\.")
def the_lowest(told, loss, epoch):
    return told.lowest().epoch == int(epoch) and shows(loss, told.lowest().val_loss)


@sentence(r"what it still moved, chance makes more often than once in 20 times, or it is less than 1%\.")
def within_chance(told):
    values = [one.val_loss for one in told.end()]
    return not_clearly(values, True) and not_clearly(values, False)


@sentence(r"Validation loss: <LOSS> in epoch <NUMBER>, its lowest\.")
def lowest_loss(told, loss, epoch):
    return the_lowest(told, loss, epoch)


@sentence(r"Validation loss in epochs <NUMBER> to <NUMBER>: (.*)\.")
def losses_at_the_end(told, first, last, listed):
    assert told.is_end(first, last)
    end, figures = told.between(first, last), listed.split(", ")
    return len(end) == len(figures) and all(shows(text, one.val_loss) for text, one in zip(figures, end))


@sentence(r"Training accuracy: <PERCENT> in epoch <NUMBER>\.")
def an_accuracy(told, accuracy, epoch):
    return shows(accuracy, told.all[int(epoch)].accuracy)


@sentence(
    r"It does not prove that these settings are better than others: another seed alone usually moves the accuracy by "
    r"<POINTS>\."
)
def no_proof(told, points):
    # With 5,000 reviews 0.3 points were measured, and of few reviews each one moves it by more.
    fewer, likely = max(0, 1 / told.reviews - 1 / 5_000), (0.89 * told.reviews + 2) / (told.reviews + 4)
    usual = math.sqrt(0.0026**2 + 0.7 * likely * (1 - likely) * fewer)
    return shows(points, 100 * usual) and told.kinds[0] in ("learning well", "levelled off")
