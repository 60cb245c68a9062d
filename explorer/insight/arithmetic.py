"""The arithmetic of a network and of its learning, one number at a time: what Keras does to millions at once."""

import math
from collections.abc import Sequence

EPSILON = 1e-7
"""The term that avoids a division by zero, the default of all of Keras' optimizers."""
RHO = 0.9
"""RMSprop's decay rate, Keras' default."""
MOMENTUM = 0.9
"""How much of the step before SGD with momentum adds to each step."""
BETA_1, BETA_2 = 0.9, 0.999
"""Adam's decay rates, of the gradients and of their squares: Keras' defaults."""


def weighted_sum(inputs: Sequence[float], weights: Sequence[float], bias: float) -> float:
    """The sum of a unit before its activation: each input times its weight, plus the bias."""
    return sum(x * weight for x, weight in zip(inputs, weights)) + bias


def relu(total: float) -> float:
    """`total`, or 0 where it is negative."""
    return max(total, 0.0)


def squared_error(prediction: float, truth: int) -> float:
    """The mean squared error of one review: (truth − prediction)², between 0 and 1."""
    return (truth - prediction) ** 2


def cross_entropy(prediction: float, truth: int) -> float:
    """The binary cross-entropy of one review: −ln of the probability that was given to the truth. It has no upper limit.

    Args:
        prediction: The predicted probability of a 1, strictly between 0 and 1.
        truth: 1 or 0.
    """
    return -math.log(prediction if truth == 1 else 1 - prediction)


def batch_bounds(reviews: int, size: int) -> list[tuple[int, int]]:
    """Where each batch of an epoch starts and ends, as in a slice of the reviews; the last one may be smaller."""
    return [(start, min(start + size, reviews)) for start in range(0, reviews, size)]


def sgd_steps(gradients: Sequence[float], rate: float) -> list[float]:
    """How far a weight falls in each step of stochastic gradient descent: rate · g."""
    return [rate * gradient for gradient in gradients]


def momentum_steps(gradients: Sequence[float], rate: float) -> list[float]:
    """The same for SGD with momentum: each step updates m ← 0.9 m + g, from m = 0, and is rate · m.

    Reference:
        `keras.optimizers.SGD`, of Keras 3, where m is −rate times this.
    """
    moves, momentum = [], 0.0
    for gradient in gradients:
        momentum = MOMENTUM * momentum + gradient
        moves.append(rate * momentum)
    return moves


def rmsprop_steps(gradients: Sequence[float], rate: float) -> list[float]:
    """The same for RMSprop: each step updates v ← ρ v + (1 − ρ) g², from v = 0, and is rate · g / √(v + ε).

    Reference:
        `keras.optimizers.RMSprop`, of Keras 3.
    """
    moves, average = [], 0.0
    for gradient in gradients:
        average = RHO * average + (1 - RHO) * gradient**2
        moves.append(rate * gradient / math.sqrt(average + EPSILON))
    return moves


def adam_steps(gradients: Sequence[float], rate: float) -> list[float]:
    """The same for Adam: step t updates m ← β₁ m + (1 − β₁) g and v ← β₂ v + (1 − β₂) g², both from 0, and is
    rate · √(1 − β₂ᵗ) / (1 − β₁ᵗ) · m / (√v + ε).

    Reference:
        Kingma and Ba, “Adam”, 2015, the second form of section 2; `keras.optimizers.Adam`, of Keras 3.
    """
    moves, mean, average = [], 0.0, 0.0
    for step, gradient in enumerate(gradients, 1):
        mean = BETA_1 * mean + (1 - BETA_1) * gradient
        average = BETA_2 * average + (1 - BETA_2) * gradient**2
        correction = math.sqrt(1 - BETA_2**step) / (1 - BETA_1**step)
        moves.append(rate * correction * mean / (math.sqrt(average) + EPSILON))
    return moves
