"""What is said of a review: the verdict, how much it is worth, and what would turn it."""

from dataclasses import replace

import pytest

from explorer.config import InputFormat
from explorer.errors import ExplorerError
from explorer.insight.review_reading import Flip, PairPush, Piece, Push, Reading, RealReview, Surprise, sigmoid
from explorer.wording.review_sentences import (
    caution,
    check_length,
    opinion,
    origin,
    rating,
    strongest_pairs,
    sum_of_pushes,
    surprise,
    turned,
    verdict,
    what_a_push_is,
    what_is_left,
)


def reading(known=0, unknown=0, score=1.0, flip=None):
    """A reading of that many different words that the network knows, and that many that it does not know."""
    words = [Piece(f"word{n}", f"word{n}", n, True) for n in range(1, known + 1)]
    strange = [Piece("qwxyz", "qwxyz") for _ in range(unknown)]
    pushes = tuple(Push(word.word, word.rank, 0.1, 0.7) for word in words)
    return Reading((*words, Piece(" "), *strange), score, pushes, flip or Flip((), sigmoid(score), False))


@pytest.mark.parametrize(
    ("score", "says"),
    [
        (4, "almost certainly positive"),
        (1.5, "probably positive"),
        (0.1, "perhaps positive"),
        (-0.1, "perhaps negative"),
        (-1.5, "probably negative"),
        (-4, "almost certainly negative"),
        (-2_000, "almost certainly negative"),
        (2_000, "almost certainly positive"),
    ],
)
def test_the_verdict_says_which_side_and_how_sure(score, says):
    assert verdict(reading(9, score=score)) == f"The network says: {says}"


def test_the_probability_is_said():
    assert opinion(reading(9, score=0.5)) == "It puts the probability that this review is positive at **62.2%**."


def test_a_usual_review_needs_no_caution():
    for usual in (reading(known=20, unknown=3), reading(known=7, unknown=4)):
        assert caution(usual) == "" and "but" not in verdict(usual)


@pytest.mark.parametrize(
    ("known", "unknown", "says", "because"),
    [
        (0, 1, "but it does not know this word", "anything that it cannot read"),
        (0, 12, "but it knows none of these 12 words", "anything that it cannot read"),
        (5, 10, "but it knows only 5 of these 15 words", "the most frequent words of English film reviews"),
        (1, 0, "but one word is very little to go by", "some 240 words"),
        (3, 1, "but 4 words are very little to go by", "some 240 words"),
    ],
)
def test_what_the_network_can_say_little_of_is_part_of_the_verdict(known, unknown, says, because):
    assert verdict(reading(known, unknown)) == f"The network says: perhaps positive, {says}"
    assert because in caution(reading(known, unknown))


def of_pushes(score, *pushes, unknown=False):
    """A reading of one word for each of the pushes, and of one that the network does not know."""
    words = [Piece(f"word{n}", f"word{n}", n, True) for n in range(len(pushes))]
    strange = [Piece("qwxyz", "qwxyz")] * unknown
    return Reading((*words, *strange), score, tuple(Push("x", 1, push, 0.5) for push in pushes), Flip((), 0.5, False))


def test_that_pushes_do_not_add_up_to_the_score_is_said_with_both_figures():
    said = sum_of_pushes(of_pushes(-0.04, -0.1, -0.07, unknown=True))
    assert said.startswith(
        "All 2 pushes together make −0.17, but the score is −0.04: the network starts from a score of its"
    )
    assert "all words that it does not know have one push together" in said
    said = sum_of_pushes(of_pushes(1.0, 0.5))
    assert said == (
        "The push is +0.50, but the score is +1.00: the network starts from a score of its own before it has read a word."
    )
    assert sum_of_pushes(of_pushes(0.25, 0.5, -0.25)).startswith("All 2 pushes together make +0.25, and so is the score.")


@pytest.mark.parametrize(
    ("push", "negative", "positive", "says"),
    [
        (-0.1, 811, 748, "811 of the 1,559 training reviews with this word are negative. Whether somebody wrote “not”"),
        (-0.1, 1_265, 2_571, "Only 1,265 of the 3,836 training reviews with this word are negative"),
        (0.1, 40, 60, "60 of the 100 training reviews with this word are positive. Whether"),
        (0.1, 1, 0, "Only 0 of the 1 training review with this word are positive"),
    ],
    ids=["by the reviews", "against the reviews", "blame", "one review"],
)
def test_why_a_word_pushes_against_its_meaning_is_said_with_the_reviews_that_have_it(push, negative, positive, says):
    found = Surprise(Push("interesting", 9, push, 0.5), negative, positive)
    said = surprise(Reading((), 1.0, (), Flip((), 0.5, False), found))
    assert said.startswith(f"**Why does “interesting” push towards {'positive' if push > 0 else 'negative'}?**")
    assert f"a word of {'blame' if push > 0 else 'praise'}" in said and says in said


def test_where_no_word_surprises_nothing_is_said():
    assert surprise(reading(9)) == ""


def test_a_real_review_says_where_it_comes_from_and_what_its_writer_thought():
    assert origin(RealReview("A film.", True, True)).startswith("A real review, as it was written.")
    assert "Its original text is not here." in origin(RealReview("a film", False, True))
    assert rating(RealReview("A film.", True, True)) == "Its writer gave the film a **good** rating."
    assert rating(RealReview("A film.", True, False)) == "Its writer gave the film a **bad** rating."


@pytest.mark.parametrize(
    ("known", "unknown", "says"),
    [
        (
            0,
            1,
            ["It does not know this one word.", "2 of them are on: one for the start of a review and one for all unknown"],
        ),
        (1, 0, ["It knows this one word.", "2 of them are on: one for this word and one for the start"]),
        (0, 3, ["Of the 3 words here, it knows none.", "2 of them are on"]),
        (3, 4, ["Of the 7 words here, it knows 3.", "10,000 switches, and 5 of them are on: one for each of these words"]),
    ],
)
def test_what_is_left_of_the_words_is_counted(known, unknown, says):
    sentence = what_is_left(reading(known, unknown))
    assert all(part in sentence for part in says)


@pytest.mark.parametrize(
    ("pairs", "counting", "says"),
    [
        ("off", "log", "say which words there are and how often, but not in which order."),
        ("on", "present", "which words and pairs of neighbours there are, but not how often, and nothing else of their"),
        ("on", "tfidf", "there are, how often, and how rare they are, but nothing else of their order."),
    ],
)
def test_what_is_left_is_what_this_network_reads(pairs, counting, says):
    read = replace(reading(known=3), form=InputFormat(40_000, pairs, counting))
    assert says in what_is_left(read) and "Its 40,000 numbers say" in what_is_left(read)


def test_a_push_is_said_to_hold_those_of_its_pairs_where_the_network_reads_them():
    assert "pairs" not in what_a_push_is(reading(known=3))
    read = replace(reading(known=3), form=InputFormat(40_000, "on", "present"))
    assert "All pairs that the word is in go with it" in what_a_push_is(read)


def test_the_strongest_pairs_are_listed_with_their_pushes():
    pairs = tuple(PairPush(("not", f"word{n}"), -1.0 / n) for n in range(1, 9))
    assert strongest_pairs(reading(known=3)) == ""
    assert strongest_pairs(replace(reading(known=3), pairs=pairs)) == (
        "**The strongest pairs, each left out alone while its words stay:** “not word1” −1.00, “not word2” −0.50, “not "
        "word3” −0.33, “not word4” −0.25 and “not word5” −0.20."
    )
    assert strongest_pairs(replace(reading(known=3), pairs=pairs[:1])) == "**The strongest pair:** “not word1” −1.00."
    assert strongest_pairs(replace(reading(known=3), pairs=(PairPush(("of", "the"), 0.001),))) == ""


@pytest.mark.parametrize(("negative", "positive"), [(3, 1), (1, 3)])
def test_a_word_that_pushes_against_its_meaning_may_do_so_by_its_pairs(negative, positive):
    funny = Push("funny", 160, -0.3, 0.6)
    read = replace(reading(known=3), form=InputFormat(40_000, "on", "present"))
    assert "that it makes here with its neighbours" in surprise(replace(read, surprise=Surprise(funny, negative, positive)))
    assert "pairs" not in surprise(replace(reading(known=3), surprise=Surprise(funny, negative, positive)))


def test_words_that_occur_again_are_not_kept_again():
    again = reading(2)
    again = replace(again, pieces=again.pieces * 3)
    assert what_is_left(again).startswith("It knows all 6 words here (2 different ones).")


def test_what_turns_the_verdict_is_said_with_both_answers():
    assert turned(reading(9, score=1.0, flip=Flip(("great",), 0.42, True))) == (
        "Without this **1 word** (“great”) the verdict turns from positive to negative: the probability of a positive "
        "review goes from 73.1% to 42.0%."
    )
    assert turned(reading(9, score=-1.0, flip=Flip(("bad", "awful"), 0.61, True))) == (
        "Without these **2 words** (“bad”, “awful”) the verdict turns from negative to positive: the probability of a "
        "positive review goes from 26.9% to 61.0%. They were found one after another: each time, the word that moves the "
        "score most is left out."
    )


def test_a_verdict_that_cannot_be_turned_is_said_to_stay():
    said = turned(reading(9, flip=Flip(("a", "b"), 0.6, False)))
    assert said.startswith("Even without these **2 words** (“a”, “b”) the verdict stays positive: the probability of a")
    assert "would be 60.0%." in said
    assert turned(reading(9, score=-1.0)) == "No word here would make the review less negative if it were left out."


def test_a_line_break_is_called_by_its_name():
    assert "(“great”, the line breaks)" in turned(reading(9, flip=Flip(("great", "br"), 0.4, True)))


def test_the_longest_review_is_read_and_a_longer_one_refused():
    check_length("x" * 20_000, 20_000)
    with pytest.raises(ExplorerError, match="has 20,001 characters, and 20,000 are the most"):
        check_length("x" * 20_001, 20_000)
