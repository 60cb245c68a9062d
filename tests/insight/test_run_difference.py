"""Two runs side by side: which knobs differ, which run is better, and by how much."""

import pytest

from explorer.config import KNOBS, RunConfig
from explorer.insight.run_difference import difference, differing
from explorer.insight.seed_variance import critical_difference_of_runs
from tests.support.runs import epoch, run


def test_only_what_differs_is_found_in_the_order_of_the_knobs():
    first, second = RunConfig(seed=1, units=16), RunConfig(seed=2, units=64)
    assert differing(first, second) == [(KNOBS["units"], 16, 64), (KNOBS["seed"], 1, 2)]
    assert differing(first, first) == []


def test_the_better_run_comes_first_with_its_lead():
    worse, better = run(1, RunConfig(), [epoch(1, 0.86)]), run(2, RunConfig("tanh"), [epoch(1, 0.88)])
    for found in (difference(worse, better, 5), difference(better, worse, 5)):
        assert (found.better, found.other, found.knobs) == (better, worse, ("activation",))
        assert found.lead == pytest.approx(0.02)
        assert found.critical_difference == critical_difference_of_runs(5)
