"""A real worker trains ahead while nobody waits, gives way at once to whoever asks, and takes it up again."""

import itertools
import time
from dataclasses import replace

import pytest

from explorer.config import RunConfig
from explorer.scheduling.neighbours import neighbours
from explorer.store import State, Store
from explorer.workers import ahead
from explorer.workers.cluster import Cluster
from tests.support.second_worker import second_worker
from tests.support.waiting import ended, eventually, worker

pytestmark = pytest.mark.workers

# Small ones, of which a whole neighbourhood is trained in seconds.
LOOKED_AT = RunConfig(units=4, epochs=2, batch_size=4096, vocabulary=1_000)
# Of these, it takes long.
SLOW = RunConfig(epochs=50, batch_size=128, seed=5)
# Seeds of what somebody else asks for meanwhile.
PRESSED = itertools.count(100)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory, reviews):
    cluster = Cluster(Store(f"sqlite:///{tmp_path_factory.mktemp('cluster')}/runs.db"), None, "packaged")
    eventually(lambda: cluster.status.ready or cluster.status.failed)
    assert cluster.status.ready, cluster.status.sentence
    yield cluster
    cluster.close()


@pytest.fixture
def looked(cluster):
    """A function with which somebody looks at the result of settings, until the end of the test."""
    yield lambda config, tab="tab": cluster.look(tab, "anna", config, "packaged")
    cluster.look_away("tab")
    cluster._ahead.give_way()
    eventually(lambda: not in_flight(cluster))


def in_flight(cluster):
    return [config for batch in cluster._ahead._batches() for config in batch.configs]


def answered(cluster, config):
    return cluster.store.answered(neighbours(config), "packaged")


def kept_after_a_press(cluster, config):
    """How many epochs of settings that train ahead are kept once somebody else has pressed Train; then they go on."""
    for seconds in range(4, 40, 6):
        # TensorFlow compiles the networks, and trains; how long that takes depends on the machine.
        time.sleep(seconds)
        (run,) = ended(cluster, *cluster.submit([replace(LOOKED_AT, seed=next(PRESSED))], "packaged", "ben"))
        assert run.state == State.FINISHED
        eventually(lambda: config in in_flight(cluster), "it does not go on")
        if kept := cluster.store.kept_epochs([config], "packaged").get(config):
            return kept
    raise AssertionError("nothing is kept")


def test_what_is_one_turn_away_is_trained_and_nobody_sees_it(cluster, looked):
    looked(LOOKED_AT)
    eventually(lambda: cluster._ahead._satisfied, "it does not come to an end")
    assert {*neighbours(LOOKED_AT)} - answered(cluster, LOOKED_AT) == set()
    assert cluster.store.runs() == []
    (run_id,) = cluster.submit([replace(LOOKED_AT, units=8)], "packaged", "anna")
    run = cluster.store.run(run_id)
    assert (run.state, run.epochs_done) == (State.FINISHED, 2)
    # Then there is nothing left to do.
    eventually(lambda: not in_flight(cluster))
    cluster._wake.set()
    time.sleep(0.5)
    assert not in_flight(cluster)


def test_a_press_goes_first_and_what_was_trained_ahead_is_kept(cluster, looked):
    looked(SLOW)
    eventually(lambda: in_flight(cluster))
    assert 0 < kept_after_a_press(cluster, in_flight(cluster)[0]) < 50


def test_who_asks_for_what_trains_ahead_goes_on_with_it(cluster, looked):
    config = replace(SLOW, seed=6)
    looked(config)
    eventually(lambda: in_flight(cluster))
    first = in_flight(cluster)[0]
    kept = kept_after_a_press(cluster, first)
    (run_id,) = cluster.submit([first], "packaged", "anna")
    run = cluster.store.run(run_id)
    assert run.active and run.epochs_done >= kept
    cluster.stop([run_id])
    ended(cluster, run_id)


def test_a_turn_makes_room_for_the_new_neighbours(cluster, looked):
    looked(replace(SLOW, seed=7))
    eventually(lambda: in_flight(cluster))
    there = replace(LOOKED_AT, seed=7)
    looked(there)
    eventually(lambda: {*in_flight(cluster)} & {*neighbours(there)} or answered(cluster, there), "it does not turn to them")


def test_after_a_killed_worker_it_is_trained_again(cluster, looked):
    config = replace(LOOKED_AT, seed=8)
    looked(replace(SLOW, seed=8))
    eventually(lambda: in_flight(cluster))
    worker(cluster).kill()
    looked(config)
    eventually(lambda: answered(cluster, config), "nothing is trained after the worker was lost")


def test_several_workers_train_different_settings_and_all_of_them_give_way(cluster, looked):
    with second_worker(cluster):
        cluster._wake.set()
        eventually(lambda: cluster.workers == 2)
        looked(replace(SLOW, seed=11))
        eventually(lambda: len(cluster._ahead._batches()) == 2, "only one worker has something to do")
        one, other = ({*batch.configs} for batch in cluster._ahead._batches())
        assert not one & other
        (run_id,) = cluster.submit([replace(LOOKED_AT, seed=32)], "packaged", "ben")
        assert ended(cluster, run_id)[0].state == State.FINISHED
        cluster.look_away("tab")
        cluster._ahead.give_way()
        eventually(lambda: not in_flight(cluster))
    eventually(lambda: cluster.workers == 1)


@pytest.mark.postgresql
def test_an_existing_cluster_trains_ahead_for_a_database_and_stops_with_the_app(cluster, postgres_url):
    address = cluster._connection.client.scheduler_info()["address"]
    visiting = Cluster(Store(postgres_url), address, "packaged")
    eventually(lambda: visiting.status.ready)
    config = replace(LOOKED_AT, seed=12)
    visiting.look("tab", "anna", config, "packaged")
    eventually(lambda: answered(visiting, config))
    visiting.look("tab", "anna", replace(SLOW, seed=12), "packaged")
    eventually(lambda: {*in_flight(visiting)} & {*neighbours(replace(SLOW, seed=12))})
    visiting.close()
    # The worker is free again at once.
    (run,) = ended(cluster, *cluster.submit([replace(LOOKED_AT, seed=33)], "packaged"))
    assert run.state == State.FINISHED


def test_what_diverges_is_not_tried_again(cluster, looked):
    wild = replace(LOOKED_AT, learning_rate=10.0, seed=9)
    looked(wild)
    eventually(lambda: cluster._ahead._satisfied, "it never comes to an end")
    assert not in_flight(cluster)
    assert cluster._ahead._given_up


def test_on_battery_nothing_is_trained_ahead(cluster, looked, monkeypatch):
    monkeypatch.setattr(ahead, "on_battery", lambda: True)
    looked(replace(LOOKED_AT, seed=10))
    time.sleep(1)
    assert not in_flight(cluster) and not answered(cluster, replace(LOOKED_AT, seed=10))


def test_it_can_be_switched_off(tmp_path, monkeypatch):
    monkeypatch.setenv("EXPLORER_AHEAD", "0")
    monkeypatch.setattr(Cluster, "_run", lambda self: None)
    off = Cluster(Store(f"sqlite:///{tmp_path}/runs.db"), None, "packaged")
    off.look("tab", "anna", LOOKED_AT, "packaged")
    assert not off.trains_ahead and off._ahead._next() is None
    off.close()


def test_who_has_looked_for_too_long_is_forgotten(cluster, looked, monkeypatch):
    monkeypatch.setattr(ahead, "on_battery", lambda: True)
    looked(LOOKED_AT)
    monkeypatch.setattr(ahead, "LOOKING_SECONDS", 0)
    assert cluster._ahead._next() is None and not cluster._ahead._gazes
