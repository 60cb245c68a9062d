"""A batch whose worker is lost is trained again, in halves where it takes too much memory, and fails at some point."""

from concurrent.futures import Future

import pytest
from distributed import KilledWorker

from explorer.config import RunConfig
from explorer.errors import StoreUnavailable
from explorer.store import State, Store
from explorer.workers.batches import HUNG, LOST, MAX_LOSSES, TOO_LARGE, Batches

CLUSTER = "test 1 0.00"
KILLED = KilledWorker("train", None, 1)
UNAVAILABLE = StoreUnavailable("The store cannot be used right now.")


class FailingClient:
    """A Dask client whose workers begin each batch and end with `error`."""

    def __init__(self, store, error):
        self.store, self.error = store, error
        self.submitted = []

    def submit(self, function, run_ids, store_url, pure):
        self.submitted.append(run_ids)
        self.store.begin(run_ids)
        future = Future()
        future.status = "error"
        future.set_exception(self.error)
        return future


@pytest.fixture
def store(tmp_path):
    return Store(f"sqlite:///{tmp_path}/runs.db")


@pytest.fixture
def batches(store):
    return Batches(store, CLUSTER, 36, lambda: None)


def train(batches, client):
    """Submit a batch, and handle its failure."""
    batches.submit(client, 1)
    batches.collect_done()
    batches.requeue_lost()


def test_a_lost_run_is_queued_again_and_fails_when_that_happens_too_often(store, batches):
    (run_id,) = store.add([RunConfig()], "packaged", CLUSTER)
    client = FailingClient(store, RuntimeError("The worker is gone."))
    for _ in range(MAX_LOSSES - 1):
        train(batches, client)
        assert store.run(run_id).state == State.QUEUED
    train(batches, client)
    assert (store.run(run_id).state, store.run(run_id).message) == (State.FAILED, LOST)


def test_an_outage_of_the_store_does_not_count_as_a_loss(store, batches):
    (run_id,) = store.add([RunConfig()], "packaged", CLUSTER)
    client = FailingClient(store, UNAVAILABLE)
    for _ in range(2 * MAX_LOSSES):
        train(batches, client)
        assert store.run(run_id).state == State.QUEUED
    assert len(client.submitted) == 2 * MAX_LOSSES


def test_a_batch_that_kills_its_workers_is_halved_until_a_run_is_too_large_alone(store, batches):
    ids = store.add([RunConfig(units=units) for units in (16, 32, 64)], "packaged", CLUSTER)
    client = FailingClient(store, KILLED)
    while any(run.active for run in store.runs(ids=ids)):
        train(batches, client)
    first, second, third = ids
    assert client.submitted == [ids, [second, third], [third], [second], [first]]
    assert [(run.state, run.message) for run in store.runs(ids=ids)] == [(State.FAILED, TOO_LARGE)] * 3


def test_runs_whose_worker_hung_twice_fail_and_others_of_the_batch_before_go_on(store, batches):
    first, second = store.add([RunConfig(), RunConfig(seed=1)], "packaged", CLUSTER)
    for run_ids in ([first, second], [first]):
        store.begin(run_ids)
        batches.mark_hung(run_ids)
        batches.requeue_lost()
    assert (store.run(first).state, store.run(first).message) == (State.FAILED, HUNG)
    assert store.run(second).state == State.QUEUED
