"""A bet is right when what it says has happened, by more than luck where it is about which run is better."""

import pytest

from explorer.config import RunConfig
from explorer.history import Epoch
from explorer.insight.bets import Bet, Guess, settle
from explorer.insight.seed_variance import critical_difference, measured_variance
from tests.support import runs
from tests.support.histories import REVIEWS


def run(val_accuracy, val_losses=(0.4, 0.35, 0.33, 0.32, 0.32)):
    """A history whose best epoch has that accuracy."""
    return [Epoch(number + 1, 0.4 / (number + 1), 0.9, loss, val_accuracy, 0.1) for number, loss in enumerate(val_losses)]


def earlier(val_accuracy):
    """A run that has ended, with that accuracy."""
    return runs.run(1, history=run(val_accuracy))


OVERFITTING = (0.4, 0.3, 0.35, 0.42, 0.5, 0.6, 0.7, 0.8)


def room(accuracy):
    """How far luck alone can put a run of that accuracy from one of 88 %."""
    return critical_difference(2, measured_variance(RunConfig(), accuracy), measured_variance(RunConfig(), 0.88))


@pytest.mark.parametrize(
    ("accuracy", "came"),
    [(0.895, Guess.BETTER), (0.883, Guess.SAME), (0.88, Guess.SAME), (0.876, Guess.SAME), (0.82, Guess.WORSE)],
)
def test_better_and_worse_are_more_than_luck(accuracy, came):
    assert (abs(accuracy - 0.88) > room(accuracy)) == (came != Guess.SAME)
    rival = earlier(0.88)
    for guess in Guess:
        (outcome,) = settle(Bet(guess), RunConfig(), run(accuracy), REVIEWS, rival)
        assert outcome.happened == came
        assert outcome.right == (guess == came)
        assert (outcome.accuracy, outcome.earlier_accuracy) == (accuracy, 0.88)


@pytest.mark.parametrize("overfits", [True, False])
def test_a_bet_on_overfitting_is_settled_by_the_verdict(overfits):
    (on_overfitting,) = settle(Bet(overfits=overfits), RunConfig(), run(0.88, OVERFITTING), REVIEWS, None)
    assert on_overfitting.right == overfits
    assert on_overfitting.since == 3
    (on_learning,) = settle(Bet(overfits=overfits), RunConfig(), run(0.88), REVIEWS, None)
    assert on_learning.right == (not overfits)
    assert on_learning.since is None


def test_both_bets_are_settled_and_none_is_not():
    assert len(settle(Bet(Guess.SAME, True), RunConfig(), run(0.88), REVIEWS, earlier(0.87))) == 2
    assert settle(Bet(), RunConfig(), run(0.88), REVIEWS, earlier(0.87)) == []


def test_a_run_without_an_epoch_or_a_rival_settles_nothing():
    assert settle(Bet(Guess.BETTER, True), RunConfig(), [], REVIEWS, earlier(0.88)) == []
    assert settle(Bet(Guess.BETTER), RunConfig(), run(0.88), REVIEWS, None) == []
