"""What is wrong with a row of the store, if anything, and which rows are left out for it.

Programs write sound rows only. But a file can be edited, cut off or half restored, and one such row must not take all pages
from everybody.
"""

import logging
import math
import threading
from collections.abc import Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from explorer.store.records import Dataset, State
from explorer.store.tables import epochs, runs

LARGEST = 1e9
"""No figure of an epoch comes near it."""
DAMAGED_RUN = "What the store says of this run is damaged, so it cannot be trained."
DAMAGED_SEARCH = "What the store says of this search is damaged, so it cannot go on."

logger = logging.getLogger(__name__)


class Damage(NamedTuple):
    """Why a row cannot be used, as a clause."""

    reason: str


class LeftOut:
    """The rows of a store that are left out, each of which the log names once. Safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rows: dict[tuple[str, Any], Any] = {}

    def add(self, what: str, key: Any, damage: Damage, dataset: Any = None) -> None:
        """Note that a row is left out: of `what`, such as “run”, the one with that `key`."""
        with self._lock:
            is_new = (what, key) not in self._rows
            self._rows[what, key] = dataset
        if is_new:
            logger.warning("%s %s is left out, because its row in the store is damaged: %s.", what, key, damage.reason)

    def remove(self, what: str, key: Any) -> None:
        """Note that a row is sound, perhaps again."""
        if self._rows:
            with self._lock:
                self._rows.pop((what, key), None)

    def runs_on(self, dataset: str) -> list[int]:
        """The runs on that data set that are left out."""
        with self._lock:
            return [key for (what, key), its in self._rows.items() if what == "Run" and its == dataset]


def is_number(value: object) -> bool:
    """Whether a value is a finite number."""
    return isinstance(value, (int, float)) and math.isfinite(value)


# The comparisons fail for a text in SQLite, for NaN in PostgreSQL, and for what is missing in both.
_POSSIBLE = (
    *(column.between(0, 1) for column in (epochs.c.accuracy, epochs.c.val_accuracy)),
    *(column.between(0, LARGEST) for column in (epochs.c.loss, epochs.c.val_loss, epochs.c.seconds)),
    epochs.c.epoch.between(1, LARGEST),
)
# Made once, because SQLAlchemy takes long for it.
SOUND_EPOCHS = sa.select(sa.func.count()).where(epochs.c.run_id == runs.c.id, *_POSSIBLE).scalar_subquery()
"""How many epochs of a run have the figures that an epoch can have, as a part of a query of `runs`."""


def damage_of_run(row: dict[str, Any]) -> Damage | None:
    """What is wrong with a row as `Queries` reads runs, besides its settings."""
    texts, times = ("dataset", "state", "message", "cluster_id"), ("started", "finished")
    for name in texts:
        if not isinstance(row[name], str):
            return Damage(f"its {name} is no text")
    if row["state"] not in [*State]:
        return Damage(f"there is no state “{row['state'][:40]}”")
    for name in ("created", "seconds", *(name for name in times if row[name] is not None)):
        if not is_number(row[name]):
            return Damage(f"“{name}” is no number")
    found = row["at_best_epoch"] is not None and row["at_last_epoch"] is not None
    if row["sound_epochs"] != (row["last_epoch"] or 0) or found != (row["last_epoch"] is not None):
        return Damage("an epoch is missing, or its figures are impossible")
    return None


def damage_of_opening(opened: object, guess: object, figures: Sequence[object]) -> Damage | None:
    """What is wrong with an opening of an envelope: when, with which guess, and the four figures of its result."""
    if not is_number(opened) or not (guess is None or is_number(guess)):
        return Damage("its time or its guess is no number")
    if not all(isinstance(figure, int) and figure >= 0 for figure in figures) or not any(figures):
        return Damage("its figures are no numbers of reviews")
    return None


def damage_of_dataset(dataset: Dataset) -> Damage | None:
    """What is wrong with what the store says of a data set."""
    texts = (dataset.name, dataset.label, dataset.negative, dataset.positive, dataset.language, dataset.visitor)
    if not all(isinstance(text, str) for text in texts) or not (dataset.label and dataset.negative and dataset.positive):
        return Damage("a name in it is no text")
    sizes = (dataset.train, dataset.validation, dataset.test, dataset.validation_positive)
    if not all(isinstance(size, int) and size > 0 for size in sizes) or dataset.validation_positive >= dataset.validation:
        return Damage("its numbers of reviews are impossible")
    return None if is_number(dataset.created) else Damage("its time is no number")
