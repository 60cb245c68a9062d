"""What training leaves behind: the figures of each epoch, and the rule that picks the best one."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Epoch:
    """The figures of one pass over the training reviews.

    Accuracies are shares between 0 and 1; losses are means per review, as Keras reports them (with any L2 penalty
    included); seconds is wall-clock time, validation included. Epochs count from 1.
    """

    epoch: int
    loss: float
    accuracy: float
    val_loss: float
    val_accuracy: float
    seconds: float


def best_epoch(history: Sequence[Epoch]) -> Epoch:
    """The epoch with the highest validation accuracy; of equals, the first.

    Validation accuracy is what the leaderboard ranks by, and the earliest of equals is the network that has had the
    least time to memorise its training reviews. The kept weights of a run are those of this epoch.

    Raises:
        ValueError: there is no epoch.
    """
    return max(history, key=lambda epoch: (epoch.val_accuracy, -epoch.epoch))
