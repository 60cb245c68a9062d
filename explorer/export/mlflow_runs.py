"""All runs for MLflow: an experiment for each data set, with settings as parameters and the figures of epochs as metrics."""

import logging
import math
from collections.abc import Iterable, Iterator
from pathlib import Path

import sqlalchemy as sa
from mlflow import MlflowClient
from mlflow.entities import Metric, Param, RunTag, ViewType
from mlflow.entities import Run as MlflowRun
from mlflow.exceptions import MlflowException
from sqlalchemy.exc import SQLAlchemyError

from explorer.errors import ExplorerError
from explorer.export.experiments import BEST, FIGURES, Experiment
from explorer.store import State

FINGERPRINT = "sentiment_explorer.fingerprint"
OUTCOMES = {State.FINISHED: "FINISHED", State.STOPPED: "KILLED", State.DIVERGED: "FAILED", State.FAILED: "FAILED"}
SCHEMES = ("sqlite", "postgresql", "mysql", "mssql", "http", "https")
PAGE = 1000


def address(place: str) -> str:
    """The address of an MLflow store: as it is, or of a SQLite file by its path.

    Raises:
        ExplorerError: MLflow has no store there.
    """
    scheme, separator, _ = place.partition("://")
    if separator and scheme.partition("+")[0] in SCHEMES:
        return place
    path = Path(place).expanduser().absolute()
    if separator or place.startswith("file:") or path.is_dir():
        raise ExplorerError(
            f"“{place}” is no place for MLflow. Name a SQLite file, such as sqlite:///mlflow.db, or a server, such as "
            "http://localhost:5000."
        )
    return f"sqlite:///{path}"


def write(experiments: Iterable[Experiment], place: str) -> int:
    """Write all runs into MLflow. One that is there already is completed, if something had come between, but not doubled.

    Args:
        experiments: The runs.
        place: The `address`.

    Returns:
        How many runs were there already.

    Raises:
        ExplorerError: MLflow cannot take them, which it says in its own words.
    """
    logging.getLogger("mlflow").setLevel(logging.WARNING)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    try:
        if not place.startswith("http"):
            # MLflow would try to reach a database for a minute and a half.
            engine = sa.create_engine(place)
            engine.connect().close()
            engine.dispose()
        return _write(MlflowClient(place), experiments)
    except (MlflowException, SQLAlchemyError, ImportError, OSError) as error:
        reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0].rstrip(".")
        raise ExplorerError(f"MLflow cannot take the runs: {reason}.") from error


def _write(client: MlflowClient, experiments: Iterable[Experiment]) -> int:
    places: dict[str, tuple[str, dict[str, MlflowRun]]] = {}
    before = 0
    for one in experiments:
        if one.run.dataset not in places:
            experiment = _experiment(client, one)
            places[one.run.dataset] = experiment, _known(client, experiment)
        experiment, known = places[one.run.dataset]
        there = known.get(one.fingerprint)
        before += there is not None
        # Somebody who has deleted it there does not want it back.
        if there is None or there.info.lifecycle_stage == "active":
            _complete(client, there or _begin(client, experiment, one), one)
    return before


def _experiment(client: MlflowClient, one: Experiment) -> str:
    """The id of the experiment for a data set."""
    name = f"Sentiment Explorer: {one.run.dataset}"
    found = client.get_experiment_by_name(name)
    if found is None:
        return client.create_experiment(name, tags={"mlflow.note.content": one.label})
    if found.lifecycle_stage != "active":
        raise ExplorerError(f"The experiment “{name}” has been deleted in MLflow. Restore it there, or remove it for good.")
    return found.experiment_id


def _known(client: MlflowClient, experiment: str) -> dict[str, MlflowRun]:
    """Fingerprint → run, of those that are there."""
    known: dict[str, MlflowRun] = {}
    token = None
    while True:
        found = client.search_runs([experiment], run_view_type=ViewType.ALL, max_results=PAGE, page_token=token)
        known |= {run.data.tags[FINGERPRINT]: run for run in found if FINGERPRINT in run.data.tags}
        token = found.token
        if not token:
            return known


def _begin(client: MlflowClient, experiment: str, one: Experiment) -> MlflowRun:
    run = one.run
    began = _milliseconds(run.created if run.started is None else run.started)
    tags = {FINGERPRINT: one.fingerprint, "mlflow.note.content": run.config.describe()}
    return client.create_run(experiment, start_time=began, tags=tags, run_name=f"run {run.id}")


def _complete(client: MlflowClient, there: MlflowRun, one: Experiment) -> None:
    """Write what is not there yet of a run that is."""
    facts = {f"sentiment_explorer.{name}": str(value) for name, value in one.facts().items() if _is_told(name, value)}
    # In another store, it has another number.
    changed = [RunTag(name, value) for name, value in facts.items() if there.data.tags.get(name) != value]
    if there.info.status != "RUNNING":
        if changed:
            client.log_batch(there.info.run_id, tags=changed)
        return
    params = [Param(name, str(value)) for name, value in one.run.config.to_dict().items()]
    # What is written twice is there once.
    client.log_batch(there.info.run_id, metrics=[*_metrics(one)], params=params, tags=changed)
    ended = one.run.created if one.run.finished is None else one.run.finished
    client.set_terminated(there.info.run_id, OUTCOMES[one.run.state], _milliseconds(ended))


def _metrics(one: Experiment) -> Iterator[Metric]:
    """Each figure of each epoch, and those of the best one. Infinity is left out, which MLflow keeps as a large number."""
    now = one.run.created if one.run.started is None else one.run.started
    for epoch in one.epochs:
        now += epoch.seconds
        for name in FIGURES:
            if math.isfinite(value := getattr(epoch, name)):
                yield Metric(name, value, _milliseconds(now), epoch.epoch)
    for name in BEST:
        if one.run.best and math.isfinite(value := getattr(one.run.best, name)):
            yield Metric(f"best_{name}", value, _milliseconds(now), one.run.best.epoch)


def _is_told(name: str, value: object) -> bool:
    """Whether a fact is a tag: MLflow has figures and times in places of their own, and takes no empty tag."""
    elsewhere = name in ("fingerprint", "created", "started", "finished") or name.startswith("best_")
    return not elsewhere and value not in (None, "")


def _milliseconds(seconds: float) -> int:
    return round(seconds * 1000)
