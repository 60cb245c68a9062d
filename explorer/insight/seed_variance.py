"""The seed's variance: how far repeats of a setting lie apart, and which differences are larger than that explains.

Repeats of a setting (same settings, same reviews, another seed) scatter around its own average as if drawn from a normal
distribution, and each setting has its own variance: 0.2 points in the article's grid, 1.5 after a single epoch. A few
repeats say little about it, so it is shrunk towards what is expected of such a setting:

    s̃ᵢ² = (νᵢ φ σᵢ² + dᵢ sᵢ²) / (νᵢ + dᵢ),   with νᵢ + dᵢ degrees of freedom,

where sᵢ² is the variance of its own n repeats, dᵢ = n − 1, and σᵢ² what was measured of settings like it, above all with as
many steps and about as high an accuracy (`expected_deviation`). How much that is trusted, ν₀, and by how much all settings
here differ from it, φ, are estimated from the board. The accuracy at which the trend is looked up is luck as well, which
makes σᵢ² doubtful: 1 / νᵢ = 1 / ν₀ + wᵢ / 2, where wᵢ is the variance of log σᵢ² by that luck, because that of the logarithm
of χ² / ν is about 2 / ν.

It was measured with 5,000 validation reviews. Of fewer, each counts for more, and repeats differ in which of them they get
right: that adds to σᵢ² (`luck_of_few`).

References:
    Gordon K. Smyth, “Linear Models and Empirical Bayes Methods for Assessing Differential Expression in Microarray
    Experiments”, Statistical Applications in Genetics and Molecular Biology 3 (2004), for s̃ᵢ² and its degrees of freedom;
    Charity W. Law et al., “voom: precision weights unlock linear model analysis tools for RNA-seq read counts”, Genome
    Biology 15 (2014), for an expectation that follows a trend.
"""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np

from explorer.config import USUAL_RATES, RunConfig
from explorer.insight.noise import MEASURED_ON, USUAL_ACCURACY, luck_of_few
from explorer.insight.studentised_range import quantile

MEASURED = json.loads(Path(__file__).with_name("seed_noise.json").read_text(encoding="utf-8"))
"""What `python -m explorer bench --noise` has measured, with its date and the versions of the program and of TensorFlow."""

ARTICLE = RunConfig()

MISSES = 0.05
"""How often an interval may miss the true average."""

LEVEL, SETTLED = USUAL_ACCURACY, 8
"""The accuracy of the article's settings, and after how many epochs they have settled."""

HALVING = 1.0
"""Half the steps before that, or half the units, make a setting as shaky as so many points less of accuracy do. The measured
repeats are explained nearly as well by anything between 0.7 and 1.4."""

WILD = 0.02
"""From this deviation on, a share, a single run says nothing: some repeats lie ten points apart."""

SCALES = np.exp(np.linspace(-1.4, 1.4, 15))
"""What φ may be: between a quarter and four times the variance that was measured."""

SCALE_SPREAD = 0.35
"""How far log φ lies from 0, to one standard deviation, before a board says more: another computer or other reviews."""

TRUSTS = np.array([2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0, 24.0, 40.0, 80.0])
"""What ν₀ may be."""

TRUST_SPREAD = 0.7
"""How far log ν₀ lies from the measured one before a board says more."""

ROUNDS = 4
"""After so many, the points where the trend is looked up no longer move by much."""

ROUNDING = 1 / MEASURED_ON**2 / 12
"""The variance of a figure that is a whole number of 5,000 reviews. Equal figures are not without any."""


@dataclass(frozen=True)
class SeedVariance:
    """The standard deviation of repeats (a share between 0 and 1) and the degrees of freedom of that estimate."""

    deviation: float
    degrees_of_freedom: float
    own: int = 0
    """How many of the degrees are the setting's own repeats."""
    by_few: float = 1.0
    """How many times as far the repeats lie apart because there are few validation reviews."""

    @property
    def known(self) -> bool:
        """Whether it is more than a guess: its own repeats tell, or those of settings like it lie close together."""
        return self.own > 0 or self.deviation < WILD * self.by_few

    def half_width(self, repeats: int) -> float:
        """Half the width of the 95 % interval of a setting's true average: t(ν) · s / √n, Student's t."""
        if not self.known:
            return math.inf
        return _student(self.degrees_of_freedom) * self.deviation / math.sqrt(repeats)


UNKNOWN = SeedVariance(math.inf, 1.0)
"""Before anything is known."""


@dataclass(frozen=True)
class Repeats:
    """A setting, the accuracies of its repeats, shares, and how many validation reviews they were measured with."""

    config: RunConfig
    accuracies: tuple[float, ...]
    reviews: int = MEASURED_ON

    @property
    def mean(self) -> float:
        return sum(self.accuracies) / len(self.accuracies)

    @property
    def degrees(self) -> int:
        return len(self.accuracies) - 1

    @property
    def variance(self) -> float:
        """Their variance; 0 for a single one."""
        return float(np.var(self.accuracies, ddof=1)) if self.degrees else 0.0


def expected_deviation(
    config: RunConfig, accuracy: float, trend: Mapping[str, float] = MEASURED, reviews: int = MEASURED_ON
) -> float:
    """How far repeats of such a setting usually lie apart, as was measured: a share.

    The logarithm of the variance follows a trend (`features`), whose coefficients were measured.

    Args:
        config: The setting.
        accuracy: Its validation accuracy, a share.
        trend: The coefficients, by the names of `features`.
        reviews: How many validation reviews there are.
    """
    variance = math.exp(sum(trend[name] * value for name, value in features(config, accuracy).items()))
    return math.sqrt(variance + luck_of_few(accuracy, reviews))


def features(config: RunConfig, accuracy: float) -> dict[str, float]:
    """What the variance is expected to depend on, by the names of the measured coefficients.

    It grows with the points that the accuracy is short of the article's. A network that made too few steps to settle, or has
    few units, may be lucky with its accuracy, so halvings of both count like further points (`HALVING`). It grows with each
    halving of the batches and with the learning rate, too. A small vocabulary costs accuracy, but makes nothing shaky.
    """
    smaller_batches = ARTICLE.batch_size / config.batch_size
    unsettled = math.log2(max(1.0, SETTLED / (config.epochs * smaller_batches)))
    few_units = math.log2(max(1.0, ARTICLE.units / config.units))
    return {
        "intercept": 1.0,
        "shortfall": math.log1p(100 * max(0.0, LEVEL - accuracy) + HALVING * (unsettled + few_units)),
        "small batches": math.log2(max(1.0, smaller_batches)),
        "high rate": math.log10(max(1.0, config.learning_rate / USUAL_RATES[config.optimizer])),
        "few words": math.log2(max(1.0, ARTICLE.vocabulary / config.vocabulary)),
    }


def variances(board: Sequence[Repeats]) -> list[SeedVariance]:
    """The variance of each setting on a board, by the formula above."""
    expected, doubts = zip(*map(_expectation, board)) if board else ((), ())
    repeated = [
        (one.degrees, one.variance + 1 / one.reviews**2 / 12, prior) for one, prior in zip(board, expected) if one.degrees
    ]
    scale, trust = _scale_and_trust(tuple(repeated))
    found = []
    for one, prior, doubt in zip(board, expected, doubts):
        own_trust = 1 / (1 / trust + doubt / 2)
        degrees = own_trust + one.degrees
        variance = (own_trust * scale * prior + one.degrees * one.variance) / degrees
        of_many, _ = _expectation(replace(one, reviews=MEASURED_ON))
        by_few = max(1.0, math.sqrt(prior / of_many))
        found.append(SeedVariance(math.sqrt(variance), degrees, one.degrees, by_few))
    return found


def _expectation(one: Repeats) -> tuple[float, float]:
    """The variance that is expected of it, and the variance of the logarithm of that: the accuracy is luck as well.

    Both are taken over what the accuracy may truly be. An average over a normal distribution is nearly that of the two
    points one standard error to either side (Gauss and Hermite's quadrature). It is the standard error that repeats would
    have there, so the points are looked for in a few rounds.
    """
    lower, upper = one.mean, one.mean
    for _ in range(ROUNDS):
        lower = one.mean - _expected(one, lower) / math.sqrt(len(one.accuracies))
        upper = one.mean + _expected(one, upper) / math.sqrt(len(one.accuracies))
    first, second = (_expected(one, level) ** 2 for level in (lower, upper))
    return (first + second) / 2, (math.log(first / second) / 2) ** 2


def _expected(one: Repeats, accuracy: float) -> float:
    return expected_deviation(one.config, accuracy, reviews=one.reviews)


def measured_variance(config: RunConfig, accuracy: float, reviews: int = MEASURED_ON) -> SeedVariance:
    """The variance of a single run with that accuracy on that many validation reviews, without regard to any board."""
    [found] = variances([Repeats(config, (accuracy,), reviews)])
    return found


@cache
def _scale_and_trust(repeated: tuple[tuple[int, float, float], ...]) -> tuple[float, float]:
    """φ and ν₀ of a board whose repeated settings have these degrees, variances (rounding included) and expected ones.

    They are where the density is highest: sᵢ² / (φ σᵢ²) is distributed as F(dᵢ, ν₀), and before any repeats log φ and log ν₀
    are normal around 0 and the measured value.
    """
    scales, trusts = np.meshgrid(SCALES, TRUSTS, indexing="ij")
    density = -0.5 * (np.log(scales) / SCALE_SPREAD) ** 2
    density -= 0.5 * ((np.log(trusts) - math.log(MEASURED["trust"])) / TRUST_SPREAD) ** 2
    for degrees, variance, prior in repeated:
        density += log_f(variance / (scales * prior), degrees, trusts)
        density -= np.log(scales)
    best = np.unravel_index(np.argmax(density), density.shape)
    return float(scales[best]), float(trusts[best])


def log_f(ratio: np.ndarray, degrees: np.ndarray | int, trust: np.ndarray | float) -> np.ndarray:
    """The logarithm of the density of F(degrees, trust) at `ratio`, without what depends on neither."""
    from scipy.special import betaln

    half, half_trust = degrees / 2, trust / 2
    return (
        half * np.log(degrees / trust)
        + (half - 1) * np.log(ratio)
        - (half + half_trust) * np.log1p(degrees * ratio / trust)
        - betaln(half, half_trust)
    )


def critical_difference(compared: int, one: SeedVariance, other: SeedVariance, repeats: tuple[int, int] = (1, 1)) -> float:
    """How large the difference of two averages has to be, if it is one of all pairs among `compared` settings.

    q(k, ν) / √2 · √(s₁² / n₁ + s₂² / n₂), where q is the quantile of the studentised range of k averages, with Welch's
    degrees of freedom (Games and Howell, “Pairwise Multiple Comparison Procedures with Unequal N's and/or Variances”,
    Journal of Educational Statistics 1, 1976). The range is what counts, because people look at the luckiest and the
    unluckiest of many.
    """
    variances_of_averages = np.array([one.deviation**2 / repeats[0], other.deviation**2 / repeats[1]])
    degrees = np.array([one.degrees_of_freedom, other.degrees_of_freedom])
    return float(critical_differences(compared, variances_of_averages, degrees, np.array(repeats))[0, 1])


def critical_differences(compared: int, variances: np.ndarray, degrees: np.ndarray, repeats: np.ndarray) -> np.ndarray:
    """The same for every pair of several averages, (n, n), from their variances, degrees and repeats, (n,) each.

    How often people have looked at a pair is told by the one with fewer repeats.
    """
    total = variances[:, None] + variances[None, :]
    squares = variances**2 / degrees
    welch = total**2 / (squares[:, None] + squares[None, :])
    fewer = np.minimum(repeats[:, None], repeats[None, :])
    ranges = np.empty_like(total)
    for number in np.unique(repeats):
        ranges[fewer == number] = quantile(max(compared, 2), welch[fewer == number], int(number))
    return ranges * np.sqrt(total / 2)


@cache
def _student(degrees: float) -> float:
    # `scipy.stats` has the same and takes half a second to load.
    from scipy.special import stdtrit

    return float(stdtrit(degrees, 1 - MISSES / 2))
