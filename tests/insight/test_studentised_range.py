"""The quantile that is looked up is SciPy's, within one per cent."""

import numpy as np
import pytest
from scipy import stats

from explorer.insight.studentised_range import false_alarms, quantile


@pytest.mark.parametrize("degrees", [2.3, 3.2, 5.5, 9.0, 14.0, 30.0, 300.0])
@pytest.mark.parametrize(("groups", "repeats"), [(2, 1), (2, 9), (7, 3), (30, 24), (150, 5)])
def test_it_is_that_of_scipy(groups, degrees, repeats):
    exact = stats.studentized_range.ppf(1 - false_alarms(repeats), groups, degrees)
    # Where hardly anything is known, it is so wide that a few per cent do not matter.
    assert float(quantile(groups, degrees, repeats)) == pytest.approx(exact, rel=0.012 if degrees > 3 else 0.05)


def test_it_is_looked_up_for_many_at_once_and_beyond_the_table_as_at_its_edge():
    found = quantile(36, np.array([[0.5, 8.0], [24.0, 1e9]]))
    assert found.shape == (2, 2)
    assert (np.diff(found.ravel()) < 0).all()
    assert float(quantile(10**6, 24.0)) == float(quantile(5_000, 24.0))


def test_the_first_looks_may_cost_most_and_all_together_five_per_cent():
    rolls, steps = np.random.default_rng(0), np.full(11, 3)
    repeats = np.cumsum(steps)
    drawn = np.cumsum(np.sqrt(steps) * rolls.standard_normal((20_000, len(steps))), axis=1) / np.sqrt(repeats)
    bounds = stats.norm.ppf([1 - false_alarms(number) / 2 for number in repeats])
    assert false_alarms(1) == false_alarms(5) > false_alarms(6) > false_alarms(33)
    assert 0.03 < np.mean((np.abs(drawn) > bounds).any(axis=1)) < 0.05
