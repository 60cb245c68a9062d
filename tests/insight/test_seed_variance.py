"""How far repeats lie apart, the interval of an average, and which differences are more than luck."""

import math

import numpy as np
import pytest
from scipy import stats

from explorer.insight.seed_variance import MEASURED_DEGREES, MEASURED_DEVIATION, Luck, gap, pooled


def test_without_repeats_the_deviation_is_the_measured_one():
    assert pooled([]) == pooled([[0.88], [0.87]]) == Luck(pytest.approx(MEASURED_DEVIATION), MEASURED_DEGREES)
    assert not pooled([[0.88], [0.87]]).repeated


def test_many_repeats_outweigh_the_measured_deviation():
    random = np.random.default_rng(0)
    luck = pooled(random.normal(0.88, 0.006, (36, 10)).tolist())
    assert luck.deviation == pytest.approx(0.006, rel=0.1)
    assert luck.degrees == MEASURED_DEGREES + 36 * 9
    assert luck.repeated


def test_settings_of_different_averages_do_not_add_to_the_deviation():
    assert pooled([[0.5, 0.5], [0.9, 0.9]]).deviation < MEASURED_DEVIATION


def test_the_interval_is_students():
    luck = Luck(0.01, 12)
    assert luck.interval(4) == pytest.approx(stats.t.ppf(0.975, 12) * 0.005)


@pytest.mark.parametrize("deviation", [0.0018, 0.0026, 0.0033])
@pytest.mark.parametrize("repeats", [1, 2, 3, 5, 10])
def test_the_interval_covers_the_truth_about_in_19_of_20_cases(deviation, repeats):
    random = np.random.default_rng(repeats)
    covered = []
    for _ in range(300):
        groups = random.normal(0.88, deviation, (12, repeats))
        interval = pooled(groups.tolist()).interval(repeats)
        covered.append(np.abs(groups.mean(axis=1) - 0.88) <= interval)
    # A single run has nothing but the measured deviation, which is too small for the deepest networks.
    assert np.mean(covered) >= (0.90 if repeats == 1 else 0.92)


def test_for_two_settings_the_gap_is_that_of_students_test():
    luck = Luck(0.01, 12)
    assert gap(2, luck, 5, luck, 5) == pytest.approx(stats.t.ppf(0.99, 12) * 0.01 * math.sqrt(2 / 5), rel=1e-4)


def test_the_gap_grows_with_what_is_compared_and_shrinks_with_repeats():
    luck = Luck(0.0026, 80)
    assert gap(36, luck, 3, luck, 3) > gap(2, luck, 3, luck, 3) > gap(2, luck, 5, luck, 5)


def test_the_less_certain_of_two_settings_decides_how_large_the_gap_is():
    calm, wild = Luck(0.0026, 80), Luck(0.05, 12)
    assert gap(2, calm, 3, wild, 3) > 10 * gap(2, calm, 3, calm, 3)
