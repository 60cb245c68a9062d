"""Bets on a run before it is trained, and how they came out."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from explorer.config import RunConfig
from explorer.history import Epoch, best_epoch
from explorer.insight.verdict import overfitting_since
from explorer.store import Run


class Guess(StrEnum):
    """How a run will do against another one."""

    WORSE = "worse"
    SAME = "about the same"
    BETTER = "better"


@dataclass(frozen=True)
class Bet:
    """What somebody expects of a run: how it does against an earlier one, and whether it overfits; None is no bet."""

    guess: Guess | None = None
    overfits: bool | None = None


@dataclass(frozen=True)
class ComparisonOutcome:
    """How a guess against an earlier run came out.

    The accuracies are the best ones on the validation reviews, as shares; so is the critical difference.
    """

    guess: Guess
    accuracy: float
    earlier_accuracy: float
    critical_difference: float

    @property
    def difference(self) -> float:
        """How much higher the accuracy is than the earlier one."""
        return self.accuracy - self.earlier_accuracy

    @property
    def happened(self) -> Guess:
        """How the run did: about the same where the seed alone can explain the difference."""
        if abs(self.difference) <= self.critical_difference:
            return Guess.SAME
        return Guess.BETTER if self.difference > 0 else Guess.WORSE

    @property
    def right(self) -> bool:
        """Whether the guess was right."""
        return self.happened == self.guess


@dataclass(frozen=True)
class OverfittingOutcome:
    """How a guess about overfitting came out: `since` is the epoch from which on the run overfits, or None."""

    guess: bool
    since: int | None

    @property
    def right(self) -> bool:
        """Whether the guess was right."""
        return self.guess == (self.since is not None)


Outcome = ComparisonOutcome | OverfittingOutcome


def settle(
    bet: Bet, config: RunConfig, history: Sequence[Epoch], reviews: int, earlier: Run | None, majority: float = 0.5
) -> list[Outcome]:
    """How a bet on the run of `history` came out.

    Args:
        bet: The bet.
        config: The settings of the run.
        history: The epochs of the run.
        reviews: The number of validation reviews.
        earlier: The run that it was compared with, which has a best epoch.
        majority: What always the same answer gets of the validation reviews, as for the verdict.
    """
    # It loads SciPy, which nothing else here needs.
    from explorer.insight.seed_variance import critical_difference, measured_variance

    outcomes: list[Outcome] = []
    if history and bet.guess and earlier:
        accuracy, before = best_epoch(history).val_accuracy, earlier.best_figures.val_accuracy
        now, then = (measured_variance(*one, reviews) for one in ((config, accuracy), (earlier.config, before)))
        luck = critical_difference(2, now, then)
        outcomes.append(ComparisonOutcome(bet.guess, accuracy, before, luck))
    if history and bet.overfits is not None:
        outcomes.append(OverfittingOutcome(bet.overfits, overfitting_since(history, reviews, majority)))
    return outcomes
