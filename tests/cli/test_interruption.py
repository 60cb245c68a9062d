"""Ctrl-C and SIGTERM: what was learned is kept, the exit code tells, and nobody else's command trains what is left."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from explorer.cli import interruption, training
from explorer.cli.interruption import what_became_of
from explorer.inference.numpy_network import NumpyNetwork
from explorer.store import ACTIVE, SearchState, State
from tests.support.cluster import StandIn
from tests.support.waiting import PATIENCE, eventually

ROOT = Path(__file__).parents[2]
LONG = ["--epochs", "50", "--batch-size", "64"]


class Interrupted(StandIn):
    """Trains two epochs of what is submitted; a Stop counts after the next one."""

    def __init__(self, store, scheduler, dataset):
        super().__init__(store)

    def submit(self, configs, dataset, visitor=""):
        run_ids = super().submit(configs, dataset, visitor)
        self.begin(run_ids[0])
        self.epochs(run_ids[0], 2)
        return run_ids

    def stop(self, run_ids):
        super().stop(run_ids)
        self.store.finish(run_ids[:1], State.STOPPED, "Stopped after epoch 2 of 10.", b"network")

    def close(self):
        self.store.give_up(self.cluster_id)


class Deaf(Interrupted):
    """Its worker is in the middle of a long epoch."""

    def stop(self, run_ids):
        StandIn.stop(self, run_ids)


@pytest.fixture(autouse=True)
def a_terminal():
    """Whatever starts the tests may let them outlive its terminal (`nohup`), which what they start would inherit."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


@pytest.fixture
def interrupts(monkeypatch):
    """Whoever waits for something gets Ctrl-C instead."""

    def interrupt(_seconds):
        raise KeyboardInterrupt

    monkeypatch.setattr(interruption.time, "sleep", interrupt)


def test_ctrl_c_stops_the_run_as_the_page_does_and_says_its_number(call, store, interrupts, monkeypatch):
    monkeypatch.setattr(training, "Cluster", Interrupted)
    code, out, err = call("train")
    assert (code, out) == (130, "")
    assert err == "Run 1: Stopped after epoch 2 of 10. Its network is kept.\n"
    assert (store.run(1).state, store.model(1)) == (State.STOPPED, b"network")


def test_ctrl_c_stops_what_waits_as_well(call, store, interrupts, monkeypatch):
    monkeypatch.setattr(training, "Cluster", Interrupted)
    code, _, err = call("grid", "--units", "16", "32", "64")
    assert code == 130
    assert err == "1 run kept what it had learned: 1.\n2 runs stopped without a network.\n"
    assert store.runs(states=ACTIVE) == []


def test_a_second_ctrl_c_does_not_wait_and_leaves_nothing_to_train(call, store, interrupts, monkeypatch):
    monkeypatch.setattr(training, "Cluster", Deaf)
    code, _, err = call("train")
    assert code == 130
    assert err.splitlines() == [interruption.WAIT, f"Run 1: {store.run(1).message}"]
    assert (store.run(1).state, store.model(1)) == (State.STOPPED, None)
    assert store.runs(states=ACTIVE) == []


def test_nothing_is_said_of_runs_where_there_are_none():
    assert what_became_of([], []) == []


@contextmanager
def command(path, *arguments):
    """A command in a process of its own, on a store."""
    process = subprocess.Popen(
        [sys.executable, "-m", "explorer", *arguments],
        cwd=ROOT,
        env=os.environ | {"EXPLORER_STORE": str(path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@pytest.mark.workers
def test_what_a_stopped_command_has_learned_is_kept_and_judges(store, tmp_path, reviews):
    with command(tmp_path / "runs.db", "train", *LONG) as process:
        eventually(lambda: (run := store.run(1)) and run.last, "it does not train")
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=PATIENCE)
    run = store.run(1)
    assert (process.returncode, out, run.state) == (143, "", State.STOPPED)
    assert err == f"{interruption.WAIT}\nRun 1: Stopped after epoch {run.last.epoch} of 50. Its network is kept.\n"
    assert NumpyNetwork.from_keras_file(store.model(1)).vocabulary_size == run.config.vocabulary


@pytest.mark.workers
def test_ctrl_c_again_and_again_leaves_no_run_behind(store, tmp_path, reviews):
    with command(tmp_path / "runs.db", "grid", "--epochs", "49", "50", "--batch-size", "16") as process:
        eventually(lambda: len(store.runs(states=[State.RUNNING])) == 2, "it does not train")
        for _ in range(3):
            process.send_signal(signal.SIGINT)
            time.sleep(0.3)
        _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert {run.state for run in store.runs()} == {State.STOPPED}
    assert "Traceback" not in err and "2 runs stopped without a network.\n" in err


@pytest.mark.workers
def test_ctrl_c_while_the_worker_starts_says_what_became_of_the_run(store, tmp_path, reviews):
    with command(tmp_path / "runs.db", "train") as process:
        eventually(store.runs, "nothing is submitted")
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out, err) == (130, "", "Run 1: Stopped before it began.\n")


@pytest.mark.workers
def test_an_interrupted_search_says_how_it_goes_on(store, tmp_path, reviews):
    with command(tmp_path / "runs.db", "search", "--minutes", "9") as process:
        eventually(lambda: store.searches("packaged"), "it does not begin")
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=PATIENCE)
    assert (process.returncode, out) == (130, "")
    assert err == "Search 1 stops. Go on with it: python -m explorer search --resume 1\n"
    assert store.search(1).state == SearchState.STOPPED


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_a_command_that_is_interrupted_while_it_loads_ends_without_a_word(tmp_path, number, code):
    waits = (
        "import sys, time; from explorer.cli import signals; signals.leave_at_once(); print(1, flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", waits], cwd=ROOT, stdout=-1, stderr=-1, text=True) as process:
        process.stdout.readline()
        process.send_signal(number)
        assert process.communicate(timeout=PATIENCE) == ("", "")
    assert process.returncode == code


@pytest.mark.workers
def test_a_command_whose_terminal_is_closed_leaves_no_run_behind(store, tmp_path, reviews):
    with command(tmp_path / "runs.db", "train", *LONG) as process:
        eventually(store.runs, "nothing is submitted")
        process.stderr.close()
        process.send_signal(signal.SIGHUP)
        assert process.wait(PATIENCE) == 129
    assert [run.state for run in store.runs()] == [State.STOPPED]
