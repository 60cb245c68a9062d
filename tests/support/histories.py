"""Training histories of every kind that the verdict tells apart."""

import csv
from pathlib import Path

from explorer.config import RunConfig
from explorer.history import Epoch
from explorer.insight.verdict import Kind

REVIEWS = 5_000
REAL = Path(__file__).parents[1] / "data" / "real_histories.csv"


def history(*epochs):
    """Epochs of (training accuracy, validation accuracy, training loss, validation loss)."""
    return [
        Epoch(number, loss=loss, accuracy=accuracy, val_loss=val_loss, val_accuracy=val_accuracy, seconds=0.5)
        for number, (accuracy, val_accuracy, loss, val_loss) in enumerate(epochs, start=1)
    ]


def with_losses(*losses, accuracy=0.95, val_accuracy=0.88):
    """A network that is good at its own reviews and gets better at them, with these validation losses."""
    return history(*[(accuracy, val_accuracy, 0.4 / number, loss) for number, loss in enumerate(losses, start=1)])


OVERFITTING = with_losses(0.38, 0.30, 0.28, 0.29, 0.32, 0.34, 0.36, 0.38, 0.40)


FALLING = with_losses(0.50, 0.44, 0.39, 0.35, 0.32, 0.30)


BY_HEART = with_losses(0.40, 0.30, 0.29, 0.29, 0.29, 0.29, accuracy=0.98)


GUESSING = history(*[(0.503, 0.490, 0.702, 0.693), (0.499, 0.510, 0.699, 0.701), (0.501, 0.510, 0.704, 0.693)] * 2)


SLOW = history((0.60, 0.62, 0.66, 0.65), (0.68, 0.69, 0.62, 0.61), (0.72, 0.73, 0.60, 0.59))


# What really happened with an L2 penalty of 0.1: the price of its weights drove it back to guessing.
RELAPSE = history(
    (0.7303, 0.7636, 2.6104, 1.9755),
    (0.8215, 0.7528, 1.8313, 1.7171),
    (0.8157, 0.7780, 1.3964, 1.3151),
    (0.8028, 0.8084, 1.0961, 1.0383),
    (0.7490, 0.5796, 0.8320, 0.8043),
    (0.6838, 0.6944, 0.7816, 0.7609),
)


CASES = {
    Kind.NOTHING_LEARNED: GUESSING,
    Kind.TOO_SHORT: OVERFITTING[:2],
    Kind.GETTING_WORSE: RELAPSE,
    Kind.UNDERFITTING: SLOW,
    Kind.OVERFITTING: OVERFITTING,
    Kind.MEMORISING: BY_HEART,
    Kind.LEARNING_WELL: FALLING,
}


def real_histories():
    """Settings → epochs of the article's 36 combinations as this program trained them, in the order of the grid."""
    histories = {}
    with REAL.open(newline="") as file:
        for row in csv.DictReader(file):
            config = RunConfig(row["activation"], row["loss"], int(row["units"]), int(row["layers"]))
            figures = [float(row[f"{of}_{name}"]) for of in ("training", "validation") for name in ("loss", "accuracy")]
            histories.setdefault(config, []).append(Epoch(int(row["epoch"]), *figures, seconds=1.0))
    return histories
