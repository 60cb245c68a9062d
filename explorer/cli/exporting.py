"""The command `export`: all experiments for other programs."""

import argparse
import os
import re
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from explorer.cli.chosen import existing_store, program
from explorer.cli.output import Answer, progress_bar
from explorer.errors import ExplorerError
from explorer.export.experiments import Experiment, experiments
from explorer.store import ACTIVE
from explorer.wording.formats import count

PACKAGES = {"tensorboard": {"tensorboard": "tensorboard"}, "mlflow": {"mlflow": "mlflow-skinny", "alembic": "alembic"}}
"""Where to → what that needs besides this program: each package as it is imported, and as it is installed."""


class Passing:
    """Experiments on their way, which are counted.

    Attributes:
        runs: How many have passed.
        epochs: How many epochs they have.
    """

    def __init__(self, total: int, advance: Callable[[float, str], None]) -> None:
        self.runs = self.epochs = 0
        self._total, self._advance = total, advance

    def through(self, found: Iterator[Experiment]) -> Iterator[Experiment]:
        """The same experiments."""
        for one in found:
            yield one
            self.runs += 1
            self.epochs += len(one.epochs)
            self._advance(self.runs / self._total, f"{self.runs:,} of {count(self._total, 'run')}")


def export(options: argparse.Namespace) -> Answer:
    """Write all runs with their epochs and settings for another program. What is there already is not written twice."""
    where = next(name for name in WRITERS if getattr(options, name))
    place = getattr(options, where)
    refuse_if_missing(where)
    store = existing_store()
    total, active = len(store.ended()), len(store.runs(states=ACTIVE))
    if not total:
        raise ExplorerError(f"No run has ended yet. Train one with: {program()} train")
    with progress_bar("Writing the runs") as advance:
        passing = Passing(total, advance)
        try:
            before, note = WRITERS[where](passing.through(experiments(store)), place)
        except OSError as error:
            name = error.filename or place
            raise ExplorerError(f"“{name}” cannot be written: {error.strerror}.") from error
    shown = _without_password(str(place))
    are = "is" if passing.runs == 1 else "are"
    lines = [f"{count(passing.runs, 'run')} with {count(passing.epochs, 'epoch')} {are} in {shown}.", note]
    if before:
        lines[0] += f" {before:,} of them {'was' if before == 1 else 'were'} there already."
    if active:
        were = "was left out, because it has" if active == 1 else "were left out, because they have"
        lines.append(f"{count(active, 'run')} {were} not ended. Export again then.")
    data = {"place": shown, "runs": passing.runs, "epochs": passing.epochs, "known_runs": before, "unended": active}
    return Answer("\n".join(lines), data)


def refuse_if_missing(where: str) -> None:
    """Say what to install.

    Raises:
        ExplorerError: a package is missing.
    """
    packages = PACKAGES.get(where, {})
    if not all(map(find_spec, packages)):
        raise ExplorerError(f"This needs packages that are not installed here: pip install {' '.join(packages.values())}")


def _to_tensorboard(found: Iterator[Experiment], place: Path) -> tuple[int, str]:
    from explorer.export import tensorboard_folder

    return tensorboard_folder.write(found, place), f"Look at them with: tensorboard --logdir {place}"


def _to_mlflow(found: Iterator[Experiment], place: str) -> tuple[int, str]:
    # Before it is loaded: it would tell its makers what it is used for, and wait ten minutes for a server that is not there.
    os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
    os.environ.setdefault("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "2")
    from explorer.export import mlflow_runs

    address = mlflow_runs.address(place)
    before, shown = mlflow_runs.write(found, address), _without_password(address)
    return before, f"Look at them {'at' if address.startswith('http') else 'with: mlflow ui --backend-store-uri'} {shown}"


def _to_parquet(found: Iterator[Experiment], place: Path) -> tuple[int, str]:
    from explorer.export import parquet_tables

    paths = parquet_tables.write(found, place)
    return 0, "\n".join(f'Read with: pandas.read_parquet("{path}")' for path in paths)


def _without_password(place: str) -> str:
    return re.sub(r"(://[^/@:]*:)[^@]*@", r"\1***@", place)


WRITERS: dict[str, Callable[[Iterator[Experiment], Any], tuple[int, str]]] = {
    "tensorboard": _to_tensorboard,
    "mlflow": _to_mlflow,
    "parquet": _to_parquet,
}
