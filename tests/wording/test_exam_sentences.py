"""What is said about an exam: the interval, the gap to validation, the guess, and how often the envelope was opened."""

import math

import pytest

from explorer.config import RunConfig
from explorer.insight.exam_result import SelectionBias
from explorer.store import Envelope, Opening, Result
from explorer.wording.classes import Classes
from explorer.wording.exam_sentences import (
    against_validation,
    contents,
    entry,
    envelope_name,
    figure,
    guessed,
    how_peeking_works,
    lesson_of_peeking,
    naming,
    warning,
    which_mistakes,
)
from explorer.wording.formats import points
from tests.support.runs import SECOND, TEST, trained

# 87.0% of 5,000, as often wrong in the one way as in the other.
RESULT = Result(2175, 2175, 325, 325)
REVIEWS = 5_000


def test_the_figure_has_its_interval():
    said = figure(RESULT)
    assert "**4,350 of 5,000** right: **87.0%**" in said
    assert "between **86.0%** and **87.9%** right (95% interval)" in said


# The gap to validation


@pytest.mark.parametrize(
    ("validation", "stands", "because"),
    [
        (0.87, "**equal to** its accuracy on the validation reviews, 87.0%", "A bit below is what to expect"),
        (0.8802, "**1.0 percentage points below**", "A bit below is what to expect"),
        (0.865, "**0.5 percentage points above**", "A bit below is what to expect"),
        (0.89, "**2.0 percentage points below**", "most likely too good to be true"),
        (0.85, "**2.0 percentage points above**", "most likely easier than others"),
    ],
)
def test_the_gap_is_judged_by_what_the_choice_of_reviews_explains(validation, stands, because):
    said = against_validation(TEST, RESULT, validation, REVIEWS)
    assert stands.replace("1.0 percentage points", "1.0 percentage point") in said
    assert because in said
    luck = 1.96 * math.sqrt((0.87 * 0.13 + validation * (1 - validation)) / REVIEWS)
    assert f"up to {points(luck)} in either direction" in said or f"rarely makes more than {points(luck)}" in said


def test_the_gap_of_the_second_envelope_is_not_one_of_luck():
    said = against_validation(SECOND, Result(3000, 2971, 1294, 1265), 0.88, REVIEWS)
    assert "**18.0 percentage points below** its accuracy on the validation reviews, 88.0%" in said
    assert "single sentences from another site" in said
    assert "too good to be true" not in said


# The envelope


def test_an_envelope_says_what_is_in_it_and_what_its_figure_is_good_for():
    said = contents(TEST, 5_000, 5_000)
    assert "**5,000 test reviews**. No network has learned from them." in said and "the 5,000 validation reviews" in said
    said = contents(SECOND, 8_530, 5_000)
    assert "**8,530 single sentences** from another site, Rotten Tomatoes" in said and "validation" not in said


def test_an_entry_of_the_ledger_has_the_figure_the_run_and_the_guess():
    (run,) = trained([RunConfig()], lambda config: 0.88)
    said = entry(Opening(1, run.id, TEST, 0.0, 0.75, RESULT), run, "Packaged reviews")
    assert said == (
        f"**87.0%** (86.0% to 87.9%) for run {run.id}, with guess 75.0% and 88.0% in validation: {run.config.describe()}"
    )
    assert "with no guess and" in entry(Opening(1, run.id, TEST, 0.0, None, RESULT), run, "Packaged reviews")


def test_an_entry_of_a_run_from_elsewhere_says_where_it_comes_from():
    (run,) = trained([RunConfig()], lambda config: 0.88)
    said = entry(Opening(1, run.id, Envelope("official"), 0.0, 0.75, RESULT), run, "Packaged reviews")
    assert f"for run {run.id}, travelled from Packaged reviews, with guess 75.0%" in said


def test_each_envelope_has_a_name():
    assert envelope_name(TEST, "packaged", "Packaged reviews") == "Test reviews"
    assert envelope_name(SECOND, "packaged", "Packaged reviews") == "Sentences from Rotten Tomatoes"
    assert envelope_name(TEST, "official", "Packaged reviews") == "Packaged reviews"


# The guess


@pytest.mark.parametrize(
    ("guess", "says"),
    [
        (0.87, "The guess was **87.0%**: spot on."),
        (0.875, "The guess was **87.5%**, **0.5 percentage points too high**, but inside the interval"),
        (0.864, "The guess was **86.4%**, **0.6 percentage points too low**, but inside the interval"),
        (0.97, "The guess was **97.0%**, **10.0 percentage points too high**."),
        (0.5, "The guess was **50.0%**, **37.0 percentage points too low**."),
    ],
)
def test_a_guess_is_compared_with_the_figure_and_its_interval(guess, says):
    assert guessed(guess, RESULT).startswith(says)


# How often


def test_the_first_opening_is_an_honest_one_and_every_other_is_named():
    assert warning(0).startswith(
        "This envelope has never been opened: no network has learned from its reviews or been chosen"
    )
    assert warning(1).startswith("This envelope has been opened once already. This would be the second opening: the more")
    assert "opened twice already. This would be the third opening" in warning(2)
    assert "opened 11 times already. This would be the 12th opening" in warning(11)
    assert naming(1).startswith("This is the first opening of the envelope: an honest figure")
    assert naming(3) == (
        "This is the third opening: the more often an envelope is opened, the less its figures are worth, because whoever "
        "then picks the best one has chosen by these reviews, and some of that is luck."
    )


@pytest.mark.parametrize(
    ("praised", "blamed", "says"),
    [
        (400, 250, "400 bad reviews good, and 250 good ones bad. That is more than chance: it leans towards **positive**."),
        (250, 400, "it leans towards **negative**."),
        (340, 310, "It leans to neither side."),
        (2, 1, "It called 2 bad reviews good, and 1 good one bad. It leans to neither side."),
        (0, 0, "It has made no mistake."),
    ],
)
def test_a_leaning_is_named_where_it_is_more_than_chance(praised, blamed, says):
    assert which_mistakes(Result(2000, 2000, praised, blamed)).endswith(says)


def test_where_classes_are_uneven_the_mistakes_of_each_are_shares_of_it():
    # It answers “ham” nearly always: 2 and 6 mistakes lean to neither side, and it has still missed all spam.
    said = which_mistakes(Result(0, 112, 2, 6), Classes(("ham", "spam"), films=False))
    assert said == (
        "It took 2 “ham” reviews for “spam”, and 6 “spam” reviews for “ham”. That is 1.8% of all “ham” reviews, and 100.0% "
        "of all “spam” reviews."
    )


# Peeking


def test_what_it_teaches_is_said_in_percentage_points():
    said = lesson_of_peeking(
        [SelectionBias(1, 0.886, 0.886), SelectionBias(2, 0.89, 0.888), SelectionBias(3, 0.896, 0.889)], 5_000
    )
    assert "best of **3** networks gets 89.6% right on the half that it was chosen by, and 88.9% on the other half" in said
    assert "**0.7 percentage points** too good" in said
    assert "by 0.3 percentage points over a network that is picked blindly" in said
    small = [SelectionBias(1, 0.886, 0.886), SelectionBias(3, 0.896, 0.888)]
    assert "gained nothing that shows" in lesson_of_peeking(small, 5_000)
    assert "did help, by 0.2" in lesson_of_peeking(small, 50_000)
    assert "gained nothing" in lesson_of_peeking([SelectionBias(1, 0.886, 0.886), SelectionBias(2, 0.89, 0.885)], 5_000)


def test_the_simulation_says_how_many_compete():
    assert "All 12 networks compete" in how_peeking_works(12, 12)
    assert "The 36 oldest networks compete" in how_peeking_works(36, 40)


def test_figures_and_their_difference_add_up_as_they_are_shown():
    """92.86 % and 88.84 % lie 4.02 points apart, but 92.9 % and 88.8 % lie 4.1 apart."""
    result = Result(true_positives=4_643, false_positives=0, true_negatives=0, false_negatives=357)
    assert "**4.1 percentage points above**" in against_validation(TEST, result, 0.8884, 5_000)


def test_choosing_has_not_helped_by_nothing():
    biases = [SelectionBias(1, 0.88, 0.88), SelectionBias(3, 0.89, 0.88004)]
    assert "Choosing has gained nothing" in lesson_of_peeking(biases, 5_000)
