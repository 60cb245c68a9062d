"""The law of learning curves: each doubling of the data takes away about the same share of the avoidable mistakes.

With n reviews to learn from, the error, 1 − accuracy, is taken to be

    e(n) = c + a · n^(−b),

where c is what even unlimited data would leave. A few sizes do not fix three numbers: a curve that still falls steeply may
or may not have a floor. So no single law is fitted. Every exponent b and floor c that may be is weighed by how well it
explains the measured errors, with its best a and the doubt about that (weighted least squares), and what is said about
another size is the average over all of them, with an interval that holds 95 % of their weight.

References:
    Joel Hestness et al., “Deep Learning Scaling Is Predictable, Empirically”, arXiv:1712.00409 (2017), for the law and for
    the region of few data, where networks hardly do better than guessing and do not follow it yet; Tom Viering and Marco
    Loog, “The Shape of Learning Curves: A Review”, IEEE Transactions on Pattern Analysis and Machine Intelligence 45
    (2023), for the law with a floor; Jennifer Hoeting et al., “Bayesian Model Averaging: A Tutorial”, Statistical Science
    14 (1999).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

EXPONENTS = np.linspace(0.05, 1.5, 40)
"""What b may be, each as likely as any other before anything is measured."""

FLOORS = np.linspace(0.0, 0.975, 40)
"""What c may be, as a share of the error that was measured with the most reviews."""

LAWLESS = 0.01
"""By what share of it an error may be off any such law, besides the luck of the seed."""

DOUBT = np.array([NormalDist().inv_cdf((number + 0.5) / 9) for number in range(9)])
"""Equally likely places of a around its best value, in standard errors."""

FEWEST = 3
"""Of fewer sizes nobody can say what law is behind them."""

MISSES = 0.05
"""How often an interval may miss the truth."""


@dataclass(frozen=True)
class Estimate:
    """A share or a difference of shares, and its 95 % interval."""

    value: float
    low: float
    high: float


class PowerLaw:
    """All laws that may be behind some errors, each with its weight.

    Args:
        sizes: How many reviews were learned from, smallest first; `FEWEST` or more.
        errors: The average error with each, a share.
        variances: The variance of each average.
    """

    def __init__(self, sizes: Sequence[int], errors: Sequence[float], variances: Sequence[float]) -> None:
        error = np.array(errors)
        precision = 1 / (np.array(variances) + (LAWLESS * error) ** 2)
        self._largest = sizes[-1]
        self._exponents = EXPONENTS[:, None, None]
        self._floors = (FLOORS * error[-1])[None, :, None]
        # From here on with axes for exponents, floors, and sizes or places.
        powers = (np.array(sizes) / self._largest) ** -self._exponents
        above = error - self._floors
        squares = (precision * powers**2).sum(-1)
        best = (precision * powers * above).sum(-1) / squares
        unexplained = (precision * above**2).sum(-1) - best**2 * squares
        self._factors = best[:, :, None] + DOUBT / np.sqrt(squares)[:, :, None]
        likelihood = -0.5 * unexplained - 0.5 * np.log(squares)
        weights = np.exp(likelihood - likelihood.max())[:, :, None] * (self._factors > 0)
        self._weights = weights / weights.sum()

    def at(self, reviews: float) -> Estimate:
        """The accuracy with that many reviews."""
        return self._estimate(1 - self._floors - self._factors * self._power(reviews))

    def gain(self, fewer: float, more: float) -> Estimate:
        """How much higher the accuracy is with `more` reviews than with `fewer`."""
        return self._estimate(self._factors * (self._power(fewer) - self._power(more)))

    def _power(self, reviews: float) -> np.ndarray:
        return (reviews / self._largest) ** -self._exponents

    def _estimate(self, values: np.ndarray) -> Estimate:
        """The average of what all laws say, and where 95 % of their weight lies."""
        order = np.argsort(values, axis=None)
        ordered, reached = values.ravel()[order], np.cumsum(self._weights.ravel()[order])
        low, high = (float(ordered[np.searchsorted(reached, end)]) for end in (MISSES / 2, 1 - MISSES / 2))
        return Estimate(float((self._weights * values).sum()), low, high)
