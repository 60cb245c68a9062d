"""What two ticked settings differ in, and what the same change did in other pairs of runs."""

import pytest

from explorer.config import article_grid
from tests.support.charts import chart_specs, marks
from tests.support.leaderboard import look_at, table
from tests.support.pages import select, words


def chart_of_pairs(app):
    """The specification of the chart of pairs of runs, or None."""
    alts = [chart.proto.alt.startswith("For each pair of runs") for chart in app.get("vega_lite_chart")]
    return next((spec for spec, is_it in zip(chart_specs(app), alts) if is_it), None)


@pytest.fixture
def grid_run(cluster):
    """The article's 36 combinations; deeper networks do worse, and tanh does a little worse."""
    for config in article_grid():
        cluster.trained(config, val_accuracy=0.88 - 0.01 * config.layers - 0.001 * (config.activation == "tanh"))


def test_two_rows_that_differ_in_one_knob_show_what_that_change_did_elsewhere(open_app, grid_run):
    app = open_app("leaderboard")
    rows = [
        table(app).query("activation == @name and units == 16 and layers == 1 and loss == 'MSE'").index[0]
        for name in ("ReLU", "tanh")
    ]
    app = look_at(select(app, rows=rows), "differs")
    assert "**These two differ in one knob**, and their averages are 0.10 percentage points apart" in words(app)
    assert "**Activation from tanh to ReLU** helped elsewhere: +0.10 ± 0.00 percentage points" in words(app)
    assert "over 17 other pairs of settings" in words(app)
    assert marks(chart_of_pairs(app)) == ["rule", "point", "point", "rule", "point"]


def test_two_rows_that_differ_in_several_knobs_show_each_change_by_itself(open_app, grid_run):
    app = look_at(select(open_app("leaderboard"), rows=[0, 35]), "differs")
    assert "**These two differ in " in words(app)
    assert "**Hidden layers from 3 to 1** helped elsewhere: +2.00 ± 0.00" in words(app)
    assert chart_of_pairs(app) is None


def test_the_panel_is_for_two_rows(open_app, grid_run):
    app = open_app("leaderboard")
    for rows in ([0], [0, 1, 2]):
        assert "Tick the boxes before two rows" in words(look_at(select(app, rows=rows), "differs"))
    assert "Tick the boxes before two rows" not in words(look_at(select(app, rows=[0, 1]), "differs"))
