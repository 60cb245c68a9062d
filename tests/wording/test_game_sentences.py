"""A game is told in sentences: the score, who was right, how sure the machine was, and how much of the result is luck."""

import pytest

from explorer.insight.review_game import Game, Review
from explorer.wording.classes import Classes
from explorer.wording.game_sentences import (
    confident_mistakes,
    introduction,
    machines_mistake,
    result,
    score,
    who_was_right,
    your_mistake,
)


def review(positive=True, probability=0.8):
    return Review("A film.", True, positive, probability)


def game_of(you, machine):
    """A game that is over, of positive reviews: for each, whether the person and the machine got it right, 1 or 0."""
    reviews = tuple(review(probability=0.8 if right == "1" else 0.2) for right in machine)
    return Game(reviews, tuple(right == "1" for right in you), len(reviews))


def test_the_score_begins_with_the_first_guess():
    game = Game((review(True), review(False)))
    assert score(game) == ""
    game = game.guess(0, True)
    assert score(game) == "You 1 · machine 1 of 1"
    # The machine has taken both for positive.
    assert score(game.go_on(0).guess(1, False)) == "You 2 · machine 1 of 2"


@pytest.mark.parametrize(
    ("probability", "guess", "said"),
    [
        (0.8, True, "Both of you are right."),
        (0.2, True, "The point is yours: the machine fell for this one."),
        (0.04, True, "The point is yours: the machine fell for this one, and it was 96.0% sure."),
        (0.8, False, "The point goes to the machine."),
        (0.2, False, "Both of you are wrong. Does the writer's rating fit the text?"),
    ],
)
def test_who_was_right_is_a_sentence(probability, guess, said):
    assert who_was_right(review(True, probability), guess) == said


@pytest.mark.parametrize(
    ("probabilities", "said"),
    [
        ((0.9, 0.8), "Nowhere: it got all of them right."),
        ((0.9, 0.2), "It was wrong once, but **not confidently**: less than 90% sure of the wrong answer."),
        ((0.9, 0.1), "It was wrong once, and **confidently** so: at least 90% sure of the wrong answer."),
        ((0.4, 0.2), "It was wrong twice, but **never confidently**: always less than 90% sure of the wrong answer."),
        ((0.05, 0.2), "It was wrong twice, **once confidently**: at least 90% sure of the wrong answer."),
    ],
)
def test_confident_mistakes_are_counted(probabilities, said):
    assert confident_mistakes(Game(tuple(review(True, probability) for probability in probabilities))) == said


@pytest.mark.parametrize(
    ("you", "machine", "says"),
    [
        ("1111111100", "1111111001", "You got **8 of 10** right, the machine **8**: a draw."),
        ("1111111110", "1111111000", "You got **9 of 10** right, the machine **7**: you have won."),
        ("1111111000", "1111111110", "You got **7 of 10** right, the machine **9**: the machine has won."),
        ("1111111000", "1111111110", "You disagreed on 2 reviews: none went to you and 2 to the machine."),
        (
            "1111111000",
            "1111111110",
            "so uneven a split about 50 times in 100 (exact sign test): this may well be **luck**.",
        ),
        ("1111111110", "1111111100", "You disagreed on 1 review: 1 went to you and none to the machine. That does not tell"),
        ("1111111100", "1111110011", "2 went to you and 2 to the machine. That does not tell which of you is better"),
        (
            "1111100000",
            "0000000000",
            "so uneven a split about 6 times in 100 (exact sign test): this can still be **luck**.",
        ),
        ("1111110000", "0000000000", "about 3 times in 100 (exact sign test): this is probably **more than luck**."),
        ("1111111111", "0000000000", "about twice in 1,000 (exact sign test): this is probably **more than luck**."),
        ("1111000000", "1111000000", "You said the same about every review, so this game cannot tell you apart."),
    ],
)
def test_the_result_takes_luck_into_account(you, machine, says):
    assert says in result(game_of(you, machine))


def test_a_mistake_has_a_headline():
    assert machines_mistake(review(True, 0.3)) == "The writer meant positive, the machine said negative, 70.0% sure."
    assert machines_mistake(review(False, 0.97)).endswith("said positive, 97.0% sure: a confident mistake.")
    assert your_mistake(review(True, 0.8)) == "The writer meant positive, you said negative, and the machine was right."
    assert your_mistake(review(False, 0.8)) == "The writer meant negative, you said positive, and so did the machine."


def test_the_lengths_of_reviews_are_those_of_the_game():
    assert "10 real reviews of 40 to 140 words" in introduction()
    assert "10 real reviews of at most 140 words" in introduction(Classes(("ham", "spam"), films=False))
