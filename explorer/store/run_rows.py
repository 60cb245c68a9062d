"""Rows of the table of runs: reading them as `Run`, and locking them."""

from functools import lru_cache

import sqlalchemy as sa

from explorer.config import KNOBS, RunConfig
from explorer.errors import ConfigError, StoreError
from explorer.history import Epoch
from explorer.knob import Value
from explorer.store.records import Run, State
from explorer.store.tables import EPOCH_FIELDS, runs

PLAIN_FIELDS = ("id", "dataset", "message", "cluster_id", "created", "started", "finished", "seconds")
"""The columns that are fields of `Run` without any conversion."""


def to_run(row: sa.RowMapping) -> Run:
    """The run of a row that has all columns of `runs` and, labelled `at_best_…` and `at_last_…`, those of two epochs.

    Raises:
        StoreError: as `to_config`.
    """
    return Run(
        **{name: row[name] for name in PLAIN_FIELDS},
        config=to_config(row),
        state=State(row["state"]),
        best=_to_epoch(row, "at_best"),
        last=_to_epoch(row, "at_last"),
        hidden=bool(row["hidden"]),
    )


def to_config(row: sa.RowMapping) -> RunConfig:
    """The settings in a row of `runs`.

    Raises:
        StoreError: they are outside the limits of their knobs.
    """
    try:
        return _checked_config(*(row[name] for name in KNOBS))
    except ConfigError as error:
        raise StoreError(f"Run {row['id']} in the store has settings that are not possible. {error}") from error


def lock(connection: sa.Connection, *conditions: sa.ColumnElement[bool]) -> None:
    """Lock the runs that are about to change until the transaction ends, in the order of their ids.

    Two transactions on a database server that lock the same rows in different orders can deadlock. (SQLite has one writer
    at a time, and SQLAlchemy leaves FOR UPDATE out there.)
    """
    connection.execute(sa.select(runs.c.id).where(*conditions).order_by(runs.c.id).with_for_update()).all()


def _to_epoch(row: sa.RowMapping, prefix: str) -> Epoch | None:
    if row[f"{prefix}_epoch"] is None:
        return None
    return Epoch(**{name: row[f"{prefix}_{name}"] for name in EPOCH_FIELDS})


@lru_cache(maxsize=4096)
def _checked_config(*values: Value) -> RunConfig:
    # Checking takes longer than reading, and the same settings are read again and again.
    return RunConfig(*values)
