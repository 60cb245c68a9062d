"""The arithmetic of a network and of its learning, one number at a time: what Keras does to millions at once."""

import math
from collections.abc import Sequence

RHO, EPSILON = 0.9, 1e-7
"""RMSprop's decay rate and the term that avoids a division by zero: Keras' defaults."""


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


def plain_steps(gradient: float, rate: float, steps: int) -> list[float]:
    """How far a weight moves in each step of plain gradient descent while its gradient stays the same."""
    return [rate * gradient] * steps


def rmsprop_steps(gradient: float, rate: float, steps: int) -> list[float]:
    """How far a weight moves in each step of RMSprop while its gradient g stays the same.

    Each step updates v ← ρ v + (1 − ρ) g², from v = 0, and moves the weight by rate · g / √(v + ε).

    Reference:
        `keras.optimizers.RMSprop`, of Keras 3.
    """
    moves, average = [], 0.0
    for _ in range(steps):
        average = RHO * average + (1 - RHO) * gradient**2
        moves.append(rate * gradient / math.sqrt(average + EPSILON))
    return moves
