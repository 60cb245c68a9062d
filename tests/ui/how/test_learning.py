"""The sixth to eighth steps: the loss, the size of a step, and epochs and batches."""

from tests.support.how_it_works import BATCHES, LOSS, RMSPROP, drawn
from tests.support.pages import words


def test_both_losses_fall_as_the_prediction_gets_better(open_step):
    app = open_step(LOSS)
    for prediction, squared, cross in ((0.01, "0.98", "4.61"), (0.5, "0.25", "0.69"), (0.99, "0.00", "0.01")):
        app.slider(key="how_prediction").set_value(prediction).run()
        assert f"Squared error **{squared}** · cross-entropy **{cross}**" in words(app)


def test_a_loss_is_called_an_average_over_the_reviews(open_step):
    assert "**averaged** over the reviews" in words(open_step(LOSS))


def test_a_steeper_slope_lengthens_the_plain_step_only(open_step):
    app = open_step(RMSPROP)
    assert "plain **0.0001** · RMSprop **0.00124**" in words(app)
    app.select_slider(key="how_gradient").set_value(10.0).run()
    assert "plain **0.01** · RMSprop **0.00124**" in words(app)


def test_more_steps_bring_rmsprop_down_to_the_learning_rate(open_step):
    app = open_step(RMSPROP)
    app.slider(key="how_steps").set_value(30).run()
    assert "RMSprop **0.00102**" in words(app)
    assert len(drawn(app)) == 60


def test_smaller_batches_make_more_corrections(open_step):
    app = open_step(BATCHES)
    assert "30 batches × 10 = **300 corrections**, 150,000 reviews read" in words(app)
    assert len(drawn(app)) == 300
    app.select_slider(key="how_batch_size").set_value(128)
    app.slider(key="how_epochs").set_value(2).run()
    assert "118 batches × 2 = **236 corrections**, 30,000 reviews read" in words(app)
    assert len(drawn(app)) == 236
