"""Whether figures rise or fall: a test of their order, which neither a level nor a single outlier decides."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import combinations
from math import factorial
from statistics import median

FALSE_ALARMS = 0.05
"""How often figures in random order may pass for a trend in one direction."""

FEWEST = 4
"""Of three figures, all in order are 1 in 6: too often by chance."""


@dataclass(frozen=True)
class Trend:
    """How figures went, epoch by epoch."""

    change: float
    """From the first to the last, along a straight line through them: the Theil–Sen slope times the number of steps."""
    chance: float
    """How often figures in random order are ordered at least as much in that direction, at most 1."""
    agreeing: int = 0
    """How many pairs of figures go the way of the trend."""

    @property
    def rises(self) -> bool:
        return self.change > 0 and self.chance <= FALSE_ALARMS

    @property
    def falls(self) -> bool:
        return self.change < 0 and self.chance <= FALSE_ALARMS


def trend(values: Sequence[float]) -> Trend:
    """The trend of `values`; none where there are fewer than four.

    Its test is Mann's: in how many of the pairs the later figure is the larger one, less in how many it is the smaller one,
    against the exact distribution of that number where all orders are equally likely.

    References:
        Henry B. Mann, “Nonparametric Tests Against Trend”, Econometrica 13 (1945); Pranab K. Sen, “Estimates of the
        Regression Coefficient Based on Kendall's Tau”, JASA 63 (1968).
    """
    pairs = list(combinations(enumerate(values), 2))
    if len(values) < FEWEST:
        return Trend(0.0, 1.0)
    slope = median((after - before) / (j - i) for (i, before), (j, after) in pairs)
    rising, falling = (sum(sign * (after - before) > 0 for (_, before), (_, after) in pairs) for sign in (1, -1))
    agreeing, opposing = (rising, falling) if slope > 0 else (falling, rising)
    chance = _chance(len(values), agreeing - opposing) if slope and agreeing > opposing else 1.0
    return Trend(slope * (len(values) - 1), chance, agreeing)


@cache
def _chance(number: int, score: int) -> float:
    """The share of all orders of that many figures whose score is at least `score`."""
    # Orders by their number of pairs that are the wrong way round, which is (pairs − score) / 2.
    orders = [1]
    for size in range(2, number + 1):
        longer = [0] * (len(orders) + size - 1)
        for wrong, ways in enumerate(orders):
            for more in range(size):
                longer[wrong + more] += ways
        orders = longer
    most_wrong = (number * (number - 1) // 2 - score) // 2
    return sum(orders[: most_wrong + 1]) / factorial(number)
