"""What the result of an exam is worth: its interval, how it stands to validation, and which mistakes prevail."""

import math
from dataclasses import dataclass

from explorer.insight.noise import margin_of_error
from explorer.store import Result


@dataclass(frozen=True)
class ValidationGap:
    """How far the accuracy in an exam lies above that on the validation reviews, as a share.

    `by_chance` is how far the choice of the reviews alone can put the two apart (95 %).
    """

    difference: float
    by_chance: float


def interval(result: Result) -> tuple[float, float]:
    """The 95 % interval of the accuracy on all reviews of this kind, as shares.

    It is Wilson's score interval: unlike the normal approximation it keeps a width where everything is right.

    Reference:
        Edwin B. Wilson, “Probable Inference, the Law of Succession, and Statistical Inference”, JASA 22 (1927).
    """
    # It takes half a second to load, which a page with nothing opened does without.
    from scipy.stats import binomtest

    found = binomtest(result.right, result.of).proportion_ci(0.95, method="wilson")
    return float(found.low), float(found.high)


def validation_gap(result: Result, validation: float, reviews: int) -> ValidationGap:
    """How a result stands to the accuracy `validation`, a share, on that many validation `reviews`."""
    by_chance = math.hypot(margin_of_error(result.accuracy, result.of), margin_of_error(validation, reviews))
    return ValidationGap(result.accuracy - validation, by_chance)


def confusion(result: Result, class_names: tuple[str, str]) -> list[tuple[str, str, int, float]]:
    """The confusion matrix, four rows: the true class, the predicted one, how many, and their share of the true class.

    `class_names` are those of the labels 0 and 1.
    """
    negative, positive = class_names
    bad, good = result.true_negatives + result.false_positives, result.true_positives + result.false_negatives
    return [
        (true, said, count, count / of if of else 0.0)
        for true, said, count, of in (
            (negative, negative, result.true_negatives, bad),
            (negative, positive, result.false_positives, bad),
            (positive, negative, result.false_negatives, good),
            (positive, positive, result.true_positives, good),
        )
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
