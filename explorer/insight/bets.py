"""Bets on a run before it is trained, and how they came out."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from explorer.history import Epoch, best_epoch
from explorer.insight.seed_variance import gap, pooled
from explorer.insight.verdict import overfitting_since


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
class Outcome:
    """Whether a bet was right, and in a sentence what happened."""

    right: bool
    sentence: str


def settle(bet: Bet, history: Sequence[Epoch], earlier: Epoch | None) -> list[Outcome]:
    """How a bet on the run of `history` came out; `earlier` is the best epoch of the run that it was compared with.

    About the same are two runs whose best validation accuracies lie no further apart than the luck of the seed can put
    two runs of equal settings (`luck.gap`).
    """
    if not history:
        return []
    best, outcomes = best_epoch(history), []
    if bet.guess and earlier:
        difference = best.val_accuracy - earlier.val_accuracy
        luck = pooled([])
        room = gap(2, luck, 1, luck, 1)
        came = Guess.SAME if abs(difference) <= room else Guess.BETTER if difference > 0 else Guess.WORSE
        points = f"{difference * 100:+.1f} percentage points".replace("-", "−")
        within = f": less than the {room * 100:.1f} that luck alone can make" if came == Guess.SAME else ""
        outcomes.append(
            Outcome(
                came == bet.guess,
                f"You guessed **{bet.guess}**, and it did **{came}**: {best.val_accuracy:.1%} against "
                f"{earlier.val_accuracy:.1%}, {points}{within}.",
            )
        )
    if bet.overfits is not None:
        since = overfitting_since(history)
        happened = "it did not overfit" if since is None else f"it overfits since epoch {since}"
        guessed = "it overfits" if bet.overfits else "no overfitting"
        outcomes.append(Outcome(bet.overfits == (since is not None), f"You guessed **{guessed}**: {happened}."))
    return outcomes
