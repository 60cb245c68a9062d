"""The law behind a learning curve: intervals hold the truth as often as they say, in simulated and in measured curves."""

import numpy as np
import pytest

from explorer.insight.learning_curve import Doubt, learning_curve
from explorer.insight.power_law import PowerLaw
from tests.support.learning_curves import real_curves, runs_of

SIZES = np.array([1_000, 3_000, 10_000, 15_000])
HINDSIGHT = (
    ((100, 300, 1_000, 3_000), 6_000),
    ((100, 300, 1_000, 3_000, 5_000), 10_000),
    ((300, 1_000, 3_000, 7_500), 15_000),
)
"""Sizes to learn the law from, and twice the largest of them, which was measured as well."""


def simulated(rng):
    """A true law, and errors measured with about the noise of three seeds: (law, errors, variances)."""
    exponent, floor, last = rng.uniform(0.15, 1.0), rng.uniform(0.0, 0.9), rng.uniform(0.09, 0.15)

    def error(reviews):
        return last * (floor + (1 - floor) * (reviews / SIZES[-1]) ** -exponent)

    deviations = 0.0015 * (1 + 5_000 / SIZES)
    return error, error(SIZES) + rng.normal(0, deviations), deviations**2


def test_its_intervals_hold_the_truth_in_19_of_20_simulated_curves():
    rng, held, widths = np.random.default_rng(17), [], []
    for _ in range(400):
        error, errors, variances = simulated(rng)
        law = PowerLaw(SIZES, errors, variances)
        twice, gain = law.at(30_000), law.gain(15_000, 30_000)
        truth = 1 - error(30_000), error(15_000) - error(30_000)
        held.append([twice.low <= truth[0] <= twice.high, gain.low <= truth[1] <= gain.high])
        widths.append(gain.high - gain.low)
    assert (np.mean(held, axis=0) >= 0.93).all(), np.mean(held, axis=0)
    # An interval that says nothing would hold the truth as well.
    assert np.mean(widths) < 0.02


def test_with_hardly_any_luck_the_law_is_found():
    error = lambda reviews: 0.08 + 0.03 * (reviews / 15_000) ** -0.5  # noqa: E731
    law = PowerLaw([300, *SIZES], error(np.array([300, *SIZES])), np.full(5, 1e-8))
    assert law.at(30_000).value == pytest.approx(1 - error(30_000), abs=0.001)
    assert law.gain(7_500, 15_000).value == pytest.approx(error(7_500) - error(15_000), abs=0.001)


def test_a_small_departure_from_the_law_does_not_make_it_too_sure():
    # Each measured error is 1 % off, some more and some less, and hardly any luck is left.
    error = lambda reviews: 0.08 + 0.03 * (reviews / 15_000) ** -0.5  # noqa: E731
    law = PowerLaw(SIZES, error(SIZES) * np.array([1.01, 0.99, 1.01, 0.99]), np.full(4, 1e-8))
    assert law.at(30_000).low < 1 - error(30_000) < law.at(30_000).high


def test_more_reviews_are_never_said_to_harm():
    law = PowerLaw(SIZES, [0.18, 0.14, 0.11, 0.112], [1e-5] * 4)
    gain = law.gain(15_000, 30_000)
    assert 0 <= gain.low <= gain.value <= gain.high
    assert law.at(15_000).low < 0.888 < law.at(15_000).high
    assert law.at(20_000).value < law.at(30_000).value


def test_more_luck_makes_wider_intervals():
    errors = [0.18, 0.14, 0.112, 0.107]
    narrow, wide = (PowerLaw(SIZES, errors, [variance] * 4).gain(15_000, 30_000) for variance in (1e-6, 1e-4))
    assert wide.high - wide.low > 1.5 * (narrow.high - narrow.low)


def foretold():
    """For each measured curve and half of its seeds: the gain foretold, the one that the other half measured, its luck."""
    for config, curve in real_curves().items():
        for sizes, twice in HINDSIGHT:
            for seeds in (range(3), range(3, 6)):
                found = learning_curve(config, runs_of(config, {n: {s: curve[n][s] for s in seeds} for n in sizes}), 15_000)
                others = [seed for seed in range(6) if seed not in seeds]
                if found.outlook:
                    measured = [np.mean([curve[n][seed] for seed in others]) for n in (sizes[-1], twice)]
                    yield found, measured, found.points[-1].half_width


def test_what_it_foretells_of_twice_the_data_came_true_in_curves_that_were_measured():
    found = list(foretold())
    accuracies = [(curve.outlook.twice, after) for curve, (_, after), _ in found]
    gains = [(curve.outlook.gain, after - before, luck) for curve, (before, after), luck in found]
    assert len(found) > 50
    assert np.mean([told.low <= true <= told.high for told, true in accuracies]) >= 0.95
    # What was measured has luck of its own.
    assert np.mean([told.low - luck <= true <= told.high + luck for told, true, luck in gains]) >= 0.95
    assert abs(np.mean([true - told.value for told, true in accuracies])) < 0.002
    assert np.mean([abs(true - told.value) for told, true in accuracies]) < 0.005
    assert np.mean([told.high - told.low for told, _ in accuracies]) < 0.025
    assert np.mean([told.high - told.low for told, *_ in gains]) < 0.016


def test_a_law_without_a_floor_would_foretell_too_much():
    # A straight line through the logarithms.
    beyond = []
    for curve, (_, after), _ in foretold():
        sizes, errors = np.log([(one.reviews, 1 - one.mean) for one in curve.lawful]).T
        slope, height = np.polyfit(sizes, errors, 1)
        beyond.append(1 - np.exp(height + slope * np.log(2 * curve.points[-1].reviews)) - after)
    assert np.mean(beyond) > 0.004


def test_nothing_is_said_where_it_would_have_been_wrong(monkeypatch):
    # With word pairs by TF-IDF, RMSprop and ten epochs, fewer than 5,000 reviews are too few corrections.
    config, curve = next((one, curve) for one, curve in real_curves().items() if one.counting == "tfidf" and one.layers)
    runs = runs_of(config, {n: {seed: curve[n][seed] for seed in range(3)} for n in (100, 300, 1_000, 3_000, 5_000)})
    after = np.mean([curve[10_000][seed] for seed in range(6)])
    assert learning_curve(config, runs, 15_000).doubt == Doubt.HARDLY_LEARNED
    monkeypatch.setattr("explorer.insight.learning_curve.FAR_APART", 1.0)
    assert learning_curve(config, runs, 15_000).outlook.twice.high < after
