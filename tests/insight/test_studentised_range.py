"""The quantile that is looked up is SciPy's, within one per cent."""

import numpy as np
import pytest
from scipy import stats

from explorer.insight.studentised_range import FALSE_ALARMS, quantile


@pytest.mark.parametrize("degrees", [2.3, 3.2, 5.5, 9.0, 14.0, 30.0, 300.0])
@pytest.mark.parametrize("groups", [2, 7, 30, 150])
def test_it_is_that_of_scipy(groups, degrees):
    exact = stats.studentized_range.ppf(1 - FALSE_ALARMS, groups, degrees)
    # Where hardly anything is known, it is so wide that a few per cent do not matter.
    assert float(quantile(groups, degrees)) == pytest.approx(exact, rel=0.012 if degrees > 3 else 0.05)


def test_it_is_looked_up_for_many_at_once_and_beyond_the_table_as_at_its_edge():
    found = quantile(36, np.array([[0.5, 8.0], [24.0, 1e9]]))
    assert found.shape == (2, 2)
    assert (np.diff(found.ravel()) < 0).all()
    assert float(quantile(10**6, 24.0)) == float(quantile(5_000, 24.0))
