"""The facts of a history that a reader of verdicts goes by, found without the program, and the register of its checks."""

import math
import re
from functools import cache
from itertools import combinations

import numpy as np
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

    def __init__(self, config, epochs, reviews, diverged, kinds, majority=0.5):
        self.config, self.reviews, self.diverged, self.kinds = config, reviews, diverged, kinds
        self.majority = majority
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
        return luckiest_guesses(self.reviews, self.majority)

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


@cache
def luckiest_guesses(reviews, majority):
    """The most that anybody gets who gives the more frequent answer blindly, however often, with two margins of luck."""
    often = np.linspace(0, 1, 100_001)
    right = majority * often + (1 - majority) * (1 - often)
    return min(1.0, float(np.max(right + 2 * 1.96 * np.sqrt(often * (1 - often) / reviews))))


def margin(share, reviews):
    right = share * reviews
    if min(right, reviews - right) < 5:
        right, reviews = right + 2, reviews + 4
    share = right / reviews
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


def not_clearly(values, falling):
    """Whether there is no trend, or one of less than 1 %, along the middle one of all slopes."""
    if not is_trend(values, falling):
        return True
    logarithms = [math.log(max(value, 1e-7)) for value in values]
    slopes = sorted((b - a) / (j - i) for (i, a), (j, b) in combinations(enumerate(logarithms), 2))
    middle = (slopes[(len(slopes) - 1) // 2] + slopes[len(slopes) // 2]) / 2
    return abs(middle * (len(values) - 1)) < 0.01 + 1e-9


def luck(told, more, less, of, text, may_be):
    """The end of “0.6 ± 1.3 points, which may be luck”."""
    possible = math.hypot(margin(more, told.reviews), margin(less, told.reviews))
    assert shows(text, possible * 100)
    assert differs_by(of, more, less)
    assert bool(may_be) == (abs(as_shown(more) - as_shown(less)) <= possible * 100 + 1e-9)
    return True


MAY_BE = r"(\d+\.\d) ± (\d+\.\d) points?(, which may be luck)?"
