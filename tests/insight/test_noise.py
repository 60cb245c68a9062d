"""How far an accuracy can be from the truth because of the reviews that it was measured on."""

import math

import pytest

from explorer.insight import noise


@pytest.mark.parametrize(
    ("accuracy", "reviews", "expected"),
    [(0.5, 10_000, 0.0098), (0.88, 5_000, 0.0090074), (0.88, 10_000, 0.0063692), (0.5, 12, 0.2829016)],
)
def test_the_margin_is_that_of_a_share_measured_on_so_many_reviews(accuracy, reviews, expected):
    assert noise.margin_of_error(accuracy, reviews) == pytest.approx(expected, abs=1e-6)


def test_four_times_the_reviews_halve_the_margin():
    assert noise.margin_of_error(0.88, 20_000) == pytest.approx(noise.margin_of_error(0.88, 5_000) / 2)


def test_two_figures_that_are_both_uncertain_differ_by_a_root_of_two_more():
    both = noise.margin_of_difference(0.88, 0.88, 5_000)
    assert both == pytest.approx(math.sqrt(2) * noise.margin_of_error(0.88, 5_000))


@pytest.mark.parametrize("accuracy", [0.0, 1.0])
def test_all_of_a_few_right_or_wrong_is_not_certain(accuracy):
    # Of 12 reviews: 14 of 16 and 2 of 16, as Agresti and Coull count.
    assert noise.margin_of_error(accuracy, 12) == pytest.approx(1.96 * math.sqrt(14 / 16 * 2 / 16 / 16))
    assert 0 < noise.margin_of_error(accuracy, 5_000) < 0.001


def test_another_seed_moves_an_accuracy_on_few_reviews_by_more():
    assert noise.seed_deviation(5_000) == noise.seed_deviation(25_000) == noise.SEED_DEVIATION
    # 0.2 points of 5,000 reviews were 1.1 of 120 of them, and 3.3 of 12, as 8 repeats showed that had learned from 15,000.
    assert noise.seed_deviation(120) > 0.011 and noise.seed_deviation(12) > 0.033
    # What is measured cannot move by less than chance makes of reviews that are answered differently every time.
    assert noise.seed_deviation(12) < math.sqrt(0.5 * 0.5 / 12)
