"""What a training history did, figure by figure: the facts that verdicts rest on."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from statistics import median

from explorer.history import Epoch, best_epoch
from explorer.insight.verdict.trend import FEWEST, Trend, trend

SLIP = 0.03
"""How far a single bad epoch has to lie below the one before it; the one after it has to be back by less than that. In the
article's 36 combinations with seed 0 two epochs lie by 7 and 8 points below both neighbours, and the others by 3 at most."""

LOSS_MATTERS, ACCURACY_MATTERS = 0.01, 0.005
"""A smaller change over the last epochs is none to speak of: a loss as a share of itself, an accuracy as a share."""


SMALLEST_LOSS = 1e-7
"""Keras clips predictions to this distance from 0 and 1. A loss of exactly 0 would have no logarithm."""


def logarithm(loss: float) -> float:
    """The natural logarithm of a loss, so that differences are shares of it."""
    return math.log(max(loss, SMALLEST_LOSS))


@dataclass(frozen=True)
class Course:
    """A history that is not empty.

    Args:
        history: The epochs.
        reviews: The number of validation reviews.
        majority: What always the same answer gets of them, a share: one half, a coin flip, if both classes are balanced.
    """

    history: Sequence[Epoch]
    reviews: int
    majority: float = 0.5

    @property
    def balanced(self) -> bool:
        """Whether always the same answer is no better than a coin flip."""
        return self.majority == 0.5

    @property
    def last(self) -> Epoch:
        return self.history[-1]

    @cached_property
    def kept(self) -> Epoch:
        """The epoch whose network is kept: the one with the highest validation accuracy."""
        return best_epoch(self.history)

    @cached_property
    def slips(self) -> list[Epoch]:
        """Single bad epochs: far fewer new reviews right than before, and after it as many again. There is one or none.

        More than one is unsteadiness. After a last epoch that is bad, nobody knows what would have followed; it counts.
        """
        afterwards = [*self.history[2:], None]
        found = [
            here
            for before, here, after in zip(self.history, self.history[1:], afterwards)
            if before.val_accuracy - here.val_accuracy > SLIP
            and (after is None or after.val_accuracy > max(here.val_accuracy, before.val_accuracy - SLIP))
        ]
        return found if len(found) == 1 else []

    @cached_property
    def steady(self) -> list[Epoch]:
        """The epochs without a slip, on which everything else rests."""
        return [epoch for epoch in self.history if epoch not in self.slips]

    @cached_property
    def lowest(self) -> Epoch:
        """The epoch with the lowest validation loss; of equals, the first."""
        return min(self.steady, key=lambda epoch: epoch.val_loss)

    @cached_property
    def top(self) -> Epoch:
        """The epoch with the highest training accuracy; of equals, the first."""
        return max(self.steady, key=lambda epoch: epoch.accuracy)

    @cached_property
    def end(self) -> list[Epoch]:
        """The last third, and at least four where there are as many: where the run is going."""
        return self.steady[-max(FEWEST, len(self.steady) // 3) :]

    @cached_property
    def val_loss_trend(self) -> Trend:
        """Where the validation loss is going, its change as a logarithm."""
        return _matters([logarithm(epoch.val_loss) for epoch in self.end], LOSS_MATTERS)

    @cached_property
    def rise(self) -> Trend:
        """How the validation loss went from its lowest to the end, its change as a logarithm."""
        return trend([logarithm(epoch.val_loss) for epoch in self.steady if epoch.epoch >= self.lowest.epoch])

    @cached_property
    def loss_trend(self) -> Trend:
        """Where the training loss is going, its change as a logarithm."""
        return _matters([logarithm(epoch.loss) for epoch in self.end], LOSS_MATTERS)

    @cached_property
    def val_accuracy_trend(self) -> Trend:
        """Where the validation accuracy is going."""
        return _matters([epoch.val_accuracy for epoch in self.end], ACCURACY_MATTERS)

    @property
    def improves(self) -> bool:
        """Whether it is getting better at new reviews when it ends."""
        return self.val_loss_trend.falls or (self.val_accuracy_trend.rises and not self.val_loss_trend.rises)

    @property
    def breaks_records(self) -> bool:
        """Whether it is getting better at new reviews when it ends, and so good at them as it never was before."""
        latest = self.steady[-2:]
        return self.improves and (self.lowest in latest or self.kept in latest)

    @cached_property
    def swing(self) -> float:
        """The standard deviation of the validation accuracy from epoch to epoch, a share; 0 for fewer than five epochs.

        It is computed from second differences, which remove a straight line and have 6 times the variance of the noise.
        Their median stands for 0.6745 standard deviations, Φ⁻¹(0.75), so that a few jumps do not decide.
        """
        if len(self.steady) < 5:
            return 0.0
        steps = [after.val_accuracy - before.val_accuracy for before, after in pairwise(self.steady)]
        return median(abs(after - before) for before, after in pairwise(steps)) / 0.6745 / 6**0.5


def _matters(values: Sequence[float], least: float) -> Trend:
    found = trend(values)
    return found if abs(found.change) >= least else Trend(0.0, 1.0)
