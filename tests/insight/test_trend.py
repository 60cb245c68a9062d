"""A trend is told from ups and downs by the order of the figures, against what chance makes of it."""

import random

import pytest
from scipy.stats import kendalltau

from explorer.insight.verdict.trend import FALSE_ALARMS, FEWEST, Trend, trend


@pytest.mark.parametrize("length", [4, 5, 8, 13])
def test_the_chance_is_that_of_scipys_exact_test(length):
    rolls = random.Random(length)
    for _ in range(20):
        values = rolls.sample(range(1_000), length)
        found = trend(values)
        falling = found.change < 0
        expected = kendalltau(range(length), values, method="exact", alternative="less" if falling else "greater").pvalue
        # The order of the pairs and the middle slope may point different ways; then there is no trend.
        assert found.chance == pytest.approx(expected) or found.chance == 1.0 > expected >= 0.3


def test_the_change_is_along_the_middle_slope_so_an_outlier_does_not_count():
    assert trend([1, 2, 3, 4, 5]).change == 4
    assert trend([1, 2, 300, 4, 5]).change == pytest.approx(4, abs=1)


def test_all_in_order_are_a_trend_from_four_on():
    assert trend([4, 3, 2]) == Trend(0.0, 1.0)
    found = trend([4, 3, 2, 1])
    assert found.falls and not found.rises
    assert found.chance == pytest.approx(1 / 24) and found.agreeing == 6
    assert trend([1, 2, 3, 4]).rises


@pytest.mark.parametrize("values", [[], [1], [1] * 9, [1, 2, 1, 2, 1, 2, 1]])
def test_what_stays_where_it_is_has_none(values):
    assert not trend(values).rises and not trend(values).falls


@pytest.mark.parametrize("length", range(FEWEST, 17, 3))
def test_figures_in_random_order_hardly_ever_have_one(length):
    rolls = random.Random(length)
    found = [trend([rolls.random() for _ in range(length)]) for _ in range(2_000)]
    # In either direction; three standard deviations of so many draws are 1.5 points.
    assert sum(one.rises or one.falls for one in found) / 2_000 <= 2 * FALSE_ALARMS + 0.02
