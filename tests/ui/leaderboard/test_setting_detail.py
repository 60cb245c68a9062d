"""The setting beside the table: the curves of its best run, its repeats, and its settings for the knobs."""

from dataclasses import replace

import pytest

from explorer.config import RunConfig
from tests.support.charts import chart_specs, epoch_axes, find, marks
from tests.support.leaderboard import TANH, best_runs, run_shown
from tests.support.pages import button, click_cell, knobs, words


def test_the_leader_is_shown_beside_the_ranking_before_a_row_is_clicked(open_app, three_runs):
    app = open_app("leaderboard")
    assert "Click a row to look at it;" in words(app)
    assert run_shown(app) == "Run 2"
    assert len(chart_specs(app)) == 2


def test_in_big_type_there_is_only_the_accuracy(open_app, three_runs):
    app = open_app("leaderboard", big="1")
    (spec,) = chart_specs(app)
    assert all(y["field"] == "accuracy" for y in find(spec, "y") if "field" in y)
    # The whole settings are told on request.
    (heading,) = [heading for heading in app.subheader if heading.value == "Run 2"]
    assert heading.proto.help == "tanh · mean squared error · 3 hidden layers of 64 · 10 epochs"


def test_a_click_on_a_row_shows_how_that_run_learned(open_app, cluster, three_runs):
    cluster.submit([RunConfig(epochs=8, units=128, seed=5)], "packaged")
    cluster.begin(4)
    cluster.epochs(4, 8)
    cluster.finish(4)
    app = click_cell(open_app("leaderboard"), 1)
    assert best_runs(app, cluster)[1] == 4
    assert run_shown(app) == "Run 4"
    assert "ReLU · binary cross-entropy · 1 hidden layer of 128 · 8 epochs · seed 5" in words(app)
    specs = chart_specs(app)
    assert len(specs) == 2
    assert all("rule" in marks(spec) for spec in specs)
    assert epoch_axes(app) == [(1, 8), (1, 8)]


def test_the_run_stays_chosen_while_others_overtake_it(open_app, cluster, three_runs):
    app = click_cell(open_app("leaderboard"), 0)
    assert run_shown(app) == "Run 2"
    cluster.trained(RunConfig(units=128), val_accuracy=0.9)
    app.run()
    # Run 3 is known so badly that it may be first as well, and stands before a better one that cannot be.
    assert best_runs(app, cluster) == [4, 3, 2, 1]
    assert run_shown(app) == "Run 2"
    assert app.session_state.leaderboard["selection"]["cells"] == [(2, "place")]


def test_a_better_repeat_takes_the_place_of_the_run_that_is_shown(open_app, cluster, three_runs):
    app = click_cell(open_app("leaderboard"), 0)
    cluster.trained(replace(TANH, seed=1), val_accuracy=0.89)
    app.run()
    assert run_shown(app) == "Run 4, the best of 2 repeats"
    repeats = app.dataframe[1].value
    assert repeats["run"].tolist() == [4, 2]
    assert repeats["seed"].tolist() == [1, 0]
    assert repeats["val_accuracy"].tolist() == pytest.approx([89, 88])


def test_a_click_beside_the_rows_goes_back_to_the_leader(open_app, three_runs):
    app = click_cell(open_app("leaderboard"), 2)
    assert run_shown(app) == "Run 1"
    assert run_shown(click_cell(app, None)) == "Run 2"


def test_the_settings_of_a_run_can_be_taken_over(open_app, three_runs):
    app = click_cell(open_app("leaderboard"), 0)
    button(app, "Use these settings").click().run()
    assert RunConfig(**knobs(app)) == TANH
    assert app.query_params == {"activation": "tanh", "loss": "mse", "units": "64", "layers": "3"}
    assert [toast.value for toast in app.toast] == ["The knobs in the sidebar now show these settings."]
    button(app, "Train").click().run()
    assert app.session_state.run == 4


def test_what_an_average_leaves_out_is_said(open_app, cluster, three_runs):
    cluster.trained(replace(TANH, seed=1), val_accuracy=0.87)
    cluster.submit([replace(TANH, seed=2)], "packaged")
    cluster.diverge(5)
    cluster.store.hide([4])
    assert "Left out of this average: 1 run that diverged and 1 run that is hidden." in words(open_app("leaderboard"))
    cluster.store.unhide([4])
    assert "Left out of this average: 1 run that diverged." in words(open_app("leaderboard"))
