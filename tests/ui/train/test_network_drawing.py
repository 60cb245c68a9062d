"""The drawing of a network shows every layer with its size, and only its data change."""

import pytest

from explorer.config import KNOBS, RunConfig, article_grid
from explorer.ui.pages.train.network_drawing import TOP, drawing, frames

EXTREMES = [
    RunConfig(units=units, layers=layers, vocabulary=vocabulary)
    for units in (KNOBS["units"].low, KNOBS["units"].high)
    for layers in range(KNOBS["layers"].low, KNOBS["layers"].high + 1)
    for vocabulary in (KNOBS["vocabulary"].low, KNOBS["vocabulary"].high)
]


@pytest.mark.parametrize("config", EXTREMES)
def test_every_layer_is_drawn_inside_the_picture_with_its_size_below(config):
    units, lines, texts = frames(config)
    assert units["x"].nunique() == len(config.widths)
    for frame, columns in ((units, ["x", "y"]), (lines, ["x", "y", "x2", "y2"]), (texts, ["x", "y"])):
        assert frame[columns].min().min() >= 0 and frame[columns].max().max() <= TOP
    sizes = texts[(texts["kind"] == "size") & (texts["text"] != "⋮")]
    assert sizes["text"].tolist() == [f"{width:,}" for width in config.widths]
    counts = [f"{count:,}" for count in config.parameter_counts]
    assert texts[texts["kind"] == "weights"]["text"].tolist() == [*counts, "weights and biases between the layers"]


def test_what_stands_below_neighbouring_layers_does_not_touch_on_a_phone():
    # About six pixels a letter, in a picture of 330 pixels.
    _, _, texts = frames(RunConfig(layers=KNOBS["layers"].high, pairs="on"))
    names = texts[texts["kind"] == "name"]
    assert {"words", "pairs"} < set(names["text"])
    for _, line in names.groupby("y"):
        half = line["text"].str.len() * 6 / 330 / 2
        assert ((line["x"] + half).shift() < line["x"] - half)[1:].all()


def test_more_units_are_drawn_as_more():
    shown = [
        (frames(RunConfig(units=units))[0]["layer"].str.startswith("Hidden")).sum() for units in (4, 8, 16, 32, 64, 128)
    ]
    assert shown == sorted(set(shown))


def test_a_layer_that_is_shown_whole_has_no_gap():
    units, _, texts = frames(RunConfig(units=4))
    hidden = units[units["layer"].str.startswith("Hidden")]
    assert len(hidden) == 4
    assert hidden["x"].iloc[0] not in texts[texts["text"] == "⋮"]["x"].tolist()


def test_the_knobs_change_nothing_of_the_drawing_but_its_data():
    def without_data(value):
        if isinstance(value, dict):
            return {key: without_data(item) for key, item in value.items() if key not in ("data", "datasets")}
        return [without_data(item) for item in value] if isinstance(value, list) else value

    specs = [without_data(drawing(config).to_dict()) for config in [*EXTREMES, *article_grid()]]
    assert all(spec == specs[0] for spec in specs)
