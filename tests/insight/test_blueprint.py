"""What a network consists of, in figures, in words and drawn, is what Keras would build."""

import pytest

from explorer.config import KNOBS, RunConfig, article_grid
from explorer.insight.blueprint import in_words, weights
from explorer.training.network import build
from explorer.ui.pages.train.network_drawing import drawing, frames

EXTREMES = [
    RunConfig(units=units, layers=layers, vocabulary=vocabulary)
    for units in (KNOBS["units"].low, KNOBS["units"].high)
    for layers in range(KNOBS["layers"].low, KNOBS["layers"].high + 1)
    for vocabulary in (KNOBS["vocabulary"].low, KNOBS["vocabulary"].high)
]


@pytest.mark.parametrize("config", [RunConfig(), RunConfig(layers=0), RunConfig(units=64, layers=3, vocabulary=500)])
def test_the_weights_are_those_of_the_network_that_keras_builds(config):
    network = build(config)
    assert weights(config) == [layer.count_params() for layer in network.layers]
    assert f"**{network.count_params():,} weights**" in in_words(config, 15_000)


def test_the_words_say_what_the_knobs_say():
    words = in_words(RunConfig("tanh", units=32, layers=2, epochs=4), 15_000)
    assert "10,000 switches" in words
    assert "2 hidden layers of 32 units each, bent by **tanh**" in words
    # 30 batches an epoch.
    assert "corrected 120 times" in words and "after every 512 of 15,000 reviews" in words


def test_the_words_count_one_thing_as_one():
    words = in_words(RunConfig(epochs=1, batch_size=4096), 300)
    assert "corrected once" in words and "after every 300 of 300 reviews" in words and "each of 1 epoch." in words
    assert "a hidden layer of 16 units, bent by" in words
    assert "hidden layer" not in in_words(RunConfig(layers=0), 300)


@pytest.mark.parametrize("config", EXTREMES)
def test_every_layer_is_drawn_inside_the_picture_with_its_size_below(config):
    units, lines, texts = frames(config)
    assert units["x"].nunique() == len(config.widths)
    for frame, columns in ((units, ["x", "y"]), (lines, ["x", "y", "x2", "y2"]), (texts, ["x", "y"])):
        assert frame[columns].min().min() >= 0 and frame[columns].max().max() <= 1
    sizes = texts[(texts["kind"] == "size") & (texts["text"] != "⋮")]
    assert sizes["text"].tolist() == [f"{width:,}" for width in config.widths]
    assert texts[texts["kind"] == "weights"]["text"].tolist() == [f"{count:,}" for count in weights(config)]


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
