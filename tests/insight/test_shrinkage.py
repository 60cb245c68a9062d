"""Averages are pulled towards each other as far as luck reaches, and no further."""

import numpy as np
import pytest

from explorer.insight.shrinkage import shrunken

V = 0.002**2


def values(averages, variances):
    return [one.value for one in shrunken(averages, variances)]


def test_what_scatters_no_more_than_luck_is_pulled_together():
    rolls = np.random.default_rng(0)
    averages = 0.88 + 0.002 * rolls.standard_normal(36)
    found = values(averages, [V] * 36)
    assert np.std(found) < 0.4 * np.std(averages)
    assert np.mean(found) == pytest.approx(np.mean(averages), abs=1e-4)


def test_what_scatters_far_more_than_luck_stays_where_it_is():
    averages = np.linspace(0.80, 0.90, 20)
    assert values(averages, [V] * 20) == pytest.approx(list(averages), abs=0.0005)


def test_a_single_lucky_run_does_not_stand_before_an_average_of_four():
    others = [0.8890, 0.8885, 0.8880, 0.8883, 0.8879]
    once, four, *_ = values([0.8932, 0.8921, *others], [V, V / 4, *[V / 4] * 5])
    assert four > once


def test_of_few_averages_nobody_knows_and_they_stay():
    assert values([0.9, 0.8, 0.85], [V] * 3) == [0.9, 0.8, 0.85]
    assert shrunken([], []) == []


def test_the_order_of_equally_exact_averages_stays():
    averages = [0.889, 0.886, 0.8875, 0.885, 0.884]
    assert np.argsort(values(averages, [V] * 5)).tolist() == np.argsort(averages).tolist()


@pytest.mark.parametrize("spread", [0.001, 0.002, 0.004])
def test_estimates_are_nearer_to_the_truth_and_their_errors_are_right(spread):
    rolls = np.random.default_rng(1)
    raw, better, inside, number = 0.0, 0.0, 0, 0
    for _ in range(200):
        truth = 0.88 + spread * rolls.standard_normal(36)
        averages = truth + 0.002 * rolls.standard_normal(36)
        found = shrunken(averages, [V] * 36)
        errors = np.array([one.value for one in found]) - truth
        raw += np.sum((averages - truth) ** 2)
        better += np.sum(errors**2)
        inside += np.sum(np.abs(errors) <= 1.96 * np.array([one.error for one in found]))
        number += 36
    assert better < raw
    assert 0.94 <= inside / number <= 0.99
