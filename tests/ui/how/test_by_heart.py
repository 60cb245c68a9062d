"""The step shows a run that overfits, says whose it is, and where it turns."""

import pytest

from explorer.config import RunConfig
from explorer.insight.verdict import overfitting_since
from explorer.ui.pages.how.by_heart import OVERFITTING
from tests.support.charts import chart_specs, marks
from tests.support.histories import real_histories
from tests.support.how_it_works import BY_HEART, drawn
from tests.support.pages import words
from tests.support.runs import figures_of

RECORDING = "No run on the leaderboard overfits yet, so this one was recorded beforehand"


def finished(cluster, epochs=6, seed=0, **figures):
    """The id of a finished run, which overfits from epoch 4 on unless its figures are given."""
    (run_id,) = cluster.submit([RunConfig(epochs=epochs, seed=seed)], "packaged")
    cluster.begin(run_id)
    for _ in range(epochs):
        cluster.epoch(run_id, **figures)
    cluster.finish(run_id)
    return run_id


def open_with(open_app, *mine):
    """The step as a visitor sees it who has looked at those runs, in that order."""
    app = open_app("how_it_works", step=str(BY_HEART))
    app.session_state.my_runs = mine
    return app.run()


def test_without_any_run_a_recorded_one_is_shown_and_said_to_be_that(open_step):
    app = open_step(BY_HEART)
    assert RECORDING in words(app)
    assert app.slider(key="how_stop_10").max == len(OVERFITTING)


def test_the_recorded_run_is_one_that_was_really_trained_and_overfits():
    recorded, real = (
        [(e.loss, e.accuracy, e.val_loss, e.val_accuracy) for e in run]
        for run in (OVERFITTING, real_histories()[RunConfig()])
    )
    assert recorded == real
    assert overfitting_since(OVERFITTING, 5_000) == 6


def test_a_run_that_does_not_overfit_or_is_not_finished_is_no_example(open_step, cluster):
    finished(cluster, seed=1, val_loss=0.3)
    finished(cluster, seed=2, epochs=3)
    cluster.trained(RunConfig(seed=3))
    (run_id,) = cluster.submit([RunConfig()], "packaged")
    cluster.begin(run_id)
    cluster.epochs(run_id, 6)
    assert RECORDING in words(open_step(BY_HEART))


def test_a_visitor_without_a_run_sees_the_most_accurate_that_overfits(open_step, cluster):
    finished(cluster, seed=1, val_accuracy=0.86)
    best = finished(cluster, seed=2, val_accuracy=0.87)
    cluster.store.hide([finished(cluster, seed=3, val_accuracy=0.99)])
    finished(cluster, seed=4, val_accuracy=0.99, val_loss=0.3)
    said = words(open_step(BY_HEART))
    assert f"This is run {best}, the most accurate one on the leaderboard that overfits. Train one to see your own." in said


def test_a_visitors_own_latest_run_is_the_example_if_it_overfits(open_app, cluster):
    finished(cluster, epochs=9, seed=1)
    mine = finished(cluster, epochs=7)
    app = open_with(open_app, mine)
    assert f"This is your latest run, number {mine}." in words(app)
    assert app.slider(key="how_stop_7").value == 7


def test_a_latest_run_that_does_not_overfit_gives_way_to_an_earlier_one(open_app, cluster):
    finished(cluster, seed=1, val_accuracy=0.95)
    earlier, latest = finished(cluster), finished(cluster, seed=2, val_loss=0.3)
    said = words(open_with(open_app, earlier, latest))
    assert f"This is your run {earlier}. Your latest one, number {latest}, does not overfit." in said


def test_where_no_run_of_the_visitor_overfits_somebody_elses_does(open_app, cluster):
    other, mine = finished(cluster, seed=1), finished(cluster, val_loss=0.3)
    said = words(open_with(open_app, mine))
    assert f"This is run {other}, the most accurate one on the leaderboard that overfits. None of yours does so far." in said


@pytest.mark.parametrize("stop", [6, 3, 1])
def test_stopping_earlier_shows_the_figures_of_that_epoch(open_app, cluster, stop):
    finished(cluster)
    app = open_with(open_app)
    app.slider(key="how_stop_6").set_value(stop).run()
    figures = figures_of(stop)
    accuracy, val_accuracy = figures["accuracy"], figures["val_accuracy"]
    assert f"**{accuracy:.1%}** of the training reviews and **{val_accuracy:.1%}** of the validation reviews" in words(app)
    assert f"{abs(accuracy - val_accuracy) * 100:.1f} percentage points apart" in words(app)


def test_the_example_says_where_it_turns(open_step, cluster):
    finished(cluster)
    assert "the orange curve is lowest after epoch 3 and ends clearly higher" in open_step(BY_HEART).info[0].value


def test_the_stop_is_a_line_in_the_curves(open_step):
    app = open_step(BY_HEART)
    (spec,) = chart_specs(app)
    assert marks(spec) == ["line", "line", "point", "rule"]
    assert {"epoch": 10} in drawn(app)
