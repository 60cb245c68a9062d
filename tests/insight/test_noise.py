"""Chance is told from change: by how far figures jump of themselves."""

import math
import random

import pytest

from explorer.insight import noise


def test_a_smooth_curve_has_hardly_any_jitter():
    assert noise.jitter([0.6 * math.exp(-0.3 * epoch) + 0.2 for epoch in range(10)]) < 0.005


def test_jitter_is_measured_as_what_it_was_made_with():
    rolls = random.Random(1)
    losses = [(0.3 + 0.0002 * epoch) * math.exp(rolls.gauss(0, 0.1)) for epoch in range(2_000)]
    assert noise.jitter(losses) == pytest.approx(0.1, rel=0.1)


def test_one_outlier_is_no_jitter():
    losses = [0.3] * 20
    losses[10] = 0.9
    assert noise.jitter(losses) == 0


@pytest.mark.parametrize("count", range(1, 4))
def test_the_jitter_of_fewer_than_four_epochs_cannot_be_told(count):
    assert noise.jitter([0.3, 0.5, 0.2][:count]) == 0


def test_a_rise_is_from_the_lowest_level_to_that_of_the_end():
    rise = noise.rise([0.5, 0.4, 0.3, 0.3, 0.3, 0.31, 0.33, 0.36, 0.36])
    assert rise.size == pytest.approx(0.2)
    assert rise.window == 3
    assert rise.times == pytest.approx(math.log(1.2) / (noise.JITTER * math.sqrt(2 / 3)))


def test_what_falls_has_not_risen():
    losses = [0.5, 0.4, 0.35, 0.32, 0.3, 0.29]
    assert noise.rise(losses).times == 0
    assert noise.fall(losses).times > 1


def test_what_rises_has_not_fallen():
    assert noise.fall([0.3, 0.3, 0.4, 0.4, 0.5, 0.5]).times < 0


def test_a_run_that_jumps_about_needs_a_larger_rise():
    calm = [0.30, 0.30, 0.30, 0.30, 0.30, 0.30, 0.36, 0.36, 0.36]
    wild = [0.30, 0.45, 0.30, 0.50, 0.30, 0.45, 0.36, 0.36, 0.52]
    assert noise.rise(calm).size == noise.rise(wild).size
    assert noise.rise(calm).times > 2 * noise.rise(wild).times


@pytest.mark.parametrize("losses", [[0.0], [0.0, 0.0, 0.3, 0.0]])
def test_a_loss_of_nothing_at_all_is_no_error(losses):
    assert noise.rise(losses).times >= 0


@pytest.mark.parametrize(
    ("accuracy", "reviews", "expected"),
    [(0.5, 10_000, 0.0098), (0.88, 5_000, 0.0090074), (0.88, 10_000, 0.0063692), (1.0, 5_000, 0.0), (0.0, 5_000, 0.0)],
)
def test_the_margin_is_that_of_a_share_measured_on_so_many_reviews(accuracy, reviews, expected):
    assert noise.margin_of_error(accuracy, reviews) == pytest.approx(expected, abs=1e-6)


def test_four_times_the_reviews_halve_the_margin():
    assert noise.margin_of_error(0.88, 20_000) == pytest.approx(noise.margin_of_error(0.88, 5_000) / 2)
