"""How to read a heat map, in words."""

import re
from dataclasses import replace

from explorer.config import RunConfig, article_grid, repeated
from explorer.grid import combinations
from explorer.insight.heat_map import ARTICLE_AXES, heat_map
from explorer.insight.ranking import standings
from explorer.wording.heat_map_sentences import nothing_to_compare, panel_name, reading
from tests.support.runs import trained

BEST = RunConfig("tanh", "mse", units=64, layers=2)
OTHERS = {"units": (16, 64), "layers": (1, 2), "dropout": (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6), "epochs": (5, 10)}


def of(configs, *axes):
    runs = trained(configs, lambda config: 0.89 if replace(config, seed=0) == BEST else 0.88)
    return heat_map(standings(runs), *(axes or ARTICLE_AXES))


def test_the_map_says_what_is_best_and_what_can_be_luck():
    said = reading(of(article_grid()))
    assert said.startswith("Each cell is one setting: its number is the validation accuracy at its best epoch,")
    assert "The outlined one is the best, with 89.00%." in said
    assert re.search(r"whole rows, columns or panels .* less than about \d\.\d percentage points can be luck\.$", said)


def test_repeats_are_said_to_be_averaged():
    assert "averaged over its repeats (up to 3)" in reading(of(repeated(article_grid(), range(3))))


def test_what_is_missing_or_left_out_is_said():
    assert reading(of(article_grid()[1:])).endswith(" Empty cells have no run here.")
    stray = RunConfig(dropout=0.5)
    one, two = (of([*article_grid(), *strays]) for strays in ([stray], [stray, RunConfig(epochs=3)]))
    assert reading(one).endswith(" 1 setting is not on this map: too few others have the same other knobs.")
    assert reading(two).endswith(" 2 settings are not on this map: too few others have the same other knobs.")


def test_an_average_says_over_what():
    found = of(combinations(OTHERS, RunConfig(), 1, 200))
    said = reading(found)
    assert said.startswith("Each cell is the average of 14 settings, the same epochs and dropout in every cell: its number")
    assert "the validation accuracy of each at its best epoch" in said
    assert "whole rows or columns that are brighter" in said
    assert panel_name(found, found.panels[0]) == ""


def test_panels_are_named_by_what_tells_them_apart_and_an_average_by_what_is_equal():
    found = of([*article_grid(), RunConfig(epochs=20)])
    losses = ("mean squared error", "binary cross-entropy")
    names = [f"{activation} · {loss}" for activation in ("ReLU", "tanh") for loss in losses]
    assert [panel_name(found, panel) for panel in found.panels] == names
    found = of([*article_grid(), RunConfig(epochs=20)], "activation", "loss")
    assert panel_name(found, found.panels[0]) == "10 epochs"


def test_a_single_panel_is_named_by_where_its_other_knobs_stand():
    found = of([*combinations({"units": (16, 64), "layers": (1, 2)}, RunConfig(), 1, 4), RunConfig("tanh")])
    assert panel_name(found, found.panels[0]) == "ReLU"


def test_two_knobs_without_a_map_are_told_so():
    assert nothing_to_compare("units", "l2").startswith(
        "Too few settings differ in nothing but hidden units and L2 penalty."
    )
