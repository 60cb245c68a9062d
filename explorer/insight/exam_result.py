"""What the result of an exam is worth: its interval, how it stands to validation, and which mistakes prevail.

Also what choosing the best of many networks by a score does to that score, which is why exams are sealed.
"""

import math
from dataclasses import dataclass

from explorer import class_balance
from explorer.class_balance import Majority
from explorer.insight.noise import margin_of_error
from explorer.store import Result


@dataclass(frozen=True)
class SelectionBias:
    """The best of `networks`: its average accuracy on the reviews it was chosen by, and on as many held-out ones."""

    networks: int
    chosen_by: float
    held_out: float

    @property
    def optimism(self) -> float:
        """How much of its score comes from having been chosen by it, as a share."""
        return self.chosen_by - self.held_out


def interval(result: Result) -> tuple[float, float]:
    """The 95 % interval of the accuracy on all reviews of this kind, as shares."""
    return wilson_interval(result.right, result.of)


def wilson_interval(right: int, of: int) -> tuple[float, float]:
    """The 95 % interval of an accuracy, as shares.

    It is Wilson's score interval: unlike the normal approximation it keeps a width where everything is right.

    Reference:
        Edwin B. Wilson, “Probable Inference, the Law of Succession, and Statistical Inference”, JASA 22 (1927).
    """
    # It takes half a second to load, which a page with nothing opened does without.
    from scipy.stats import binomtest

    found = binomtest(right, of).proportion_ci(0.95, method="wilson")
    return float(found.low), float(found.high)


def validation_gap(result: Result, validation: float, reviews: int) -> tuple[float, float]:
    """How far a result lies above the accuracy `validation` on that many validation `reviews`, as shares.

    Returns:
        The difference, and how far the choice of the reviews alone can put the two apart (95 %).
    """
    by_chance = math.hypot(margin_of_error(result.accuracy, result.of), margin_of_error(validation, reviews))
    return result.accuracy - validation, by_chance


def gain(result: Result, accuracy: float, reviews: int) -> tuple[float, float, float]:
    """How far a result lies above the `accuracy` of the same network on that many other reviews, as shares.

    Returns:
        The difference, and the two ends of its 95 % interval, which Wilson's intervals of both figures make: unlike the
        normal approximation it is right for a few dozen reviews, too.

    Reference:
        Robert G. Newcombe, “Interval Estimation for the Difference Between Independent Proportions: Comparison of Eleven
        Methods”, Statistics in Medicine 17 (1998), method 10.
    """
    here, (low, high) = result.accuracy, interval(result)
    other_low, other_high = wilson_interval(round(accuracy * reviews), reviews)
    difference = here - accuracy
    below, above = math.hypot(here - low, other_high - accuracy), math.hypot(high - here, accuracy - other_low)
    return difference, difference - below, difference + above


def most_frequent(result: Result) -> tuple[int, float]:
    """The label of most reviews in an exam, or 1 if there are as many of each, and the share of reviews that have it."""
    positive = result.true_positives + result.false_negatives
    return (1, positive / result.of) if 2 * positive >= result.of else (0, 1 - positive / result.of)


def against_most_frequent(result: Result) -> int:
    """Whether a network does better than always answering with the most frequent label: 1 better, −1 worse, 0 neither.

    Neither means that the difference may be chance. Both answer the same reviews and differ where the network gives the
    rarer answer, so this is McNemar's exact test: without a real difference, each of those is a coin flip (5 %).
    """
    from scipy.stats import binomtest

    label, _ = most_frequent(result)
    if label == 1:
        better, worse = result.true_negatives, result.false_negatives
    else:
        better, worse = result.true_positives, result.false_positives
    if better + worse == 0 or binomtest(better, better + worse).pvalue >= 0.05:
        return 0
    return 1 if better > worse else -1


def gain_by_luck(reviews: int) -> float:
    """What choosing the best of many equal networks may seem to gain, as a share (95 %), with that many validation reviews.

    Simulated: 36 equal networks, two of which disagree on 4 % of 5,000 reviews, as real ones do, give 0.00 ± 0.13 points
    (one standard deviation). It shrinks with the root of the reviews.
    """
    return 2 * 0.0013 * math.sqrt(5_000 / reviews)


def majority(result: Result) -> Majority | None:
    """The more frequent class of the reviews in the exam, or None where the two are balanced."""
    return class_balance.majority(result.class_sizes[1] / result.of)


def confusion(result: Result, class_names: tuple[str, str]) -> list[tuple[str, str, int, float]]:
    """The confusion matrix, four rows: the true class, the predicted one, how many, and their share of the true class.

    `class_names` are those of the labels 0 and 1.
    """
    matrix = ((result.true_negatives, result.false_positives), (result.false_negatives, result.true_positives))
    return [
        (class_names[true], class_names[said], count, count / sum(row) if sum(row) else 0.0)
        for true, row in enumerate(matrix)
        for said, count in enumerate(row)
    ]


def leaning(result: Result) -> int:
    """Which class the mistakes favour: 1 the positive one, −1 the negative one, 0 neither by more than chance (95 %).

    If neither is favoured, each mistake is a coin flip, and the difference of the two counts has the root of their sum as
    its standard deviation.
    """
    difference, mistakes = result.false_positives - result.false_negatives, result.false_positives + result.false_negatives
    if abs(difference) <= 1.96 * math.sqrt(mistakes):
        return 0
    return 1 if difference > 0 else -1
