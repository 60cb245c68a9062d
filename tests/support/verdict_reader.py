"""A reader of verdicts: recomputes every figure of every sentence from the history, and checks every claim.

It shares no code with the program. A sentence that it does not know is an error, so none can be added without its check.
"""

import math
import re
from itertools import combinations, pairwise

from scipy.stats import kendalltau

SENTENCES = []
PERCENT, NUMBER, LOSS = r"(\d+(?:\.\d+)?%)", r"(\d+(?:,\d{3})*)", r"(\d+(?:,\d{3})*\.\d{3})"
POINTS = r"(\d+\.\d) points?"
# What chance may make, in words that the program uses for it.
ONE_IN_TWENTY, A_FIFTH = 0.05, 0.18


def sentence(pattern):
    """Register the check of the sentences that match: called with the history and the groups, it is true or raises."""
    shorthands = {"PERCENT": PERCENT, "NUMBER": NUMBER, "LOSS": LOSS, "POINTS": POINTS}
    for name, expression in shorthands.items():
        pattern = pattern.replace(f"<{name}>", expression)

    def register(check):
        SENTENCES.append((re.compile(pattern), check))
        return check

    return register


class Told:
    """A history, as somebody sees it who checks what is said of it."""

    def __init__(self, config, epochs, reviews, diverged, kinds):
        self.config, self.reviews, self.diverged, self.kinds = config, reviews, diverged, kinds
        self.all = {epoch.epoch: epoch for epoch in epochs}
        huge = 0
        for epoch in reversed(epochs[1:]):
            if epoch.loss < 2.0794:
                break
            huge += 1
        calm = list(epochs[: len(epochs) - huge])
        lowest = min((one.loss for one in calm), default=0)
        stays_up = all(one.loss >= 3 * lowest for one in epochs[len(calm) :])
        if "diverged" not in kinds or not stays_up or (huge == 1 and not diverged):
            calm = list(epochs)
        self.calm = calm
        bad = [
            here
            for before, here, after in zip(calm, calm[1:], [*calm[2:], None])
            if before.val_accuracy - here.val_accuracy > 0.03
            and (
                after is None or (after.val_accuracy > here.val_accuracy and before.val_accuracy - after.val_accuracy < 0.03)
            )
        ]
        self.slip = bad[0] if len(bad) == 1 else None
        self.solid = [epoch for epoch in calm if epoch is not self.slip]

    def kept(self):
        return first_best(self.calm, lambda epoch: epoch.val_accuracy)

    def top(self):
        return first_best(self.solid, lambda epoch: epoch.accuracy)

    def lowest(self):
        return first_best(self.solid, lambda epoch: -epoch.val_loss)

    def guessing(self):
        return 0.5 + 2 * margin(0.5, self.reviews)

    def between(self, first, last):
        return [epoch for epoch in self.solid if int(first) <= epoch.epoch <= int(last)]

    def is_end(self, first, last):
        """Whether these are the last third, and at least the last four."""
        number = max(4, len(self.solid) // 3)
        end = self.solid[-number:]
        return (int(first), int(last)) == (end[0].epoch, end[-1].epoch)

    def end(self):
        return self.solid[-max(4, len(self.solid) // 3) :]


def first_best(epochs, key):
    return max(epochs, key=lambda epoch: (key(epoch), -epoch.epoch))


def margin(share, reviews):
    return 1.96 * math.sqrt(share * (1 - share) / reviews)


def number(text):
    return float(text.replace(",", "").rstrip("%"))


def shows(text, value):
    """Whether a figure is `value`, rounded to the digits that it has, and does not say 0 or 100 % where it is not."""
    digits = len(text.rstrip("%").partition(".")[2])
    shown, value = number(text), value * 100 if text.endswith("%") else value
    if text.endswith("%") and shown in (0, 100):
        return value == shown
    return abs(shown - value) <= 0.5 * 10**-digits + 1e-9


def as_shown(share):
    """The figure that stands for a share on the page, in per cent."""
    digits = 1
    while 0 < share < 1 and round(share * 100, digits) in (0, 100) and digits < 6:
        digits += 1
    return float(f"{share * 100:.{digits}f}")


def differs_by(text, first, second):
    """Whether the difference of two figures is `text` points, as somebody reckons who has only the figures."""
    return abs(number(text) - abs(as_shown(first) - as_shown(second))) <= 0.05 + 1e-9


def pairs(values):
    """How many pairs rise and how many fall."""
    steps = [after - before for before, after in combinations(values, 2)]
    return sum(step > 0 for step in steps), sum(step < 0 for step in steps)


def chance(values):
    """How often values in random order rise, or fall, as much as these."""
    rising, falling = pairs(values)
    wrong = (math.comb(len(values), 2) - abs(rising - falling)) // 2
    # SciPy knows it of figures without ties: here of an order with as many pairs the wrong way round.
    order = []
    for value in range(len(values) - 1, -1, -1):
        place = min(wrong, len(order))
        order.insert(place, value)
        wrong -= place
    return kendalltau(range(len(order)), order, method="exact", alternative="greater").pvalue


def is_trend(values, falling):
    if len(values) < 4:
        return False
    rising_pairs, falling_pairs = pairs(values)
    many = falling_pairs > rising_pairs if falling else rising_pairs > falling_pairs
    return many and chance(values) <= ONE_IN_TWENTY + 1e-9


def luck(told, more, less, of, text, may_be):
    """The end of “0.6 ± 1.3 points, which may be luck”."""
    possible = math.hypot(margin(more, told.reviews), margin(less, told.reviews))
    assert shows(text, possible * 100)
    assert differs_by(of, more, less)
    assert bool(may_be) == (abs(as_shown(more) - as_shown(less)) <= possible * 100 + 1e-9)
    return True


MAY_BE = r"(\d+\.\d) ± (\d+\.\d) points?(, which may be luck)?"

# What is kept


@sentence(r"The network that is kept, of epoch <NUMBER>, gets <PERCENT> of new (?:ones|reviews right)\.")
@sentence(
    r"It (?:does not mean that the network is|is not) useless: the (?:one|network) of epoch <NUMBER> is kept, which gets "
    r"<PERCENT> of new reviews right\."
)
def kept_and_its_accuracy(told, epoch, accuracy):
    return told.kept().epoch == int(epoch) and shows(accuracy, told.kept().val_accuracy)


@sentence(r"It is not useless: the network of epoch <NUMBER> is kept, which gets <PERCENT> of new reviews right\.")
def of_use(told, epoch, accuracy):
    return kept_and_its_accuracy(told, epoch, accuracy) and told.kept().val_accuracy > told.guessing()


@sentence(r"(?:What it learned before is not lost: )?[Tt]he network of epoch <NUMBER> is kept\.")
def kept(told, epoch):
    return told.kept().epoch == int(epoch)


@sentence(r"But part of that is the luck of having picked the best of its swings\.")
def best_of_swings(told):
    return told.kept().val_accuracy == max(epoch.val_accuracy for epoch in told.calm)


@sentence(r"Validation accuracy: <PERCENT> in epoch <NUMBER>, its highest, ±<POINTS> with <NUMBER> reviews\.")
def highest_with_margin(told, accuracy, epoch, width, reviews):
    best = told.kept()
    assert number(reviews) == told.reviews
    return (
        best.epoch == int(epoch)
        and shows(accuracy, best.val_accuracy)
        and shows(width, 100 * margin(best.val_accuracy, told.reviews))
    )


@sentence(r"Validation accuracy: <PERCENT>(?: at its best,)? in epoch <NUMBER>\.")
def best_accuracy(told, accuracy, epoch):
    return kept_and_its_accuracy(told, epoch, accuracy)


@sentence(r"Epoch <NUMBER>: validation accuracy <PERCENT>, validation loss <LOSS>\.")
def an_epoch(told, epoch, accuracy, loss):
    return shows(accuracy, told.all[int(epoch)].val_accuracy) and shows(loss, told.all[int(epoch)].val_loss)


# Slips


@sentence(
    r"Epoch <NUMBER> was a single bad one, with <PERCENT> of new reviews right after <PERCENT> and before <PERCENT>: "
    r"nothing here rests on it\."
)
def a_slip(told, epoch, bad, before, after):
    here = told.all[int(epoch)]
    neighbours = told.all[int(epoch) - 1], told.all[int(epoch) + 1]
    assert here is told.slip
    assert here.epoch not in (told.kept().epoch, told.top().epoch, told.lowest().epoch)
    figures = (bad, here), *zip((before, after), neighbours)
    return all(shows(text, one.val_accuracy) for text, one in figures)


@sentence(r"The last epoch was a bad one, with <PERCENT> of new reviews right after <PERCENT>: nothing here rests on it\.")
def a_last_slip(told, bad, before):
    assert told.slip is told.calm[-1]
    return shows(bad, told.calm[-1].val_accuracy) and shows(before, told.calm[-2].val_accuracy)


# Diverged


@sentence(r"In epoch <NUMBER> its loss was <LOSS>, and it did not come down again\.")
def blew_up(told, epoch, loss):
    rest = [one for one in told.all.values() if one.epoch >= int(epoch)]
    before = [one.loss for one in told.all.values() if one.epoch < int(epoch)]
    return shows(loss, rest[0].loss) and all(one.loss > max(2.07, 3 * min(before, default=0) - 1e-9) for one in rest)


@sentence(r"(?:In epoch|Epoch) <NUMBER>:? (?:its|the) loss went over 1,000, or was no longer a number at all\.")
def given_up(told, epoch):
    return told.diverged and int(epoch) == len(told.all) + 1


@sentence(r"Its corrections were too large: instead of making the loss smaller, they blew it up\.")
@sentence(r"It is not the fault of the reviews or of this computer\.")
def it_diverged(told):
    return told.kinds[0] == "diverged"


@sentence(r"There is no network to keep from this run, but nothing is broken either\.")
def nothing_kept(told):
    return not told.all


@sentence(r"But the network that is kept is of no use\.")
def of_no_use(told):
    return not told.calm and bool(told.all)


@sentence(r"Epoch <NUMBER>: training loss <LOSS>\.")
def a_loss(told, epoch, loss):
    return shows(loss, told.all[int(epoch)].loss)


@sentence(r"Learning rate: ([\d.,]+)\. The article's is 0\.001\.")
def the_rate(told, rate):
    return math.isclose(number(rate), told.config.learning_rate, abs_tol=1e-7)


@sentence(
    r"even a network that merely guesses has a loss below 1, plus any L2 penalty, and chance does not turn that into "
    r"(?:1,000|<LOSS>)\."
)
def far_from_guessing(told, loss):
    return told.diverged if loss is None else shows(loss, told.all[max(told.all)].loss)


# Nothing learned, and only its own reviews


@sentence(r"At its best, in epoch <NUMBER>, it got <PERCENT> of new reviews right, and a coin flip might do as well\.")
def best_guess(told, epoch, accuracy):
    return kept_and_its_accuracy(told, epoch, accuracy) and told.kept().val_accuracy < told.guessing()


@sentence(r"But of new ones it got <PERCENT> at its best, in epoch <NUMBER>, and a coin flip might do as well\.")
@sentence(r"Validation accuracy: <PERCENT> at its best, in epoch <NUMBER>\.")
def best_guess_of_new(told, accuracy, epoch):
    return best_guess(told, epoch, accuracy)


@sentence(r"Guessing <NUMBER> reviews gives 50\.0% ± <POINTS>, and up to <PERCENT> may be a lucky epoch\.")
def guessing(told, reviews, width, limit):
    assert number(reviews) == told.reviews
    return shows(width, 100 * margin(0.5, told.reviews)) and shows(limit, told.guessing())


@sentence(r"guessing does just as well\.")
def guesses(told):
    return told.kept().val_accuracy < 0.5 + margin(0.5, told.reviews)


@sentence(r"it did a little better than guessing usually does, but the best epoch is always a bit lucky\.")
def nearly_guesses(told):
    return 0.5 + margin(0.5, told.reviews) <= told.kept().val_accuracy < told.guessing()


@sentence(
    r"A learning rate that is far too high or far too low does that; so can a brake that is too strong, or unlucky first "
    r"weights\."
)
@sentence(
    r"It does not mean that such reviews cannot be learned: networks with the article's settings get about 88% of those "
    r"from IMDB right\."
)
def nothing_learned(told):
    return told.kinds == ["nothing learned"]


@sentence(r"In epoch <NUMBER> it got <PERCENT> of the reviews it learns from right\.")
def top(told, epoch, accuracy):
    return told.top().epoch == int(epoch) and shows(accuracy, told.top().accuracy)


@sentence(r"What it has found holds for its own reviews alone\.")
@sentence(r"Perhaps labels and texts do not fit together\.")
@sentence(r"It is not a matter of knobs: a brake such as dropout does not help where there is nothing to be found\.")
@sentence(r"Look at some of the reviews and their labels instead\.")
def holds_for_its_own(told):
    return told.top().accuracy >= 0.6 and all(epoch.val_accuracy < told.guessing() for epoch in told.calm)


@sentence(r"the two are <POINTS> apart\.")
def own_and_new_apart(told, difference):
    return differs_by(difference, told.top().accuracy, told.kept().val_accuracy)


# Too short


@sentence(r"After <NUMBER> epochs? it got <PERCENT> of new reviews right\.")
def so_far(told, epochs, accuracy):
    return len(told.all) == int(epochs) and shows(accuracy, told.all[int(epochs)].val_accuracy)


@sentence(r"It takes a few more to see whether it keeps improving or starts to learn by heart\.")
@sentence(r"It does not mean that the network is bad: some settings are at their best after 2 or 3 epochs\.")
def too_short(told):
    return len(told.all) < 4


@sentence(r"it takes at least 4 epochs to see a trend, and the accuracy itself is only known to within ±<POINTS>\.")
def known_to_within(told, width):
    return too_short(told) and shows(width, 100 * margin(told.all[max(told.all)].val_accuracy, told.reviews))


# Nearly perfect


@sentence(
    r"The network that is kept, of epoch <NUMBER>, gets <PERCENT> of new reviews right: <NUMBER> of <NUMBER> are wrong\."
)
def how_many_wrong(told, epoch, accuracy, wrong, of):
    assert number(of) == told.reviews
    assert abs(number(wrong) - (1 - told.kept().val_accuracy) * told.reviews) <= 0.5
    return kept_and_its_accuracy(told, epoch, accuracy)


@sentence(
    r"So good a result is rare, and often a leak: the same reviews are also among those it learned from, or something in "
    r"the text gives the answer away\."
)
@sentence(r"even networks that are a thousand times as large get about 97% of the reviews from IMDB right\.")
@sentence(r"It does not have to be a leak: some questions are easy\.")
@sentence(r"Look at what the network goes by, under Your review\.")
def too_good(told):
    return told.kept().val_accuracy >= 0.995


@sentence(r"Training accuracy: <PERCENT> at its best, in epoch <NUMBER>\.")
def top_accuracy(told, accuracy, epoch):
    return top(told, epoch, accuracy)


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


@sentence(r"It has lost all of it: a coin flip might do as well\.")
def lost_all(told):
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


def not_clearly(values, falling):
    """Whether there is no trend, or one of less than 1 %, along the middle one of all slopes."""
    if not is_trend(values, falling):
        return True
    logarithms = [math.log(max(value, 1e-7)) for value in values]
    slopes = sorted((b - a) / (j - i) for (i, a), (j, b) in combinations(enumerate(logarithms), 2))
    middle = (slopes[(len(slopes) - 1) // 2] + slopes[len(slopes) // 2]) / 2
    return abs(middle * (len(values) - 1)) < 0.01 + 1e-9


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
    r"It does not prove that these settings are better than others: another seed alone usually moves the accuracy by 0\.3 "
    r"points\."
)
def no_proof(told):
    return told.kinds[0] in ("learning well", "levelled off")


def read(told, text):
    """Check a text, sentence by sentence.

    Raises:
        AssertionError: a sentence is not known, or not true.
    """
    rest = text
    while rest:
        # The longest first: some checks cover two sentences, because a figure in the second belongs to the first.
        ends = [match.end() for match in re.finditer(r"\.(?=\s|$)", rest)]
        for end in reversed(ends):
            known = [(pattern.fullmatch(rest[:end]), check) for pattern, check in SENTENCES]
            found = [(match.groups(), check) for match, check in known if match]
            if found:
                break
        assert ends and found, f"Nobody checks: {rest}"
        for groups, check in found:
            assert check(told, *groups), f"Not true: {rest[:end]}"
        rest = rest[end:].lstrip()
