"""A bet that is settled is told with what was guessed, what happened, and how much luck could do."""

import pytest

from explorer.insight.bets import ComparisonOutcome, Guess, OverfittingOutcome
from explorer.wording.bet_sentences import outcome


@pytest.mark.parametrize(
    ("guess", "accuracy", "said"),
    [
        (Guess.BETTER, 0.9, "You guessed **better**, and it did **better**: 90.0% against 88.0%, +2.0 percentage points."),
        (
            Guess.SAME,
            0.86,
            "You guessed **about the same**, and it did **worse**: 86.0% against 88.0%, −2.0 percentage points.",
        ),
        (
            Guess.WORSE,
            0.885,
            "You guessed **worse**, and it did **about the same**: 88.5% against 88.0%, +0.5 percentage points: less than "
            "the 1.0 that luck alone can make.",
        ),
    ],
)
def test_a_guess_against_another_run_is_told_with_both_accuracies(guess, accuracy, said):
    assert outcome(ComparisonOutcome(guess, accuracy, 0.88, 0.01)) == said


def test_a_guess_about_overfitting_is_told_with_the_epoch():
    assert outcome(OverfittingOutcome(True, 3)) == "You guessed **it overfits**: it overfits since epoch 3."
    assert outcome(OverfittingOutcome(False, None)) == "You guessed **no overfitting**: it did not overfit."
