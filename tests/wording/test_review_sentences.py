"""What is said of a review: the verdict, how much it is worth, and what would turn it."""

import pytest

from explorer.errors import ExplorerError
from explorer.insight.review_reading import Flip, Piece, Push, Reading, sigmoid
from explorer.wording.review_sentences import caution, check_length, opinion, turned, what_is_left


def reading(known=0, unknown=0, score=1.0, flip=None):
    """A reading of that many different words that the network knows, and that many that it does not know."""
    words = [Piece(f"word{n}", f"word{n}", n, True) for n in range(1, known + 1)]
    strange = [Piece("qwxyz", "qwxyz") for _ in range(unknown)]
    pushes = tuple(Push(word.word, word.rank, 0.1, 0.7) for word in words)
    return Reading((*words, Piece(" "), *strange), score, pushes, flip or Flip((), sigmoid(score), False))


@pytest.mark.parametrize(
    ("score", "says"),
    [
        (4, "almost certainly **positive**"),
        (1.5, "probably **positive**"),
        (0.1, "perhaps **positive**"),
        (-0.1, "perhaps **negative**"),
        (-1.5, "probably **negative**"),
        (-4, "almost certainly **negative**"),
        (-2_000, "almost certainly **negative**"),
        (2_000, "almost certainly **positive**"),
    ],
)
def test_the_verdict_says_which_side_and_how_sure(score, says):
    assert f"The network says: {says}." in opinion(reading(9, score=score))


def test_a_usual_review_needs_no_caution():
    assert caution(reading(known=20, unknown=3)) == ""
    assert caution(reading(known=5, unknown=5)) == ""


@pytest.mark.parametrize(
    ("known", "unknown", "says"),
    [
        (0, 1, "does not know the only word here"),
        (0, 12, "does not know any of the 12 words here"),
        (5, 10, "knows only 5 of these 15 words"),
        (1, 0, "One word is very little to go by"),
        (3, 1, "4 words are very little to go by"),
    ],
)
def test_what_the_network_can_say_little_of_is_said(known, unknown, says):
    assert says in caution(reading(known, unknown))


@pytest.mark.parametrize(
    ("known", "unknown", "says"),
    [
        (0, 1, ["Of the 1 word, 0 different words", "2 are on: one for the start of a review and one for all unknown"]),
        (1, 0, ["Of the 1 word, 1 different word that it knows is kept", "2 are on: one for each of these words and one"]),
        (3, 4, ["Of the 7 words, 3 different words that it knows are kept", "10,000 switches, of which 5 are on"]),
    ],
)
def test_what_is_left_of_the_words_is_counted(known, unknown, says):
    sentence = what_is_left(reading(known, unknown), 10_000)
    assert all(part in sentence for part in says)


def test_what_turns_the_verdict_is_said_with_both_answers():
    sentence = turned(reading(9, score=1.0, flip=Flip(("great",), 0.42, True)))
    assert sentence == "Without this **1 word** (“great”) the verdict turns from positive (73.1%) to negative (42.0%)."
    sentence = turned(reading(9, score=-1.0, flip=Flip(("bad", "awful"), 0.61, True)))
    assert sentence.startswith(
        "Without these **2 words** (“bad”, “awful”) the verdict turns from negative (26.9%) to positive (61.0%). They"
    )


def test_a_verdict_that_cannot_be_turned_is_said_to_stay():
    assert "Even without these **2 words** (“a”, “b”) it stays positive (60.0%)" in turned(
        reading(9, flip=Flip(("a", "b"), 0.6, False))
    )
    assert "no word here whose removal would make the review less negative" in turned(reading(9, score=-1.0))


def test_the_longest_review_is_read_and_a_longer_one_refused():
    check_length("x" * 20_000, 20_000)
    with pytest.raises(ExplorerError, match="has 20,001 characters, and 20,000 are the most"):
        check_length("x" * 20_001, 20_000)
