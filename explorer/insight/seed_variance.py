"""The seed's variance: how far repeats of one setting lie apart, and which differences are larger than that explains.

Repeats of a setting (same settings, same reviews, another seed) scatter around its own average as if drawn from a normal
distribution. How widely is estimated from all settings together, because three or five repeats of one say very little
about it, and one says nothing:

    s² = (ν₀ s₀² + Σᵢ Σⱼ (xᵢⱼ − x̄ᵢ)²) / (ν₀ + Σᵢ (nᵢ − 1)),   with ν = ν₀ + Σᵢ (nᵢ − 1) degrees of freedom,

the pooled variance within settings, begun with a measured value s₀ that counts like ν₀ degrees of freedom (the moderated
variance of Smyth, Statistical Applications in Genetics and Molecular Biology 3, 2004). So one repeat borrows the
deviation of the others, or the measured one as long as nothing was repeated, and 36 settings with three repeats each
(72 degrees) hardly feel the measured one any more.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from scipy import stats

from explorer.insight.noise import SEED_DEVIATION

MISSES = 0.05
"""How often an interval may miss the true average."""

FALSE_ALARMS = 0.02
"""How often chance alone may pass for a difference, if all settings scatter alike. They do not quite: with the deviations
measured at one, two and three hidden layers (0.18, 0.25 and 0.33 points) it becomes 6 % among 36 equal settings, as
simulated; with 5 % here it would have become 12 %."""

MEASURED_DEGREES = 10
"""ν₀: as much trust as lets the true deviation be 0.7 to 1.75 times s₀ (95 % of a χ² with 10 degrees), which covers the
0.18 to 0.33 points of shallow and deep networks."""


@dataclass(frozen=True)
class SeedVariance:
    """The standard deviation of repeats (a share between 0 and 1) and the degrees of freedom of that estimate."""

    deviation: float
    degrees_of_freedom: int

    @property
    def repeated(self) -> bool:
        """Whether any repeats took part in the estimate."""
        return self.degrees_of_freedom > MEASURED_DEGREES

    def half_width(self, repeats: int) -> float:
        """Half the width of the 95 % interval of a setting's true average: t(ν) · s / √n, Student's t.

        It holds for a single run as well as for ten, because ν counts the repeats of all settings, not only of this one.
        """
        return float(stats.t.ppf(1 - MISSES / 2, self.degrees_of_freedom)) * self.deviation / math.sqrt(repeats)


def pooled_variance(groups: Iterable[Sequence[float]]) -> SeedVariance:
    """The seed's variance in groups of repeats, by the formula above. Without groups it is the measured one."""
    squares, degrees = MEASURED_DEGREES * SEED_DEVIATION**2, MEASURED_DEGREES
    for values in groups:
        mean = sum(values) / len(values)
        squares += sum((value - mean) ** 2 for value in values)
        degrees += len(values) - 1
    return SeedVariance(math.sqrt(squares / degrees), degrees)


MEASURED = pooled_variance([])
"""The measured variance, for single runs that are compared without regard to any others."""


def critical_difference(compared: int, one: SeedVariance, other: SeedVariance, repeats: tuple[int, int] = (1, 1)) -> float:
    """How large the difference of two averages has to be, if it is one of all pairs among `compared` settings.

    q(k, ν) / √2 · √(s₁² / n₁ + s₂² / n₂), where q is the 98 % point of the studentised range of k averages (Tukey and
    Kramer; for unequal deviations Games and Howell). The range is what counts here, because people look at the luckiest
    and the unluckiest of many: among equal settings, whatever their number, the chance that any two differ by more is
    `FALSE_ALARMS`.
    """
    variance = one.deviation**2 / repeats[0] + other.deviation**2 / repeats[1]
    degrees = min(one.degrees_of_freedom, other.degrees_of_freedom)
    return _studentised_range(max(compared, 2), degrees) / math.sqrt(2) * math.sqrt(variance)


@cache
def _studentised_range(groups: int, degrees: int) -> float:
    return float(stats.studentized_range.ppf(1 - FALSE_ALARMS, groups, degrees))
