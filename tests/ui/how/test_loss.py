"""The sixth step: how both losses count a wrong prediction."""

from tests.support.how_it_works import LOSS
from tests.support.pages import metrics


def test_both_losses_fall_as_the_prediction_gets_better(open_step):
    app = open_step(LOSS)
    shown = []
    for prediction in (0.01, 0.5, 0.99):
        app.slider(key="how_prediction").set_value(prediction).run()
        shown.append(tuple(metrics(app).values()))
    assert shown == [("0.98", "4.61"), ("0.25", "0.69"), ("0.00", "0.01")]
