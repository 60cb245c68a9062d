"""What was trained ahead is no run until somebody asks for it; then it has ended at once, or goes on where it was."""

from dataclasses import replace

import pytest

from explorer.config import RunConfig
from explorer.store import AheadResult, State, ahead
from tests.support.stores import CLUSTER, add_epoch, epoch, execute

CONFIG = RunConfig(epochs=4)
ACCURACIES = (0.7, 0.8, 0.75, 0.76)


def result(config=CONFIG, accuracies=ACCURACIES, ended=True):
    """A training ahead with an epoch of each of these validation accuracies."""
    history = [epoch(number, accuracy) for number, accuracy in enumerate(accuracies, 1)]
    return AheadResult(config, history, b"after " + str(len(history)).encode(), b"its network" if ended else None)


def keep(store, *results, visitor="anna"):
    store.keep_ahead(results or [result()], "packaged", visitor)


def asked(store, dataset="packaged", **changes):
    """A run with the usual settings and these changes, just asked for."""
    (run_id,) = store.add([replace(CONFIG, **changes)], dataset, CLUSTER, "ben")
    return store.run(run_id)


def rows_ahead(store):
    with store._engine.connect() as connection:
        return connection.exec_driver_sql("SELECT count(*) FROM ahead").scalar_one()


def test_nobody_sees_it_before_somebody_asks_for_it(store):
    keep(store)
    assert store.runs() == [] and store.ended() == [] and store.missing([CONFIG], "packaged") == [CONFIG]
    assert store.answered([CONFIG, replace(CONFIG, units=32)], "packaged") == {CONFIG}


def test_a_run_of_it_has_ended_at_once_with_all_that_it_would_have(store):
    keep(store)
    run = asked(store)
    assert (run.state, run.message, run.best.epoch, run.epochs_done) == (State.FINISHED, "", 2, 4)
    assert store.history(run.id) == result().history
    assert store.model(run.id) == b"its network"
    assert store.checkpoints([run.id]) == {run.id: b"after 4"}
    assert store.wishes([run.id]) == {run.id: ["ben"]}
    # It is a run like any other now, of which there is one.
    assert rows_ahead(store) == 0
    assert store.answered([CONFIG], "packaged") == {CONFIG}
    # Nothing is known of how long it took alone, so no estimate rests on it.
    assert run.started is None and store.ended_batches(CLUSTER.split()[0], 10) == []


def test_a_longer_one_goes_on_after_it(store):
    keep(store)
    run = asked(store, epochs=10)
    assert (run.state, run.epochs_done) == (State.QUEUED, 4)
    assert store.checkpoints([run.id]) == {run.id: b"after 4"}
    assert store.model(run.id) is None
    (begun,) = store.begin([run.id])
    assert begun.resumed_from == 4


def test_what_was_interrupted_goes_on_where_it_was(store):
    keep(store, result(accuracies=ACCURACIES[:3], ended=False))
    assert store.answered([CONFIG], "packaged") == set()
    assert store.kept_epochs([CONFIG], "packaged") == {CONFIG: 3}
    assert store.kept_networks([CONFIG], "packaged") == {CONFIG: (result().history[:3], b"after 3")}
    run = asked(store)
    assert (run.state, run.epochs_done) == (State.QUEUED, 3)


def test_a_shorter_one_is_cut_from_it_and_the_rest_stays(store):
    keep(store)
    run = asked(store, epochs=3)
    assert (run.state, run.epochs_done, store.model(run.id)) == (State.FINISHED, 3, b"its network")
    assert rows_ahead(store) == 1
    assert asked(store, epochs=4).state == State.FINISHED


def test_a_shorter_one_begins_anew_if_the_best_epoch_came_later(store):
    keep(store)
    run = asked(store, epochs=1)
    assert (run.state, run.epochs_done) == (State.QUEUED, 0)


@pytest.mark.parametrize("change", [{"units": 32}, {"seed": 1}, {"dataset": "official"}])
def test_other_settings_or_reviews_have_nothing_of_it(store, change):
    keep(store)
    assert asked(store, **change).epochs_done == 0


def test_of_a_run_and_a_training_ahead_the_longer_one_is_taken(store):
    (run_id,) = store.add([replace(CONFIG, epochs=2)], "packaged", CLUSTER)
    (begun,) = store.begin([run_id])
    for number in (1, 2):
        add_epoch(store, run_id, epoch(number, ACCURACIES[number - 1]))
    store.finish([run_id], State.FINISHED, "", b"its network", begun.started, (2, b"after 2"))
    assert store.kept_networks([CONFIG], "packaged")[CONFIG][1] == b"after 2"
    keep(store, result(accuracies=ACCURACIES[:3], ended=False))
    assert store.kept_networks([CONFIG], "packaged")[CONFIG][1] == b"after 3"
    assert store.answered([replace(CONFIG, epochs=2)], "packaged") == {replace(CONFIG, epochs=2)}


def test_a_shorter_training_answers_what_a_longer_one_does_not(store):
    shorter = replace(CONFIG, epochs=1)
    keep(store)
    assert store.answered([CONFIG, shorter], "packaged") == {CONFIG}
    keep(store, result(shorter, accuracies=ACCURACIES[:1]))
    assert store.answered([CONFIG, shorter], "packaged") == {CONFIG, shorter}
    assert asked(store, epochs=1).state == asked(store).state == State.FINISHED


def test_what_was_interrupted_is_replaced_by_what_has_gone_on(store):
    keep(store, result(accuracies=ACCURACIES[:2], ended=False))
    keep(store, result(accuracies=ACCURACIES[:3], ended=False))
    assert rows_ahead(store) == 1
    keep(store)
    keep(store)
    assert rows_ahead(store) == 1


def test_the_oldest_of_a_visitor_make_room_for_new_ones(store, monkeypatch):
    monkeypatch.setattr(ahead, "MOST_OF_ONE", 2)
    configs = [replace(CONFIG, seed=seed) for seed in range(3)]
    keep(store, result(replace(CONFIG, seed=9)), visitor="ben")
    for config in configs:
        keep(store, result(config))
    assert store.answered([*configs, replace(CONFIG, seed=9)], "packaged") == {*configs[1:], replace(CONFIG, seed=9)}


def test_there_are_not_more_than_the_store_takes_of_all(store, monkeypatch):
    monkeypatch.setattr(ahead, "MOST", 2)
    configs = [replace(CONFIG, seed=seed) for seed in range(3)]
    for config in configs:
        keep(store, result(config), visitor=f"visitor {config.seed}")
    assert store.answered(configs, "packaged") == {*configs[1:]}


def test_the_old_ones_are_swept_out(store, monkeypatch):
    keep(store)
    store.sweep_ahead()
    assert rows_ahead(store) == 1
    monkeypatch.setattr(ahead, "KEPT_SECONDS", 0)
    store.sweep_ahead()
    assert rows_ahead(store) == 0


@pytest.mark.parametrize("history", ["", "[[1]]", "{}", "[[2, 0.1, 0.1, 0.1, 0.1, 0.1]]", '[[1, "x", 0, 0, 0, 0]]'])
def test_a_damaged_one_is_as_good_as_none(store, history):
    keep(store)
    execute(store.url, "UPDATE ahead SET history = :history", history=history)
    assert store.answered([CONFIG], "packaged") == set()
    assert asked(store).epochs_done == 0


def test_it_goes_with_its_data_set(store):
    keep(store)
    store.remove_dataset("packaged")
    assert rows_ahead(store) == 0
