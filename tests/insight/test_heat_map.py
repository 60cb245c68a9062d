"""A heat map of any two knobs compares only settings that agree in all others, or averages over the same of them."""

from dataclasses import replace
from itertools import pairwise, product
from statistics import fmean

import numpy as np
import pytest

from explorer.config import KNOBS, RunConfig, article_grid, repeated
from explorer.grid import GRID_KNOBS, combinations
from explorer.insight.heat_map import ARTICLE_AXES, MOST_PANELS, Cell, default_axes, heat_map
from explorer.insight.ranking import standings
from tests.support.every_value import AFFORDABLE
from tests.support.runs import trained

BEST = RunConfig("tanh", "mse", units=64, layers=2)


def board(configs, accuracy=lambda config: 0.88):
    return standings(trained(configs, accuracy))


def grid(**values):
    return combinations({name: tuple(several) for name, several in values.items()}, RunConfig(), 1, 2_000)


def article(accuracy=lambda config: 0.88):
    return board(article_grid(), accuracy)


def test_the_articles_grid_is_four_panels_of_units_and_layers():
    settings = article()
    assert default_axes(settings) == ARTICLE_AXES
    found = heat_map(settings, *ARTICLE_AXES)
    assert [tuple(panel.others.values()) for panel in found.panels] == [
        *product(("relu", "tanh"), ("mse", "binary_crossentropy"))
    ]
    assert (found.faceted, found.averaged, found.left_out, found.is_whole) == (("activation", "loss"), (), 0, True)
    assert found.axes == ((16, 32, 64), (1, 2, 3))
    for panel in found.panels:
        for (units, layers), cell in panel.cells.items():
            (setting,) = cell.settings
            assert setting.config == RunConfig(**panel.others, units=units, layers=layers)


@pytest.mark.parametrize("axes", [("activation", "loss"), ("layers", "activation"), ("loss", "units")])
def test_any_two_knobs_can_be_the_axes(axes):
    found = heat_map(article(), *axes)
    assert (found.across, found.down) == axes
    assert sum(len(cell.settings) for cell in found.cells) == 36
    for panel in found.panels:
        for place, cell in panel.cells.items():
            for setting in cell.settings:
                assert tuple(getattr(setting.config, name) for name in axes) == place
                assert all(getattr(setting.config, name) == value for name, value in panel.others.items())


@pytest.mark.parametrize("pair", [*pairwise(GRID_KNOBS)], ids=str)
def test_every_knob_makes_a_map(pair):
    ends = {
        name: tuple(knob.choices)[:2] if (knob := KNOBS[name]).choices else AFFORDABLE.get(name, (knob.low, knob.high))
        for name in pair
    }
    settings = board(grid(**ends))
    assert {*default_axes(settings)} == {*pair}
    found = heat_map(settings, *pair)
    assert (len(found.panels), len(found.cells), found.is_whole, found.left_out) == (1, 4, True, 0)


def test_too_many_panels_become_one_of_averages_over_the_same_settings():
    configs = grid(activation=("relu", "tanh"), units=(16, 64), layers=(1, 2), dropout=(0.0, 0.3, 0.5), l2=(0.0, 0.001))
    rng = np.random.default_rng(0)
    settings = board(configs, lambda config: rng.normal(0.88, 0.003))
    found = heat_map(settings, "units", "layers")
    assert len({(one.activation, one.dropout, one.l2) for one in configs}) == 12 > MOST_PANELS
    assert (found.averaged, found.over, found.left_out, found.is_whole) == (("activation", "dropout", "l2"), 12, 0, True)
    (panel,) = found.panels
    for (units, layers), cell in panel.cells.items():
        these = [one for one in settings if (one.config.units, one.config.layers) == (units, layers)]
        assert cell.accuracy == pytest.approx(fmean(one.mean for one in these))
        assert cell.repeats == len(these) == 12


def test_an_average_is_over_the_same_other_knobs_in_every_cell():
    """Whatever is missing, no cell profits from easier neighbours: all accuracies here come from the knobs averaged over."""
    configs = grid(units=(16, 32, 64), layers=(1, 2), dropout=(0.0, 0.3, 0.5), l2=(0.0, 0.001, 0.01))
    rng = np.random.default_rng(3)
    for _ in range(20):
        some = [config for config in configs if rng.random() < 0.8]
        settings = board(some, lambda config: 0.88 - 0.1 * config.dropout - 2 * config.l2)
        found = heat_map(settings, "units", "layers")
        if found and found.averaged:
            assert np.ptp([cell.accuracy for cell in found.cells]) == pytest.approx(0)
            assert found.left_out == len(settings) - sum(len(cell.settings) for cell in found.cells)
            assert found.over == len(found.cells[0].settings)


def test_repeats_are_averaged_first():
    configs = [*repeated(grid(units=(16, 64), layers=(1, 2)), [0]), replace(RunConfig(), seed=1)]
    found = heat_map(board(configs, lambda config: 0.9 if config.seed else 0.8), "units", "layers")
    (panel,) = found.panels
    assert panel.cells[16, 1].accuracy == pytest.approx(0.85)
    assert (panel.cells[16, 1].repeats, panel.cells[64, 1].repeats) == (2, 1)
    assert found.best is panel.cells[16, 1]


def test_an_average_is_as_exact_as_its_rarest_repeated_settings_let_it_be():
    often, once = board(repeated([RunConfig()], range(9)))[0], board([RunConfig("tanh")])[0]
    assert Cell((often,)).effective_repeats == 9
    assert Cell((often, often)).effective_repeats == 18
    # (1/9 + 1) / 4 is the variance of nearly four runs' average.
    assert Cell((often, once)).effective_repeats == 3
    assert Cell((once, once)).effective_repeats == 2


def test_a_run_outside_the_grid_does_not_spoil_its_map():
    strays = [RunConfig(units=128), RunConfig(dropout=0.5), RunConfig(dropout=0.5, units=64), RunConfig(epochs=20)]
    settings = board([*article_grid(), *strays])
    assert default_axes(settings) == ARTICLE_AXES
    found = heat_map(settings, *ARTICLE_AXES)
    assert (len(found.panels), len(found.cells), found.left_out, found.is_whole) == (4, 36, 4, True)
    assert found.faceted == ("activation", "loss")


def test_the_largest_grid_on_the_board_is_shown_first():
    own = grid(dropout=(0.0, 0.1, 0.2, 0.3, 0.4, 0.5), learning_rate=(0.0001, 0.001, 0.01, 0.1, 0.5, 1.0, 2.0))
    assert default_axes(board([*article_grid(), *own[:12]])) == ARTICLE_AXES
    assert {*default_axes(board([*article_grid(), *own]))} == {"dropout", "learning_rate"}


def test_what_has_not_been_trained_is_missing():
    found = heat_map(board([config for config in article_grid() if config != BEST]), *ARTICLE_AXES)
    assert not found.is_whole and len(found.cells) == 35
    assert (64, 2) not in next(panel for panel in found.panels if panel.others["activation"] == "tanh").cells


def test_where_nothing_is_equal_but_for_two_knobs_there_is_no_map():
    rng = np.random.default_rng(0)
    configs = [RunConfig(units=4 + number, learning_rate=float(rng.uniform(0.0001, 1))) for number in range(30)]
    settings = board(configs)
    assert heat_map(settings, "units", "learning_rate") is None
    assert default_axes(settings) is None


@pytest.mark.parametrize("configs", [[], [RunConfig()], grid(units=(16, 32, 64)), grid(units=(16, 32), layers=(1, 2))[:3]])
def test_a_few_settings_or_one_knob_make_no_map(configs):
    assert default_axes(board(configs)) is None


def test_the_best_is_the_best_of_all_panels_and_luck_is_that_of_as_many_as_there_are():
    found = heat_map(article(lambda config: 0.89 if config == BEST else 0.88), *ARTICLE_AXES)
    assert found.best.settings[0].config == BEST
    # By the studentised range of 36 single runs, and not by the reviews, which all cells share.
    assert found.luck > 0.02
    rng = np.random.default_rng(0)
    calm = board(repeated(article_grid(), range(5)), lambda config: rng.normal(0.88, 0.001))
    assert heat_map(calm, *ARTICLE_AXES).luck < 0.01
