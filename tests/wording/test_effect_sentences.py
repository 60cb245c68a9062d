"""What a knob does, and what a change did elsewhere, is said with its size, or that nobody can say."""

import numpy as np
import pytest

from explorer.config import RunConfig, repeated
from explorer.grid import combinations
from explorer.insight.effects import changes, main_effects
from explorer.insight.ranking import standings
from explorer.wording.effect_sentences import change_elsewhere, change_name, headline, main_effect
from tests.support.runs import GRID, trained

RELU, TANH = RunConfig(), RunConfig("tanh")


def effect_of(knob, runs):
    return next(effect for effect in main_effects(runs) if effect.knob == knob)


def test_a_difference_is_named_with_its_size():
    runs = trained(GRID, lambda config: 0.88 - 0.002 * config.layers)
    assert main_effect(effect_of("layers", runs)) == (
        "**Hidden layers**: 1 did best, on average 0.40 ± 0.00 percentage points better than 3 (36 settings, everything "
        "else equal)."
    )


def test_values_are_written_as_within_a_sentence():
    runs = trained(GRID, lambda config: 0.88 - 0.002 * (config.loss == "mse"))
    said = main_effect(effect_of("loss", runs))
    assert said.startswith("**Loss**: Binary cross-entropy did best,")
    assert "better than mean squared error (" in said


def test_a_value_that_reads_like_a_list_is_in_quotes_within_one():
    runs = trained([RunConfig(), RunConfig(counting="tfidf")], lambda config: 0.88)
    assert "(“Present or not” or TF-IDF)" in main_effect(effect_of("counting", runs))


def test_no_difference_is_said_with_how_many_runs_could_not_see_it():
    random = np.random.default_rng(0)
    said = main_effect(effect_of("activation", trained(GRID, lambda config: random.normal(0.88, 0.0026))))
    assert "**Activation**: ReLU or tanh made no difference that 36 settings could show." in said
    assert "it is most likely below 0." in said


def test_many_values_are_not_listed_one_by_one():
    values = {"units": tuple(range(4, 40)), "layers": (1, 2, 3, 4, 5)}
    runs = trained(combinations(values, RunConfig(), 1, 200), lambda config: 0.88)
    said = main_effect(effect_of("units", runs))
    assert said.startswith("**Hidden units**: 4 to 39, 36 values, made no difference that 180 settings could show.")


@pytest.mark.parametrize(
    ("sizes", "said"),
    [
        ((16,), "Only 1 group of settings differs in nothing"),
        ((8, 16, 32, 64), "Only 4 groups of settings differ in nothing"),
    ],
)
def test_too_few_matched_groups_are_said_to_be_too_few_however_many_seeds_there_are(sizes, said):
    configs = [RunConfig(activation, units=units) for units in sizes for activation in ("relu", "tanh")]
    runs = trained(repeated(configs, range(5)), lambda config: 0.88)
    assert said in main_effect(effect_of("activation", runs))
    assert "it takes at least 5" in main_effect(effect_of("activation", runs))


def test_unmatched_runs_say_nothing_about_a_knob():
    runs = trained([RunConfig("tanh", units=64), RunConfig("relu", units=32)], lambda config: 0.88)
    assert main_effect(effect_of("activation", runs)).startswith(
        "**Activation**: too little to go by. None differ in nothing but this (ReLU or tanh);"
    )


# The change of one knob


def accuracy(config):
    """ReLU does better than tanh by 0.2 points, and each layer does harm."""
    return 0.88 + 0.002 * (config.activation == "relu") - 0.004 * config.layers


def looked_at(runs, *configs):
    """Two settings and the changes between them, the first being what the second is changed to."""
    settings = {setting.config: setting for setting in standings(runs)}
    first, second = (settings[config] for config in configs)
    return first, second, changes(first, second, runs)


def test_a_headline_says_in_what_two_settings_differ():
    said = headline(*looked_at(trained(GRID, accuracy), RELU, TANH))
    differ = "**These two differ in one knob**, and their averages are 0.20 percentage points apart (87.80% and 87.60%)"
    assert differ in said
    said = headline(*looked_at(trained(GRID, accuracy), RELU, RunConfig("tanh", units=64, layers=3)))
    assert "**These two differ in 3 knobs** (activation, hidden units and hidden layers)" in said


def test_a_change_that_may_be_luck_is_called_none():
    random = np.random.default_rng(0)
    *_, (change,) = looked_at(trained(GRID, lambda config: random.normal(0.88, 0.0026)), RELU, TANH)
    said = change_elsewhere(change)
    assert "made no clear difference elsewhere: " in said and said.endswith(", which can be luck.")


def test_without_other_pairs_nobody_knows():
    *_, (change,) = looked_at(trained([RELU, TANH], accuracy), RELU, TANH)
    said = change_elsewhere(change)
    assert "no other two runs differ in just that, so nobody knows yet" in said
    assert said.endswith("Training the article's 36 combinations would tell.")


@pytest.mark.parametrize("config", [RunConfig(dropout=0.5), RunConfig(units=128), RunConfig(epochs=20)])
def test_the_articles_combinations_are_not_recommended_for_what_they_do_not_vary(config):
    *_, (change,) = looked_at(trained([RELU, config], accuracy), RELU, config)
    assert "nobody knows yet" in change_elsewhere(change) and "article" not in change_elsewhere(change)
    own_grid = "A grid of your own would tell: both values, with several of other knobs."
    assert change_elsewhere(change).endswith(own_grid) == (config.epochs == 10)


def test_a_change_that_helps_elsewhere_is_said_to_with_size_and_pairs():
    *_, (change,) = looked_at(trained(GRID, accuracy), RELU, TANH)
    assert change_elsewhere(change) == (
        "**Activation from tanh to ReLU** helped elsewhere: +0.20 ± 0.00 percentage points on average over 17 other pairs "
        "of settings, everything else equal. It helped in 17 of them."
    )


def test_a_change_that_does_harm_elsewhere_is_said_to():
    *_, (change,) = looked_at(trained(GRID, accuracy), TANH, RELU)
    assert "**Activation from ReLU to tanh** did harm elsewhere: −0.20 ± 0.00 percentage points" in change_elsewhere(change)
    assert "It did harm in 17 of them" in change_elsewhere(change)


def test_a_loss_is_called_by_its_name_within_a_change_elsewhere():
    *_, (change,) = looked_at(trained(GRID, accuracy), RELU, RunConfig(loss="mse"))
    assert change_name(change) == "Loss from mean squared error to binary cross-entropy"


@pytest.mark.parametrize(
    ("sizes", "said"),
    [
        ((64,), "only 1 other pair of settings differs in just that"),
        ((4, 8, 32, 64), "only 4 other pairs of settings differ"),
    ],
)
def test_a_few_other_pairs_say_nothing_yet_however_many_seeds_there_are(sizes, said):
    others = [RunConfig(activation, units=units) for units in sizes for activation in ("relu", "tanh")]
    *_, (change,) = looked_at(trained([RELU, TANH, *repeated(others, range(6))], accuracy), RELU, TANH)
    assert not change.known
    assert said in change_elsewhere(change)
    assert "+0.20 percentage points" in change_elsewhere(change)


def test_more_epochs_are_said_to_do_no_worse_by_themselves():
    more = RunConfig(epochs=20)
    *_, (change,) = looked_at(
        trained([RELU, more, RunConfig(units=64), RunConfig(units=64, epochs=20)], accuracy), more, RELU
    )
    assert "more epochs can never do worse" in change_elsewhere(change)


def test_nothing_is_said_to_be_below_nothing():
    said = main_effect(effect_of("activation", trained(GRID, lambda config: 0.88)))
    assert "most likely below 0.01 percentage points" in said
