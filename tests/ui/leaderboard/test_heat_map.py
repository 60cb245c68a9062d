"""The heat map: a pure function from finished runs of the article's grid to four panels, and its place on the page."""

import re
from dataclasses import replace

import pytest

from explorer.config import RunConfig, article_grid
from explorer.ui import heat_colours
from explorer.ui.pages.leaderboard import heat_map
from tests.support.charts import find, marks
from tests.support.leaderboard import GRID_BUTTON
from tests.support.pages import button, words

BEST = RunConfig("tanh", "mse", units=64, layers=2)
TITLE = "The combinations at a glance"


def whole():
    """All 36 combinations have one run, with 88.0 to 88.35%, and `BEST` has 89%."""
    return {config: [0.88 + number / 10_000] for number, config in enumerate(article_grid())} | {BEST: [0.89]}


def cells(means, activation="tanh", loss="mse"):
    """(units, layers) → the row of that cell in a panel."""
    rows = heat_map.panel_frame(means, activation, loss).to_dict("records")
    return {(row["units"], row["layers"]): row for row in rows}


def test_repeats_of_a_combination_are_taken_together_and_other_settings_left_out(cluster):
    for seed, accuracy in enumerate((0.88, 0.89, 0.87)):
        cluster.trained(replace(BEST, seed=seed), val_accuracy=accuracy)
    cluster.trained(RunConfig(), val_accuracy=0.86)
    cluster.trained(RunConfig(units=128), val_accuracy=0.95)
    cluster.trained(RunConfig(dropout=0.5), val_accuracy=0.95)
    means = heat_map.grid_means(cluster.store.runs())
    assert {config: sorted(accuracies) for config, accuracies in means.items()} == {
        BEST: [0.87, 0.88, 0.89],
        RunConfig(): [0.86],
    }
    assert cells(means)[64, 2]["accuracy"] == pytest.approx(0.88)
    assert cells(means)[64, 2]["repeats"] == "the average of 3 runs"


def test_the_same_settings_trained_twice_count_once(cluster):
    cluster.trained(BEST, val_accuracy=0.88)
    cluster.trained(BEST, val_accuracy=0.88)
    assert heat_map.grid_means(cluster.store.runs()) == {BEST: [0.88]}


def test_each_panel_has_the_nine_cells_of_its_activation_and_loss():
    seen = [
        row["settings"]
        for activation in ("relu", "tanh")
        for loss in ("mse", "binary_crossentropy")
        for row in cells(whole(), activation, loss).values()
    ]
    assert sorted(seen) == sorted(config.describe() for config in article_grid())
    assert set(cells(whole())) == {(units, layers) for units in (16, 32, 64) for layers in (1, 2, 3)}


def test_only_the_best_cell_of_all_panels_is_outlined():
    best = [
        row["settings"]
        for activation in ("relu", "tanh")
        for loss in ("mse", "binary_crossentropy")
        for row in cells(whole(), activation, loss).values()
        if row["best"]
    ]
    assert best == [BEST.describe()]


def test_a_combination_that_has_not_finished_is_an_empty_cell():
    means = whole()
    del means[RunConfig("tanh", "mse", 16, 1)]
    cell = cells(means)[16, 1]
    assert (cell["label"], cell["shown"], cell["repeats"]) == ("–", "not trained yet", "no run")
    assert cell["accuracy"] != cell["accuracy"]
    assert "Empty cells have not been trained yet." in heat_map.reading(means)
    assert "Empty" not in heat_map.reading(whole())


def test_a_panel_without_any_finished_combination_is_one_that_altair_accepts():
    assert heat_map.heat_map({RunConfig(): [0.88]}, "tanh", "mse").to_dict()["layer"]


def test_the_four_panels_share_their_colours():
    panels = [
        heat_map.heat_map(whole(), activation, loss).to_dict()
        for activation in ("relu", "tanh")
        for loss in ("mse", "binary_crossentropy")
    ]
    scales = [colour["scale"] for panel in panels for colour in find(panel, "color") if isinstance(colour, dict)]
    scales = [scale for scale in scales if scale]
    assert len(scales) == 4
    assert all(scale == {"scheme": "viridis", "domain": [0.87, 0.89], "clamp": True} for scale in scales)


def test_what_altair_makes_is_made_once_for_all_panels_and_draws():
    first = heat_map.heat_map(whole(), "tanh", "mse")
    assert heat_map.heat_map(whole(), "relu", "mse").spec is first.spec
    assert heat_map.heat_map(whole() | {BEST: [0.9]}, "tanh", "mse").spec is not first.spec


@pytest.mark.parametrize(("accuracies", "ends"), [((0.88, 0.881), (0.861, 0.881)), ((0.8, 0.89), (0.8, 0.89))])
def test_colours_reach_over_all_there_is_and_do_not_blow_up_small_differences(accuracies, ends):
    means = {config: [accuracy] for config, accuracy in zip(article_grid(), accuracies)}
    assert heat_map.colour_range(means) == pytest.approx(ends)


def test_numbers_are_white_on_dark_cells_and_dark_on_bright_ones():
    means = whole() | {RunConfig("tanh", "mse", 16, 1): [0.871]}
    white, dark = heat_colours.LIGHT_INK, heat_colours.DARK_INK
    assert cells(means)[16, 1]["ink"] == white
    assert cells(means)[64, 2]["ink"] == dark


def test_each_cell_says_its_accuracy_and_its_settings_in_words():
    cell = cells(whole())[64, 2]
    assert (cell["label"], cell["shown"]) == ("89.00%", "89.00%")
    assert cell["settings"] == "tanh · mean squared error · 2 hidden layers of 64 · 10 epochs"
    drawn = heat_map.heat_map(whole(), "tanh", "mse").to_dict()
    assert marks(drawn) == ["rect", "rect", "rect", "text"]
    assert {axis["title"] for axis in find(drawn, "x")} == {"Hidden units"}
    assert {axis["title"] for axis in find(drawn, "y")} == {"Hidden layers"}


def test_marks_that_may_lack_data_are_no_pictures_without_a_name():
    drawn = heat_map.heat_map(whole(), "tanh", "mse").to_dict()
    assert [layer["mark"].get("aria", True) for layer in drawn["layer"]] == [False, False, False, True]


def test_the_map_says_how_to_read_it_and_what_can_be_luck():
    sentence = heat_map.reading(whole())
    assert "The outlined one is the best, with 89.00%." in sentence
    # By Tukey's range of 36 single runs, and not by the reviews, which all cells share.
    found = re.search(r"differences of less than about (\d\.\d) percentage points can be luck\.", sentence)
    assert float(found[1]) > 2
    calm = {config: [0.888, 0.889, 0.890, 0.891, 0.892] for config in whole()}
    found = re.search(r"less than about (\d\.\d)", heat_map.reading(calm))
    assert float(found[1]) < 1
    assert "at its best epoch" in sentence
    assert "averaged over its repeats" in heat_map.reading(whole() | {BEST: [0.88, 0.9]})


# The page


def panels(app):
    """The descriptions of the map's panels, without those of other charts on the page."""
    alts = [chart.proto.alt for chart in app.get("vega_lite_chart")]
    return [alt for alt in alts if alt.endswith("by hidden units and hidden layers.")]


def test_the_map_is_four_charts_once_the_grid_is_trained(open_app, cluster):
    for config in article_grid():
        cluster.trained(config)
    app = open_app("leaderboard")
    assert TITLE in words(app)
    assert len(panels(app)) == 4
    for name in ("ReLU · mean squared error", "tanh · binary cross-entropy"):
        assert f"**{name}**" in words(app)
    assert panels(app)[0] == "Validation accuracy with ReLU · mean squared error by hidden units and hidden layers."
    assert not app.exception


@pytest.mark.parametrize(("finished", "shown"), [(3, False), (4, True)])
def test_a_few_combinations_have_to_be_finished(open_app, cluster, finished, shown):
    for config in article_grid()[:finished]:
        cluster.trained(config)
    cluster.trained(RunConfig(units=128))
    assert (TITLE in words(open_app("leaderboard"))) == shown


def test_there_is_no_map_while_the_grid_trains(open_app, cluster):
    for config in article_grid()[:20]:
        cluster.trained(config)
    app = open_app("leaderboard")
    assert "Empty cells have not been trained yet." in words(app)
    button(app, GRID_BUTTON).click().run()
    assert TITLE not in words(app)
    assert not panels(app)


def test_other_reviews_have_a_map_of_their_own(open_app, cluster):
    for config in article_grid():
        cluster.trained(config, dataset="official")
    assert TITLE not in words(open_app("leaderboard"))
