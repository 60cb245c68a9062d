"""A training that is interrupted between two epochs goes on as if it had not been, to the bit."""

import threading
from dataclasses import replace

import numpy as np
import pytest

from explorer.config import RunConfig
from explorer.store import State, Store
from explorer.training import job, trainer
from explorer.training.checkpoint import Checkpoint
from explorer.training.trainer import train
from tests.support import keras_files
from tests.support.jobs import TINY
from tests.support.stores import execute
from tests.support.training import figures, slices

SETTINGS = RunConfig("tanh", vocabulary=500, epochs=4, batch_size=128, layers=2, learning_rate=0.01)
GROUPS = {
    "rmsprop": [SETTINGS],
    "adam": [replace(SETTINGS, optimizer="adam", dropout=0.3)],
    "momentum": [replace(SETTINGS, optimizer="momentum", wrong_labels=0.1)],
    "sgd": [replace(SETTINGS, optimizer="sgd", learning_rate=0.5)],
    "counted pairs": [replace(SETTINGS, pairs="on", counting="log", l2=0.001)],
    "some reviews": [replace(SETTINGS, training_reviews=700)],
    "all optimizers": [
        replace(SETTINGS, optimizer=name, units=units, dropout=0.2 if name == "adam" else 0.0)
        for name, units in (("adam", 8), ("sgd", 32), ("rmsprop", 8), ("momentum", 16))
    ],
}


def in_turns(configs, examples):
    """The results of trainings that are interrupted after every epoch, with everything kept as bytes meanwhile."""
    ended, active, checkpoints = {}, list(range(len(configs))), []
    while active:
        if len(checkpoints) == len(configs):
            # Another training of the same structure comes between, as it may in a worker.
            train([replace(config, seed=9, epochs=1) for config in configs], *examples(configs[0]))
        theirs = [configs[number] for number in active]
        results = train(theirs, *examples(theirs[0]), interrupt=lambda: True, checkpoints=checkpoints)
        ended |= {number: result for number, result in zip(active, results) if result.ended}
        left = [(number, result.checkpoint) for number, result in zip(active, results) if not result.ended]
        active = [number for number, _ in left]
        checkpoints = [Checkpoint.from_bytes(configs[number], one.history, one.to_bytes()) for number, one in left]
    return [ended[number] for number in range(len(configs))]


@pytest.fixture(scope="module")
def examples(reviews):
    """The examples for any settings."""
    return lambda config: slices(reviews, config)


def test_networks_of_a_group_of_which_some_have_ended_go_on_alone(examples):
    configs = [replace(SETTINGS, epochs=epochs) for epochs in (2, 4, 1)]
    for one, other in zip(train(configs, *examples(SETTINGS)), in_turns(configs, examples), strict=True):
        np.testing.assert_allclose(figures(other.history), figures(one.history), rtol=1e-5)
        for weights, others in zip(one.weights, other.weights, strict=True):
            np.testing.assert_allclose(others, weights, atol=1e-5)


@pytest.mark.parametrize("configs", GROUPS.values(), ids=GROUPS)
def test_it_goes_on_to_the_bit(examples, configs):
    whole = train(configs, *examples(configs[0]))
    for one, other in zip(whole, in_turns(configs, examples), strict=True):
        assert figures(other.history) == figures(one.history)
        for weights, others in zip(one.weights, other.weights, strict=True):
            assert np.array_equal(weights, others)


def test_the_kept_network_is_the_best_one_of_all_turns(examples):
    config = replace(SETTINGS, epochs=6, learning_rate=0.05)
    (whole,) = train([config], *examples(config))
    (best,) = [epoch.epoch for epoch in whole.history if epoch is trainer.best_epoch(whole.history)]
    assert best < 6
    (result,) = in_turns([config], examples)
    assert all(np.array_equal(one, other) for one, other in zip(result.weights, whole.weights, strict=True))


def test_a_training_that_nobody_interrupts_has_no_checkpoint(examples):
    (result,) = train([SETTINGS], *examples(SETTINGS))
    assert result.checkpoint is None


def test_networks_that_go_on_together_are_at_the_same_epoch(examples):
    (one,) = train([SETTINGS], *examples(SETTINGS), interrupt=lambda: True)
    later = replace(one.checkpoint, history=[*one.checkpoint.history] * 2)
    with pytest.raises(ValueError, match="equally many epochs"):
        train([SETTINGS, SETTINGS], *examples(SETTINGS), checkpoints=[one.checkpoint, later])


def test_a_checkpoint_of_another_network_is_refused(examples):
    (one,) = train([SETTINGS], *examples(SETTINGS), interrupt=lambda: True)
    with pytest.raises(ValueError, match="numbers and not"):
        Checkpoint.from_bytes(replace(SETTINGS, units=64), one.history, one.checkpoint.to_bytes())


# The job


@pytest.fixture
def few(reviews, monkeypatch):
    examples = slices(reviews, TINY.vocabulary)
    monkeypatch.setattr(job, "examples", lambda dataset, form: examples)


@pytest.fixture
def store(tmp_path):
    return Store(f"sqlite:///{tmp_path}/runs.db")


@pytest.fixture
def impatient(monkeypatch):
    """Interrupts every training after each epoch."""
    monkeypatch.setattr(Store, "gives_way", lambda self, run_ids, started: True)


def add(store, *configs):
    return store.add(configs, "packaged", "here 1 0.00")


def turn(store, *run_ids):
    """Let a worker train runs for a turn, from the queue."""
    assert sorted(store.claim("here 1 0.00", 100)) == sorted(run_ids)
    job.run(run_ids, store.url)
    return store.runs(ids=run_ids)


def test_a_run_keeps_its_epochs_and_its_network_over_its_turns(store, few, impatient):
    (run_id,) = add(store, TINY)
    for done in (1, 2):
        (run,) = turn(store, run_id)
        assert (run.state, run.last.epoch) == (State.QUEUED, done)
        assert store.model(run_id) is None
    (run,) = turn(store, run_id)
    assert (run.state, run.last.epoch, run.resumed_from) == (State.FINISHED, 3, 2)
    (whole,) = train([TINY], *job.examples("packaged", TINY.input_format))
    assert figures(store.history(run_id)) == figures(whole.history)
    kept = keras_files.load(store.model(run_id)).get_weights()
    assert all(np.array_equal(one, other) for one, other in zip(kept, whole.weights, strict=True))
    assert run.best.epoch == trainer.best_epoch(whole.history).epoch


def test_it_waits_again_before_the_baseline_beside_it_is_measured(store, few, impatient, monkeypatch):
    waits_again, put_back, measure = threading.Event(), Store.put_back, job.measure

    def measure_once_it_waits(*arguments):
        assert waits_again.wait(60)
        return measure(*arguments)

    def put_back_and_say_so(*arguments):
        put_back(*arguments)
        waits_again.set()

    monkeypatch.setattr(job, "measure", measure_once_it_waits)
    monkeypatch.setattr(Store, "put_back", put_back_and_say_so)
    (run,) = turn(store, *add(store, TINY))
    assert (run.state, run.last.epoch) == (State.QUEUED, 1)
    assert store.baseline("packaged", TINY.input_format) is not None


def test_a_run_that_is_stopped_between_two_turns_keeps_the_network_that_it_had(store, few, impatient):
    (run_id,) = add(store, TINY)
    turn(store, run_id)
    store.request_stop([run_id])
    assert store.run(run_id).state == State.QUEUED
    (run,) = turn(store, run_id)
    assert (run.state, run.message, run.last.epoch) == (State.STOPPED, "Stopped after epoch 1 of 3.", 1)
    assert keras_files.load(store.model(run_id)).count_params() > 0


def test_of_a_batch_that_goes_on_only_those_train_that_were_not_stopped(store, few, impatient):
    first, second = add(store, TINY, replace(TINY, units=8))
    turn(store, first, second)
    assert len(store.claim("here 1 0.00", 100)) == 2
    # Somebody presses Stop before the worker has begun.
    store.request_stop([first])
    job.run([first, second], store.url)
    assert [(run.state, run.last.epoch) for run in store.runs(ids=[first, second])] == [
        (State.STOPPED, 1),
        (State.QUEUED, 2),
    ]


def test_each_of_several_that_were_stopped_is_closed_once(store, few, impatient, monkeypatch):
    ids = add(store, TINY, replace(TINY, units=8), replace(TINY, units=32))
    turn(store, *ids)
    store.request_stop(ids)
    closed, finish = [], Store.finish

    def count(self, run_ids, *details):
        closed.extend(run_ids)
        finish(self, run_ids, *details)

    monkeypatch.setattr(Store, "finish", count)
    assert {run.state for run in turn(store, *ids)} == {State.STOPPED}
    assert closed == ids


def test_a_worker_that_is_lost_later_costs_only_the_epochs_of_its_turn(store, few, impatient):
    (run_id,) = add(store, TINY)
    turn(store, run_id)
    store.claim("here 1 0.00", 100)
    (begun,) = store.begin([run_id])
    store.add_epochs({run_id: replace(store.history(run_id)[0], epoch=2)}, begun.started)
    store.requeue([run_id])
    (run,) = turn(store, run_id)
    assert (run.last.epoch, run.resumed_from) == (2, 1)
    (whole,) = train([TINY], *job.examples("packaged", TINY.input_format))
    assert figures(store.history(run_id)) == figures(whole.history[:2])


def test_a_run_whose_checkpoint_is_damaged_begins_anew(store, few, impatient):
    (run_id,) = add(store, TINY)
    turn(store, run_id)
    execute(store.url, "UPDATE checkpoints SET network = :cut", cut=b"cut off")
    (run,) = turn(store, run_id)
    assert (run.state, run.last.epoch, run.resumed_from) == (State.QUEUED, 1, 0)
    assert len(store.history(run_id)) == 1


def test_a_long_run_gives_way_to_a_short_one(store, few, monkeypatch):
    monkeypatch.setattr("explorer.scheduling.fair_queue.SHORTEST_TURN", 0.0)
    monkeypatch.setattr("explorer.scheduling.fair_queue.LEAST_LEFT", 0.0)
    (long,) = add(store, replace(TINY, epochs=50, seed=1))
    add_epochs = Store.add_epochs

    def and_somebody_comes(self, ended, started):
        add_epochs(self, ended, started)
        if ended[long].epoch == 25:
            self.add([TINY], "packaged", "here 1 0.00", "somebody")

    monkeypatch.setattr(Store, "add_epochs", and_somebody_comes)
    (run,) = turn(store, long)
    assert run.state == State.QUEUED and 25 <= run.last.epoch < 50
    (short,) = (run.id for run in store.runs() if run.id != long)
    monkeypatch.setattr(Store, "add_epochs", add_epochs)
    assert turn(store, short)[0].state == State.FINISHED
    (run,) = turn(store, long)
    assert (run.state, run.last.epoch) == (State.FINISHED, 50)


def test_more_epochs_of_a_run_are_what_all_of_them_at_once_would_have_been(store, few):
    (shorter,) = add(store, replace(TINY, optimizer="adam", dropout=0.2))
    turn(store, shorter)
    config = replace(store.run(shorter).config, epochs=6)
    (longer,) = add(store, config)
    (run,) = turn(store, longer)
    assert (run.state, run.resumed_from) == (State.FINISHED, 3)
    (whole,) = train([config], *job.examples("packaged", TINY.input_format))
    assert figures(store.history(longer)) == figures(whole.history)
    kept = keras_files.load(store.model(longer)).get_weights()
    assert all(np.array_equal(one, other) for one, other in zip(kept, whole.weights, strict=True))


def test_a_large_batch_keeps_no_checkpoints_and_a_diverged_run_has_none(store, few, monkeypatch):
    many = add(store, *(replace(TINY, epochs=1, units=units) for units in range(4, 13)))
    turn(store, *many)
    monkeypatch.setattr(trainer, "LARGEST_LOSS", 0.0)
    (blown_up,) = add(store, TINY)
    assert turn(store, blown_up)[0].state == State.DIVERGED
    assert store.checkpoints([*many, blown_up]) == {}
