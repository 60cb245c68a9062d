"""Figures read as people write them."""

import pytest

from explorer.wording import formats
from explorer.wording.formats import (
    accuracy_with_margin,
    count,
    decimal,
    duration,
    listed,
    ordinal,
    points,
    share,
    short_share,
    signed,
    times,
    without_markdown,
)


@pytest.mark.parametrize(
    ("probability", "text"),
    [
        (0.884, "88.4%"),
        (0.5, "50.000%"),
        (0.50004, "50.004%"),
        (0.9996, "99.960%"),
        (0.9999999, "over 99.999%"),
        (0.0001, "0.010%"),
        (0.0, "under 0.001%"),
    ],
)
def test_no_share_is_rounded_to_certainty_or_to_a_coin_flip(probability, text):
    assert share(probability) == text


@pytest.mark.parametrize(
    ("probability", "label"),
    [
        (0.923, "92%"),
        (0.9949, "99%"),
        (0.9951, ">99%"),
        (0.004, "<1%"),
        (0.0051, "1%"),
        (0.503, "50.3%"),
        (0.497, "49.7%"),
        (0.50001, ">50%"),
        (0.49999, "<50%"),
        (0.5, "50%"),
    ],
)
def test_a_short_probability_does_not_hide_its_side(probability, label):
    assert short_share(probability) == label


def test_minus_is_a_minus_and_zero_has_no_sign():
    assert [decimal(value, 1) for value in (-1.25, -0.04, 0, 0.26)] == ["−1.2", "0.0", "0.0", "0.3"]
    assert [signed(value, 2) for value in (-0.5, 0.5)] == ["−0.50", "+0.50"]


def test_points_are_hundredths_of_a_share_and_one_is_singular():
    assert points(0.0234) == "2.3 percentage points"
    assert points(0.01) == points(0.0104) == "1.0 percentage point"
    assert points(0.1) == "10.0 percentage points"
    assert points(-0.002, 2, plus=True) == "−0.20 percentage points"
    assert points(0.0123, 2, margin=0.0045) == "1.23 ± 0.45 percentage points"
    assert points(0.01, 2, margin=0.001, plus=True) == "+1.00 ± 0.10 percentage points"
    assert accuracy_with_margin(0.881, 0.0024) == "88.10% ± 0.24"


def test_one_thing_is_singular():
    assert [count(number, "run") for number in (0, 1, 2, 1_200)] == ["0 runs", "1 run", "2 runs", "1,200 runs"]
    assert [count(number, "run is", "runs are") for number in (1, 3)] == ["1 run is", "3 runs are"]
    assert [times(number) for number in (1, 2, 3, 1_000)] == ["once", "twice", "3 times", "1,000 times"]


def test_a_list_ends_with_its_conjunction():
    assert [listed(items) for items in (["a"], ["a", "b"], ["a", "b", "c"])] == ["a", "a and b", "a, b and c"]
    assert listed(["ReLU", "tanh"], "or") == "ReLU or tanh"


def test_a_terminal_gets_no_marks_for_bold_letters():
    assert without_markdown("It is **87.0%**, and 2 * 3 * 4 stays.") == "It is 87.0%, and 2 * 3 * 4 stays."


def test_places_in_a_row_are_written_as_people_write_them():
    numbers = (1, 2, 10, 11, 12, 13, 21, 22, 23, 24, 101, 111, 1_002)
    expected = "first second tenth 11th 12th 13th 21st 22nd 23rd 24th 101st 111th 1,002nd"
    assert " ".join(map(ordinal, numbers)) == expected


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "about a second"),
        (1.2, "about a second"),
        (1.3, "a second or two"),
        (1.8, "a second or two"),
        (1.9, "about 2 seconds"),
        (42.4, "about 42 seconds"),
        (89, "about 89 seconds"),
        (90, "about 2 minutes"),
        (125, "about 2 minutes"),
        (1_000, "about 17 minutes"),
        (5_399, "about 90 minutes"),
        (5_401, "about 2 hours"),
        (36_000, "about 10 hours"),
    ],
)
def test_a_time_is_rounded_as_people_round(seconds, words):
    assert duration(seconds) == words


@pytest.mark.parametrize(
    ("share", "shown"),
    [(0.8884, "88.8%"), (0.9996, "99.96%"), (0.99999, "99.999%"), (1.0, "100.0%"), (0.0, "0.0%"), (0.0004, "0.04%")],
)
def test_an_accuracy_is_not_called_perfect_where_it_is_not(share, shown):
    assert formats.accuracy(share) == shown


def test_a_difference_is_that_of_the_figures_as_they_are_shown():
    assert formats.apart(0.9286, 0.8884) == pytest.approx(0.041)
    assert formats.apart(0.88123, 0.88118, digits=2) == pytest.approx(0.0)
