"""Training ahead: what pressing Train would have given, ended in the middle of an epoch as soon as somebody asks."""

import threading
from dataclasses import replace

import numpy as np
import pytest

from explorer.config import RunConfig
from explorer.store import State, Store
from explorer.training import ahead, job
from explorer.training.halt import Halt
from explorer.training.trainer import TrainingResult, train
from tests.support.training import figures, slices

SETTINGS = RunConfig(vocabulary=500, epochs=4, batch_size=128, learning_rate=0.01)
OTHERS = [replace(SETTINGS, units=32), replace(SETTINGS, activation="tanh"), replace(SETTINGS, optimizer="adam")]


@pytest.fixture(autouse=True)
def few_reviews(reviews, monkeypatch):
    examples = slices(reviews, SETTINGS)
    monkeypatch.setattr(job, "examples", lambda dataset, form: examples)


def train_ahead(store, *configs, name="one"):
    ahead.run(name, configs, "packaged", store.url, "anna")


def asked(store, config):
    """A run of these settings, trained by a worker if there is something left to train."""
    (run_id,) = store.add([config], "packaged", "cluster 1 0.00")
    at_once = not store.run(run_id).active
    job.run([run_id], store.url)
    return store.run(run_id), at_once


def test_it_gives_what_pressing_train_gives(store, tmp_path):
    train_ahead(store, *OTHERS)
    pressed = Store(f"sqlite:///{tmp_path}/pressed.db")
    for config in OTHERS:
        (run, at_once), (other, _) = asked(store, config), asked(pressed, config)
        assert at_once and (run.state, run.message) == (other.state, other.message) == (State.FINISHED, "")
        mine, theirs = store.history(run.id), pressed.history(other.id)
        np.testing.assert_allclose(figures(mine), figures(theirs), rtol=1e-5)
        assert store.model(run.id).startswith(b"PK")
    assert store.baseline("packaged", SETTINGS.input_format) is not None


def test_what_was_asked_to_end_before_it_began_does_not_begin(store):
    ahead.stop("one")
    train_ahead(store, *OTHERS)
    assert store.kept_epochs(OTHERS, "packaged") == {}
    # It is forgotten with its end.
    train_ahead(store, *OTHERS)
    assert store.answered(OTHERS, "packaged") == {*OTHERS}


class HaltIn(Halt):
    """Is asked while the second training epoch computes, after so many of its batches."""

    def watch(self, model):
        super().watch(model)
        if model is not None:
            self.model, self.epoch_of = model, model.test_step
            threading.Thread(target=self.wait, daemon=True).start()

    def wait(self):
        steps = self.model.optimizer.iterations
        begun = int(steps)
        # One epoch has 16 batches.
        while int(steps) < begun + 20:
            pass
        self.ask()


def test_it_ends_within_an_epoch_and_keeps_those_before(reviews):
    config = replace(SETTINGS, epochs=50)
    examples = slices(reviews, config)
    (whole,) = train([replace(config, epochs=4)], *examples, keep=True)
    halt = HaltIn()
    (halted,) = train([config], *examples, keep=True, halt=halt)
    done = len(halted.history)
    assert halt.asked and not halted.ended and 1 <= done < 50
    assert figures(halted.history)[:4] == figures(whole.history)[:done]
    (rest,) = train([replace(config, epochs=max(4, done))], *examples, checkpoints=[halted.checkpoint])
    assert figures(rest.history)[:4] == figures(whole.history)
    # The compiled model is used again by those after it, whatever was left in it.
    (again,) = train([replace(config, epochs=4)], *examples)
    assert figures(again.history) == figures(whole.history)


def test_a_run_goes_on_with_what_was_interrupted(store):
    train_ahead(store, replace(SETTINGS, epochs=2))
    run, at_once = asked(store, SETTINGS)
    assert not at_once and run.resumed_from == 2 and run.state == State.FINISHED
    assert [epoch.epoch for epoch in store.history(run.id)] == [1, 2, 3, 4]


def test_what_has_ended_when_it_is_stopped_is_complete(store, monkeypatch):
    def stopping(store, *arguments):
        ahead.stop("one")
        return kept(store, *arguments)

    kept = ahead._keep
    monkeypatch.setattr(ahead, "_keep", stopping)
    train_ahead(store, SETTINGS, OTHERS[0])
    assert store.answered([SETTINGS, OTHERS[0]], "packaged") == {SETTINGS, OTHERS[0]}


def test_the_file_of_a_network_is_made_once_its_last_epoch_is_asked_for(store, monkeypatch):
    # So is one that was stopped on its way to more epochs.
    with monkeypatch.context() as patched:
        patched.setattr(TrainingResult, "file", lambda self: None)
        train_ahead(store, SETTINGS, OTHERS[0])
    assert store.answered([SETTINGS, OTHERS[0]], "packaged") == set()
    run, at_once = asked(store, SETTINGS)
    assert not at_once and (run.state, run.epochs_done) == (State.FINISHED, 4)
    assert store.model(run.id).startswith(b"PK")
    train_ahead(store, OTHERS[0])
    assert store.answered([OTHERS[0]], "packaged") == {OTHERS[0]}


def test_a_network_that_diverges_leaves_nothing(store):
    wild = replace(SETTINGS, learning_rate=10.0)
    train_ahead(store, wild, SETTINGS)
    assert store.answered([wild, SETTINGS], "packaged") == {SETTINGS}
    assert asked(store, wild)[0].state == State.DIVERGED
