"""What is said about an exam: the interval, the gap to validation, the guess, and how often the envelope was opened."""

import math

import pytest
from scipy.stats import binomtest

from explorer.insight.exam_result import confusion, figure, gap, guessed, interval, leaning, naming, ordinal, points, warning
from explorer.store import Envelope, Result

# 87.0% of 5,000, as often wrong in the one way as in the other.
RESULT = Result(2175, 2175, 325, 325)
REVIEWS = 5_000


@pytest.mark.parametrize(("right", "of"), [(4350, 5000), (0, 10), (10, 10), (1, 3), (25_000, 25_000), (12_345, 25_000)])
def test_the_interval_is_wilsons(right, of):
    expected = binomtest(right, of).proportion_ci(0.95, method="wilson")
    low, high = interval(Result(right, 0, of - right, 0))
    assert (low, high) == pytest.approx((expected.low, expected.high), abs=1e-4)
    assert 0 <= low <= right / of <= high <= 1


def test_the_figure_has_its_interval():
    said = figure(RESULT)
    assert "**4,350 of 5,000** right: **87.0%**" in said
    assert "between **86.0%** and **87.9%** (95% interval)" in said


# The gap to validation


@pytest.mark.parametrize(
    ("validation", "stands", "because"),
    [
        (0.87, "**equal to** its accuracy on the validation reviews, 87.0%", "A bit below is what to expect"),
        (0.8802, "**1.0 percentage points below**", "A bit below is what to expect"),
        (0.865, "**0.5 percentage points above**", "A bit below is what to expect"),
        (0.89, "**2.0 percentage points below**", "too good to be true"),
        (0.85, "**2.0 percentage points above**", "happens to be easy"),
    ],
)
def test_the_gap_is_judged_by_what_the_choice_of_reviews_explains(validation, stands, because):
    said = gap(Envelope.TEST, RESULT, validation, REVIEWS)
    assert stands.replace("1.0 percentage points", "1.0 percentage point") in said
    assert because in said
    luck = 1.96 * math.sqrt((0.87 * 0.13 + validation * (1 - validation)) / REVIEWS)
    assert f"up to {points(luck)}" in said


def test_the_gap_of_the_second_envelope_is_not_one_of_luck():
    said = gap(Envelope.SECOND, Result(3000, 2971, 1294, 1265), 0.88, REVIEWS)
    assert "**18.0 percentage points below** its accuracy on the validation reviews, 88.0%" in said
    assert "single sentences from another site" in said
    assert "too good to be true" not in said


# The guess


@pytest.mark.parametrize(
    ("guess", "says"),
    [
        (0.87, "You guessed **87.0%**: spot on."),
        (0.875, "You guessed **87.5%**, **0.5 percentage points too high**, but inside the interval"),
        (0.864, "You guessed **86.4%**, **0.6 percentage points too low**, but inside the interval"),
        (0.97, "You guessed **97.0%**, **10.0 percentage points too high**."),
        (0.5, "You guessed **50.0%**, **37.0 percentage points too low**."),
    ],
)
def test_a_guess_is_compared_with_the_figure_and_its_interval(guess, says):
    assert guessed(guess, RESULT).startswith(says)


# How often


def test_the_first_opening_is_an_honest_one_and_every_other_is_named():
    assert "never been opened" in warning(0)
    assert warning(1).startswith("This envelope has been opened once already. This would be the second opening: the more")
    assert "opened twice already. This would be the third opening" in warning(2)
    assert "opened 11 times already. This would be the 12th opening" in warning(11)
    assert naming(1).startswith("This is the first opening of the envelope: an honest figure")
    assert naming(3) == (
        "This is the third opening: the more often the envelope is opened, the less the figure is worth, because choosing "
        "by it makes it a validation set."
    )


def test_places_in_a_row_are_written_as_people_write_them():
    numbers = (1, 2, 10, 11, 12, 13, 21, 22, 23, 24, 101, 111, 1_002)
    expected = "first second tenth 11th 12th 13th 21st 22nd 23rd 24th 101st 111th 1,002nd"
    assert " ".join(map(ordinal, numbers)) == expected


# What is taken for what


def test_the_four_counts_are_shares_of_what_the_reviews_are():
    result = Result(true_positives=30, true_negatives=45, false_positives=5, false_negatives=20)
    assert confusion(result, ("bad", "good")) == [
        ("bad", "bad", 45, 0.9),
        ("bad", "good", 5, 0.1),
        ("good", "bad", 20, 0.4),
        ("good", "good", 30, 0.6),
    ]
    assert [share for *_, share in confusion(Result(0, 4, 0, 0), ("bad", "good"))] == [1, 0, 0, 0]


@pytest.mark.parametrize(
    ("praised", "blamed", "says"),
    [
        (400, 250, "400 praise what was meant badly and 250 the other way. It leans to the **positive** side."),
        (250, 400, "It leans to the **negative** side."),
        (340, 310, "It leans to neither side."),
        (0, 0, "It leans to neither side."),
    ],
)
def test_a_leaning_is_named_where_it_is_more_than_chance(praised, blamed, says):
    assert leaning(Result(2000, 2000, praised, blamed)).endswith(says)
