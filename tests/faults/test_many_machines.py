"""A scheduler, two machines with workers and a database server: one machine dies, and nothing is lost."""

import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from distributed import Client

from explorer import corpus
from explorer.config import RunConfig, article_grid, repeated
from explorer.corpus import cache
from explorer.inference.exam_grading import open_envelope
from explorer.inference.numpy_network import NumpyNetwork
from explorer.scheduling.search_space import Space
from explorer.scheduling.successive_halving import Budget, Outcome
from explorer.store import Envelope, SearchState, State, Store
from explorer.workers.cluster import Cluster, follow
from tests.support.own_files import made, messages
from tests.support.waiting import eventually

pytestmark = pytest.mark.workers

ROOT = Path(__file__).parents[2]
DEADLINE = 200
# The article's 36 with three repeats, in fewer and larger steps.
GRID = repeated([replace(config, epochs=2, batch_size=4096) for config in article_grid()], range(3))


def start(*command):
    """A program of Dask's in a process group of its own, like a machine that can be switched off."""
    return subprocess.Popen(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def switch_off(process):
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@pytest.fixture
def scheduler(tmp_path):
    """The address of a Dask scheduler."""
    file = tmp_path / "scheduler.json"
    options = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--scheduler-file", file)
    process = start("dask", "scheduler", *options)

    def is_there():
        assert process.poll() is None, "the scheduler has ended"
        return file.exists()

    try:
        eventually(is_there, "the scheduler does not start", DEADLINE)
        yield json.loads(file.read_text())["address"]
    finally:
        switch_off(process)


@pytest.fixture
def machines(scheduler):
    """Two machines with a worker each."""
    options = ("--nworkers", "1", "--nthreads", "1", "--no-dashboard")
    started = [start("dask", "worker", scheduler, *options) for _ in range(2)]
    try:
        with Client(scheduler, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=DEADLINE)
        yield started
    finally:
        for process in started:
            switch_off(process)


@pytest.mark.postgresql
def test_a_grid_with_repeats_survives_the_death_of_a_machine(scheduler, machines, postgres_url, reviews):
    store = Store(postgres_url)
    cluster = Cluster(store, scheduler, "packaged")
    with Client(scheduler, set_as_default=False) as watcher:
        try:
            run_ids = cluster.submit(GRID, "packaged")
            at_work, begun, killed, deadline = set(), {}, False, time.monotonic() + DEADLINE
            for runs in follow(cluster, run_ids):
                assert time.monotonic() < deadline
                at_work |= {
                    worker for worker, tasks in watcher.processing().items() if any("train-" in task for task in tasks)
                }
                for run in runs:
                    begun.setdefault(run.id, set()).add(run.started)
                if not killed and len(at_work) == 2 and any(run.last for run in runs):
                    switch_off(machines[0])
                    killed = True
        finally:
            cluster.close()
    assert killed
    assert len(set(run_ids)) == len(runs) == 108
    assert {(run.state, run.message) for run in runs} == {(State.FINISHED, "")}
    # Each epoch is there once.
    assert all([epoch.epoch for epoch in history] == [1, 2] for history in store.histories(run_ids).values())
    assert store.with_model(run_ids) == set(run_ids)
    for run_id in run_ids[::9]:
        assert NumpyNetwork.from_keras_file(store.model(run_id)).vocabulary_size == 10_000


@pytest.mark.postgresql
def test_a_search_uses_all_machines_and_survives_the_death_of_one(scheduler, machines, postgres_url, reviews):
    store = Store(postgres_url)
    # With one input, a bracket is one batch: only a second bracket keeps the second machine busy.
    space = Space(RunConfig(epochs=9, batch_size=4096, vocabulary=1_000), ("units", "layers", "dropout"))
    cluster = Cluster(store, scheduler, "packaged")
    with Client(scheduler, set_as_default=False) as watcher:
        try:
            search_id = cluster.search(space, Budget(networks=150), "packaged")
            at_work, killed, deadline = set(), False, time.monotonic() + DEADLINE
            while store.search(search_id).is_running:
                assert time.monotonic() < deadline
                at_work |= {one for one, tasks in watcher.processing().items() if any("train-" in task for task in tasks)}
                if not killed and len(at_work) == 2:
                    switch_off(machines[0])
                    killed = True
                time.sleep(0.05)
        finally:
            cluster.close()
    assert killed
    assert store.search(search_id).state == SearchState.FINISHED
    trials = store.trials(search_id)
    done = [(trial.bracket, trial.config) for trial in trials if trial.outcome == Outcome.ENDED]
    assert len(done) == len(set(done))
    assert len({trial.config for trial in trials if trial.config.epochs in (1, 3)}) >= 150
    assert store.with_model([trial.run_id for trial in trials if trial.bracket is None])


@pytest.mark.postgresql
def test_all_machines_learn_from_reviews_that_somebody_has_brought(scheduler, machines, postgres_url, reviews):
    store = Store(postgres_url)
    name = made(store, messages(400, 300))
    # What this computer has prepared, other machines do not have.
    cache.path(name, "1").unlink()
    configs = [RunConfig(units=4, epochs=40, batch_size=16, seed=seed) for seed in range(4)]
    cluster = Cluster(store, scheduler, "packaged")
    with Client(scheduler, set_as_default=False) as watcher:
        try:
            run_ids, at_work, deadline = cluster.submit(configs, name), set(), time.monotonic() + DEADLINE
            for _ in follow(cluster, run_ids):
                assert time.monotonic() < deadline
                at_work |= {one for one, tasks in watcher.processing().items() if any("train-" in task for task in tasks)}
            opening = cluster.ask(open_envelope, store.url, run_ids[0], Envelope(name))
        finally:
            cluster.close()
    runs = store.runs(ids=run_ids)
    assert len(at_work) == 2
    assert {(run.state, run.message) for run in runs} == {(State.FINISHED, "")}
    assert min(run.best.val_accuracy for run in runs) > 0.95
    assert opening.result.of == corpus.get_source(name).test
