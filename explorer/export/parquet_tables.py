"""All runs as Parquet: one table with a row for each epoch, or two tables, of runs and of epochs."""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyarrow import parquet

from explorer.config import KNOBS
from explorer.errors import ExplorerError
from explorer.export.experiments import BEST, FIGURES, Experiment
from explorer.export.replacing import replacing
from explorer.history import Epoch
from explorer.knob import Value

ENDINGS = (".parquet", ".pq")
MARK = b"sentiment-explorer"
"""What is in the metadata of every file from here, so that no other one is written over."""
MOMENT = pa.timestamp("us", tz="UTC")
TYPES = {str: pa.string(), int: pa.int64(), float: pa.float64()}
FACTS = {
    "run": pa.int64(),
    "fingerprint": pa.string(),
    "dataset": pa.string(),
    "dataset_label": pa.string(),
    "repeats": pa.int64(),
    "state": pa.string(),
    "message": pa.string(),
    "is_trial": pa.bool_(),
    "hidden": pa.bool_(),
    "created": MOMENT,
    "started": MOMENT,
    "finished": MOMENT,
    "seconds": pa.float64(),
    "epochs_done": pa.int64(),
    "best_epoch": pa.int64(),
    **dict.fromkeys((f"best_{name}" for name in BEST if name != "epoch"), pa.float64()),
}
EPOCH = {"epoch": pa.int64(), **dict.fromkeys(FIGURES, pa.float64())}
EPOCHS = {"run": pa.int64(), "fingerprint": pa.string(), **EPOCH}
RUNS = {**FACTS, **{name: TYPES[type(knob.default)] for name, knob in KNOBS.items()}}
# A knob has the name `epochs`, so the figures of an epoch say what they are, too: `epoch`, `epoch_loss` and so on.
FLAT = {**RUNS, **{name if name == "epoch" else f"epoch_{name}": kind for name, kind in EPOCH.items()}}


def write(experiments: Iterable[Experiment], place: Path) -> list[Path]:
    """Write all runs into a file or, if the name does not end in one of `ENDINGS`, into two files of a folder.

    What was written there before is replaced.

    Returns:
        The files.

    Raises:
        ExplorerError: a file of that name is there that is not from here.
        OSError: they cannot be written.
    """
    flat, runs, epochs = [], [], []
    is_file = place.suffix.lower() in ENDINGS
    paths = [place] if is_file else [place / "runs.parquet", place / "epochs.parquet"]
    for path in paths:
        _refuse_other(path)
    for one in experiments:
        row = {name: _moment(value) if FACTS[name] == MOMENT else value for name, value in one.facts().items()}
        row |= one.run.config.to_dict()
        if is_file:
            flat += [row | _figures(epoch) for epoch in one.epochs] or [row]
        else:
            runs.append(row)
            epochs += [{"run": one.run.id, "fingerprint": one.fingerprint, **vars(epoch)} for epoch in one.epochs]
    tables = [(FLAT, flat)] if is_file else [(RUNS, runs), (EPOCHS, epochs)]
    for path, (columns, rows) in zip(paths, tables):
        path.parent.mkdir(parents=True, exist_ok=True)
        schema = pa.schema(columns, metadata={MARK: b"1"})
        with replacing(path) as unfinished:
            parquet.write_table(pa.Table.from_pylist(rows, schema), unfinished)
    return paths


def _figures(epoch: Epoch) -> dict[str, Value]:
    return {name if name == "epoch" else f"epoch_{name}": value for name, value in vars(epoch).items()}


def _moment(seconds: Any) -> int | None:
    """Seconds since 1970 as microseconds."""
    return None if seconds is None else round(seconds * 1_000_000)


def _refuse_other(path: Path) -> None:
    if not path.exists():
        return
    with suppress(OSError, pa.ArrowException):
        if path.is_file() and MARK in (parquet.read_schema(path).metadata or {}):
            return
    raise ExplorerError(f"“{path}” is there already, and is not from here. Move it away first, or name another place.")
