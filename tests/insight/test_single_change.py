"""The one-change lens: what two settings differ in, and what each change did in all other pairs."""

from dataclasses import replace

import numpy as np
import pytest

from explorer.config import RunConfig, article_grid
from explorer.insight.ranking import standings
from explorer.insight.single_change import ELSEWHERE, HERE, changes, frame
from tests.support.runs import GRID, trained

RELU, TANH = RunConfig(), RunConfig("tanh")


def looked_at(runs, *configs):
    """The changes between the settings of these two configurations, the first being what the second is changed to."""
    settings = {setting.config: setting for setting in standings(runs)}
    first, second = (settings[config] for config in configs)
    return changes(first, second, runs)


def points(activation, layers=0.0, scatter=0.0):
    """Accuracies in which ReLU does better than tanh by `activation`, and each layer does harm."""
    random = np.random.default_rng(0)
    return lambda config: (
        0.88 + activation * (config.activation == "relu") - layers * config.layers + random.normal(0, scatter or 1e-9)
    )


def test_the_two_themselves_are_highlighted_and_do_not_count_elsewhere():
    (change,) = looked_at(trained(GRID, points(0.002)), RELU, TANH)
    assert (change.knob, change.before, change.after) == ("activation", "tanh", "relu")
    assert {pair.config for pair in change.here} == {replace(RELU, seed=seed) for seed in range(3)}
    assert len(change.elsewhere) == 54 - 3
    assert not {pair.config for pair in change.here} & {pair.config for pair in change.elsewhere}


def test_a_change_that_is_special_here_is_not_what_it_does_elsewhere():
    runs = trained(GRID, lambda config: 0.85 if replace(config, seed=0) == TANH else 0.88)
    (change,) = looked_at(runs, RELU, TANH)
    assert [pair.difference for pair in change.here] == pytest.approx([0.03] * 3)
    assert change.average == (0, 0)


def test_a_difference_that_may_be_luck_is_called_none():
    (change,) = looked_at(trained(GRID, points(0.0, scatter=0.0026)), RELU, TANH)
    average, width = change.average
    assert abs(average) < width


def test_several_knobs_are_named_and_each_is_looked_at_by_itself():
    runs = trained(GRID, points(0.002, layers=0.004))
    found = looked_at(runs, RELU, RunConfig("tanh", units=64, layers=3))
    assert [change.knob for change in found] == ["activation", "units", "layers"]
    assert not any(change.here for change in found)
    assert [len(change.elsewhere) for change in found] == [54, 36, 36]
    assert found[2].average[0] == pytest.approx(0.008)


def test_without_other_pairs_nobody_knows():
    (change,) = looked_at(trained([RELU, TANH], points(0.002)), RELU, TANH)
    assert (len(change.here), change.elsewhere, change.known) == (1, (), False)


def test_runs_with_other_seeds_make_no_pair():
    (change,) = looked_at(trained([RELU, replace(TANH, seed=1)], points(0.002)), RELU, TANH)
    assert change.here == change.elsewhere == ()


def test_hidden_runs_are_no_pair():
    runs = trained(article_grid(), points(0.002))
    without = [replace(run, hidden=run.config == RunConfig("tanh", units=64)) for run in runs]
    (change,) = looked_at(without, RELU, TANH)
    assert len(change.elsewhere) == 18 - 2


def test_the_picture_has_a_row_per_pair_in_percentage_points():
    (change,) = looked_at(trained(GRID, points(0.002)), RELU, TANH)
    table = frame(change)
    assert table["of"].value_counts().to_dict() == {ELSEWHERE: 51, HERE: 3}
    assert table["points"].tolist() == pytest.approx([0.2] * 54, abs=1e-4)
    assert table["spread"].between(0, 1).all()
