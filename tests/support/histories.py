"""Training histories of every kind that the verdict tells apart."""

import csv
import json
from pathlib import Path

from explorer.config import RunConfig
from explorer.history import Epoch
from explorer.insight.verdict import Kind

REVIEWS = 5_000
DATA = Path(__file__).parents[1] / "data"
REAL = DATA / "real_histories.csv"
LABELLED = {case["id"]: case for case in json.loads((DATA / "verdict_cases.json").read_text(encoding="utf-8"))}
"""Histories with what a verdict may and may not say of each."""


def history(*epochs):
    """Epochs of (training accuracy, validation accuracy, training loss, validation loss)."""
    return [
        Epoch(number, loss=loss, accuracy=accuracy, val_loss=val_loss, val_accuracy=val_accuracy, seconds=0.5)
        for number, (accuracy, val_accuracy, loss, val_loss) in enumerate(epochs, start=1)
    ]


def with_losses(*losses, accuracy=0.93, val_accuracy=0.88):
    """A network that is good at its own reviews and gets better at them, with these validation losses."""
    return history(*[(accuracy, val_accuracy, 0.4 / number, loss) for number, loss in enumerate(losses, start=1)])


def labelled_history(name):
    """The epochs of one of `LABELLED`."""
    case = LABELLED[name]
    figures = zip(case["loss"], case["accuracy"], case["val_loss"], case["val_accuracy"])
    return [Epoch(number, *row, seconds=0.5) for number, row in enumerate(figures, 1)]


OVERFITTING = with_losses(0.38, 0.30, 0.28, 0.29, 0.32, 0.34, 0.36, 0.38, 0.40)


FALLING = with_losses(0.50, 0.44, 0.39, 0.35, 0.32, 0.30)


BY_HEART = with_losses(0.40, 0.30, 0.29, 0.29, 0.29, 0.29, accuracy=0.98)


GUESSING = history(*[(0.503, 0.490, 0.702, 0.693), (0.499, 0.510, 0.699, 0.701), (0.501, 0.510, 0.704, 0.693)] * 2)


SLOW = history((0.60, 0.62, 0.66, 0.65), (0.66, 0.67, 0.63, 0.62), (0.69, 0.70, 0.61, 0.60), (0.72, 0.73, 0.60, 0.59))


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
    Kind.ONLY_ITS_OWN: labelled_history("labels-at-random"),
    Kind.NEARLY_PERFECT: labelled_history("nearly-perfect"),
    Kind.GETTING_WORSE: RELAPSE,
    Kind.UNSTABLE: labelled_history("swinging"),
    Kind.UNDERFITTING: SLOW,
    Kind.MEMORISING: BY_HEART,
    Kind.OVERFITTING: OVERFITTING,
    Kind.LEARNING_WELL: FALLING,
    Kind.LEVELLED_OFF: with_losses(0.40, 0.33, 0.30, 0.29, 0.29, 0.29, 0.29, 0.29, 0.29),
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
