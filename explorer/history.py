"""The history of a training: the figures of each epoch, and the rule that picks the best one."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Epoch:
    """The figures of one pass over the training reviews.

    Epochs count from 1. Accuracies are between 0 and 1. Losses are means per review as Keras reports them, with any L2
    penalty. Seconds are wall-clock time, including validation.
    """

    epoch: int
    loss: float
    accuracy: float
    val_loss: float
    val_accuracy: float
    seconds: float


def best_epoch(history: Sequence[Epoch]) -> Epoch:
    """The epoch with the highest validation accuracy, and the first of several such.

    The leaderboard ranks by validation accuracy, and the first of several epochs had the least time to memorise the training
    reviews. A run keeps the weights of this epoch.

    Raises:
        ValueError: the history is empty.
    """
    return max(history, key=lambda epoch: (epoch.val_accuracy, -epoch.epoch))
