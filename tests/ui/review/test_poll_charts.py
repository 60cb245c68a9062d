"""The charts of many networks' opinions on one review: the article's grid as a map, other settings as a list."""

from dataclasses import replace

import numpy as np
import pytest

from explorer.config import RunConfig, article_grid
from explorer.insight import review_poll
from explorer.insight.review_reading import sigmoid
from explorer.ui.pages.review import poll_charts
from explorer.wording.classes import Classes
from tests.support.charts import find, marks


@pytest.fixture
def poll_of(cluster):
    """A function that makes a poll of the article's first settings, or of `configs`, with these scores."""

    def poll_of(*given, configs=None):
        configs = configs or article_grid()[: len(given)]
        runs = [cluster.store.run(cluster.trained(config)) for config in configs]
        return review_poll.poll(runs, given)

    return poll_of


def luminance(colour):
    parts = [value / 255 for value in bytes.fromhex(colour[1:])]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return np.dot(linear, (0.2126, 0.7152, 0.0722))


def test_a_cell_is_paler_nearer_to_a_coin_flip_and_its_number_is_easy_to_read():
    assert poll_charts.colour(1.0) == "#2e9e5b" and poll_charts.colour(0.0) == "#a259c9"
    assert poll_charts.colour(0.5) == poll_charts.UNDECIDED
    for side in ((0.5, 0.7, 0.9, 1.0), (0.5, 0.3, 0.1, 0.0)):
        lightness = [luminance(poll_charts.colour(probability)) for probability in side]
        assert lightness == sorted(lightness, reverse=True)
        assert all((value + 0.05) / (luminance(poll_charts.INK) + 0.05) >= 4.5 for value in lightness)


def test_each_combination_has_its_cell_in_the_panel_of_its_activation_and_loss(poll_of):
    frame = poll_charts.grid_frame(poll_of(*[1.0] * 36), 1, 0)
    assert sorted(frame["settings"]) == sorted(config.describe() for config in article_grid())
    assert len(set(zip(frame["x"], frame["y"]))) == 36
    place = {row["settings"]: (row["x"], row["y"]) for row in frame.to_dict("records")}
    middle = {config: place[config.describe()] for config in article_grid()}
    start = middle[RunConfig("relu", "mse", 16, 1)]
    assert middle[RunConfig("relu", "mse", 64, 1)] == (start[0] + 2, start[1])
    assert middle[RunConfig("relu", "mse", 16, 3)] == (start[0], start[1] + 2)
    assert middle[RunConfig("relu", "binary_crossentropy", 16, 1)] == (start[0] + 3.25, start[1])
    assert middle[RunConfig("tanh", "mse", 16, 1)] == (start[0], start[1] + 3.75)


def test_a_cell_says_its_probability_and_the_selected_one_is_outlined(poll_of):
    poll = poll_of(2.0, None, -1.0)
    first, damaged, third, untrained = poll_charts.grid_frame(poll, poll.opinions[1].run.id, 7).to_dict("records")[:4]
    assert (first["label"], first["shown"], first["colour"]) == ("88%", "88.1%", poll_charts.colour(sigmoid(2.0)))
    assert [row["selected"] for row in (first, damaged, third, untrained)] == [False, False, True, False]
    assert (damaged["label"], damaged["shown"]) == ("–", "its file is damaged")
    assert (untrained["label"], untrained["shown"]) == ("–", "no network to ask")
    assert [row["clicks"] for row in (first, untrained)] == [7, 7]


def test_a_repeat_with_another_seed_stands_in_its_settings_cell(poll_of):
    poll = poll_of(1.0, configs=[replace(article_grid()[4], seed=3)])
    frame = poll_charts.grid_frame(poll, 0, 0)
    assert list(frame["run"].notna().to_numpy().nonzero()[0]) == [4]
    assert poll_charts.outside_the_grid(poll) == []


def test_settings_that_are_not_in_the_grid_are_listed_the_most_negative_first(poll_of):
    configs = [RunConfig(), RunConfig(units=128), RunConfig(dropout=0.5)]
    poll = poll_of(1.0, 2.0, -1.0, configs=configs)
    further = poll_charts.outside_the_grid(poll)
    assert [opinion.run.config for opinion in further] == [configs[2], configs[1]]
    picture = poll_charts.opinion_list(further, Classes(), further[1].run.id, 3)
    rows = picture.frames["cells"].to_dict("records")
    assert [(row["row"], row["label"], row["selected"], row["clicks"]) for row in rows] == [
        (0, "27%", False, 3),
        (1, "88%", True, 3),
    ]
    assert picture.spec["height"] == 2 * poll_charts.row_height(further)


def test_long_settings_are_broken_into_lines_that_fit_a_phone(poll_of):
    config = RunConfig(layers=3, units=128, epochs=50, vocabulary=5_000, dropout=0.5, l2=0.002, batch_size=256)
    (opinion,) = poll_charts.outside_the_grid(poll_of(1.0, configs=[config]))
    picture = poll_charts.opinion_list([opinion], Classes(), 0, 0)
    lines = picture.frames["cells"]["lines"][0].split("\n")
    assert " ".join(lines) == config.describe() and len(lines) > 2
    assert all(len(line) <= poll_charts.LINE_LENGTH for line in lines)
    assert picture.spec["height"] >= len(lines) * poll_charts.LINE_HEIGHT


def test_only_the_maps_data_change_with_another_network_or_another_review(poll_of):
    one, other = (
        poll_charts.grid_map(poll, Classes(), selected, clicks)
        for poll, selected, clicks in ((poll_of(1.0, -2.0), 1, 0), (poll_of(-1.0), 2, 5))
    )
    assert one.spec == other.spec
    assert not one.frames["cells"].equals(other.frames["cells"])
    assert marks(one.spec) == ["rect", "rect", "rect", "text", "rect", "text"]
    assert {"Hidden units", "Hidden layers"} <= set(map(str, find(one.spec, "title")))


def test_axis_labels_stand_at_the_middle_of_their_cells():
    axes = {axis["labelExpr"] for axis in find(poll_charts._grid_spec("Positive"), "axis") if axis}
    assert axes == {
        "{'0.5': '16', '1.5': '32', '2.5': '64', '3.75': '16', '4.75': '32', '5.75': '64'}[datum.value]",
        "{'1.25': '1', '2.25': '2', '3.25': '3', '5': '1', '6': '2', '7': '3'}[datum.value]",
    }
