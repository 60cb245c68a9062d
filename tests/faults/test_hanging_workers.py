"""A worker that hangs is ended and started again: its runs go on, or fail where it hangs again."""

import signal
from functools import partial

import pytest

from explorer.config import RunConfig
from explorer.store import State, Store
from explorer.workers import hang
from explorer.workers.batches import HUNG
from explorer.workers.cluster import Cluster
from tests.support.recovery import ENDLESS, assert_whole, has_trained
from tests.support.waiting import PATIENCE, eventually, is_running, worker

pytestmark = pytest.mark.workers

QUICK = RunConfig(epochs=1, batch_size=4096, layers=0)


@pytest.fixture
def cluster(tmp_path, reviews, monkeypatch):
    """A cluster that loses its patience soon. It would never do so with a worker that computes."""
    monkeypatch.setattr(hang, "LOOK_SECONDS", 0.5)
    monkeypatch.setattr(hang, "PATIENCE_SECONDS", 3.0)
    monkeypatch.setattr(hang, "FACTOR", 1.0)
    cluster = Cluster(Store(f"sqlite:///{tmp_path}/runs.db"), None, "packaged")
    eventually(lambda: cluster.status.ready or cluster.status.failed, "the cluster does not start")
    assert cluster.status.ready, cluster.status.sentence
    yield cluster
    cluster.close()


def has_begun_again(store, run_id, begun):
    return store.run(run_id).started not in (None, begun)


def is_gone(process):
    return not is_running(process)


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="Windows cannot stop a process.")
# It starts three workers, one after another.
@pytest.mark.timeout(900)
def test_a_stopped_worker_is_replaced_and_its_run_fails_the_second_time(cluster, caplog):
    store = cluster.store
    (run_id,) = cluster.submit([ENDLESS], "packaged")
    (waiting,) = cluster.submit([QUICK], "packaged")

    begun = None
    for _ in range(2):
        # The second time, with another worker.
        eventually(partial(has_begun_again, store, run_id, begun), "it is not begun again", 2 * PATIENCE)
        eventually(lambda: has_trained(store, run_id, 2), "it does not train", 2 * PATIENCE)
        begun, hung = store.run(run_id).started, worker(cluster)
        hung.send_signal(signal.SIGSTOP)
        eventually(partial(is_gone, hung), "nobody notices that the worker hangs", 2 * PATIENCE)
    eventually(lambda: not store.run(run_id).active, "a run hangs again and again")
    assert (store.run(run_id).state, store.run(run_id).message) == (State.FAILED, HUNG)
    assert caplog.text.count("The worker hangs and is started again.") == 2
    # Whoever waited is served, and a worker that works is left alone.
    assert_whole(store, [waiting])
    assert cluster.status.ready
