"""Runs in order: the leaderboard as a table, and how much of a difference can be luck."""

import math
from collections.abc import Sequence

import pandas as pd

from explorer.config import KNOBS
from explorer.history import Epoch
from explorer.store import Run


def ranked(runs: Sequence[Run]) -> list[Run]:
    """The runs that have a best epoch, highest validation accuracy first; of equals, the lower validation loss.

    Runs of the same settings, seed included, on the same reviews have the same figures: of those only the last counts.
    """
    last = {(run.config, run.dataset): run for run in runs if run.best is not None}
    return sorted(last.values(), key=lambda run: (-run.best.val_accuracy, run.best.val_loss, run.id))


def leaderboard(runs: Sequence[Run]) -> pd.DataFrame:
    """One row per run in the order of `ranked`: its place, every knob, and the figures of its best and its last epoch.

    The figures are those of `Epoch`, as best_… and last_…; accuracies are shares between 0 and 1. `seconds` is its
    share of the training time.
    """
    rows = [
        {
            "place": place,
            **_figures("best", run.best),
            **run.config.to_dict(),
            **_figures("last", run.last),
            "seconds": run.seconds,
            "dataset": run.dataset,
            "run": run.id,
        }
        for place, run in enumerate(ranked(runs), start=1)
    ]
    return pd.DataFrame(rows, columns=["place", *_names("best"), *KNOBS, *_names("last"), "seconds", "dataset", "run"])


FIGURES = ("val_accuracy", "val_loss", "accuracy", "loss", "epoch")


def _names(which: str) -> list[str]:
    return [f"{which}_{name}" for name in FIGURES]


def _figures(which: str, epoch: Epoch) -> dict[str, float]:
    return dict(zip(_names(which), (getattr(epoch, name) for name in FIGURES)))


def margin(accuracy: float, reviews: int) -> float:
    """Half the width of the 95 % interval of an accuracy measured on that many reviews (normal approximation).

    1.96 · sqrt(p (1 − p) / n): for 88 % on 5,000 reviews 0.9 percentage points. It covers the luck of which reviews are
    in the validation set, not the luck of the seed.
    """
    return 1.96 * math.sqrt(accuracy * (1 - accuracy) / reviews)
