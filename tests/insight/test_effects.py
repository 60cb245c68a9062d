"""What a knob does is found only between runs that are equal otherwise."""

import math
from dataclasses import replace

import numpy as np
import pytest

from explorer.config import RunConfig, article_grid
from explorer.grid import combinations
from explorer.insight.effects import ELSEWHERE, HERE, changes, effect_frame, main_effects, pair_frame
from explorer.insight.ranking import standings
from tests.support.runs import GRID, trained

RELU, TANH = RunConfig(), RunConfig("tanh")


def effect_of(knob, runs):
    return next(effect for effect in main_effects(runs) if effect.knob == knob)


def test_every_knob_that_varies_has_an_effect_and_the_seed_has_none():
    assert [effect.knob for effect in main_effects(trained(GRID, lambda config: 0.88))] == [
        "activation",
        "loss",
        "units",
        "layers",
    ]
    assert main_effects(trained(GRID[:1], lambda config: 0.88)) == main_effects([]) == []


def test_groups_are_complete_and_equal_in_everything_else():
    effect = effect_of("units", trained(GRID, lambda config: config.units / 100 + config.layers / 10_000))
    assert effect.values == (16, 32, 64)
    # A group for each of the other settings: seeds are averaged.
    assert len(effect.groups) == 36 // 3
    assert {tuple(np.round(np.diff(group), 6)) for group in effect.groups} == {(0.16, 0.32)}


def test_what_groups_have_in_common_does_not_count():
    """A seed or a size that is better by far for both activations leaves their difference alone."""

    def accuracy(config):
        return 0.80 + 0.02 * config.seed + config.units / 1000 + (0.003 if config.activation == "relu" else 0)

    effect = effect_of("activation", trained(GRID, accuracy))
    assert effect.shift(effect.values.index("relu")) == (pytest.approx(0.0015), pytest.approx(0, abs=1e-9))
    assert effect.contrast == ("relu", "tanh", pytest.approx(0.003), pytest.approx(0, abs=1e-9))


def test_a_value_of_a_single_run_does_not_spoil_the_others():
    runs = trained([*GRID, RunConfig(units=128)], lambda config: 0.88)
    assert effect_of("units", runs).values == (16, 32, 64)
    assert len(effect_of("units", runs).groups) == 12


def test_values_are_chosen_so_that_most_runs_count():
    half = [config for config in GRID if config.units != 64 or config.seed == 0]
    effect = effect_of("units", trained(half, lambda config: 0.88))
    assert effect.values == (16, 32)
    assert len(effect.groups) == 12


def test_runs_that_differ_in_more_than_one_knob_cannot_be_matched():
    runs = trained([RunConfig("tanh", units=64), RunConfig("relu", units=32)], lambda config: 0.88)
    effect = effect_of("activation", runs)
    assert not effect.known
    assert len(effect_frame(main_effects(runs))) == 0


def test_a_single_group_has_no_interval():
    assert effect_of("activation", trained([RunConfig(), RunConfig("tanh")], lambda config: 0.88)).contrast[3] == math.inf


def test_the_picture_has_a_row_per_value_in_percentage_points():
    table = effect_frame(main_effects(trained(GRID, lambda config: 0.88 - 0.002 * config.layers)))
    assert table["value"].tolist()[-3:] == ["1", "2", "3"]
    assert table["shift"].tolist()[-3:] == pytest.approx([0.2, 0, -0.2])
    assert (table["low"] <= table["shift"]).all() and (table["shift"] <= table["high"]).all()
    assert len(table) == 2 + 2 + 3 + 3


def test_luck_is_seldom_taken_for_a_difference_by_any_of_the_knobs():
    random = np.random.default_rng(1)
    seen = []
    for _ in range(150):
        effects = main_effects(trained(GRID, lambda config: random.normal(0.88, 0.0026)))
        seen.append(any(lead > width for *_, lead, width in (effect.contrast for effect in effects)))
    assert np.mean(seen) <= 0.08


def test_a_bar_and_its_sentence_agree():
    """Of two values each lies half a lead from the middle, with half its interval."""
    random = np.random.default_rng(4)
    for _ in range(50):
        effect = effect_of("activation", trained(GRID, lambda config: random.normal(0.88, 0.0026)))
        *_, lead, width = effect.contrast
        shift, bar = effect.shift(0)
        assert (lead > width) == (abs(shift) > bar)


def test_many_seeds_of_one_other_setting_are_no_evidence_for_many():
    others = [
        replace(config, seed=seed) for config in (RunConfig(units=64), RunConfig("tanh", units=64)) for seed in range(9)
    ]
    (change,) = looked_at(trained([RELU, TANH, *others], points(0.002)), RELU, TANH)
    assert len(change.elsewhere) == 9 and len(change.by_setting) == 1
    assert not change.known


def test_epochs_are_left_out_because_more_of_them_can_never_do_worse():
    runs = trained(
        [RunConfig(epochs=epochs, units=units) for epochs in (10, 20) for units in (16, 32, 64)], lambda config: 0.88
    )
    assert [effect.knob for effect in main_effects(runs)] == ["units"]


def test_without_hidden_layers_their_units_and_activation_are_no_evidence():
    values = {"activation": ("relu", "tanh"), "units": (4, 8, 16, 32, 64), "layers": (0, 1)}
    runs = trained(combinations(values, RunConfig(), 1, 20), lambda config: 0.88 - 0.01 * (config.activation == "tanh"))
    assert len(effect_of("activation", runs).groups) == 5
    assert len(effect_of("units", runs).groups) == 2
    assert len(effect_of("layers", runs).groups) == 10


def test_any_grid_has_an_effect_for_each_of_its_knobs_and_finds_the_one_that_matters():
    values = {"layers": (1, 2), "batch_size": (128, 256, 512), "dropout": (0.0, 0.3, 0.5), "l2": (0.0, 0.001)}
    random = np.random.default_rng(5)
    runs = trained(
        combinations(values, RunConfig(), 3, 108), lambda config: random.normal(0.88 - 0.02 * config.dropout, 0.002)
    )
    effects = main_effects(runs)
    assert {effect.knob: effect.values for effect in effects} == values
    assert [effect.knob for effect in effects if effect.contrast[2] > effect.contrast[3]] == ["dropout"]
    assert {effect.knobs for effect in effects} == {4}


def test_a_difference_as_small_as_the_luck_of_a_run_is_seen_in_108_runs():
    random = np.random.default_rng(2)
    better = {"relu": 0.0026, "tanh": 0.0}
    runs = trained(GRID, lambda config: random.normal(0.88, 0.0026) + better[config.activation])
    best, _, lead, width = effect_of("activation", runs).contrast
    assert best == "relu" and lead > width


def test_the_last_time_that_a_run_was_trained_counts():
    runs = trained([*GRID, replace(RunConfig(), seed=0)], lambda config: 0.88)
    assert len(effect_of("activation", runs).groups) == 18


# The change of one knob between two settings


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


def test_the_picture_of_a_change_has_a_row_per_pair_in_percentage_points():
    (change,) = looked_at(trained(GRID, points(0.002)), RELU, TANH)
    table = pair_frame(change)
    assert table["of"].value_counts().to_dict() == {ELSEWHERE: 51, HERE: 3}
    assert table["points"].tolist() == pytest.approx([0.2] * 54, abs=1e-4)
    assert table["spread"].between(0, 1).all()
