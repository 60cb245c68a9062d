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
