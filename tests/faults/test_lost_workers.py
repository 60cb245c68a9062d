"""Workers are killed or take too much memory, and clusters share a store: every run is trained to its end, once."""

import json
import re
import subprocess
import sys
from dataclasses import replace

import psutil
import pytest

from explorer.config import RunConfig, article_grid
from explorer.store import State, Store
from explorer.workers.batches import TOO_LARGE
from explorer.workers.cluster import Cluster
from tests.support.recovery import ENDLESS, assert_taken_up, assert_whole, has_trained
from tests.support.running_app import ROOT
from tests.support.waiting import PATIENCE, eventually, is_running, worker

pytestmark = pytest.mark.workers

QUICK = RunConfig(epochs=1, batch_size=4096, layers=0)
# Takes about 250 MB more than QUICK.
HUGE = replace(QUICK, epochs=5, units=512, layers=5, dropout=0.5, l2=0.001)
MEGABYTE = 1_000_000
# More than QUICK takes on a worker that has just got ready, and less than HUGE.
ROOM = 165 * MEGABYTE
# The share of its memory limit at which Dask's nanny replaces a worker.
REPLACED_AT = 0.95

OTHER = """
import gc, json, sys
import psutil
from explorer.workers.cluster import Cluster
from explorer.config import RunConfig
from explorer.store import Store

cluster = Cluster(Store(sys.argv[1]), None, "packaged")
print(cluster.cluster_id, flush=True)
configs = [RunConfig(**config) for config in json.loads(input())]
print(json.dumps(cluster.submit(configs, "packaged")), flush=True)
input()
print(json.dumps({
    "runs": [run.id for run in cluster.store.runs()],
    "children": [child.pid for child in psutil.Process().children(recursive=True)],
    "frozen": gc.get_freeze_count(),
    "loaded": sorted({"tensorflow", "keras", "streamlit"} & set(sys.modules)),
}), flush=True)
input()
"""


def started(store: Store) -> Cluster:
    """A local cluster for the runs of a store, which has started or failed."""
    cluster = Cluster(store, None, "packaged")
    eventually(lambda: cluster.status.ready or cluster.status.failed, "the cluster does not start")
    return cluster


@pytest.fixture(scope="module")
def cluster(tmp_path_factory, reviews):
    cluster = started(Store(f"sqlite:///{tmp_path_factory.mktemp('cluster')}/runs.db"))
    assert cluster.status.ready, cluster.status.sentence
    yield cluster
    cluster.close()


@pytest.fixture(scope="module")
def memory_when_ready(cluster):
    """The bytes of a worker that has just got ready."""
    return worker(cluster).memory_info().rss


def test_a_grid_whose_worker_is_killed_keeps_what_has_been_trained(cluster, memory_when_ready):
    store = cluster.store
    grid = [replace(config, batch_size=4096, epochs=2 if config.layers == 1 else 6) for config in article_grid()]
    ids = cluster.submit(grid, "packaged")
    short, long = ([id for id, config in zip(ids, grid) if config.epochs == epochs] for epochs in (2, 6))

    # The first network is stored, and the others of its batch are being written.
    eventually(lambda: store.runs(ids=short, states=[State.FINISHED]), "no run ends")
    killed = worker(cluster)
    killed.kill()
    kept = store.runs(ids=ids, states=[State.FINISHED])
    assert {run.id for run in kept} <= set(short)
    assert all(has_trained(store, run_id, 2) for run_id in long)

    assert_whole(store, ids)
    assert len(store.runs()) == len(ids) == 36
    # Finished runs are unchanged; the others began again.
    assert store.runs(ids=[run.id for run in kept]) == kept
    assert min(run.started for run in store.runs(ids=long)) > max(run.finished for run in kept)
    assert worker(cluster).pid != killed.pid


def test_clusters_that_share_a_store_train_each_setting_once_and_one_takes_over(cluster):
    store = cluster.store
    settings = [replace(QUICK, seed=seed, epochs=2) for seed in range(1, 5)]
    command = [sys.executable, "-c", OTHER, store.url]
    before = {run.id for run in store.runs()}
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as other:
        try:
            cluster_id = other.stdout.readline().strip()
            print(json.dumps([config.to_dict() for config in (*settings[1:], ENDLESS)]), file=other.stdin, flush=True)
            mine = cluster.submit(settings[:3], "packaged")
            *theirs, endless = json.loads(other.stdout.readline())
            assert mine[1:] == theirs[:2]
            ids = {*mine, *theirs, endless}
            assert len(ids) == 5
            eventually(lambda: has_trained(store, endless, 2), "the other cluster does not train")
            interrupted = store.run(endless)
            assert interrupted.cluster_id == cluster_id != cluster.cluster_id
            print(file=other.stdin, flush=True)
            seen = json.loads(other.stdout.readline())
            assert set(seen["runs"]) == {run.id for run in store.runs()} == ids | before
            # It trains in another process, and leaves loaded modules out of garbage collection.
            assert seen["loaded"] == [] and seen["frozen"] > 50_000
            # The local cluster, with the scheduler and the nanny, and the worker. They end after it.
            processes = [psutil.Process(pid) for pid in seen["children"]]
            assert len(processes) >= 2 and all(map(is_running, processes))
            other.kill()
            eventually(lambda: store.run(endless).cluster_id == cluster.cluster_id, "no cluster has taken over")
            eventually(lambda: not any(map(is_running, processes)), "a process is left")
            assert_taken_up(store, interrupted)
            store.request_stop([endless])
            assert_whole(store, ids - {endless})
        finally:
            other.kill()


# It starts five workers, one after another.
@pytest.mark.timeout(900)
def test_a_batch_that_takes_too_much_memory_is_halved_and_the_huge_run_fails(
    tmp_path, memory_when_ready, monkeypatch, caplog
):
    allowed = (memory_when_ready + ROOM) / REPLACED_AT / MEGABYTE
    monkeypatch.setenv("EXPLORER_MAX_WORKER_MEMORY", f"{allowed:.0f}")
    store = Store(f"sqlite:///{tmp_path}/runs.db")
    cluster = Cluster(store, None, "packaged")
    try:
        huge, quick = cluster.submit([HUGE, QUICK], "packaged")
        (later,) = cluster.submit([replace(QUICK, seed=1)], "packaged")
        eventually(lambda: not store.run(huge).active, "what is too large is tried again and again", 4 * PATIENCE)
        assert_whole(store, [quick, later])
        failed = store.run(huge)
        assert (failed.state, failed.message, store.model(huge)) == (State.FAILED, TOO_LARGE, None)
        # First both runs together took too much memory, then the huge one alone.
        lost = [re.search(r"Runs (.*) were lost: KilledWorker", message) for message in caplog.messages]
        assert [match[1] for match in lost if match] == [str([huge, quick]), str([huge])]
        assert cluster.status.ready
    finally:
        cluster.close()


def test_a_worker_with_too_little_memory_fails_with_a_sentence(tmp_path, reviews, monkeypatch):
    monkeypatch.setenv("EXPLORER_MAX_WORKER_MEMORY", "500")
    cluster = Cluster(Store(f"sqlite:///{tmp_path}/runs.db"), None, "packaged")
    try:
        eventually(lambda: cluster.status.failed, "the worker is started again and again")
        assert "EXPLORER_MAX_WORKER_MEMORY allows 500: raise it" in cluster.status.sentence
    finally:
        cluster.close()
