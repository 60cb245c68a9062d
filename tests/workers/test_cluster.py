"""A real local cluster trains the runs of a store, answers calls, and replaces its worker or itself when they are lost."""

import gc
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import replace

import dask
import psutil
import pytest
from distributed.system import MEMORY_LIMIT

import explorer.workers.cluster
import explorer.workers.connection
from explorer.config import RunConfig
from explorer.errors import ClusterError, ExplorerError
from explorer.inference.explain import explain_review, random_review
from explorer.store import State, Store
from explorer.workers.cluster import HEARTBEAT_SECONDS, Cluster, follow
from explorer.workers.liveness import cluster_id
from tests.support import keras_files
from tests.support.own_files import made, messages
from tests.support.recovery import assert_taken_up, has_trained
from tests.support.second_worker import second_worker
from tests.support.stores import execute
from tests.support.waiting import PATIENCE, ended, eventually, worker

pytestmark = pytest.mark.workers

SHORT = RunConfig(epochs=2, batch_size=4096)
# Each test stops it long before its last epoch, and none takes the seed of another: it would go on where that one has ended.
LONG = RunConfig(epochs=50, batch_size=64)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory, reviews):
    """A local cluster with a store of its own. It is started once, because that takes a while."""
    with pytest.MonkeyPatch.context() as patch:
        # If Dask used this setting, it would give up a lost worker before the next one can start.
        patch.setenv("DASK_DISTRIBUTED__DEPLOY__LOST_WORKER_TIMEOUT", "1ms")
        cluster = Cluster(Store(f"sqlite:///{tmp_path_factory.mktemp('cluster')}/runs.db"), None, "packaged")
        eventually(lambda: cluster.status.ready or cluster.status.failed)
        assert cluster.status.ready, cluster.status.sentence
        yield cluster
        cluster.close()


def local_cluster(cluster):
    """The number of the process that holds the Dask cluster, or None while it is replaced."""
    process = cluster._connection and cluster._connection._process
    return process and process.pid


@pytest.fixture
def two_workers(cluster):
    with second_worker(cluster):
        yield


def test_the_start_of_a_worker_is_recorded(cluster):
    # It is written once the cluster is ready.
    eventually(lambda: cluster.store.worker_starts(socket.gethostname(), 10), "no start is recorded")
    (start,) = cluster.store.worker_starts(socket.gethostname(), 10)
    assert (start.cluster_id, start.ready) == (cluster.cluster_id, pytest.approx(cluster.status.since))
    assert 0 < start.ready - start.began < PATIENCE
    # Nothing was to be trained, and the reviews were prepared before.
    assert start.rehearsed and not start.prepared
    assert cluster.clock.forecast([SHORT], "packaged").start_seconds == 0


# Training


def test_a_submitted_run_is_trained_and_its_network_kept(cluster):
    (run_id,) = cluster.submit([SHORT], "packaged")
    (run,) = ended(cluster, run_id)
    assert (run.state, run.message, run.cluster_id) == (State.FINISHED, "", cluster.cluster_id)
    assert [epoch.epoch for epoch in cluster.store.history(run_id)] == [1, 2]
    assert cluster.store.model(run_id).startswith(b"PK")


def test_runs_train_one_after_the_other_in_the_order_they_came(cluster):
    # The first one still trains while the clock is asked about the second.
    configs = [replace(LONG, seed=11, epochs=10), replace(SHORT, seed=2)]
    ids = cluster.submit(configs, "packaged")
    assert ids == sorted(ids)
    # Where the first one is taken from the queue between two looks of the clock, it is in neither.
    eventually(lambda: cluster.clock.progress([cluster.store.run(ids[1])]).ahead == 1)
    first, second = ended(cluster, *ids)
    assert (first.state, second.state) == (State.FINISHED, State.FINISHED)
    assert (first.config, second.config) == tuple(configs)
    assert first.finished <= second.started


def test_a_fusion_group_trains_at_once_and_the_next_group_after_it(cluster):
    configs = [replace(SHORT, seed=seed, units=units) for units in (16, 32) for seed in (4, 5)]
    ids = cluster.submit([*configs, replace(SHORT, seed=4, epochs=1)], "packaged")
    runs = ended(cluster, *ids)
    assert [run.id for run in runs] == ids
    assert [run.config for run in runs[:4]] == configs
    assert [(run.state, run.message, run.last.epoch) for run in runs] == [(State.FINISHED, "", 2)] * 4 + [
        (State.FINISHED, "", 1)
    ]
    assert all(cluster.store.model(run_id).startswith(b"PK") for run_id in ids)
    started = {seed: {run.started for run in runs if run.config.seed == seed} for seed in (4, 5)}
    assert [len(moments) for moments in started.values()] == [1, 1]
    assert max(run.finished for run in runs if run.config.seed == 4) <= started[5].pop()


def test_one_run_of_a_batch_is_stopped_and_the_others_finish(cluster):
    other = replace(LONG, units=32, epochs=6, seed=12)
    stopping, going_on = cluster.submit([replace(LONG, seed=12), other], "packaged")
    eventually(lambda: has_trained(cluster.store, stopping, 1))
    cluster.stop([stopping])
    stopped, finished = ended(cluster, stopping, going_on)
    assert (stopped.state, finished.state) == (State.STOPPED, State.FINISHED)
    assert stopped.message == f"Stopped after epoch {stopped.last.epoch} of 50."
    assert stopped.last.epoch < finished.last.epoch == 6


def test_a_training_run_stops_after_its_epoch_and_a_queued_one_at_once(cluster):
    training, waiting = cluster.submit([replace(LONG, seed=13), replace(SHORT, seed=13)], "packaged")
    eventually(lambda: has_trained(cluster.store, training, 1))
    cluster.stop([training, waiting])
    seen = cluster.store.run(training).last.epoch
    assert cluster.store.run(waiting).state == State.STOPPED

    run, _ = ended(cluster, training, waiting)
    assert run.state == State.STOPPED
    assert run.last.epoch <= seen + 1
    assert run.message == f"Stopped after epoch {run.last.epoch} of 50."
    assert cluster.store.model(training) is not None
    assert cluster.store.history(waiting) == []


def test_following_runs_ends_when_they_have_ended(cluster):
    (run_id,) = cluster.submit([replace(SHORT, seed=3)], "packaged")
    states = [runs[0].state for runs in follow(cluster, [run_id])]
    assert states[-1] == State.FINISHED
    assert all(state in (State.QUEUED, State.RUNNING) for state in states[:-1])


def test_an_unknown_source_of_reviews_fails_the_run_with_a_sentence(cluster):
    (run,) = ended(cluster, *cluster.submit([SHORT], "nowhere"))
    assert run.state == State.FAILED
    assert "no source of reviews called “nowhere”" in run.message


@pytest.fixture(scope="module")
def stored(cluster):
    """A run with a stored network, and that network loaded by Keras."""
    (run,) = ended(cluster, *cluster.submit([replace(SHORT, seed=6)], "packaged"))
    return run.id, keras_files.load(cluster.store.model(run.id))


def test_a_worker_answers_calls_while_it_trains_and_runs_are_queued(cluster, stored, reviews):
    run_id, network = stored
    training, waiting = cluster.submit([replace(LONG, seed=14), RunConfig(seed=1)], "packaged")
    eventually(lambda: has_trained(cluster.store, training, 1))
    for number in range(5):
        review = cluster.ask(random_review, "packaged", number)
        reading = cluster.ask(explain_review, cluster.store.url, run_id, review.text)
        assert review.positive == reviews.validation.labels[number]
        (answer,) = keras_files.predict(network, reviews.vocabulary, [review.text])
        assert reading.probability == pytest.approx(answer, abs=1e-5)
    # It still trains, no run has overtaken another, and it can be stopped.
    assert has_trained(cluster.store, training, 1)
    assert cluster.store.run(waiting).state == State.QUEUED
    cluster.stop([training, waiting])
    run, _ = ended(cluster, training, waiting)
    assert run.message == f"Stopped after epoch {run.last.epoch} of 50."


def test_what_a_call_raises_reaches_the_caller(cluster):
    with pytest.raises(ExplorerError, match="There is no saved network of run 999999"):
        cluster.ask(explain_review, cluster.store.url, 999_999, "A fine film")


def test_a_call_that_takes_too_long_is_a_sentence_and_the_next_is_answered(cluster, monkeypatch):
    monkeypatch.setattr(explorer.workers.connection, "CALL_SECONDS", 0.2)
    with pytest.raises(ClusterError, match="has not answered"):
        cluster.ask(time.sleep, 3)
    monkeypatch.undo()
    assert cluster.ask(os.getpid) == worker(cluster).pid


def test_workers_have_no_streamlit_and_train_with_tensorflow(cluster):
    def loaded():
        return sorted({"streamlit", "tensorflow"} & set(sys.modules))

    assert list(cluster._connection.client.run(loaded).values()) == [["tensorflow"]]


def test_without_a_limit_a_worker_may_use_all_memory_of_the_machine(cluster):
    allowed = cluster._connection.client.run(lambda dask_worker: dask_worker.memory_manager.memory_limit)
    assert list(allowed.values()) == [MEMORY_LIMIT]


def assert_begun_again(cluster, interrupted):
    """A run trains again from its first epoch. After a stop it has each epoch once, and a stored network."""
    run_id = interrupted.id
    assert_taken_up(cluster.store, interrupted)
    cluster.stop([run_id])
    (run,) = ended(cluster, run_id)
    assert (run.state, run.message) == (State.STOPPED, f"Stopped after epoch {run.last.epoch} of 50.")
    assert [epoch.epoch for epoch in cluster.store.history(run_id)] == list(range(1, run.last.epoch + 1))
    assert cluster.store.model(run_id) is not None


def test_a_worker_killed_while_it_trains_is_replaced_and_the_run_starts_again(cluster):
    (run_id,) = cluster.submit([replace(LONG, seed=15)], "packaged")
    eventually(lambda: has_trained(cluster.store, run_id, 2))
    killed, interrupted = worker(cluster), cluster.store.run(run_id)
    killed.kill()
    assert_begun_again(cluster, interrupted)
    assert worker(cluster) != killed


def test_a_killed_local_cluster_is_replaced_and_its_run_starts_again(cluster, monkeypatch):
    monkeypatch.setattr(explorer.workers.connection, "CALL_SECONDS", 5)
    (run_id,) = cluster.submit([replace(LONG, seed=16)], "packaged")
    eventually(lambda: has_trained(cluster.store, run_id, 2))
    interrupted = cluster.store.run(run_id)
    os.kill(local_cluster(cluster), signal.SIGKILL)
    # A call at that moment fails with a sentence.
    with pytest.raises(ClusterError, match=r"\.$"):
        cluster.ask(os.getpid)
    assert_begun_again(cluster, interrupted)
    assert cluster.status.ready


def test_a_killed_local_cluster_is_replaced_without_being_asked_for(cluster):
    killed = local_cluster(cluster)
    os.kill(killed, signal.SIGKILL)
    eventually(lambda: local_cluster(cluster) not in (None, killed) and cluster.status.ready)
    assert cluster.ask(os.getpid) == worker(cluster).pid


def test_loaded_modules_are_left_out_of_garbage_collection(cluster):
    assert gc.get_freeze_count() > 100_000
    # On the worker TensorFlow is loaded too.
    assert cluster.ask(gc.get_freeze_count) > 300_000


def test_a_worker_keeps_no_profile(cluster):
    assert cluster.ask(dask.config.get, "distributed.worker.profile.enabled") is False


# Beside the app and other clusters


def test_training_has_a_lower_priority_than_the_app(cluster):
    holder = psutil.Process(local_cluster(cluster))
    for process in (holder, *holder.children(recursive=True)):
        assert process.nice() > psutil.Process().nice()


def test_the_runs_of_a_killed_cluster_are_taken_over_by_another_one(cluster, monkeypatch):
    store = cluster.store
    monkeypatch.setattr(explorer.workers.cluster, "HEARTBEAT_SECONDS", HEARTBEAT_SECONDS / 10)
    cluster._wake.set()
    other = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        killed, elsewhere = cluster_id(other.pid), "another-machine 1 0.00"
        store.heartbeat(killed)
        store.heartbeat(elsewhere)
        training, waiting, theirs = (
            store.add([replace(SHORT, seed=seed)], "packaged", cluster_id)[0]
            for seed, cluster_id in ((41, killed), (42, killed), (43, elsewhere))
        )
        store.begin([training])
        # It is alive, but stopped.
        other.send_signal(signal.SIGSTOP)
        time.sleep(HEARTBEAT_SECONDS / 2)
        assert store.run(training).cluster_id == store.run(waiting).cluster_id == killed
        other.kill()
        other.wait()
        for run in ended(cluster, training, waiting):
            assert (run.state, run.cluster_id, run.last.epoch) == (State.FINISHED, cluster.cluster_id, 2)
        assert (store.run(theirs).state, store.run(theirs).cluster_id) == (State.QUEUED, elsewhere)
        store.request_stop([theirs])
    finally:
        other.kill()
        other.wait()
        other.stdin.close()


# An existing cluster


def test_each_worker_gets_one_batch_at_a_time(cluster, two_workers):
    def at_work():
        return {
            worker
            for worker, tasks in cluster._connection.client.processing().items()
            if any("train-" in task for task in tasks)
        }

    ids = cluster.submit([RunConfig(epochs=3, batch_size=4096, seed=seed) for seed in range(30, 36)], "packaged")
    eventually(lambda: len(at_work()) == 2)
    busiest = 0
    for runs in follow(cluster, ids):
        busiest = max(busiest, sum(run.state == State.RUNNING for run in runs))
    assert [run.state for run in runs] == [State.FINISHED] * 6
    assert busiest <= 2


@pytest.mark.postgresql
def test_an_existing_cluster_trains_the_runs_of_a_database_and_goes_on_after(cluster, postgres_url):
    address = cluster._connection.client.scheduler_info()["address"]
    visiting = Cluster(Store(postgres_url), address, "packaged")
    (run,) = ended(visiting, *visiting.submit([SHORT], "packaged"))
    assert (run.state, run.message) == (State.FINISHED, "")
    assert len(visiting.store.history(run.id)) == 2
    assert visiting.store.model(run.id) is not None
    assert visiting.status.ready
    visiting.close()
    assert ended(cluster, *cluster.submit([RunConfig(epochs=1, batch_size=4096)], "packaged"))[0].state == State.FINISHED


def test_data_sets_that_were_kept_for_long_enough_are_swept_out(cluster, monkeypatch):
    old, new = (made(cluster.store, messages(seed=seed), label=f"Messages {seed}") for seed in (1, 2))
    execute(cluster.store.url, "UPDATE datasets SET created = 0 WHERE name = :name", name=old)
    monkeypatch.setattr(cluster, "_keep_days", 1)
    monkeypatch.setattr(cluster, "_swept", float("-inf"))
    cluster._wake.set()
    eventually(lambda: [one.name for one in cluster.store.datasets()] == [new])
    cluster.store.remove_dataset(new)


def test_a_long_run_gives_way_to_another_visitors_short_one_and_goes_on(cluster):
    long, short = replace(LONG, batch_size=32, seed=8), replace(SHORT, seed=9)
    (first,) = cluster.submit([long], "packaged", "anna")
    eventually(lambda: has_trained(cluster.store, first, 1))
    (second,) = cluster.submit([short], "packaged", "ben")

    interrupted, trained = ended(cluster, first, second)
    assert interrupted.state == trained.state == State.FINISHED
    assert trained.finished < interrupted.finished
    assert 0 < interrupted.resumed_from < 50
    assert [epoch.epoch for epoch in cluster.store.history(first)] == list(range(1, 51))
    assert cluster.store.model(first).startswith(b"PK")
