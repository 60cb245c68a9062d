"""TensorBoard shows every run that was exported, with every epoch and every setting, each once."""

import json
import subprocess
import sys
import urllib.request
from contextlib import contextmanager, suppress
from urllib.parse import urlencode

import numpy as np
import pytest

from explorer import datasets
from explorer.config import KNOBS
from explorer.export import tensorboard_folder
from explorer.export.experiments import BEST, FIGURES, experiments
from explorer.store import State, Store, fingerprint, snapshot
from tests.support.ports import free_port
from tests.support.waiting import PATIENCE, eventually

# With a module of this name, TensorBoard does as if TensorFlow were not installed, and starts ten seconds earlier.
WITHOUT_TENSORFLOW = """
import sys, types
sys.modules["tensorboard.compat.notf"] = types.ModuleType("notf")
from tensorboard.main import run_main
run_main()
"""
ALL_STATUSES = ["STATUS_SUCCESS", "STATUS_FAILURE", "STATUS_UNKNOWN", "STATUS_RUNNING"]
STATUSES = {State.FINISHED: "STATUS_SUCCESS", State.DIVERGED: "STATUS_FAILURE", State.FAILED: "STATUS_FAILURE"}


@contextmanager
def opened(folder):
    """TensorBoard on a folder: a function that asks it for something."""
    port = free_port()
    command = [sys.executable, "-c", WITHOUT_TENSORFLOW, "--logdir", folder, "--host", "127.0.0.1", "--port", str(port)]
    log = folder.with_suffix(".log")
    with log.open("w") as output:
        server = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)

    def ask(path, data=None, **query):
        body = None if data is None else (data if isinstance(data, bytes) else json.dumps(data).encode())
        headers = {"Content-Type": "application/json"} if isinstance(data, dict) else {}
        request = urllib.request.Request(f"http://127.0.0.1:{port}/data/{path}?{urlencode(query)}", body, headers)
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return json.load(answer)

    def answers():
        assert server.poll() is None, log.read_text()
        with suppress(OSError):
            return ask("runs")

    try:
        eventually(answers, "TensorBoard does not answer")
        yield ask
    finally:
        server.terminate()
        server.wait()


def curves(ask, tag, runs):
    """Run → [(step, figure)], of all runs at once, as the page asks for them."""
    form = urlencode([("tag", tag), *(("runs", run) for run in runs)]).encode()
    found = ask("plugin/scalars/scalars_multirun", form)
    return {run: [(step, np.float32(figure)) for _, step, figure in points] for run, points in found.items()}


@pytest.mark.workers
def test_it_has_every_run_with_every_figure_and_every_setting_once(connected, tmp_path):
    folder = tmp_path / "boards"
    assert tensorboard_folder.write(experiments(connected), folder) == 0
    # Another store has the same runs under other numbers.
    with snapshot(connected.url.removeprefix("sqlite:///")) as copy:
        elsewhere = Store(f"sqlite:///{tmp_path}/elsewhere.db")
        elsewhere.add([connected.runs()[0].config], "packaged", "here 1 0.00")
        elsewhere.merge(copy)
    datasets.connect(lambda: elsewhere)
    assert tensorboard_folder.write(experiments(elsewhere), folder) == len(connected.ended())
    expected = {
        f"run-{run.id}-{fingerprint(run.dataset, run.config, run.created)}": run
        for run in connected.runs(ids=connected.ended())
    }
    histories = connected.histories([run.id for run in expected.values()])
    with opened(folder) as ask:
        eventually(lambda: set(ask("runs")) == expected.keys(), "TensorBoard has not read all runs")
        tags = ask("plugin/scalars/tags")
        for figure in FIGURES:
            found = curves(ask, f"epoch/{figure}", expected)
            for name, run in expected.items():
                history = [(epoch.epoch, np.float32(getattr(epoch, figure))) for epoch in histories[run.id]]
                assert found.get(name, []) == history
        for figure in BEST:
            found = curves(ask, f"the_best/{figure}", expected)
            assert {name: points[0][1] for name, points in found.items() if points} == {
                name: np.float32(getattr(run.best, figure)) for name, run in expected.items() if run.best
            }
        assert {name for name, run in expected.items() if run.best} == {name for name, shown in tags.items() if shown}
        wanted = {
            "experimentName": "",
            "allowedStatuses": ALL_STATUSES,
            "colParams": [],
            "startIndex": 0,
            "sliceSize": 10_000,
        }
        groups = ask("plugin/hparams/session_groups", wanted)
        sessions = {one["sessions"][0]["name"]: (one["hparams"], one["sessions"]) for one in groups["sessionGroups"]}
        assert sessions.keys() == expected.keys() and groups["totalSize"] == len(expected)
    repeats = {one.fingerprint: one.repeats for one in experiments(elsewhere)}
    for name, run in expected.items():
        hparams, (session,) = sessions[name]
        assert {knob: hparams[knob] for knob in KNOBS} == run.config.to_dict()
        assert hparams["dataset"] == run.dataset
        assert hparams["dataset_label"] == ("Mine" if run.dataset.startswith("own-") else "Packaged reviews")
        assert hparams["repeats"] == repeats[name.rpartition("-")[2]]
        assert (hparams["state"], hparams["is_trial"], hparams["hidden"]) == (run.state, run.is_trial, run.hidden)
        assert session.get("status", "STATUS_UNKNOWN") == STATUSES.get(run.state, "STATUS_UNKNOWN")
        # It shows in its table how good each setting was.
        shown = {metric["name"]["tag"]: metric["value"] for metric in session.get("metricValues", [])}
        assert ("the_best/val_accuracy" in shown) == (run.best is not None)
        if run.best:
            assert np.float32(shown["the_best/val_accuracy"]) == np.float32(run.best.val_accuracy)


def test_writing_again_changes_nothing(connected, tmp_path):
    def files():
        return {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}

    tensorboard_folder.write(experiments(connected), tmp_path)
    before = files()
    assert len(before) == len(connected.ended())
    assert tensorboard_folder.write(experiments(connected), tmp_path) == len(before)
    assert files() == before


def test_one_that_breaks_off_leaves_whole_files(connected, tmp_path):
    def some():
        yield from list(experiments(connected))[:3]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        tensorboard_folder.write(some(), tmp_path)
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 3
    assert tensorboard_folder.write(experiments(connected), tmp_path) == 3
