"""What is said about an exam: the interval, the gap to validation, the guess, and how often the envelope was opened."""

import math

import pytest

from explorer.insight.exam_result import SelectionBias
from explorer.store import Envelope, Result
from explorer.wording.exam_sentences import (
    against_validation,
    figure,
    guessed,
    lesson_of_peeking,
    naming,
    warning,
    which_mistakes,
)
from explorer.wording.formats import points

# 87.0% of 5,000, as often wrong in the one way as in the other.
RESULT = Result(2175, 2175, 325, 325)
REVIEWS = 5_000


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
    said = against_validation(Envelope.TEST, RESULT, validation, REVIEWS)
    assert stands.replace("1.0 percentage points", "1.0 percentage point") in said
    assert because in said
    luck = 1.96 * math.sqrt((0.87 * 0.13 + validation * (1 - validation)) / REVIEWS)
    assert f"up to {points(luck)}" in said


def test_the_gap_of_the_second_envelope_is_not_one_of_luck():
    said = against_validation(Envelope.SECOND, Result(3000, 2971, 1294, 1265), 0.88, REVIEWS)
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
    assert which_mistakes(Result(2000, 2000, praised, blamed)).endswith(says)


# Peeking


def test_what_it_teaches_is_said_in_percentage_points():
    said = lesson_of_peeking([SelectionBias(1, 0.886, 0.886), SelectionBias(2, 0.89, 0.888), SelectionBias(3, 0.896, 0.889)])
    assert "The best of **3** networks gets 89.6% of the reviews it was chosen by, and 88.9% of those" in said
    assert "**0.7 percentage points** too good" in said
    assert "only by 0.3 percentage points over a network picked blindly" in said
    assert "gained nothing" in lesson_of_peeking([SelectionBias(1, 0.886, 0.886), SelectionBias(2, 0.89, 0.885)])
