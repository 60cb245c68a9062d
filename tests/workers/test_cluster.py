"""A real Dask cluster trains the runs of a store, survives the death of its worker, and dies with its owner."""

import gc
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import dask
import psutil
import pytest
from distributed.client import ClosedClientError
from distributed.system import MEMORY_LIMIT

import explorer.workers.cluster
from explorer.config import RunConfig
from explorer.errors import ClusterError, ExplorerError
from explorer.inference.explain import explain_review, random_review
from explorer.store import State, Store
from explorer.workers.cluster import TEND_SECONDS, Cluster, Status, follow
from explorer.workers.liveness import STALE_SECONDS, is_alive, process_name
from tests.support import keras_files
from tests.support.recovery import assert_taken_up, has_trained
from tests.support.waiting import PATIENCE, eventually, is_running, worker

pytestmark = pytest.mark.workers

ROOT = Path(__file__).parents[2]
SHORT = RunConfig(epochs=2, batch_size=4096)
# Each test stops it, long before its end.
LONG = RunConfig(epochs=50, batch_size=128)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory, reviews):
    """A local cluster with a store of its own; starting one takes a while. The reviews are prepared before."""
    with pytest.MonkeyPatch.context() as patch:
        # Where Dask goes by this, it gives up a worker that is lost before the next one can have started.
        patch.setenv("DASK_DISTRIBUTED__DEPLOY__LOST_WORKER_TIMEOUT", "1ms")
        cluster = Cluster(Store(f"sqlite:///{tmp_path_factory.mktemp('cluster')}/runs.db"), None, "packaged")
        eventually(lambda: cluster.status.ready or cluster.status.failed)
        assert cluster.status.ready, cluster.status.sentence
        yield cluster
        cluster.close()


def ended(cluster, *run_ids):
    """The runs once all of them have ended."""
    eventually(lambda: not any(run.active for run in cluster.store.runs(ids=run_ids)))
    return cluster.store.runs(ids=run_ids)


@pytest.fixture
def second_worker(cluster):
    """Another worker for the same scheduler, as a second machine would be."""
    address = cluster._client.scheduler_info()["address"]
    options = ["--nworkers", "1", "--nthreads", "2", "--no-dashboard"]
    second = subprocess.Popen(
        [sys.executable, "-m", "distributed.cli.dask_worker", address, *options], cwd=ROOT, stderr=subprocess.DEVNULL
    )
    eventually(lambda: len(cluster._client.nthreads()) == 2)
    yield
    second.terminate()
    second.wait(PATIENCE)
    eventually(lambda: len(cluster._client.nthreads()) == 1)


# Training


def test_a_submitted_run_is_trained_and_its_network_kept(cluster):
    (run_id,) = cluster.submit([SHORT], "packaged")
    (run,) = ended(cluster, run_id)
    assert (run.state, run.message, run.cluster_id) == (State.FINISHED, "", cluster.cluster_id)
    assert [epoch.epoch for epoch in cluster.store.history(run_id)] == [1, 2]
    assert cluster.store.model(run_id).startswith(b"PK")


def test_runs_train_one_after_the_other_in_the_order_they_came(cluster):
    configs = [replace(SHORT, seed=seed) for seed in (1, 2)]
    ids = cluster.submit(configs, "packaged")
    assert ids == sorted(ids)
    assert cluster.store.ahead(cluster.store.run(ids[1])) == 1
    first, second = ended(cluster, *ids)
    assert (first.state, second.state) == (State.FINISHED, State.FINISHED)
    assert (first.config, second.config) == tuple(configs)
    assert first.finished <= second.started


def test_runs_that_belong_together_train_at_once_and_another_seed_after_them(cluster):
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


def test_one_of_a_batch_is_stopped_and_the_others_finish(cluster):
    other = replace(LONG, units=32, epochs=6)
    stopping, going_on = cluster.submit([LONG, other], "packaged")
    eventually(lambda: has_trained(cluster.store, stopping, 1))
    cluster.stop([stopping])
    stopped, finished = ended(cluster, stopping, going_on)
    assert (stopped.state, finished.state) == (State.STOPPED, State.FINISHED)
    assert stopped.message == f"Stopped after epoch {stopped.last.epoch} of 50."
    assert stopped.last.epoch < finished.last.epoch == 6


def test_a_training_run_stops_after_the_epoch_it_is_in_and_a_waiting_one_at_once(cluster):
    training, waiting = cluster.submit([LONG, SHORT], "packaged")
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


def test_reviews_that_do_not_exist_fail_the_run_with_a_sentence(cluster):
    (run,) = ended(cluster, *cluster.submit([SHORT], "nowhere"))
    assert run.state == State.FAILED
    assert "no source of reviews called “nowhere”" in run.message


@pytest.fixture(scope="module")
def answering(cluster):
    """A run that has kept its network, and the same network loaded by Keras."""
    (run,) = ended(cluster, *cluster.submit([replace(SHORT, seed=6)], "packaged"))
    return run.id, keras_files.load(cluster.store.model(run.id))


def test_a_worker_answers_while_it_trains_and_other_runs_wait(cluster, answering, reviews):
    run_id, network = answering
    training, waiting = cluster.submit([LONG, RunConfig(seed=1)], "packaged")
    eventually(lambda: has_trained(cluster.store, training, 1))
    for number in range(5):
        text, positive = cluster.ask(random_review, "packaged", number)
        reading = cluster.ask(explain_review, cluster.store.url, run_id, text)
        assert positive == reviews.validation.labels[number]
        assert reading.probability == pytest.approx(keras_files.predict(network, reviews.vocabulary, [text])[0], abs=1e-5)
    # It still trains, nothing has overtaken it, and it can be stopped.
    assert has_trained(cluster.store, training, 1)
    assert cluster.store.run(waiting).state == State.QUEUED
    cluster.stop([training, waiting])
    run, _ = ended(cluster, training, waiting)
    assert run.message == f"Stopped after epoch {run.last.epoch} of 50."


def test_what_a_question_raises_reaches_who_asks(cluster):
    with pytest.raises(ExplorerError, match="Run 999999 has kept no network"):
        cluster.ask(explain_review, cluster.store.url, 999_999, "A fine film")


def test_an_answer_that_takes_too_long_is_a_sentence_and_the_worker_answers_on(cluster, monkeypatch):
    monkeypatch.setattr(explorer.workers.cluster, "ASK_SECONDS", 0.2)
    with pytest.raises(ClusterError, match="has not answered"):
        cluster.ask(time.sleep, 3)
    monkeypatch.undo()
    assert cluster.ask(os.getpid) == worker(cluster).pid


def test_who_asks_while_dask_has_forgotten_its_workers_is_answered(cluster, monkeypatch):
    client, update = cluster._client, cluster._client._update_scheduler_info
    # As a timer of the client's does every two seconds, also in the middle of another thread's question.
    monkeypatch.setattr(client, "_update_scheduler_info", lambda n_workers=0: update(n_workers=0))
    assert not client.scheduler_info()["workers"]
    assert cluster.ask(os.getpid) == worker(cluster).pid


def test_workers_have_no_streamlit_and_train_with_tensorflow(cluster):
    def loaded():
        return sorted({"streamlit", "tensorflow"} & set(sys.modules))

    assert list(cluster._client.run(loaded).values()) == [["tensorflow"]]


def test_a_worker_may_take_all_memory_of_the_machine_unless_it_is_told_otherwise(cluster):
    allowed = cluster._client.run(lambda dask_worker: dask_worker.memory_manager.memory_limit)
    assert list(allowed.values()) == [MEMORY_LIMIT]


def assert_begun_again(cluster, interrupted):
    """A run trains from the start once more; stopped then, it has each epoch once, and its network is kept."""
    run_id = interrupted.id
    assert_taken_up(cluster.store, interrupted)
    cluster.stop([run_id])
    (run,) = ended(cluster, run_id)
    assert (run.state, run.message) == (State.STOPPED, f"Stopped after epoch {run.last.epoch} of 50.")
    assert [epoch.epoch for epoch in cluster.store.history(run_id)] == list(range(1, run.last.epoch + 1))
    assert cluster.store.model(run_id) is not None


def test_a_worker_killed_in_training_is_replaced_and_the_run_trained_from_the_start(cluster):
    (run_id,) = cluster.submit([LONG], "packaged")
    eventually(lambda: has_trained(cluster.store, run_id, 2))
    killed, interrupted = worker(cluster), cluster.store.run(run_id)
    killed.kill()
    assert_begun_again(cluster, interrupted)
    assert worker(cluster) != killed


def test_a_backend_that_is_killed_is_replaced_and_its_run_trained_from_the_start(cluster, monkeypatch):
    monkeypatch.setattr(explorer.workers.cluster, "ASK_SECONDS", 5)
    (run_id,) = cluster.submit([replace(LONG, seed=1)], "packaged")
    eventually(lambda: has_trained(cluster.store, run_id, 2))
    interrupted = cluster.store.run(run_id)
    os.kill(cluster._backend.pid, signal.SIGKILL)
    # Who asks it just then is told so in a sentence.
    with pytest.raises(ClusterError, match=r"\.$"):
        cluster.ask(os.getpid)
    assert_begun_again(cluster, interrupted)
    assert cluster.status.ready


def test_a_backend_that_is_killed_is_replaced_before_anybody_asks(cluster):
    killed = cluster._backend.pid
    os.kill(killed, signal.SIGKILL)
    eventually(lambda: cluster._backend is not None and cluster._backend.pid != killed and cluster.status.ready)
    assert cluster.ask(os.getpid) == worker(cluster).pid


def test_what_is_loaded_is_not_looked_through_for_garbage_again(cluster):
    assert gc.get_freeze_count() > 100_000
    # TensorFlow is there as well.
    assert cluster.ask(gc.get_freeze_count) > 300_000


def test_a_worker_keeps_no_profile_of_what_it_does(cluster):
    assert cluster.ask(dask.config.get, "distributed.worker.profile.enabled") is False


# Who owns what


def test_training_stands_back_behind_the_app(cluster):
    backend = psutil.Process(cluster._backend.pid)
    for process in (backend, *backend.children(recursive=True)):
        assert process.nice() > psutil.Process().nice()


@pytest.fixture
def no_workers(monkeypatch):
    """Clusters that never get as far as their workers."""
    monkeypatch.setattr(Cluster, "_serve", lambda self: None)


def test_the_runs_of_an_owner_that_was_killed_are_taken_up_by_another_cluster(cluster, monkeypatch):
    store = cluster.store
    monkeypatch.setattr(explorer.workers.cluster, "TEND_SECONDS", TEND_SECONDS / 10)
    cluster._something_to_do.set()
    other = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        killed, elsewhere = process_name(other.pid), "another-machine 1 0.00"
        store.heartbeat(killed)
        store.heartbeat(elsewhere)
        training, waiting, theirs = (
            store.add([replace(SHORT, seed=seed)], "packaged", cluster_id)[0]
            for seed, cluster_id in ((41, killed), (42, killed), (43, elsewhere))
        )
        store.begin([training])
        # It lives, but does nothing any more.
        other.send_signal(signal.SIGSTOP)
        time.sleep(TEND_SECONDS / 2)
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


def test_who_asks_before_a_worker_is_ready_is_told_so(tmp_path, no_workers):
    cluster = Cluster(Store(f"sqlite:///{tmp_path}/runs.db"), None, "packaged")
    with pytest.raises(ClusterError, match="is not ready yet"):
        cluster.ask(os.getpid)
    cluster.status = Status(1.0, "It has failed.", failed=True)
    with pytest.raises(ClusterError, match=r"^It has failed\.$"):
        cluster.ask(os.getpid)
    cluster.close()


def test_a_cluster_that_is_closed_gives_up_its_own_runs_and_no_others(tmp_path, no_workers):
    store = Store(f"sqlite:///{tmp_path}/runs.db")
    cluster = Cluster(store, None, "packaged")
    (mine,) = cluster.submit([SHORT], "packaged")
    (theirs,) = store.add([RunConfig(seed=1)], "packaged", "another-machine 1 0.00")
    cluster.close()
    assert store.run(mine).state == State.STOPPED
    assert store.run(theirs).state == State.QUEUED


def test_a_local_cluster_whose_worker_does_not_come_back_is_replaced(tmp_path, no_workers, monkeypatch):
    cluster = Cluster(Store(f"sqlite:///{tmp_path}/runs.db"), None, "packaged")
    cluster._backend = SimpleNamespace(dead=False, close=lambda: None)
    cluster._client = SimpleNamespace(status="running", nthreads=dict, close=lambda timeout: None)
    cluster.status = Status(1.0, "Ready", ready=True)
    for _ in range(2):
        cluster._hand_over()
        assert cluster.status.ready
    monkeypatch.setattr(explorer.workers.cluster, "ALONE_SECONDS", 0)
    cluster._hand_over()
    assert cluster.status.failed and not cluster._serves()
    cluster.close()


def test_a_cluster_that_is_closed_while_it_starts_leaves_nobody_behind(tmp_path, monkeypatch):
    def backends():
        children = filter(is_running, psutil.Process().children())
        return {child for child in children if "explorer.workers.local_cluster" in child.cmdline()}

    monkeypatch.setattr(Cluster, "_warm_up", lambda self: None)
    before, threads = backends(), set(threading.enumerate())
    cluster = Cluster(Store(f"sqlite:///{tmp_path}/runs.db"), None, "packaged")
    serving = [thread for thread in threading.enumerate() if thread not in threads and thread.name == "cluster"]
    cluster.close()
    try:
        for thread in serving:
            thread.join(PATIENCE)
            assert not thread.is_alive()
        eventually(lambda: backends() <= before)
    finally:
        for backend in backends() - before:
            backend.kill()


def test_a_cluster_closed_while_it_starts_does_not_start_again_for_waiting_runs(tmp_path, monkeypatch):
    connecting, closing, starts = threading.Event(), threading.Event(), []

    def connect(self):
        starts.append(self)
        connecting.set()
        closing.wait(PATIENCE)
        raise ClusterError("It was closed.")

    monkeypatch.setattr(Cluster, "_connect", connect)
    cluster = Cluster(Store(f"sqlite:///{tmp_path}/runs.db"), None, "packaged")
    ids = cluster.submit([SHORT, RunConfig(seed=1)], "packaged")
    assert connecting.wait(PATIENCE)
    monkeypatch.setattr(Cluster, "_disconnect", lambda self: closing.set())
    cluster.close()
    assert len(starts) == 1
    assert [run.state for run in cluster.store.runs(ids=ids)] == [State.STOPPED] * 2


class Lost:
    """A client whose scheduler is gone, which it may not have noticed yet."""

    def __init__(self, status):
        self.status = status

    def nthreads(self):
        raise ClosedClientError("Client is closed.")

    def close(self, timeout):
        pass


@pytest.mark.parametrize("status", ["closed", "running"])
def test_where_the_scheduler_is_lost_and_no_other_comes_runs_fail_with_a_sentence(tmp_path, monkeypatch, status):
    starts = []

    def connect(self):
        starts.append(self)
        if len(starts) > 1:
            raise ClusterError("Nobody answers any more.")
        self._client = Lost(status)

    monkeypatch.setattr(Cluster, "_connect", connect)
    monkeypatch.setattr(Cluster, "_warm_up", lambda self: None)
    cluster = Cluster(Store(f"sqlite:///{tmp_path}/runs.db"), None, "packaged")
    try:
        # The second one finds out whether anybody serves by then.
        before = []
        for config in (SHORT, RunConfig(seed=1)):
            before.append(len(starts))
            (run,) = ended(cluster, *cluster.submit([config], "packaged"))
            assert (run.state, run.message) == (State.FAILED, "Nobody answers any more.")
        assert len(starts) == before[1] + 1
    finally:
        cluster.close()


def test_a_backend_that_cannot_start_is_tried_again_for_waiting_runs_but_not_forever(tmp_path, monkeypatch):
    starts, connect = [], Cluster._connect

    def count(self):
        starts.append(self)
        connect(self)

    monkeypatch.setattr(Cluster, "_connect", count)
    monkeypatch.setattr("explorer.workers.local_process.sys", SimpleNamespace(executable=shutil.which("false")))
    cluster = Cluster(Store(f"sqlite:///{tmp_path}/runs.db"), None, "packaged")
    try:
        eventually(lambda: cluster.status.failed)
        (run,) = ended(cluster, *cluster.submit([SHORT], "packaged"))
        assert (run.state, run.message) == (State.FAILED, cluster.status.sentence)
        assert "could not be started" in run.message
        assert len(starts) == 2
    finally:
        cluster.close()


def test_pieces_of_a_batch_that_wait_for_a_worker_fail_where_none_comes_up(tmp_path, no_workers):
    cluster = Cluster(Store(f"sqlite:///{tmp_path}/runs.db"), None, "packaged")
    ids = cluster.submit([SHORT, replace(SHORT, units=32)], "packaged")
    assert cluster.store.claim(cluster.cluster_id, 2) == ids
    cluster._pieces = [ids[:1], ids[1:]]
    cluster.status = Status(1.0, "No worker comes up.", failed=True)
    cluster._tend()
    assert [(run.state, run.message) for run in cluster.store.runs(ids=ids)] == [(State.FAILED, "No worker comes up.")] * 2
    cluster.close()


def test_a_living_process_is_alive_under_its_own_name_only():
    name = process_name(os.getpid())
    host, pid, born = name.rsplit(" ", 2)
    assert int(pid) == os.getpid()
    assert is_alive(name, None)
    assert not is_alive(f"{host} {pid} {float(born) - 60:.2f}", None)


def test_a_process_that_has_ended_is_not_alive():
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    name = process_name(child.pid)
    assert is_alive(name, None)
    child.stdin.close()
    # Not even while nobody has taken note of its end.
    eventually(lambda: psutil.Process(child.pid).status() == psutil.STATUS_ZOMBIE)
    assert not is_alive(name, None)
    child.wait()
    assert not is_alive(name, None)
    with pytest.raises(psutil.NoSuchProcess):
        process_name(child.pid)


def test_a_process_on_another_machine_is_alive_while_it_was_heard_of_lately():
    name = "another-machine 1 0.00"
    assert is_alive(name, time.time())
    assert is_alive(name, time.time() - STALE_SECONDS / 2)
    assert not is_alive(name, time.time() - STALE_SECONDS - 1)
    assert not is_alive(name, None)


@pytest.mark.parametrize("name", ["", "nonsense", "a b c", "1 2"])
def test_what_is_no_name_of_a_process_is_not_alive(name, monkeypatch):
    monkeypatch.setattr("socket.gethostname", lambda: "a")
    assert not is_alive(name, None)


# An existing cluster


def test_an_existing_cluster_cannot_write_to_a_file_here(tmp_path):
    with pytest.raises(ClusterError) as refused:
        Cluster(Store(f"sqlite:///{tmp_path}/runs.db"), "tcp://127.0.0.1:8786", "packaged")
    assert "EXPLORER_SCHEDULER" in str(refused.value)
    assert "EXPLORER_STORE" in str(refused.value)
    assert "postgresql+psycopg://" in str(refused.value)


def test_batches_go_to_different_workers_and_each_worker_trains_one_at_a_time(cluster, second_worker):
    def at_work():
        return {worker for worker, tasks in cluster._client.processing().items() if any("train-" in task for task in tasks)}

    ids = cluster.submit([RunConfig(epochs=3, batch_size=4096, seed=seed) for seed in range(30, 36)], "packaged")
    eventually(lambda: len(at_work()) == 2)
    busiest = 0
    for runs in follow(cluster, ids):
        busiest = max(busiest, sum(run.state == State.RUNNING for run in runs))
    assert [run.state for run in runs] == [State.FINISHED] * 6
    assert busiest <= 2


@pytest.mark.postgresql
def test_an_existing_cluster_trains_the_runs_of_a_database_and_outlives_its_guest(cluster, postgres_url):
    address = cluster._client.scheduler_info()["address"]
    guest = Cluster(Store(postgres_url), address, "packaged")
    (run,) = ended(guest, *guest.submit([SHORT], "packaged"))
    assert (run.state, run.message) == (State.FINISHED, "")
    assert len(guest.store.history(run.id)) == 2
    assert guest.store.model(run.id) is not None
    assert guest.status.ready
    guest.close()
    assert ended(cluster, *cluster.submit([RunConfig(epochs=1, batch_size=4096)], "packaged"))[0].state == State.FINISHED


@pytest.mark.postgresql
@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "127.0.0.1:1"])
def test_where_no_scheduler_answers_status_and_runs_say_so(postgres_url, monkeypatch, address):
    monkeypatch.setattr(explorer.workers.cluster, "CONNECT_SECONDS", 0.5)
    cluster = Cluster(Store(postgres_url), address, "packaged")
    early = cluster.submit([SHORT], "packaged")
    eventually(lambda: cluster.status.failed)
    assert cluster.status.sentence == f"No Dask scheduler answers at {address}: is it running?"
    late = cluster.submit([SHORT], "packaged")
    for run in ended(cluster, *early, *late):
        assert (run.state, run.message) == (State.FAILED, cluster.status.sentence)
    cluster.close()
