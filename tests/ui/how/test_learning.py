"""The steps about learning: the loss, the size of a step, and epochs and batches."""

from explorer.config import KNOBS
from tests.support.how_it_works import BATCHES, LOSS, STEP_SIZE, drawn
from tests.support.pages import words


def test_both_losses_fall_as_the_prediction_gets_better(open_step):
    app = open_step(LOSS)
    for prediction, squared, cross in ((0.01, "0.98", "4.61"), (0.5, "0.25", "0.69"), (0.99, "0.00", "0.01")):
        app.slider(key="how_prediction").set_value(prediction).run()
        assert f"Squared error **{squared}** · cross-entropy **{cross}**" in words(app)


def test_a_loss_is_called_an_average_over_the_reviews(open_step):
    assert "**averaged** over the reviews" in words(open_step(LOSS))


def test_a_steeper_slope_lengthens_the_steps_of_sgd_only(open_step):
    app = open_step(STEP_SIZE)
    assert "SGD **0.0001** · momentum **0.000651** · RMSprop **0.001239** · Adam **0.001**" in words(app)
    app.select_slider(key="how_gradient").set_value(10.0).run()
    assert "SGD **0.01** · momentum **0.065132** · RMSprop **0.001239** · Adam **0.001**" in words(app)


def test_momentum_and_adam_hold_back_where_the_gradient_changes_its_sign(open_step):
    app = open_step(STEP_SIZE)
    app.slider(key="how_steps").set_value(30)
    app.toggle(key="how_turns").set_value(True).run()
    assert "SGD **0.0001** · momentum **0.00005** · RMSprop **0.001022** · Adam **0.000053**" in words(app)


def test_every_optimizer_is_drawn_step_by_step_inside_the_picture(open_step):
    app = open_step(STEP_SIZE)
    app.slider(key="how_steps").set_value(30)
    for gradient in (0.01, 10.0):
        for turns in (False, True):
            app.select_slider(key="how_gradient").set_value(gradient)
            app.toggle(key="how_turns").set_value(turns).run()
            rows = drawn(app)
            assert {row["of"] for row in rows} == set(map(KNOBS["optimizer"].brief, KNOBS["optimizer"].choices))
            assert len(rows) == 4 * 30
            assert all(0.9e-6 < row["size"] < 0.11 for row in rows)


def test_smaller_batches_make_more_corrections(open_step):
    app = open_step(BATCHES)
    assert "30 batches × 10 = **300 corrections**, 150,000 reviews read" in words(app)
    assert len(drawn(app)) == 300
    app.select_slider(key="how_batch_size").set_value(128)
    app.slider(key="how_epochs").set_value(2).run()
    assert "118 batches × 2 = **236 corrections**, 30,000 reviews read" in words(app)
    assert len(drawn(app)) == 236
