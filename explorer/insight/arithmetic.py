"""The arithmetic of a network and of its learning, one number at a time: what Keras does to millions at once."""

import math
from collections.abc import Sequence

RHO, EPSILON = 0.9, 1e-7
"""How much of its average RMSprop keeps at each step, and what keeps it from dividing by zero: Keras' defaults."""


def weighted_sum(inputs: Sequence[float], weights: Sequence[float], bias: float) -> float:
    """What a unit adds up before it bends: each input times its weight, and the bias."""
    return sum(x * weight for x, weight in zip(inputs, weights)) + bias


def relu(total: float) -> float:
    """`total`, or 0 where it is below."""
    return max(total, 0.0)


def squared_error(prediction: float, truth: int) -> float:
    """The mean squared error of one review: (truth − prediction)², between 0 and 1."""
    return (truth - prediction) ** 2


def cross_entropy(prediction: float, truth: int) -> float:
    """The binary cross-entropy of one review, without an upper limit: −ln of the chance that was given to the truth.

    `truth` is 1 or 0, `prediction` the chance of a 1, strictly between 0 and 1.
    """
    return -math.log(prediction if truth == 1 else 1 - prediction)


def batch_bounds(reviews: int, size: int) -> list[tuple[int, int]]:
    """The first review of each batch of an epoch, counted from 0, and the one after its last; the last may be small."""
    return [(start, min(start + size, reviews)) for start in range(0, reviews, size)]


def plain_steps(gradient: float, rate: float, steps: int) -> list[float]:
    """How far a weight moves in each step of plain gradient descent while its gradient stays the same."""
    return [rate * gradient] * steps


def rmsprop_steps(gradient: float, rate: float, steps: int) -> list[float]:
    """How far a weight moves in each step of RMSprop while its gradient g stays the same.

    As Keras does it (keras/src/optimizers/rmsprop.py): v ← ρ v + (1 − ρ) g², from v = 0, then a step of rate · g / √(v + ε).
    """
    moves, average = [], 0.0
    for _ in range(steps):
        average = RHO * average + (1 - RHO) * gradient**2
        moves.append(rate * gradient / math.sqrt(average + EPSILON))
    return moves
