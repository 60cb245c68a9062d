"""Runs that train together in one job: each has its own epochs, network and fate in the store."""

import numpy as np
import pytest

from explorer.config import RunConfig
from explorer.errors import CorpusError
from explorer.history import best_epoch
from explorer.store import State, Store
from explorer.training import job
from explorer.training.trainer import train
from tests.support import keras_files
from tests.support.jobs import TINY, fail_with, stop_after
from tests.support.training import figures

pytestmark = pytest.mark.usefixtures("few_examples")


def several(store, *choices):
    """Runs of `TINY` with these changes; their ids in that order."""
    return store.add([RunConfig(**TINY.to_dict() | chosen) for chosen in choices], "packaged", "here 1 0.00")


def assert_has_its_own_network(store, run):
    """The stored network has the shape of the run's settings."""
    network = keras_files.load(store.model(run.id))
    widths = [16, *[run.config.units] * run.config.layers, 1]
    assert [layer.units for layer in network.layers] == widths


def test_runs_that_train_together_each_have_their_own_epochs_and_network(store, few):
    ids = several(store, {"units": 8, "epochs": 2}, {"layers": 3, "loss": "mse"}, {"layers": 0, "epochs": 1})
    job.run(ids, store.url)
    alone = train([store.run(ids[1]).config], *few)[0]
    assert figures(store.history(ids[1])) == [pytest.approx(epoch) for epoch in figures(alone.history)]
    for run_id, epochs in zip(ids, (2, 3, 1)):
        run, history = store.run(run_id), store.history(run_id)
        assert (run.state, run.message) == (State.FINISHED, "")
        assert [epoch.epoch for epoch in history] == list(range(1, epochs + 1))
        assert (run.best, run.last) == (best_epoch(history), history[-1])
        assert_has_its_own_network(store, run)
        answers = keras_files.load(store.model(run_id)).predict(few[1].rows.toarray(), verbose=0)[:, 0]
        assert np.mean((answers > 0.5) == few[1].labels) == pytest.approx(run.best.val_accuracy, abs=1e-6)


def test_a_run_is_finished_as_soon_as_it_has_ended_while_the_others_go_on(store, monkeypatch):
    ids = several(store, {"epochs": 1}, {"learning_rate": 10.0}, {"units": 32})
    seen = []
    add_epochs = Store.add_epochs

    def look_and_write(self, written, since):
        seen.append([self.run(run_id).state for run_id in ids])
        add_epochs(self, written, since)

    monkeypatch.setattr(Store, "add_epochs", look_and_write)
    job.run(ids, store.url)
    running = State.RUNNING
    assert seen == [[running] * 3, *[[State.FINISHED, State.DIVERGED, running]] * 2]
    assert store.model(ids[0]) is not None


def test_a_later_error_does_not_change_a_run_that_has_ended(store, monkeypatch):
    ids = several(store, {"epochs": 1}, {"units": 32})
    add_epochs = Store.add_epochs

    def break_in_the_second_epoch(self, written, since):
        if ids[0] not in written:
            raise MemoryError
        add_epochs(self, written, since)

    monkeypatch.setattr(Store, "add_epochs", break_in_the_second_epoch)
    job.run(ids, store.url)
    assert [store.run(run_id).state for run_id in ids] == [State.FINISHED, State.FAILED]
    assert store.model(ids[0]) is not None


def test_one_of_several_is_stopped_while_the_others_finish(store, monkeypatch):
    ids = several(store, {}, {"units": 32}, {"layers": 2})
    stop_after(monkeypatch, {ids[1]: 2})
    job.run(ids, store.url)
    runs = [store.run(run_id) for run_id in ids]
    assert [run.state for run in runs] == [State.FINISHED, State.STOPPED, State.FINISHED]
    assert [run.message for run in runs] == ["", "Stopped after epoch 2 of 3.", ""]
    assert [len(store.history(run_id)) for run_id in ids] == [3, 2, 3]
    for run in runs:
        assert_has_its_own_network(store, run)


def test_one_of_several_that_was_stopped_while_it_waited_is_left_alone(store, trained):
    ids = several(store, {"units": 32}, {"units": 64}, {})
    store.request_stop([ids[1]])
    stopped = store.run(ids[1])
    job.run(ids, store.url)
    assert store.run(ids[1]) == stopped
    assert (store.history(ids[1]), store.model(ids[1])) == ([], None)
    # The epochs belong to the right runs, although their positions have moved up.
    assert [store.run(run_id).state for run_id in (ids[0], ids[2])] == [State.FINISHED] * 2
    assert figures(store.history(ids[2])) == [pytest.approx(epoch) for epoch in figures(trained.history)]
    for run_id in (ids[0], ids[2]):
        assert_has_its_own_network(store, store.run(run_id))


def test_one_of_several_diverges_and_only_that_one(store):
    ids = several(store, {}, {"learning_rate": 10.0}, {"units": 32})
    job.run(ids, store.url)
    runs = [store.run(run_id) for run_id in ids]
    assert [run.state for run in runs] == [State.FINISHED, State.DIVERGED, State.FINISHED]
    assert "Lower the learning rate (it was 10" in runs[1].message
    assert [len(store.history(run_id)) for run_id in ids] == [3, 0, 3]
    assert [store.model(run_id) is None for run_id in ids] == [False, True, False]


def test_a_run_finished_from_outside_gets_no_more_epochs_and_the_others_go_on(store, monkeypatch):
    ids = several(store, {}, {"units": 32})
    add_epochs = Store.add_epochs

    def write_and_close(self, written, since):
        add_epochs(self, written, since)
        self.finish([ids[0]], State.FAILED, "The worker was lost.")

    monkeypatch.setattr(Store, "add_epochs", write_and_close)
    job.run(ids, store.url)
    closed, other = (store.run(run_id) for run_id in ids)
    assert (closed.state, closed.message, closed.last.epoch) == (State.FAILED, "The worker was lost.", 1)
    assert (other.state, other.last.epoch) == (State.FINISHED, 3)


@pytest.mark.parametrize("error", [MemoryError(), CorpusError("The reviews are gone."), ZeroDivisionError()])
def test_an_error_fails_all_runs_of_the_group(store, monkeypatch, error):
    fail_with(monkeypatch, error)
    ids = several(store, {}, {"units": 32}, {"units": 64})
    store.request_stop([ids[1]])
    job.run(ids, store.url)
    assert [store.run(run_id).state for run_id in ids] == [State.FAILED, State.STOPPED, State.FAILED]
    assert store.run(ids[0]).message == store.run(ids[2]).message != ""


def test_runs_that_cannot_train_together_fail_with_a_sentence(store):
    ids = several(store, {}, {"seed": 1})
    job.run(ids, store.url)
    for run_id in ids:
        assert store.run(run_id).state == State.FAILED
        assert store.run(run_id).message.endswith(".")
