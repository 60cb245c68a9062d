"""How much of a figure is chance: another seed, or other reviews for validation, would have given another one."""

import math

SEED_DEVIATION = 0.0026
"""The pooled deviation of the best epoch's validation accuracy, a share, in five repeats of each of the article's 36
combinations on the packaged reviews, trained by this program (180 runs; 0.18 percentage points with one hidden layer, 0.33
with three)."""

MEASURED_ON = 5_000
"""The validation reviews with which all of that was measured."""

USUAL_ACCURACY = 0.89
"""Of the article's settings."""

DISAGREEMENT = 0.7
"""How much of the variance p (1 − p) of a single answer is between repeats, the rest is between reviews. With ten settings'
six to eight repeats it was 0.15 after learning from 15,000 reviews, 0.49 from 2,000, 0.62 from 500 and 0.83 from 100. Where
there are few reviews for validation, there are few to learn from."""


def margin_of_error(accuracy: float, reviews: int) -> float:
    """Half the width of the 95 % interval of an accuracy measured on that many reviews.

    1.96 · sqrt(p (1 − p) / n): for 88 % on 5,000 reviews 0.9 percentage points (normal approximation). Where fewer than five
    are right or wrong, two more of each are added, without which 12 of 12 would be certain (Alan Agresti and Brent A. Coull,
    “Approximate Is Better than ‘Exact’ for Interval Estimation of Binomial Proportions”, The American Statistician 52
    (1998)). It covers the luck of which reviews are in the validation set, not the luck of the seed.
    """
    if min(accuracy, 1 - accuracy) * reviews < 5:
        accuracy, reviews = _cautious(accuracy, reviews), reviews + 4
    return 1.96 * math.sqrt(accuracy * (1 - accuracy) / reviews)


def _cautious(accuracy: float, reviews: int) -> float:
    """An accuracy with two more reviews right and two more wrong. It may come from a formula, and lie beyond 0 or 1."""
    return (min(1.0, max(0.0, accuracy)) * reviews + 2) / (reviews + 4)


def margin_of_difference(first: float, second: float, reviews: int) -> float:
    """The same for the difference of two accuracies that were each measured on that many reviews of their own."""
    return math.hypot(margin_of_error(first, reviews), margin_of_error(second, reviews))


def luck_of_few(accuracy: float, reviews: int) -> float:
    """What it adds to the variance of repeats that there are fewer validation reviews than it was measured with.

    Repeats get different reviews right, and the average of n answers has the variance p (1 − p) / n. All right of a few does
    not mean all right of any, as for `margin_of_error`.
    """
    likely = _cautious(accuracy, reviews)
    return DISAGREEMENT * likely * (1 - likely) * max(0.0, 1 / reviews - 1 / MEASURED_ON)


def seed_deviation(reviews: int) -> float:
    """How far repeats of one of the article's settings lie apart on that many validation reviews: a share."""
    return math.sqrt(SEED_DEVIATION**2 + luck_of_few(USUAL_ACCURACY, reviews))
