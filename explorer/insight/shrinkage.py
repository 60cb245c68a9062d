"""Averages that are pulled towards each other, because the highest of many is also the luckiest.

Of settings that are about equally good, the one in front got there by luck as well: announced by its own average it comes
out 0.1 to 0.5 points too high. The empirical Bayes estimate takes that back. Most true averages are taken to scatter around
a common middle μ by τ, a few lie anywhere (`OUTLIERS`), and each measured one scatters by its own seed variance
vᵢ = s̃ᵢ² / nᵢ. For one that belongs to the many, the best estimate is

    θ̂ᵢ = μ + bᵢ (x̄ᵢ − μ),   bᵢ = τ² / (τ² + vᵢ),

and it is mixed with its own average by how likely it is to be one of the few. A single lucky run is pulled further than an
average of four, and one that is ahead by far is hardly pulled at all.

References:
    Bradley Efron and Carl Morris, “Data Analysis Using Stein's Estimator and its Generalizations”, JASA 70 (1975); Carl
    Morris, “Parametric Empirical Bayes Inference: Theory and Applications”, JASA 78 (1983), for the intervals; and “Limiting
    the Risk of Bayes and Empirical Bayes Estimators”, JASA 67 (1972), of the first two, on why outliers are spared.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

FEWEST = 4
"""Of fewer averages nobody can say how far the true ones lie apart; they stay as they are."""

SPREADS = np.concatenate([[0.0], np.geomspace(0.0002, 0.03, 40)])
"""What τ may be, as a share."""

OUTLIERS, FAR = 0.05, 0.02
"""How many settings are taken to lie anywhere, and how far around the middle that is, as a share."""

DOUBT = 1.11
"""By how much wider the errors have to be because the variances are estimates as well, and because people look at the one
in front, as simulated."""

ROUNDS = 5
"""After so many, the middle and the outliers no longer change."""


@dataclass(frozen=True)
class Estimate:
    """An average as it is likely to be true, and its standard error; shares."""

    value: float
    error: float


def shrunken(averages: Sequence[float], variances: Sequence[float]) -> list[Estimate]:
    """An estimate for each of the averages.

    τ is not known: all values that it may have are weighed by how well they explain the averages, with a prior that is flat
    in τ², so the standard errors include that doubt, and that about μ. (With one that is flat in τ, intervals cover 90 %
    where τ is about half the noise, as simulated; with this one 95 % and more.)

    Args:
        averages: The average accuracy of each setting, a share.
        variances: The variance of each average.
    """
    x, v = np.array(averages), np.array(variances)
    if len(x) < FEWEST:
        return [Estimate(float(value), math.sqrt(variance)) for value, variance in zip(x, v)]
    total, far = SPREADS[:, None] ** 2 + v[None, :], FAR**2 + v[None, :]
    one_of_many = np.ones_like(total)
    for _ in range(ROUNDS):
        weights = one_of_many / total
        middle = ((weights * x).sum(1) / weights.sum(1))[:, None]
        many, few = (1 - OUTLIERS) * _normal(x - middle, total), OUTLIERS * _normal(x - middle, far)
        one_of_many = many / (many + few)
    density = np.log(many + few).sum(1) - 0.5 * np.log(weights.sum(1))
    # The values of τ are not evenly spaced: each stands for its neighbourhood. 2 τ dτ is dτ².
    likely = np.exp(density - density.max()) * np.gradient(SPREADS) * SPREADS
    likely /= likely.sum()
    pull, pull_of_few = v[None, :] / total, v[None, :] / far
    as_many = x - pull * (x - middle), v * (1 - pull) + pull**2 / weights.sum(1)[:, None]
    as_few = x - pull_of_few * (x - middle), v * (1 - pull_of_few)
    parts = [(likely[:, None] * one_of_many, *as_many), (likely[:, None] * (1 - one_of_many), *as_few)]
    value = sum((share * mean).sum(0) for share, mean, _ in parts)
    variance = sum((share * (error + (mean - value) ** 2)).sum(0) for share, mean, error in parts)
    return [Estimate(float(one), DOUBT * math.sqrt(another)) for one, another in zip(value, variance)]


def _normal(distance: np.ndarray, variance: np.ndarray) -> np.ndarray:
    """The normal density at that distance from its middle."""
    return np.exp(-0.5 * distance**2 / variance) / np.sqrt(variance)
