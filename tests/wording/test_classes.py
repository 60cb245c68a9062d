"""Sentences have the names of a data set's own classes; those of film reviews are as they were."""

from dataclasses import replace

import pytest

from explorer.class_balance import Majority
from explorer.config import RunConfig
from explorer.insight.review_game import Review
from explorer.insight.review_poll import poll
from explorer.insight.review_reading import Flip, Piece, Push, Reading, Surprise, sigmoid
from explorer.store import Result
from explorer.wording import exam_sentences, game_sentences, poll_sentences, review_sentences
from explorer.wording.balance_sentences import always_the_same
from explorer.wording.classes import FILM_REVIEWS, Classes
from explorer.wording.network_sentences import network_in_words
from tests.support.other_classes import LETTERS
from tests.support.runs import GRID, trained

MAIL = Classes(("ham", "spam"), films=False)
PRODUCTS = Classes(films=False)
GREAT = Push("great", 1, -1.5, 0.9)


def reading(known=9, unknown=0, score=1.5, flip=None):
    words = [Piece(f"word{n}", f"word{n}", n, True) for n in range(1, known + 1)]
    pushes = tuple(Push(word.word, word.rank, 0.1, 0.7) for word in words)
    strange = [Piece("qwxyz", "qwxyz")] * unknown
    return Reading((*words, *strange), score, pushes, flip or Flip((), sigmoid(score), False))


def review(positive, probability):
    return Review("You have won", True, positive, probability)


def all_sentences(classes):
    """Every sentence about a review that depends on what the classes are."""
    turned, stays = Flip(("word1", "word2"), 0.4, True), Flip(("word1",), 0.6, False)
    surprised = replace(reading(), surprise=Surprise(GREAT, 3, 1))
    opinions = poll(trained(GRID[:3], lambda config: 0.88), (2.0, 1.0, -1.0))
    yield from (
        say(shown, classes)
        for say in (review_sentences.verdict, review_sentences.opinion, review_sentences.caution, review_sentences.turned)
        for shown in (reading(), reading(1), reading(2, 8), reading(0, 3), reading(flip=turned), reading(flip=stays))
    )
    yield review_sentences.what_a_push_is(reading(), classes)
    yield review_sentences.surprise(surprised, classes)
    for one in (review(True, 0.2), review(False, 0.2)):
        yield review_sentences.rating(one, classes)
        yield game_sentences.the_truth(one, classes)
        yield from (game_sentences.who_was_right(one, guess, classes) for guess in (True, False))
        yield game_sentences.machines_mistake(one, classes)
        yield game_sentences.your_mistake(one, classes)
    yield game_sentences.introduction(classes)
    yield game_sentences.question(classes)
    yield poll_sentences.summary(opinions, classes)
    yield poll_sentences.disagreement(reading(), reading(score=-1.0), classes)
    yield exam_sentences.which_mistakes(Result(20, 20, 300, 100), classes)
    yield exam_sentences.balanced(Result(1, 90, 5, 4), classes)
    yield exam_sentences.what_to_look_for(classes)
    yield exam_sentences.help_with_a_guess(0.9, classes, Majority(0, 0.95))
    yield network_in_words(RunConfig(), 100, classes)


@pytest.mark.parametrize("word", ["positive", "negative", "film", "movie", "praise", "blame", "good", "rating", "writer"])
def test_of_mail_nothing_is_said_that_holds_for_films_only(word):
    assert [sentence for sentence in all_sentences(MAIL) if word in sentence.lower()] == []


def test_of_products_nothing_is_said_of_films():
    assert not [sentence for sentence in all_sentences(PRODUCTS) if "film" in sentence]
    assert review_sentences.rating(review(True, 0.2), PRODUCTS) == "Its writer gave a **good** rating."
    assert game_sentences.question(PRODUCTS) == "Did its writer like it?"


def test_films_are_what_is_meant_where_nothing_is_said():
    assert Classes() == FILM_REVIEWS and FILM_REVIEWS.opinions and not MAIL.opinions
    assert review_sentences.rating(review(False, 0.2)) == "Its writer gave the film a **bad** rating."
    assert game_sentences.question() == "Did its writer like the film?"


def test_a_review_is_judged_in_those_names():
    assert review_sentences.verdict(reading(), MAIL) == "The network says: probably “spam”"
    assert review_sentences.opinion(reading(), MAIL) == "It puts the probability that this review is “spam” at **81.8%**."
    assert review_sentences.rating(review(False, 0.2), MAIL) == "It is labelled **“ham”**."
    assert "above zero is “spam”, below is “ham”" in review_sentences.what_a_push_is(reading(), MAIL)


def test_what_turns_a_verdict_is_told_in_those_names():
    turned = review_sentences.turned(reading(flip=Flip(("free",), 0.4, True)), MAIL)
    assert "the verdict turns from “spam” to “ham”: the probability of “spam” goes from 81.8% to 40.0%." in turned
    assert review_sentences.turned(reading(), MAIL) == "No word here would make “spam” less probable if it were left out."


def test_a_word_of_praise_is_no_surprise_where_nobody_praises():
    surprised = replace(reading(), surprise=Surprise(GREAT, 3, 1))
    assert review_sentences.surprise(surprised, MAIL) == ""
    assert "a word of praise" in review_sentences.surprise(surprised, PRODUCTS)


def test_a_game_is_told_in_those_names():
    wrong = review(False, 0.8)
    assert game_sentences.machines_mistake(wrong, MAIL) == "The label says “ham”, the machine said “spam”, 80.0% sure."
    assert game_sentences.your_mistake(wrong, MAIL).startswith("The label says “ham”, you said “spam”, ")
    assert game_sentences.the_truth(wrong, MAIL) == "The truth: it is labelled **“ham”**."


def test_an_exam_is_told_in_those_names():
    said = exam_sentences.which_mistakes(Result(60, 140, 1, 100), MAIL)
    assert said.startswith("It took 1 “ham” review for “spam”, and 100 “spam” reviews for “ham”.")
    assert said.endswith("it leans towards **“ham”**.")


def test_the_balanced_accuracy_is_told_where_one_class_is_far_more_frequent():
    said = exam_sentences.balanced(Result(1, 90, 5, 4), MAIL)
    assert "balanced accuracy**, the mean of the shares that it gets right of each class, is **57.4%**" in said
    assert said.endswith("always answering “ham” gets 95.0% right, and a balanced accuracy of 50%.")
    assert exam_sentences.balanced(Result(50, 45, 3, 2), MAIL) == ""


def test_always_the_same_answer_is_a_sentence_where_it_gets_more_than_a_coin_flip():
    said = "Always answering “ham” gets 95.0% of the validation reviews right."
    assert always_the_same(Majority(0, 0.95), MAIL) == said
    assert always_the_same(None, MAIL) == ""
    assert exam_sentences.help_with_a_guess(0.9, MAIL, Majority(0, 0.95)).startswith(said)
    assert exam_sentences.help_with_a_guess(0.9) == "50% is a coin flip. On the validation reviews it got 90.0%."


def test_names_come_from_the_source_and_are_escaped_where_asked():
    classes = Classes(LETTERS.class_names, LETTERS.films)
    assert (classes.names, classes.films) == (LETTERS.class_names, False)
    assert Classes(("a\n\n# b ", "c")).names == ("a # b", "c")
    assert classes.escaped(str.upper).names == ("<B>*X*</B>", 'IT\'S "Q"')
    assert FILM_REVIEWS.escaped(lambda name: name) == FILM_REVIEWS
