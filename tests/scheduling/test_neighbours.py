"""What is one turn away, and what is likeliest to be turned next."""

from dataclasses import replace

import pytest

from explorer.config import KNOBS, RunConfig
from explorer.scheduling.neighbours import MORE_EPOCHS, Turn, neighbours, turn

USUAL = RunConfig()


def test_every_knob_is_turned_one_step_up_and_down_and_to_each_of_its_choices():
    found = neighbours(USUAL)
    for name, knob in KNOBS.items():
        values = {getattr(one, name) for one in found} - {getattr(USUAL, name)}
        if knob.choices:
            assert values == {*knob.choices} - {getattr(USUAL, name)}
        else:
            assert 1 <= len(values) <= 2
    assert {one.units for one in found} == {12, 16, 24}
    assert {one.layers for one in found} == {0, 1, 2}
    assert {one.learning_rate for one in found} == {0.0009, 0.001, 0.0011}


def test_each_differs_in_one_knob_and_there_are_no_doubles():
    found = neighbours(replace(USUAL, units=20, layers=3))
    assert all(turn(replace(USUAL, units=20, layers=3), one) for one in found)
    assert len(found) == len({*found})


@pytest.mark.parametrize("name", ["dropout", "wrong_labels", "l2", "learning_rate"])
def test_a_step_is_the_number_that_a_slider_shows(name):
    knob = KNOBS[name]
    for steps in range(1, round(min(15, knob.high / knob.step))):
        at = round(steps * knob.step, 10)
        values = {getattr(one, name) for one in neighbours(replace(USUAL, **{name: at}))}
        assert values >= {round((steps + 1) * knob.step, 10)}


def test_some_more_epochs_are_one_step_because_fewer_are_cut_from_them():
    assert {one.epochs for one in neighbours(USUAL)} == {9, 10, 10 + MORE_EPOCHS}
    assert {one.epochs for one in neighbours(replace(USUAL, epochs=49))} == {48, 49, 50}
    assert {one.epochs for one in neighbours(replace(USUAL, epochs=50))} == {49, 50}


@pytest.mark.parametrize(
    ("name", "value"), [("units", 4), ("layers", 0), ("seed", 0), ("seed", 9999), ("learning_rate", 10.0)]
)
def test_no_step_leads_beyond_an_end(name, value):
    values = {getattr(one, name) for one in neighbours(replace(USUAL, **{name: value}))}
    assert len(values) == 2 and all(KNOBS[name].low <= one <= KNOBS[name].high for one in values)


def test_whoever_drags_a_slider_goes_on_dragging_it():
    found = neighbours(replace(USUAL, units=24), [Turn("units", 1)])
    assert [one.units for one in found[:2]] == [32, 48]
    assert {one.units for one in found} == {16, 24, 32, 48, 64}
    down = neighbours(replace(USUAL, units=24), [Turn("units", -1)])
    assert down[0].units == 16


def test_the_articles_knobs_come_first_until_people_turn_others():
    first = neighbours(USUAL)[0]
    assert turn(USUAL, first).knob in ("loss", "units", "layers", "epochs")
    assert turn(USUAL, neighbours(USUAL, others={"dropout": 20})[0]).knob == "dropout"
    assert turn(USUAL, neighbours(USUAL, own=[Turn("l2", 1)] * 3)[0]).knob == "l2"


def test_a_turn_is_of_one_knob():
    assert turn(USUAL, USUAL) is None
    assert turn(USUAL, replace(USUAL, units=32, layers=2)) is None
    assert turn(USUAL, replace(USUAL, units=32)) == Turn("units", 1)
    assert turn(USUAL, replace(USUAL, units=8)) == Turn("units", -1)
    assert turn(USUAL, replace(USUAL, activation="tanh")) == Turn("activation", 0)
