"""How far repeats lie apart, the interval of an average, and which differences are more than luck."""

import math

import numpy as np
import pytest
from scipy import stats

from explorer.insight.seed_variance import (
    MEASURED,
    MEASURED_DEGREES,
    SEED_DEVIATION,
    SeedVariance,
    critical_difference,
    pooled_variance,
)


def test_without_repeats_the_deviation_is_the_measured_one():
    assert (
        pooled_variance([])
        == pooled_variance([[0.88], [0.87]])
        == SeedVariance(pytest.approx(SEED_DEVIATION), MEASURED_DEGREES)
    )
    assert not pooled_variance([[0.88], [0.87]]).repeated


def test_many_repeats_outweigh_the_measured_deviation():
    random = np.random.default_rng(0)
    variance = pooled_variance(random.normal(0.88, 0.006, (36, 10)).tolist())
    assert variance.deviation == pytest.approx(0.006, rel=0.1)
    assert variance.degrees_of_freedom == MEASURED_DEGREES + 36 * 9
    assert variance.repeated


def test_settings_of_different_averages_do_not_add_to_the_deviation():
    assert pooled_variance([[0.5, 0.5], [0.9, 0.9]]).deviation < SEED_DEVIATION


def test_the_interval_is_students():
    variance = SeedVariance(0.01, 12)
    assert variance.half_width(4) == pytest.approx(stats.t.ppf(0.975, 12) * 0.005)


@pytest.mark.parametrize("deviation", [0.0018, 0.0026, 0.0033])
@pytest.mark.parametrize("repeats", [1, 2, 3, 5, 10])
def test_the_interval_covers_the_truth_about_in_19_of_20_cases(deviation, repeats):
    random = np.random.default_rng(repeats)
    covered = []
    for _ in range(300):
        groups = random.normal(0.88, deviation, (12, repeats))
        half_width = pooled_variance(groups.tolist()).half_width(repeats)
        covered.append(np.abs(groups.mean(axis=1) - 0.88) <= half_width)
    # A single run has nothing but the measured deviation, which is too small for the deepest networks.
    assert np.mean(covered) >= (0.90 if repeats == 1 else 0.92)


def test_for_two_settings_the_critical_difference_is_that_of_students_test():
    variance = SeedVariance(0.01, 12)
    assert critical_difference(2, variance, variance, (5, 5)) == pytest.approx(
        stats.t.ppf(0.99, 12) * 0.01 * math.sqrt(2 / 5), rel=1e-4
    )


def test_the_critical_difference_grows_with_settings_and_shrinks_with_repeats():
    variance = SeedVariance(0.0026, 80)
    assert (
        critical_difference(36, variance, variance, (3, 3))
        > critical_difference(2, variance, variance, (3, 3))
        > critical_difference(2, variance, variance, (5, 5))
    )


def test_the_less_certain_of_two_settings_decides_the_critical_difference():
    calm, wild = SeedVariance(0.0026, 80), SeedVariance(0.05, 12)
    assert critical_difference(2, calm, wild, (3, 3)) > 10 * critical_difference(2, calm, calm, (3, 3))


def test_two_single_runs_are_compared_by_the_measured_deviation():
    assert critical_difference(12, MEASURED, MEASURED) == critical_difference(
        12, pooled_variance([]), pooled_variance([[0.88]]), (1, 1)
    )
