"""The fourth and fifth steps: a unit's sum, and what its activation makes of it."""

from tests.support.how_it_works import ACTIVATIONS, UNIT, drawn
from tests.support.pages import words


def test_a_unit_is_silent_until_its_sum_is_above_zero(open_step):
    app = open_step(UNIT)
    assert "1 × 1.5 + 1 × (−2.0) + 1 × 0.1 + 0.2 = −0.2 → **0.0**" in words(app)
    app.slider(key="how_weight_boring").set_value(-0.5).run()
    assert "1 × 1.5 + 1 × (−0.5) + 1 × 0.1 + 0.2 = 1.3 → **1.3**" in words(app)


def test_a_word_that_does_not_occur_adds_nothing(open_step):
    app = open_step(UNIT)
    app.pills(key="how_words").set_value(["wonderful"]).run()
    assert "1 × 1.5 + 0 × (−2.0) + 0 × 0.1 + 0.2 = 1.7 → **1.7**" in words(app)
    assert {row["name"]: row["label"] for row in drawn(app)} == {
        "wonderful": "1.5",
        "boring": "0.0",
        "the": "0.0",
        "bias": "0.2",
        "sum": "1.7",
        "passed on": "1.7",
    }


def test_an_input_goes_through_both_activations(open_step):
    app = open_step(ACTIVATIONS)
    assert "ReLU gives **1.00** · tanh gives **0.76**" in words(app)
    app.slider(key="how_total").set_value(-2.0).run()
    assert "ReLU gives **0.00** · tanh gives **−0.96**" in words(app)
