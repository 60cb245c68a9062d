"""How far an accuracy can be from the truth because of the reviews that it was measured on."""

import math

import pytest

from explorer.insight import noise


@pytest.mark.parametrize(
    ("accuracy", "reviews", "expected"),
    [(0.5, 10_000, 0.0098), (0.88, 5_000, 0.0090074), (0.88, 10_000, 0.0063692), (1.0, 5_000, 0.0), (0.0, 5_000, 0.0)],
)
def test_the_margin_is_that_of_a_share_measured_on_so_many_reviews(accuracy, reviews, expected):
    assert noise.margin_of_error(accuracy, reviews) == pytest.approx(expected, abs=1e-6)


def test_four_times_the_reviews_halve_the_margin():
    assert noise.margin_of_error(0.88, 20_000) == pytest.approx(noise.margin_of_error(0.88, 5_000) / 2)


def test_two_figures_that_are_both_uncertain_differ_by_a_root_of_two_more():
    both = noise.margin_of_difference(0.88, 0.88, 5_000)
    assert both == pytest.approx(math.sqrt(2) * noise.margin_of_error(0.88, 5_000))
