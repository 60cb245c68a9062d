"""No epoch is trained twice: longer runs begin where shorter ones ended, shorter ones are cut from longer ones."""

from dataclasses import replace

import pytest

from explorer.config import RunConfig
from explorer.history import best_epoch
from explorer.store import State, continuing
from tests.support.stores import CLUSTER, add_epoch, epoch

CONFIG = RunConfig(epochs=4)
ACCURACIES = (0.7, 0.8, 0.75, 0.76)


def trained(store, config=CONFIG, state=State.FINISHED, accuracies=ACCURACIES, size=10):
    """The id of a run that has ended after an epoch with each of these validation accuracies, with its checkpoint."""
    (run_id,) = store.add([config], "packaged", CLUSTER)
    (begun,) = store.begin([run_id])
    for number, accuracy in enumerate(accuracies, 1):
        add_epoch(store, run_id, epoch(number, accuracy))
    store.finish([run_id], state, "", b"its network", begun.started, (len(accuracies), b"0" * size))
    return run_id


def asked(store, dataset="packaged", **changes):
    """A run with the usual settings and these changes, just asked for."""
    (run_id,) = store.add([replace(CONFIG, **changes)], dataset, CLUSTER, "anna")
    return store.run(run_id)


def test_a_longer_run_begins_where_the_shorter_one_ended(store):
    before = trained(store)
    run = asked(store, epochs=10)
    assert (run.state, run.epochs_done, run.best.epoch) == (State.QUEUED, 4, 2)
    assert store.history(run.id) == store.history(before)
    assert store.checkpoints([run.id])[run.id] == store.checkpoints([before])[before]
    ((request,),) = store.line(CLUSTER).batches()
    assert (request.run_id, request.done) == (run.id, 4)
    assert store.kept_epochs([run.config, replace(run.config, seed=1)], "packaged") == {run.config: 4}
    (begun,) = store.begin([run.id])
    assert begun.resumed_from == 4


def test_of_several_shorter_ones_the_longest_is_taken(store):
    trained(store, replace(CONFIG, epochs=2), accuracies=(0.7, 0.8))
    trained(store)
    trained(store, replace(CONFIG, epochs=1), accuracies=(0.7,))
    assert asked(store, epochs=10).epochs_done == 4


def test_a_stopped_run_goes_on_where_it_was_stopped(store):
    trained(store, replace(CONFIG, epochs=20), State.STOPPED)
    assert asked(store, epochs=20).epochs_done == 4


@pytest.mark.parametrize("change", [{"units": 32}, {"seed": 1}, {"learning_rate": 0.01}, {"dataset": "official"}])
def test_a_run_of_other_settings_or_reviews_begins_with_the_first_epoch(store, change):
    trained(store)
    assert asked(store, **{"epochs": 10} | change).epochs_done == 0


@pytest.mark.parametrize("state", [State.FAILED, State.DIVERGED])
def test_what_has_gone_wrong_is_begun_anew(store, state):
    trained(store, state=state)
    assert asked(store, epochs=10).epochs_done == 0


def test_a_shorter_run_is_cut_from_a_longer_one_with_its_network(store):
    longer = trained(store)
    run = asked(store, epochs=3)
    assert (run.state, run.epochs_done, run.best.epoch) == (State.FINISHED, 3, 2)
    assert store.history(run.id) == store.history(longer)[:3]
    assert best_epoch(store.history(run.id)) == run.best
    assert store.model(run.id) == b"its network"
    # It took no time, so it says nothing about the pace of this computer.
    assert [list(batch.runs) for batch in store.ended_batches("here", 10)] == [[longer]]


def test_what_was_at_its_best_too_late_is_trained(store):
    trained(store, accuracies=(0.7, 0.71, 0.72, 0.73))
    assert (asked(store, epochs=3).state, asked(store, epochs=3).epochs_done) == (State.QUEUED, 0)


def test_the_same_again_is_trained_for_whoever_wants_to_watch(store):
    trained(store)
    run = asked(store)
    assert (run.state, run.epochs_done) == (State.QUEUED, 0)


def test_runs_that_are_asked_for_together_go_on_together(store):
    for units in (16, 32):
        trained(store, replace(CONFIG, units=units))
    ids = store.add([replace(CONFIG, units=units, epochs=10) for units in (16, 32, 64)], "packaged", CLUSTER)
    assert store.claim(CLUSTER, 100) == ids[2:] or store.claim(CLUSTER, 100) == ids[:2]


def test_only_the_latest_checkpoints_are_kept_and_none_of_active_runs_is_lost(store, monkeypatch):
    monkeypatch.setattr(continuing, "KEPT_BYTES", 25)
    first = trained(store, replace(CONFIG, seed=1))
    going_on = asked(store, seed=1, epochs=10)
    others = [trained(store, replace(CONFIG, seed=seed)) for seed in (2, 3, 4)]
    assert set(store.checkpoints([first, going_on.id, *others])) == {going_on.id, *others[1:]}
