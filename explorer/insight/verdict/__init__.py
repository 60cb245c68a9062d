"""The verdict on a training history: what it shows, and what to try next.

The rules (`rules`, with their thresholds and where these come from), the first that holds being the main finding:

1. Diverged: the trainer gave up because the loss blew up.
2. Nothing learned: no epoch is further from a coin flip than luck with so many validation reviews.
3. Too short to tell: fewer than 3 epochs.
4. Getting worse: at the end it has lost more than 5 points of what it already knew of its own reviews.
5. Underfitting: it knows less than 85 % of its own reviews, and of new ones.
6. Overfitting: the validation loss has clearly risen, by 2.6 times its noise, while the training loss went on falling.
7. Memorising: it knows 97 % of its own reviews or more, and far fewer of new ones.
8. Learning well: none of these.

Besides the main finding, a network that overfits may memorise as well, and one that diverged may have overfitted before.
"""

from collections.abc import Sequence
from enum import StrEnum

from explorer.history import Epoch
from explorer.insight.verdict import rules


class Kind(StrEnum):
    """What a finding is about."""

    DIVERGED = "diverged"
    NOTHING_LEARNED = "nothing learned"
    TOO_SHORT = "too short to tell"
    GETTING_WORSE = "getting worse"
    UNDERFITTING = "underfitting"
    OVERFITTING = "overfitting"
    MEMORISING = "memorising"
    LEARNING_WELL = "learning well"


def kinds(history: Sequence[Epoch], reviews: int, diverged: bool = False) -> list[Kind]:
    """What the `history` of a run that has ended shows, the main finding first; empty when there is nothing to judge.

    Args:
        history: The epochs of the run. One that was stopped or has failed is judged by those it had.
        reviews: The number of validation reviews.
        diverged: Whether the run diverged. The epoch in which it did has no place in the history.
    """
    found = [Kind.DIVERGED] if diverged else []
    if rules.overfitting_since(history) is not None:
        found.append(Kind.OVERFITTING)
    if rules.memorises(history, reviews):
        found.append(Kind.MEMORISING)
    if found or not history:
        return found
    if rules.learned_nothing(history, reviews):
        return [Kind.NOTHING_LEARNED]
    if rules.too_short(history):
        return [Kind.TOO_SHORT]
    if rules.gets_worse(history):
        return [Kind.GETTING_WORSE]
    return [Kind.UNDERFITTING if rules.underfits(history) else Kind.LEARNING_WELL]
