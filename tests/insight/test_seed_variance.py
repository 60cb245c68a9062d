"""Each setting has a variance of its own, between what its repeats say and what was measured of settings like it."""

import csv
import math
from collections import defaultdict
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from explorer.config import KNOBS, RunConfig
from explorer.insight.seed_variance import (
    MEASURED,
    Repeats,
    SeedVariance,
    critical_difference,
    expected_deviation,
    measured_variance,
    variances,
)
from explorer.insight.studentised_range import quantile
from tools.bench.noise import fit

FIXTURE = Path(__file__).parents[1] / "data" / "repeats.csv"
USUAL = RunConfig()
GRID = [Repeats(USUAL, tuple(0.888 + 0.0021 * z for z in stats.norm.ppf(np.linspace(0.1, 0.9, 5)))) for _ in range(36)]


@pytest.fixture(scope="module")
def real():
    """The repeats of each setting that was really trained with several seeds."""
    found = defaultdict(list)
    with FIXTURE.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            # Knobs that came later were as in the article.
            known = {name: knob.parse(row[name]) for name, knob in KNOBS.items() if name != "seed" and name in row}
            config = RunConfig(**known)
            found[config].append(float(row["val_accuracy"]))
    return {config: Repeats(config, tuple(accuracies)) for config, accuracies in found.items()}


def test_the_measured_trend_is_that_of_the_real_repeats(real):
    fitted = fit(list(real.values()))
    assert {name: MEASURED[name] for name in fitted} == pytest.approx(fitted, rel=0.05, abs=0.05)


def test_what_is_expected_is_within_a_factor_of_two_of_what_many_repeats_show(real):
    many = [one for one in real.values() if len(one.accuracies) == 12]
    assert len(many) >= 12
    ratios = [math.sqrt(one.variance) / expected_deviation(one.config, one.mean) for one in many]
    assert sum(0.5 <= ratio <= 2 for ratio in ratios) >= 0.75 * len(ratios)


@pytest.mark.parametrize("epochs", [1, 2, 3, 5])
def test_few_epochs_are_as_shaky_as_they_were_measured_to_be(real, epochs):
    one = real[RunConfig(epochs=epochs)]
    # Twelve repeats know a deviation to a fifth.
    assert expected_deviation(one.config, one.mean) == pytest.approx(math.sqrt(one.variance), rel=0.2)


def test_few_steps_and_few_units_are_shaky_whatever_the_accuracy():
    usual = expected_deviation(USUAL, 0.89)
    assert expected_deviation(RunConfig(batch_size=2048), 0.89) > 1.5 * usual
    assert expected_deviation(RunConfig(units=4), 0.89) > 1.5 * usual
    assert expected_deviation(RunConfig(units=64), 0.89) == usual


def test_it_grows_with_the_shortfall_and_with_fewer_epochs():
    assert expected_deviation(USUAL, 0.89) < expected_deviation(USUAL, 0.87) < expected_deviation(USUAL, 0.82)
    assert (
        expected_deviation(USUAL, 0.88)
        < expected_deviation(RunConfig(epochs=3), 0.88)
        < expected_deviation(RunConfig(epochs=1), 0.88)
    )
    assert expected_deviation(USUAL, 0.95) == expected_deviation(RunConfig(epochs=50), 0.89)


def test_a_small_vocabulary_costs_accuracy_but_makes_nothing_shaky():
    few = RunConfig(vocabulary=1_000)
    assert expected_deviation(few, 0.855) < 0.5 * expected_deviation(USUAL, 0.855)


def test_a_single_run_has_what_is_expected_of_it():
    single = measured_variance(USUAL, 0.89)
    # Its accuracy is luck as well, so that of slightly worse settings is averaged in.
    assert expected_deviation(USUAL, 0.89) < single.deviation < expected_deviation(USUAL, 0.886)
    assert single.degrees_of_freedom > 2 and single.own == 0 and single.known


def test_an_accuracy_that_may_be_luck_says_less_about_the_spread():
    lucky, settled = measured_variance(RunConfig(epochs=2), 0.889), measured_variance(USUAL, 0.95)
    assert lucky.degrees_of_freedom < settled.degrees_of_freedom == MEASURED["trust"]
    assert lucky.deviation > expected_deviation(RunConfig(epochs=2), 0.889)


def test_own_repeats_count_the_more_the_more_there_are():
    def with_deviation(number):
        spread = np.linspace(-1, 1, number)
        return variances([Repeats(USUAL, tuple(0.88 + 0.01 * spread / spread.std(ddof=1)))])[0]

    expected = expected_deviation(USUAL, 0.88)
    few, many = with_deviation(3), with_deviation(20)
    assert expected < few.deviation < many.deviation
    assert (few.own, many.own) == (2, 19)
    assert few.degrees_of_freedom < many.degrees_of_freedom


def test_a_wild_setting_does_not_spoil_the_calm_ones_beside_it():
    wild = Repeats(USUAL, (0.85, 0.89, 0.87, 0.89, 0.83))
    calm, own = variances([*GRID, wild])[0], variances([*GRID, wild])[-1]
    assert own.deviation > 3 * calm.deviation
    assert calm.deviation == pytest.approx(variances(GRID)[0].deviation, rel=0.15)


def test_a_board_whose_settings_scatter_alike_is_trusted_more():
    assert variances(GRID)[0].degrees_of_freedom > variances(GRID[:2])[0].degrees_of_freedom


def test_a_board_that_scatters_less_than_was_measured_says_so():
    calm = [Repeats(USUAL, tuple(0.89 + 0.001 * z for z in (-1, 0, 1))) for _ in range(30)]
    assert variances([*calm, Repeats(USUAL, (0.89,))])[-1].deviation < 0.8 * expected_deviation(USUAL, 0.89)


def test_of_a_single_run_far_below_all_others_nobody_knows_the_spread():
    lost, *_, repeated = variances([Repeats(USUAL, (0.6,)), *GRID, Repeats(USUAL, (0.6, 0.7, 0.65))])
    assert not lost.known and lost.half_width(1) == math.inf
    assert repeated.known and repeated.half_width(3) < math.inf


@pytest.mark.parametrize("accuracies", [(0.88, 0.88), (1.0, 1.0, 1.0), (0.0,)])
def test_figures_without_any_scatter_are_no_error(accuracies):
    [found] = variances([Repeats(USUAL, accuracies)])
    assert found.deviation > 0 and found.degrees_of_freedom > 0


def test_the_interval_is_students():
    variance = SeedVariance(0.002, 9.0, own=2)
    assert variance.half_width(4) == pytest.approx(stats.t.ppf(0.975, 9) * 0.002 / 2)


def test_the_bound_is_the_studentised_range_with_welchs_degrees_of_freedom():
    # Of two alike, these are the sum of both.
    one = SeedVariance(0.002, 12.0)
    assert critical_difference(36, one, one) == pytest.approx(float(quantile(36, 24.0)) * 0.002)
    first, second = SeedVariance(0.002, 10.0), SeedVariance(0.004, 20.0)
    a, b = 0.002**2 / 3, 0.004**2 / 2
    degrees = (a + b) ** 2 / (a**2 / 10 + b**2 / 20)
    expected = float(quantile(5, degrees)) * math.sqrt((a + b) / 2)
    assert critical_difference(5, first, second, (3, 2)) == pytest.approx(expected)


def test_more_repeats_never_widen_the_bound_although_they_are_looked_at_again():
    one = SeedVariance(0.002, 20.0)
    bounds = [critical_difference(36, one, one, (number, number)) for number in range(1, 51)]
    assert bounds == sorted(bounds, reverse=True)


def test_the_noisier_and_the_less_repeated_of_two_widens_the_bound():
    calm, wild = SeedVariance(0.002, 10), SeedVariance(0.01, 10)
    assert critical_difference(2, calm, calm) < critical_difference(2, calm, wild) < critical_difference(2, wild, wild)
    assert critical_difference(2, calm, wild, (1, 9)) < critical_difference(2, calm, wild, (9, 1))
    assert critical_difference(2, calm, calm) < critical_difference(36, calm, calm)
