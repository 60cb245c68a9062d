"""The last four steps: the loss, epochs and batches, learning by heart, and the size of a step."""

from explorer.config import RunConfig
from explorer.ui.pages.how import learning
from tests.support.charts import chart_specs, marks
from tests.support.how_it_works import BATCHES, BY_HEART, LOSS, RMSPROP, drawn
from tests.support.pages import metrics, words
from tests.support.runs import figures_of


def test_both_losses_fall_as_the_prediction_gets_better(open_step):
    app = open_step(LOSS)
    shown = []
    for prediction in (0.01, 0.5, 0.99):
        app.slider(key="how_prediction").set_value(prediction).run()
        shown.append(tuple(metrics(app).values()))
    assert shown == [("0.98", "4.61"), ("0.25", "0.69"), ("0.00", "0.01")]


def test_smaller_batches_make_more_corrections(open_step):
    app = open_step(BATCHES)
    assert "30 batches in an epoch × 10 = **300 corrections**, for 150,000 reviews read." in words(app)
    assert len(drawn(app)) == 300
    app.select_slider(key="how_batch_size").set_value(128)
    app.slider(key="how_epochs").set_value(2).run()
    assert "118 batches in an epoch × 2 = **236 corrections**, for 30,000 reviews read." in words(app)
    assert len(drawn(app)) == 236


def long_run(cluster, epochs=6, seed=0, **figures):
    """The id of a finished run whose epochs all have these figures."""
    (run_id,) = cluster.submit([RunConfig(epochs=epochs, seed=seed)], "packaged")
    cluster.begin(run_id)
    for _ in range(epochs):
        cluster.epoch(run_id, **figures)
    cluster.finish(run_id)
    return run_id


def test_without_any_run_the_figures_are_made_up_and_said_to_be(open_step):
    app = open_step(BY_HEART)
    assert "these figures are made up" in words(app)
    assert app.slider(key="how_stop_10").max == len(learning.MADE_UP)


def test_a_run_that_is_too_short_or_not_finished_is_no_example(open_step, cluster):
    cluster.trained()
    (run_id,) = cluster.submit([RunConfig()], "packaged")
    cluster.begin(run_id)
    cluster.epochs(run_id, 5)
    assert "these figures are made up" in words(open_step(BY_HEART))


def test_a_visitor_without_a_run_sees_the_best_there_is(open_step, cluster):
    long_run(cluster, seed=1, val_accuracy=0.86)
    best = long_run(cluster, seed=2, val_accuracy=0.87)
    long_run(cluster, seed=3, val_accuracy=0.85)
    cluster.store.hide([long_run(cluster, seed=4, val_accuracy=0.99)])
    cluster.trained(RunConfig(seed=5), val_accuracy=0.99)
    assert f"This is run {best}, the best here so far." in words(open_step(BY_HEART))


def test_a_visitors_own_latest_run_is_the_example(open_app, cluster):
    long_run(cluster, epochs=9, seed=1)
    mine = long_run(cluster, epochs=4)
    app = open_app("how_it_works", step=str(BY_HEART), run=str(mine))
    assert f"This is your own latest run, number {mine}." in words(app)
    assert app.slider(key="how_stop_4").value == 4


def test_stopping_earlier_shows_the_figures_of_that_epoch(open_app, cluster):
    app = open_app("how_it_works", step=str(BY_HEART), run=str(long_run(cluster)))
    six, three = (figures_of(number) for number in (6, 3))
    assert f"**{six['accuracy']:.1%}** of its training reviews right and **{six['val_accuracy']:.1%}**" in words(app)
    app.slider(key="how_stop_6").set_value(3).run()
    assert f"**{three['accuracy']:.1%}** of its training reviews right and **{three['val_accuracy']:.1%}**" in words(app)
    assert "2.1 percentage points apart" in words(app)


def test_the_example_says_where_it_turns(open_app, cluster):
    app = open_app("how_it_works", step=str(BY_HEART), run=str(long_run(cluster)))
    assert "the orange curve is lowest after epoch 3 and ends higher" in app.info[0].value


def test_an_example_that_ended_too_early_to_turn_says_so(open_app, cluster):
    app = open_app("how_it_works", step=str(BY_HEART), run=str(long_run(cluster, epochs=3)))
    assert "ended before it could overfit" in app.info[0].value


def test_an_example_whose_training_loss_rises_is_not_called_overfitting(open_app, cluster):
    (run_id,) = cluster.submit([RunConfig(epochs=3)], "packaged")
    cluster.begin(run_id)
    for loss in (0.4, 0.9, 1.5):
        cluster.epoch(run_id, loss=loss, val_loss=loss)
    cluster.finish(run_id)
    app = open_app("how_it_works", step=str(BY_HEART), run=str(run_id))
    assert "lost its way" in app.info[0].value


def test_the_stop_is_a_line_in_the_curves(open_step):
    app = open_step(BY_HEART)
    (spec,) = chart_specs(app)
    assert marks(spec) == ["line", "line", "point", "rule"]
    assert {"epoch": 10} in drawn(app)


def test_a_steeper_slope_lengthens_the_plain_step_only(open_step):
    app = open_step(RMSPROP)
    assert metrics(app) == {"Last plain step": "0.0001", "Last RMSprop step": "0.00124"}
    app.select_slider(key="how_gradient").set_value(10.0).run()
    assert metrics(app) == {"Last plain step": "0.01", "Last RMSprop step": "0.00124"}


def test_more_steps_bring_rmsprop_down_to_the_learning_rate(open_step):
    app = open_step(RMSPROP)
    app.slider(key="how_steps").set_value(30).run()
    assert metrics(app)["Last RMSprop step"] == "0.00102"
    assert len(drawn(app)) == 60
