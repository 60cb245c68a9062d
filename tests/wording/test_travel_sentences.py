"""What is said about an exam abroad: what is lost, what a constant answer gets, and which words are known there."""

import pytest

from explorer.store import Envelope, Opening, Result
from explorer.wording import travel_sentences
from explorer.wording.classes import Classes
from explorer.wording.travel_sentences import against_home, against_one_answer, contents, known_words, route, taken_for

# 87.0% of 5,000.
RESULT = Result(2175, 2175, 325, 325)
SPAM = Classes(("ham", "spam"), films=False)


def test_an_envelope_abroad_says_what_is_in_it_and_that_all_openings_count():
    said = contents("Packaged reviews", "My messages", 12)
    assert said.startswith("In this envelope are **12 test reviews** of another data set, **My messages**")
    assert "learned from **Packaged reviews**" in said and "so every opening counts for both" in said
    assert "**1 test review** of" in contents("a", "b", 1)
    assert route("Packaged reviews", "My messages") == "Trained on **Packaged reviews**, examined on **My messages**."


def test_labels_with_other_names_are_paired():
    assert taken_for(Classes(), SPAM) == "Here, “spam” counts as “positive”, and “ham” counts as “negative”."
    assert taken_for(SPAM, SPAM) == ""


# At home


@pytest.mark.parametrize(
    ("validation", "says"),
    [
        (0.89, "got 89.0% right. Here it loses **2.0 percentage points** (95% interval: 0.7 to 3.3)."),
        (0.88, "Here it loses **1.0 percentage point** (95% interval: −0.3 to 2.3), which may be chance."),
        (0.87, "Here it gets **as many** (95% interval: −1.3 to 1.3)."),
        (0.865, "Here it gains **0.5 percentage points** (95% interval: −0.8 to 1.8), which may be chance."),
        (0.80, "Here it gains **7.0 percentage points** (95% interval: 5.6 to 8.4)."),
    ],
)
def test_what_it_loses_has_an_interval(validation, says):
    said = against_home(RESULT, None, validation, 5_000)
    assert said.startswith("On the validation reviews, which its best epoch was chosen by, it got ")
    assert said.endswith(says)


def test_its_own_test_reviews_are_what_it_is_compared_with_once_they_are_open():
    own = Opening(1, 1, Envelope("packaged"), 0.0, None, Result(45, 45, 5, 5))
    said = against_home(RESULT, own, 0.99, 5_000)
    assert said.startswith("On the test reviews of its own data set it got 90.0% right. Here it loses **3.0 percentage")
    # A hundred reviews are few.
    assert "which may be chance" in said


def test_figures_and_their_difference_add_up_as_they_are_shown():
    """92.86 % and 88.84 % lie 4.02 points apart, but 92.9 % and 88.8 % lie 4.1 apart."""
    result = Result(true_positives=4_643, false_positives=0, true_negatives=0, false_negatives=357)
    assert "gains **4.1 percentage points**" in against_home(result, None, 0.8884, 5_000)


# Always the same answer


@pytest.mark.parametrize(
    ("result", "says"),
    [
        (Result(50, 950, 0, 0), "Always answering “ham” gets 95.0% right: the network is **better** than that."),
        (Result(0, 85, 10, 5), "Always answering “ham” gets 95.0% right: the network is **worse** than that."),
        (
            Result(92, 4, 1, 3),
            "Always answering “spam” gets 95.0% right: the network is **no better** than that, as far",
        ),
    ],
)
def test_a_constant_answer_is_what_any_network_has_to_beat(result, says):
    assert against_one_answer(result, SPAM).startswith(says)


def test_where_one_class_is_rare_its_balanced_accuracy_is_told():
    said = against_one_answer(Result(4, 92, 3, 1), SPAM)
    assert "**balanced accuracy**" in said and "is **88.4%**; that of always the same answer is 50%." in said
    said = against_one_answer(Result(30, 22, 26, 22), Classes())
    assert said.startswith("Always answering positive gets 52.0% right:") and "balanced" not in said


# Its words


def test_a_small_share_of_known_words_is_a_caution():
    said = known_words(0.6, 0.93)
    assert said.startswith("The network knows **60.0%** of the words in this envelope, and 93.0% of those in the validation")
    assert said.endswith("so its answers here are worth little.") and travel_sentences.is_little(0.6)
    assert "worth little" not in known_words(0.61, 0.93) and not travel_sentences.is_little(0.61)
