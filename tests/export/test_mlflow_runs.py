"""A local MLflow on SQLite has every run that was exported, with every epoch and every setting, each once."""

import math
from dataclasses import replace

import pytest

from explorer import datasets
from explorer.config import RunConfig
from explorer.errors import ExplorerError
from explorer.export.experiments import BEST, FIGURES, experiments
from explorer.store import State, Store, snapshot
from tests.support.stores import CLUSTER, assert_is_a_sentence

STATUSES = {State.FINISHED: "FINISHED", State.STOPPED: "KILLED", State.DIVERGED: "FAILED", State.FAILED: "FAILED"}


@pytest.fixture(scope="module")
def mlflow_runs():
    with pytest.MonkeyPatch.context() as patch:
        # The program sets it in the command; it has to be there before MLflow is loaded.
        patch.setenv("MLFLOW_DISABLE_TELEMETRY", "true")
        from explorer.export import mlflow_runs

        yield mlflow_runs


@pytest.fixture
def read(mlflow_runs):
    """A function that returns MLflow's client and its runs, by the fingerprint."""
    from mlflow import MlflowClient

    def read(address):
        client = MlflowClient(address)
        ids = [one.experiment_id for one in client.search_experiments(filter_string="name LIKE 'Sentiment Explorer%'")]
        runs = [*client.search_runs(ids, max_results=1000)]
        found = {run.data.tags[mlflow_runs.FINGERPRINT]: run for run in runs}
        assert len(found) == len(runs)
        return client, found

    return read


def assert_whole(client, found, expected):
    """Assert that MLflow has these experiments with all their figures and settings."""
    assert found.keys() == {one.fingerprint for one in expected}
    for one in expected:
        there, run = found[one.fingerprint], one.run
        assert there.data.params == {name: str(value) for name, value in run.config.to_dict().items()}
        assert there.info.status == STATUSES[run.state]
        assert (there.info.start_time, there.info.end_time) == (round(run.started * 1000), round(run.finished * 1000))
        tags = {name.removeprefix("sentiment_explorer."): value for name, value in there.data.tags.items()}
        for name in ("run", "dataset", "dataset_label", "repeats", "state", "is_trial", "hidden", "epochs_done", "seconds"):
            assert tags[name] == str(one.facts()[name])
        assert tags.get("message", "") == run.message
        histories = {figure: client.get_metric_history(there.info.run_id, figure) for figure in FIGURES}
        for figure, points in histories.items():
            assert [(point.step, point.value) for point in points] == [
                (epoch.epoch, getattr(epoch, figure)) for epoch in one.epochs
            ]
        best = {f"best_{name}": getattr(run.best, name) for name in BEST} if run.best else {}
        assert {name: value for name, value in there.data.metrics.items() if name.startswith("best_")} == best


def test_it_has_every_run_with_every_figure_and_every_setting_once(connected, mlflow_runs, read, tmp_path):
    address = mlflow_runs.address(str(tmp_path / "mlflow.db"))
    assert address == f"sqlite:///{tmp_path}/mlflow.db"
    expected = list(experiments(connected))
    # Somebody pressed Ctrl-C in the middle of a run.
    with pytest.MonkeyPatch.context() as patch, pytest.raises(KeyboardInterrupt):
        from mlflow import MlflowClient

        patch.setattr(MlflowClient, "set_terminated", interrupted_at(10, MlflowClient.set_terminated))
        mlflow_runs.write(expected, address)
    assert mlflow_runs.write(expected, address) == 10
    client, found = read(address)
    assert_whole(client, found, expected)
    assert client.get_experiment_by_name("Sentiment Explorer: packaged").tags["mlflow.note.content"] == "Packaged reviews"
    assert client.get_experiment_by_name("Sentiment Explorer: own-0123456789ab").tags["mlflow.note.content"] == "Mine"

    # Another store has the same runs under other numbers, and one more.
    with snapshot(connected.url.removeprefix("sqlite:///")) as copy:
        elsewhere = Store(f"sqlite:///{tmp_path}/elsewhere.db")
        (more,) = elsewhere.add([RunConfig(seed=99)], "packaged", CLUSTER)
        elsewhere.begin([more])
        elsewhere.finish([more], State.FAILED, "No memory.")
        elsewhere.merge(copy)
    datasets.connect(lambda: elsewhere)
    expected = list(experiments(elsewhere))
    assert mlflow_runs.write(expected, address) == len(expected) - 1
    assert_whole(*read(address), expected)


def interrupted_at(number, function):
    calls = []

    def interrupted(*arguments, **named):
        calls.append(1)
        if len(calls) == number:
            raise KeyboardInterrupt
        return function(*arguments, **named)

    return interrupted


def test_infinity_is_left_out_and_what_was_deleted_there_stays_deleted(connected, mlflow_runs, read, tmp_path):
    address = f"sqlite:///{tmp_path}/mlflow.db"
    one = next(experiments(connected))
    epoch = replace(one.epochs[0], loss=math.inf)
    one = replace(one, epochs=(epoch,))
    mlflow_runs.write([one], address)
    client, found = read(address)
    (there,) = found.values()
    assert client.get_metric_history(there.info.run_id, "loss") == []
    assert [point.value for point in client.get_metric_history(there.info.run_id, "val_loss")] == [epoch.val_loss]
    client.delete_run(there.info.run_id)
    assert mlflow_runs.write([one], address) == 1
    assert read(address)[1] == {}
    client.delete_experiment(there.info.experiment_id)
    with pytest.raises(ExplorerError, match="has been deleted in MLflow"):
        mlflow_runs.write([one], address)


def test_what_is_no_place_for_mlflow_is_said(connected, mlflow_runs, tmp_path):
    for place in (str(tmp_path), "file:///tmp/runs", "ftp://example.org", "file:runs"):
        with pytest.raises(ExplorerError) as error:
            mlflow_runs.address(place)
        assert "is no place for MLflow. Name a SQLite file" in str(error.value)
        assert_is_a_sentence(str(error.value))
    assert mlflow_runs.address("http://localhost:5000") == "http://localhost:5000"
    (tmp_path / "text.db").write_text("This is no database, and it is long enough to be seen as none. " * 20)
    with pytest.raises(ExplorerError, match=r"^MLflow cannot take the runs: ") as error:
        mlflow_runs.write(experiments(connected), f"sqlite:///{tmp_path}/text.db")
    assert "\n" not in str(error.value)
