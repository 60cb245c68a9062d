"""What an exam's result is worth: its interval, the gap to validation, and which mistakes prevail."""

import math

import pytest
from scipy.stats import binomtest

from explorer.class_balance import Majority
from explorer.insight.exam_result import (
    against_most_frequent,
    confusion,
    gain,
    interval,
    leaning,
    majority,
    most_frequent,
    validation_gap,
)
from explorer.store import Result


@pytest.mark.parametrize(("right", "of"), [(4350, 5000), (0, 10), (10, 10), (1, 3), (25_000, 25_000), (12_345, 25_000)])
def test_the_interval_is_wilsons(right, of):
    expected = binomtest(right, of).proportion_ci(0.95, method="wilson")
    low, high = interval(Result(right, 0, of - right, 0))
    assert (low, high) == pytest.approx((expected.low, expected.high), abs=1e-4)
    assert 0 <= low <= right / of <= high <= 1


def test_the_four_counts_are_shares_of_what_the_reviews_are():
    result = Result(true_positives=30, true_negatives=45, false_positives=5, false_negatives=20)
    assert confusion(result, ("bad", "good")) == [
        ("bad", "bad", 45, 0.9),
        ("bad", "good", 5, 0.1),
        ("good", "bad", 20, 0.4),
        ("good", "good", 30, 0.6),
    ]
    assert [share for *_, share in confusion(Result(0, 4, 0, 0), ("bad", "good"))] == [1, 0, 0, 0]


def test_where_one_class_is_far_more_frequent_always_that_answer_is_no_merit():
    always = Result(true_positives=0, true_negatives=95, false_positives=0, false_negatives=5)
    assert (always.accuracy, always.balanced_accuracy) == (0.95, 0.5)
    assert majority(always) == Majority(0, 0.95) and majority(Result(95, 0, 5, 0)) == Majority(1, 0.95)
    assert majority(Result(54, 46, 0, 0)) is None and majority(Result(45, 55, 0, 0)) == Majority(0, 0.55)
    assert Result(4, 90, 5, 1).balanced_accuracy == pytest.approx((4 / 5 + 90 / 95) / 2)
    assert Result(0, 9, 1, 0).balanced_accuracy == 0.9


def test_the_gap_to_validation_has_the_margin_of_both_figures():
    difference, by_chance = validation_gap(Result(2175, 2175, 325, 325), 0.89, 5_000)
    assert difference == pytest.approx(-0.02)
    assert by_chance == pytest.approx(1.96 * math.sqrt((0.87 * 0.13 + 0.89 * 0.11) / 5_000))


@pytest.mark.parametrize(("praised", "blamed", "side"), [(400, 250, 1), (250, 400, -1), (340, 310, 0), (0, 0, 0)])
def test_mistakes_favour_a_side_where_it_is_more_than_chance(praised, blamed, side):
    assert leaning(Result(2000, 2000, praised, blamed)) == side


# Abroad


def test_the_interval_of_a_difference_is_newcombes():
    """His first example, 56 of 70 against 48 of 80, has the interval from 0.0524 to 0.3339 with his tenth method."""
    assert gain(Result(56, 0, 14, 0), 48 / 80, 80) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)
    difference, low, high = gain(Result(48, 0, 32, 0), 56 / 70, 70)
    assert (difference, low, high) == pytest.approx((-0.2, -0.3339, -0.0524), abs=5e-5)


@pytest.mark.parametrize("here, at_home", [(0, 0.0), (12, 1.0), (0, 1.0), (12, 0.0)])
def test_a_dozen_reviews_that_are_all_right_or_all_wrong_leave_it_a_width(here, at_home):
    difference, low, high = gain(Result(here, 0, 12 - here, 0), at_home, 12)
    assert low < high and low <= difference <= high and high - low > 0.2


@pytest.mark.parametrize(
    ("result", "label", "share"),
    [(Result(30, 10, 10, 10), 1, 2 / 3), (Result(10, 30, 10, 10), 0, 2 / 3), (Result(10, 20, 0, 10), 1, 0.5)],
)
def test_the_most_frequent_label_and_its_share(result, label, share):
    assert most_frequent(result) == (label, pytest.approx(share))


@pytest.mark.parametrize(
    ("result", "better"),
    [
        # 95 of 100 are negative: what counts is the positive ones that it finds against the negative ones that it loses.
        (Result(5, 95, 0, 0), 0),
        (Result(50, 950, 0, 0), 1),
        (Result(0, 95, 0, 5), 0),
        (Result(4, 92, 3, 1), 0),
        (Result(0, 85, 10, 5), -1),
        # The other way round, 95 are positive.
        (Result(950, 50, 0, 0), 1),
        (Result(85, 0, 5, 10), -1),
        (Result(95, 0, 5, 0), 0),
    ],
)
def test_always_the_same_answer_is_beaten_by_more_than_chance_or_not(result, better):
    assert against_most_frequent(result) == better
