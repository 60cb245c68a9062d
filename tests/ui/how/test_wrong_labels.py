"""The last step shows how many wrong labels a run has learned by heart, and offers to train such a run."""

from explorer.config import RunConfig
from explorer.ui.pages.how.by_heart import WITH_WRONG_LABELS, WRONG_LABELS
from tests.support.charts import chart_specs, marks
from tests.support.how_it_works import WRONG_LABELS as STEP
from tests.support.how_it_works import drawn
from tests.support.pages import button, words

RECORDING = "No run on the leaderboard has wrong labels yet, so this one was recorded beforehand."


def finished(cluster, wrong_labels, epochs=6, **figures):
    """The id of a finished run."""
    (run_id,) = cluster.submit([RunConfig(epochs=epochs, wrong_labels=wrong_labels)], "packaged")
    cluster.begin(run_id)
    for _ in range(epochs):
        cluster.epoch(run_id, **figures)
    cluster.finish(run_id)
    return run_id


def test_without_any_such_run_a_recorded_one_is_shown_and_said_to_be_that(open_step, cluster):
    finished(cluster, wrong_labels=0)
    finished(cluster, wrong_labels=0.2, epochs=2)
    app = open_step(STEP)
    assert RECORDING in words(app)
    assert app.slider(key="how_stop_10").max == len(WRONG_LABELS)


def test_what_agrees_with_more_than_the_truth_repeats_wrong_labels(open_step):
    app = open_step(STEP)
    assert "agrees with **87.9%** of what it was told, so it repeats **at least 1,189** of the 3,000 wrong" in words(app)
    app.slider(key="how_stop_10").set_value(4).run()
    assert "agrees with **78.5%** of what it was told. It need not have learned any of the 3,000 wrong" in words(app)


def test_the_truth_is_a_line_in_the_picture(open_step):
    app = open_step(STEP)
    (spec,) = chart_specs(app)
    assert marks(spec) == ["line", "line", "point", "rule", "rule", "text"]
    assert {"accuracy": 0.8, "name": "the truth"} in drawn(app)


def test_a_run_with_wrong_labels_takes_the_place_of_the_recorded_one(open_step, cluster):
    better = finished(cluster, wrong_labels=0.35, val_accuracy=0.85, accuracy=0.7)
    finished(cluster, wrong_labels=0.1, val_accuracy=0.8)
    said = words(open_step(STEP))
    assert f"This is run {better}, the most accurate one with wrong labels." in said
    assert "**35% of the labels are wrong**" in said and "agrees with 65% of what the network was told" in said
    assert "at least 750** of the 5,250 wrong labels" in said


def test_a_visitors_own_run_is_the_example(open_app, cluster):
    finished(cluster, wrong_labels=0.35, val_accuracy=0.85)
    mine = finished(cluster, wrong_labels=0.1, val_accuracy=0.8)
    app = open_app("how_it_works", step=str(STEP))
    app.session_state.my_runs = [mine]
    assert f"This is your run {mine}." in words(app.run())


def test_the_offer_sets_the_knobs_and_opens_train(open_app):
    app = open_app("how_it_works", step=str(STEP), units="64")
    button(app, "Train one with 20% wrong labels").click().run()
    assert [title.value for title in app.title] != ["How it works"]
    assert app.session_state.knob_wrong_labels == WITH_WRONG_LABELS.wrong_labels
    assert app.query_params == {"wrong_labels": "0.2"}
