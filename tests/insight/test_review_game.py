"""Beat the machine: who got which review, what the machine was sure of and wrong, and how much of the result is luck."""

import pytest
from scipy.stats import binomtest

from explorer.insight.review_game import Game, Review, discordant, sign_test


def review(positive=True, probability=0.8):
    return Review("A film.", True, positive, probability)


def game_of(you, machine):
    """A game that is over, of positive reviews: for each, whether the person and the machine got it right, 1 or 0."""
    reviews = tuple(review(probability=0.8 if right == "1" else 0.2) for right in machine)
    return Game(reviews, tuple(right == "1" for right in you), len(reviews))


# A review


@pytest.mark.parametrize(
    ("positive", "probability", "right", "certainty", "confidently_wrong"),
    [
        (True, 0.95, True, 0.95, False),
        (True, 0.05, False, 0.95, True),
        (True, 0.1, False, 0.9, True),
        (True, 0.11, False, 0.89, False),
        (False, 0.9, False, 0.9, True),
        (False, 0.89, False, 0.89, False),
        (False, 0.01, True, 0.99, False),
        # As in Keras, one half is not above one half.
        (False, 0.5, True, 0.5, False),
    ],
)
def test_the_machine_is_wrong_across_one_half_and_confidently_from_nine_tenths_on(
    positive, probability, right, certainty, confidently_wrong
):
    one = review(positive, probability)
    assert one.machine_right == right
    assert one.certainty == pytest.approx(certainty)
    assert one.confidently_wrong == confidently_wrong


# A game


def test_a_game_goes_from_guess_to_answer_to_the_next_review():
    game = Game((review(True), review(False)))
    assert (game.answered, game.over) == (False, False)
    game = game.guess(0, True)
    assert (game.answered, game.place, game.yours, game.machines) == (True, 0, 1, 1)
    game = game.go_on(0)
    assert (game.answered, game.over, game.place) == (False, False, 1)
    game = game.guess(1, False)
    # The machine has taken both for positive.
    assert (game.yours, game.machines) == (2, 1)
    assert not game.over and game.go_on(1).over


def test_what_comes_twice_or_too_early_or_too_late_changes_nothing():
    game = Game((review(), review()))
    assert game.go_on(0) == game
    answered = game.guess(0, False)
    assert answered.guess(0, True) == answered
    following = answered.go_on(0)
    assert following.go_on(0) == following
    assert following.guess(0, True) == following


def test_mistakes_are_listed_the_surest_first_and_the_persons_in_their_order():
    a, b, c, d = review(True, 0.3), review(False, 0.95), review(True, 0.9), review(True, 0.02)
    game = Game((a, b, c, d), (False, False, False, True), 4)
    assert game.machine_mistakes == [d, b, a]
    assert game.your_mistakes == [a, c]


# Luck


@pytest.mark.parametrize(("one", "other"), [(0, 1), (3, 3), (6, 0), (1, 8), (2, 7), (5, 5), (0, 10)])
def test_the_sign_test_is_the_exact_two_sided_one(one, other):
    assert sign_test(one, other) == pytest.approx(binomtest(one, one + other).pvalue)


def test_without_a_dispute_there_is_nothing_to_test():
    assert sign_test(0, 0) == 1


def test_only_reviews_that_one_of_the_two_got_right_are_in_dispute():
    assert discordant(game_of("1100110000", "1010000011")) == (3, 3)
    assert discordant(game_of("1110000000", "0000000000")) == (3, 0)


def test_a_lead_of_one_or_two_in_ten_reviews_is_never_more_than_luck():
    for machine_alone in range(10):
        for lead in (0, 1, 2):
            if 2 * machine_alone + lead <= 10:
                assert sign_test(machine_alone + lead, machine_alone) > 0.05
