"""The drawing of a network shows every layer with its size."""

from itertools import groupby, pairwise

import pytest

from explorer.config import KNOBS, RunConfig
from explorer.ui.pages.train.network_drawing import LETTERS, TOP, drawing

EXTREMES = [
    RunConfig(units=units, layers=layers, vocabulary=vocabulary)
    for units in (KNOBS["units"].low, KNOBS["units"].high)
    for layers in range(KNOBS["layers"].low, KNOBS["layers"].high + 1)
    for vocabulary in (KNOBS["vocabulary"].low, KNOBS["vocabulary"].high)
]


@pytest.mark.parametrize("config", EXTREMES)
def test_every_layer_is_drawn_inside_the_picture_with_its_size_below(config):
    lines, units, words = drawing(config)
    assert len({unit.x for unit in units}) == len(config.widths)
    heights = [one.y for one in (*lines, *units, *words)] + [line.y2 for line in lines]
    across = [one.x for one in (*lines, *units, *words)] + [line.x2 for line in lines]
    assert min(heights) >= 0 and max(heights) <= TOP
    assert min(across) >= 0 and max(across) <= 1
    sizes = [one.text for one in words if one.kind == "size" and one.text != "⋮"]
    assert sizes == [f"{width:,}" for width in config.widths]
    counts = [f"{count:,}" for count in config.parameter_counts]
    assert [one.text for one in words if one.kind == "weights"] == [*counts, "weights and biases between the layers"]
    assert {one.kind for one in words} == LETTERS.keys()


def test_what_stands_below_neighbouring_layers_does_not_touch_on_a_phone():
    # About six pixels a letter, in a picture of 330 pixels.
    names = [one for one in drawing(RunConfig(layers=KNOBS["layers"].high, pairs="on")).words if one.kind == "name"]
    assert {"words", "pairs"} < {one.text for one in names}
    for _, line in groupby(sorted(names, key=lambda one: (one.y, one.x)), key=lambda one: one.y):
        halves = [(one.x, len(one.text) * 6 / 330 / 2) for one in line]
        assert all(x + half < x2 - half2 for (x, half), (x2, half2) in pairwise(halves))


def test_more_units_are_drawn_as_more():
    shown = [
        sum(unit.layer.startswith("Hidden") for unit in drawing(RunConfig(units=units)).units)
        for units in (4, 8, 16, 32, 64, 128)
    ]
    assert shown == sorted(set(shown))


def test_a_layer_that_is_shown_whole_has_no_gap():
    _, units, words = drawing(RunConfig(units=4))
    hidden = [unit for unit in units if unit.layer.startswith("Hidden")]
    assert len(hidden) == 4
    assert hidden[0].x not in [one.x for one in words if one.text == "⋮"]
