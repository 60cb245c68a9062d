"""A cluster that cannot start, is closed while it starts, or loses its scheduler says so in a sentence, to its runs too."""

import os
import shutil
import subprocess
import threading
import time
from contextlib import ExitStack, closing
from dataclasses import replace
from types import SimpleNamespace

import psutil
import pytest
from distributed.client import ClosedClientError

import explorer.workers.connection
from explorer.config import RunConfig
from explorer.errors import ClusterError
from explorer.store import State, Store
from explorer.workers.cluster import Cluster, Status
from explorer.workers.connection import Connection
from tests.support.waiting import PATIENCE, ended, eventually, is_running

pytestmark = pytest.mark.workers

SHORT = RunConfig(epochs=2, batch_size=4096)


@pytest.fixture
def open_cluster(tmp_path, monkeypatch):
    """A function that opens a cluster of an empty store. It is closed at the end, while `monkeypatch` still holds."""
    with ExitStack() as clusters:
        store = Store(f"sqlite:///{tmp_path}/runs.db")
        yield lambda: clusters.enter_context(closing(Cluster(store, None, "packaged")))


@pytest.fixture
def no_workers(monkeypatch):
    """Clusters whose thread does nothing."""
    monkeypatch.setattr(Cluster, "_run", lambda self: None)


def test_a_call_before_a_worker_is_ready_fails_with_a_sentence(open_cluster, no_workers):
    cluster = open_cluster()
    with pytest.raises(ClusterError, match="is not ready yet"):
        cluster.ask(os.getpid)
    cluster.status = Status(1.0, "It has failed.", failed=True)
    with pytest.raises(ClusterError, match=r"^It has failed\.$"):
        cluster.ask(os.getpid)


def test_each_cluster_counts_the_time_of_its_own_start(open_cluster, no_workers):
    first = open_cluster()
    time.sleep(0.2)
    before = time.time()
    second = open_cluster()
    assert first.status.since < before <= second.status.since


def test_a_cluster_that_is_closed_gives_up_its_own_runs_and_no_others(tmp_path, no_workers):
    store = Store(f"sqlite:///{tmp_path}/runs.db")
    cluster = Cluster(store, None, "packaged")
    (mine,) = cluster.submit([SHORT], "packaged")
    (theirs,) = store.add([RunConfig(seed=1)], "packaged", "another-machine 1 0.00")
    cluster.close()
    assert store.run(mine).state == State.STOPPED
    assert store.run(theirs).state == State.QUEUED


def test_a_local_cluster_that_stays_without_a_worker_is_replaced(open_cluster, no_workers, monkeypatch):
    cluster = open_cluster()
    connection = cluster._connection = Connection(None, lambda: None)
    # It runs until its standard input is closed.
    connection._process = subprocess.Popen([shutil.which("cat")], stdin=subprocess.PIPE)
    connection._client = SimpleNamespace(status="running", nthreads=dict, close=lambda timeout: None)
    cluster.status = Status(1.0, "Ready", ready=True)
    for _ in range(2):
        cluster._submit_batches(connection)
        assert cluster.status.ready
    monkeypatch.setattr(explorer.workers.connection, "NO_WORKER_SECONDS", 0)
    cluster._submit_batches(connection)
    assert cluster.status.failed and not cluster._usable()


def test_a_cluster_that_is_closed_while_it_starts_leaves_no_process(open_cluster, monkeypatch):
    def holders():
        children = filter(is_running, psutil.Process().children())
        return {child for child in children if "explorer.workers.local_cluster" in child.cmdline()}

    monkeypatch.setattr(Cluster, "_warm_up", lambda self, connection: None)
    before, threads = holders(), set(threading.enumerate())
    cluster = open_cluster()
    serving = [thread for thread in threading.enumerate() if thread not in threads and thread.name == "cluster"]
    cluster.close()
    try:
        for thread in serving:
            thread.join(PATIENCE)
            assert not thread.is_alive()
        eventually(lambda: holders() <= before)
    finally:
        for holder in holders() - before:
            holder.kill()


def test_a_cluster_closed_while_it_starts_does_not_start_again_for_its_runs(open_cluster, monkeypatch):
    connecting, closing, starts = threading.Event(), threading.Event(), []

    def connect(self):
        starts.append(self)
        connecting.set()
        closing.wait(PATIENCE)
        raise ClusterError("It was closed.")

    monkeypatch.setattr(Connection, "open", connect)
    cluster = open_cluster()
    ids = cluster.submit([SHORT, RunConfig(seed=1)], "packaged")
    assert connecting.wait(PATIENCE)
    monkeypatch.setattr(Connection, "close", lambda self: closing.set())
    cluster.close()
    assert len(starts) == 1
    assert [run.state for run in cluster.store.runs(ids=ids)] == [State.STOPPED] * 2


class Lost:
    """A client that has lost its scheduler; with the status “running” it has not noticed that yet."""

    def __init__(self, status):
        self.status = status

    def nthreads(self):
        raise ClosedClientError("Client is closed.")

    def close(self, timeout):
        pass


@pytest.mark.parametrize("status", ["closed", "running"])
def test_runs_fail_with_a_sentence_when_the_scheduler_is_lost_for_good(open_cluster, monkeypatch, status):
    starts = []

    def connect(self):
        starts.append(self)
        if len(starts) > 1:
            raise ClusterError("Nobody answers any more.")
        self._client = Lost(status)

    monkeypatch.setattr(Connection, "open", connect)
    monkeypatch.setattr(Cluster, "_warm_up", lambda self, connection: None)
    cluster = open_cluster()
    # The second run has it try once more.
    before = []
    for config in (SHORT, RunConfig(seed=1)):
        before.append(len(starts))
        (run,) = ended(cluster, *cluster.submit([config], "packaged"))
        assert (run.state, run.message) == (State.FAILED, "Nobody answers any more.")
    assert len(starts) == before[1] + 1


def test_a_local_cluster_that_cannot_start_is_tried_once_more_for_queued_runs(open_cluster, monkeypatch):
    starts, connect = [], Connection.open

    def count(self):
        starts.append(self)
        connect(self)

    monkeypatch.setattr(Connection, "open", count)
    monkeypatch.setattr("explorer.workers.local_process.sys", SimpleNamespace(executable=shutil.which("false")))
    cluster = open_cluster()
    eventually(lambda: cluster.status.failed)
    (run,) = ended(cluster, *cluster.submit([SHORT], "packaged"))
    assert (run.state, run.message) == (State.FAILED, cluster.status.sentence)
    assert "could not be started" in run.message
    assert len(starts) == 2


def test_halves_of_a_batch_fail_when_no_worker_can_be_started(open_cluster, no_workers):
    cluster = open_cluster()
    ids = cluster.submit([SHORT, replace(SHORT, units=32)], "packaged")
    assert cluster.store.claim(cluster.cluster_id, 2) == ids
    cluster._batches._halves = [ids[:1], ids[1:]]
    cluster.status = Status(1.0, "No worker comes up.", failed=True)
    cluster._supervise()
    assert [(run.state, run.message) for run in cluster.store.runs(ids=ids)] == [(State.FAILED, "No worker comes up.")] * 2


def test_an_existing_cluster_cannot_write_to_a_file_here(tmp_path):
    with pytest.raises(ClusterError) as refused:
        Cluster(Store(f"sqlite:///{tmp_path}/runs.db"), "tcp://127.0.0.1:8786", "packaged")
    assert "EXPLORER_SCHEDULER" in str(refused.value)
    assert "EXPLORER_STORE" in str(refused.value)
    assert "postgresql://" in str(refused.value)


@pytest.mark.postgresql
@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "127.0.0.1:1"])
def test_status_and_runs_say_that_no_scheduler_answers(postgres_url, monkeypatch, caplog, address):
    monkeypatch.setattr(explorer.workers.connection, "CONNECT_SECONDS", 0.5)
    cluster = Cluster(Store(postgres_url), address, "packaged")
    early = cluster.submit([SHORT], "packaged")
    eventually(lambda: cluster.status.failed)
    assert cluster.status.sentence.startswith("The training cluster does not answer.")
    assert f"No Dask scheduler answers at {address}: is it running?" in caplog.messages
    late = cluster.submit([SHORT], "packaged")
    for run in ended(cluster, *early, *late):
        assert (run.state, run.message) == (State.FAILED, cluster.status.sentence)
    cluster.close()
