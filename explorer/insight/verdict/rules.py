"""The rules of the verdict, and their thresholds.

“The 180 runs” are the article's 36 combinations with five seeds each, 10 epochs on the packaged reviews, trained by this
program.
"""

from collections.abc import Sequence
from statistics import median

from explorer.history import Epoch, best_epoch
from explorer.insight import noise

FEWEST_EPOCHS = 3
"""Fewer show no trend."""

GUESSING_MARGINS = 2
"""How many margins of error above one half may still be guessing: one for luck, one because the best of many epochs is
looked at, and because the same answer to everything is right a little more than half of the time (51.0 % of the packaged
validation reviews). With 5,000 reviews that is everything below 52.8 %."""

UNDERFITTING = 0.85
"""The 180 runs get at least 86 % of their training reviews right after two epochs and 90 % after three. Validation counts,
too: with dropout, a network does worse on its own reviews while it learns."""

RELAPSE = 0.05
"""In the 180 runs the training accuracy at the end is at most 1.6 points below its highest; an L2 penalty of 0.1 and a
learning rate of 0.5, which undo what was learned, cost 7 to 26 points."""

CLEAR_RISE = 2.6
"""How many times its noise (`noise.rise`) the validation loss has to rise. Of simulated runs of 3 to 50 epochs, whose loss
jitters by `noise.JITTER` around a flat line, at most 5 in 100 exceed it, and 6 with jumps drawn from the 180 runs, which
have outliers (10,000 simulations each; with `LIKELY` for a single epoch, as in `clear`)."""

LIKELY, QUITE_SURE = 3.5, 5.0
"""Times the noise. In the same simulations at most 1 in 100 exceeds 3.5 (4 with outliers), and 1 in 10,000 exceeds 5 (1 in
200; more only where it rests on a single epoch, which is therefore never called quite sure)."""

MEMORISED = 0.97
"""Nearly all. 179 of the 180 runs get there within their 10 epochs."""

GENERALISATION_GAP = 0.05
"""Between training and validation accuracy in the epoch with the highest training accuracy; in the 180 runs at least 8
points."""


def learned_nothing(history: Sequence[Epoch], reviews: int) -> bool:
    """Whether all accuracies are what guessing gives."""
    limit = guessing(reviews)
    return best_epoch(history).val_accuracy < limit and history[-1].accuracy < limit


def guessing(reviews: int) -> float:
    """The accuracy below which a network may just guess, a share."""
    return 0.5 + GUESSING_MARGINS * noise.margin_of_error(0.5, reviews)


def too_short(history: Sequence[Epoch]) -> bool:
    """Whether there are too few epochs to show a trend."""
    return len(history) < FEWEST_EPOCHS


def gets_worse(history: Sequence[Epoch]) -> bool:
    """Whether it has lost what it already knew of its own reviews. `history` is not empty."""
    return highest_accuracy(history).accuracy - at_the_end([epoch.accuracy for epoch in history]) > RELAPSE


def underfits(history: Sequence[Epoch]) -> bool:
    """Whether it knows neither its own reviews nor new ones. `history` is not empty."""
    return max(history[-1].accuracy, history[-1].val_accuracy) < UNDERFITTING


def overfitting_since(history: Sequence[Epoch]) -> int | None:
    """The epoch from which on the network overfits, to the end; None if it does not.

    It is the epoch after the one with the lowest validation loss, if that loss has clearly risen since then (`clear`), the
    training loss has gone on falling, and no weightier finding holds.
    """
    if too_short(history) or gets_worse(history) or underfits(history):
        return None
    lowest = lowest_loss(history)
    if lowest is history[-1] or at_the_end([epoch.loss for epoch in history]) >= lowest.loss:
        return None
    rise = noise.rise(losses(history))
    return lowest.epoch + 1 if rise.times >= clear(rise) else None


def clear(rise: noise.LevelChange) -> float:
    """How many times its noise a rise has to be: more where it rests on a single epoch, which may be an outlier."""
    return LIKELY if rise.window == 1 else CLEAR_RISE


def memorises(history: Sequence[Epoch], reviews: int) -> bool:
    """Whether it knows its own reviews nearly by heart, and new ones far less well."""
    if too_short(history) or gets_worse(history):
        return False
    top = highest_accuracy(history)
    least = max(GENERALISATION_GAP, noise.margin_of_error(top.val_accuracy, reviews))
    return top.accuracy >= MEMORISED and top.accuracy - top.val_accuracy > least


def lowest_loss(history: Sequence[Epoch]) -> Epoch:
    """The epoch with the lowest validation loss; of equals, the first."""
    return min(history, key=lambda epoch: epoch.val_loss)


def highest_accuracy(history: Sequence[Epoch]) -> Epoch:
    """The epoch with the highest training accuracy; of equals, the first."""
    return max(history, key=lambda epoch: epoch.accuracy)


def at_the_end(values: Sequence[float]) -> float:
    """The median of the last third, so that one outlier does not decide. `values` is not empty."""
    return median(values[-max(1, len(values) // 3) :])


def losses(history: Sequence[Epoch]) -> list[float]:
    """The validation loss of each epoch."""
    return [epoch.val_loss for epoch in history]
