"""The heat map: a pure function from settings to panels of any two knobs, and its place on the page."""

import pytest

from explorer.config import RunConfig, article_grid
from explorer.grid import combinations
from explorer.insight import heat_map as maps
from explorer.insight.ranking import standings
from explorer.ui import heat_colours
from explorer.ui.pages.leaderboard import heat_map
from tests.support.charts import find, marks
from tests.support.leaderboard import GRID_BUTTON
from tests.support.pages import button, words
from tests.support.runs import trained

BEST = RunConfig("tanh", "mse", units=64, layers=2)
TITLE = "The combinations at a glance"
# Where tanh and mean squared error are among the four.
PLACE = 2


def article(special=None, configs=None):
    """The map of the article's 36: 88.0 to 88.35%, and `BEST` has 89%, unless `special` says otherwise."""
    accuracies = {config: 0.88 + number / 10_000 for number, config in enumerate(article_grid())}
    accuracies |= {BEST: 0.89} | (special or {})
    return maps.heat_map(standings(trained(configs or article_grid(), accuracies.get)), *maps.ARTICLE_AXES)


def cells(found, number=PLACE):
    """(units, layers) → the row of that cell in a panel."""
    rows = heat_map.panel_frame(found, found.panels[number]).to_dict("records")
    return {(row["across"], row["down"]): row for row in rows}


def drawn(found, number=PLACE):
    return heat_map.panel_picture(found, found.panels[number]).to_dict()


def test_each_panel_has_the_nine_cells_of_its_activation_and_loss():
    found = article()
    seen = [row["settings"] for number in range(4) for row in cells(found, number).values()]
    assert sorted(seen) == sorted(config.describe() for config in article_grid())
    assert set(cells(found)) == {(units, layers) for units in ("16", "32", "64") for layers in ("1", "2", "3")}


def test_only_the_best_cell_of_all_panels_is_outlined():
    found = article()
    best = [row["settings"] for number in range(4) for row in cells(found, number).values() if row["best"]]
    assert best == [BEST.describe()]


def test_a_combination_that_has_not_finished_is_an_empty_cell():
    cell = cells(article(configs=[config for config in article_grid() if config != BEST]))["64", "2"]
    assert (cell["label"], cell["shown"], cell["repeats"]) == ("–", "no run here", "no run")
    assert cell["settings"] == "64 hidden units · 2 hidden layers"
    assert cell["accuracy"] != cell["accuracy"]


def test_the_four_panels_share_their_colours():
    found = article({RunConfig("relu", "mse", 16, 1): 0.879})
    scales = [c["scale"] for number in range(4) for c in find(drawn(found, number), "color") if isinstance(c, dict)]
    scales = [scale for scale in scales if scale]
    assert len(scales) == 4
    assert all(scale == {"scheme": "viridis", "domain": [0.87, 0.89], "clamp": True} for scale in scales)


def test_what_altair_makes_is_made_once_for_all_panels_and_draws():
    found = article()
    pictures = [heat_map.panel_picture(found, panel) for panel in found.panels]
    assert all(picture.spec is pictures[0].spec for picture in pictures)
    other = article({BEST: 0.9})
    assert heat_map.panel_picture(other, other.panels[0]).spec is not pictures[0].spec


@pytest.mark.parametrize(("accuracies", "ends"), [((0.88, 0.881), (0.861, 0.881)), ((0.8, 0.89), (0.8, 0.89))])
def test_colours_reach_over_all_there_is_and_do_not_blow_up_small_differences(accuracies, ends):
    found = article({config: accuracies[number % 2] for number, config in enumerate(article_grid())})
    assert heat_map.colour_range(found) == pytest.approx(ends)


def test_numbers_are_white_on_dark_cells_and_dark_on_bright_ones():
    found = article({RunConfig("tanh", "mse", 16, 1): 0.871})
    white, dark = heat_colours.LIGHT_INK, heat_colours.DARK_INK
    assert cells(found)["16", "1"]["ink"] == white
    assert cells(found)["64", "2"]["ink"] == dark


def test_each_cell_says_its_accuracy_and_its_settings_in_words():
    found = article()
    cell = cells(found)["64", "2"]
    assert (cell["label"], cell["shown"], cell["repeats"]) == ("89.00%", "89.00%", "1 run")
    assert cell["settings"] == "tanh · mean squared error · 2 hidden layers of 64 · 10 epochs"
    assert marks(drawn(found)) == ["rect", "rect", "rect", "text"]
    assert {axis["title"] for axis in find(drawn(found), "x")} == {"Hidden units"}
    assert {axis["title"] for axis in find(drawn(found), "y")} == {"Hidden layers"}


def test_a_cell_of_an_average_names_only_what_its_settings_have_in_common():
    values = {"units": (16, 64), "layers": (1, 2), "dropout": (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6)}
    settings = standings(trained(combinations(values, RunConfig(), 1, 99), lambda config: 0.88))
    cell = cells(maps.heat_map(settings, "units", "layers"), 0)["16", "2"]
    assert (cell["settings"], cell["repeats"]) == ("16 hidden units · 2 hidden layers", "the average of 7 runs")


def test_choices_and_numbers_are_in_order_and_written_as_in_the_table():
    values = {"loss": ("mse", "binary_crossentropy"), "batch_size": (128, 1_024, 512, 2_048)}
    settings = standings(trained(combinations(values, RunConfig(), 1, 99), lambda config: 0.88))
    picture = drawn(maps.heat_map(settings, "batch_size", "loss"), 0)
    assert {tuple(x["sort"]) for x in find(picture, "x")} == {("128", "512", "1,024", "2,048")}
    assert {tuple(y["sort"]) for y in find(picture, "y")} == {("MSE", "BCE")}


@pytest.mark.parametrize(("columns", "label"), [(6, "88.00%"), (9, "88.0%"), (14, "88"), (21, "")])
def test_the_more_columns_there_are_the_fewer_digits(columns, label):
    values = {"units": tuple(range(4, 4 + columns)), "layers": (1, 2)}
    settings = standings(trained(combinations(values, RunConfig(), 1, 99), lambda config: 0.88))
    assert cells(maps.heat_map(settings, "units", "layers"), 0)["4", "1"]["label"] == label


def test_marks_that_may_lack_data_are_no_pictures_without_a_name():
    assert [layer["mark"].get("aria", True) for layer in drawn(article())["layer"]] == [False, False, False, True]


# The page


def panels(app):
    """The descriptions of the map's panels, without those of other charts on the page."""
    alts = [chart.proto.alt for chart in app.get("vega_lite_chart")]
    return [alt for alt in alts if alt.startswith("Validation accuracy") and " by epoch" not in alt]


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
    for config in article_grid()[:25]:
        cluster.trained(config)
    app = open_app("leaderboard")
    assert "Empty cells have no run here." in words(app)
    button(app, GRID_BUTTON).click().run()
    assert TITLE not in words(app)
    assert not panels(app)


def test_other_reviews_have_a_map_of_their_own(open_app, cluster):
    for config in article_grid():
        cluster.trained(config, dataset="official")
    assert TITLE not in words(open_app("leaderboard"))


def test_two_other_knobs_can_be_chosen(open_app, cluster):
    for config in article_grid():
        cluster.trained(config)
    app = open_app("leaderboard")
    across, down = app.selectbox(key="heat_across"), app.selectbox(key="heat_down")
    assert (across.value, down.value) == ("units", "layers")
    assert across.options == ["Activation", "Loss", "Hidden units", "Hidden layers"]
    assert "Hidden units" not in down.options
    app = across.set_value("activation").run()
    app = app.selectbox(key="heat_down").set_value("loss").run()
    # Nine panels would be too many.
    assert panels(app) == ["Validation accuracy by activation and loss."]
    assert "Each cell is the average of 9 settings, the same hidden units and hidden layers in every cell" in words(app)
    app = app.selectbox(key="heat_across").set_value("loss").run()
    assert app.selectbox(key="heat_down").value != "loss"
    assert not app.exception


def test_the_usual_knobs_follow_what_is_trained_until_somebody_has_chosen(open_app, cluster):
    first = combinations({"activation": ("relu", "tanh"), "dropout": (0.0, 0.5)}, RunConfig(), 1, 4)
    for config in first:
        cluster.trained(config)
    app = open_app("leaderboard")
    assert (app.selectbox(key="heat_across").value, app.selectbox(key="heat_down").value) == ("activation", "dropout")
    for config in article_grid():
        cluster.trained(config)
    app.run()
    assert (app.selectbox(key="heat_across").value, app.selectbox(key="heat_down").value) == ("units", "layers")
    app = app.selectbox(key="heat_across").set_value("dropout").run()
    assert app.selectbox(key="heat_across").value == "dropout"
    assert not app.exception


def test_two_knobs_without_a_map_are_told_so(open_app, cluster):
    for config in [*article_grid(), RunConfig(l2=0.01), RunConfig(dropout=0.5)]:
        cluster.trained(config)
    app = open_app("leaderboard")
    app = app.selectbox(key="heat_across").set_value("l2").run()
    app = app.selectbox(key="heat_down").set_value("dropout").run()
    assert "Too few settings differ in nothing but L2 penalty and dropout." in words(app)
    assert not panels(app)


def test_the_map_is_of_what_the_filter_shows(open_app, cluster):
    for config in article_grid():
        cluster.trained(config)
    app = open_app("leaderboard")
    assert "Only settings that the filter shows" not in words(app)
    app.get_by_key("filter_activation").set_value(["tanh"]).run()
    assert panels(app) == [
        f"Validation accuracy with {loss} by hidden units and hidden layers."
        for loss in ("mean squared error", "binary cross-entropy")
    ]
    assert "Only settings that the filter shows are on it." in words(app)
    app.get_by_key("filter_units").set_value([16]).run()
    assert app.selectbox(key="heat_across").value != "units"
    assert not app.exception
