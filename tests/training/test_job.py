"""Whatever happens to a run on its worker is in the store afterwards, with a sentence where one is needed."""

from collections import Counter

import keras
import numpy as np
import pytest
import tensorflow as tf

from explorer.config import RunConfig
from explorer.errors import CorpusError, StoreError
from explorer.history import best_epoch
from explorer.scheduling.search_space import Space
from explorer.scheduling.successive_halving import Budget, Step
from explorer.store import State, Store
from explorer.training import job
from explorer.training.trainer import TrainingResult, train
from tests.support import keras_files
from tests.support.jobs import TINY, fail_with, stop_after
from tests.support.keras_files import trained_network
from tests.support.training import figures

ALL_EXAMPLES = job.examples
pytestmark = pytest.mark.usefixtures("few_examples")


def add(store, config=TINY):
    return store.add([config], "packaged", "here 1 0.00")[0]


def train_one(store, config=TINY):
    """Queue a run, train it as a worker does, and return it."""
    run_id = add(store, config)
    job.run([run_id], store.url)
    return store.run(run_id)


def test_a_run_is_trained_and_every_epoch_written_down(store, trained):
    run = train_one(store)
    history = store.history(run.id)
    assert (run.state, run.message) == (State.FINISHED, "")
    assert figures(history) == figures(trained.history)
    assert run.best == best_epoch(history)
    assert run.last == history[-1]
    assert run.started <= run.finished


def test_a_trial_of_a_search_is_trained_like_any_run_but_its_network_is_not_kept(store, trained):
    store.add_search(Space(TINY, ("units",)), Budget(networks=1), "packaged")
    store.advance_search(1, "here 1 0.00", lambda search, trials: Step(((0, TINY),)))
    (trial,) = store.trials(1)
    job.run([trial.run_id], store.url)
    assert store.run(trial.run_id).state == State.FINISHED
    assert figures(store.history(trial.run_id)) == figures(trained.history)
    assert store.model(trial.run_id) is None
    # Most inputs that a search tries are dropped again: a baseline would take longer than the trials.
    assert store.baseline("packaged", TINY.input_format) is None
    train_one(store, TINY)
    assert store.baseline("packaged", TINY.input_format) is not None


def test_each_epoch_is_in_the_store_as_it_ends(store, monkeypatch):
    seen = []
    stop_requested = Store.stop_requested

    def look(self, run_ids, since):
        (run,) = self.runs(ids=run_ids)
        seen.append((run.state, run.last.epoch, len(self.history(run.id))))
        return stop_requested(self, run_ids, since)

    monkeypatch.setattr(Store, "stop_requested", look)
    train_one(store)
    assert seen == [(State.RUNNING, 1, 1), (State.RUNNING, 2, 2), (State.RUNNING, 3, 3)]


def test_the_stored_network_predicts_as_the_trained_one(store, few, trained):
    run = train_one(store)
    network = keras_files.load(store.model(run.id))
    rows = few[1].rows.toarray()
    assert type(network) is keras.Sequential
    np.testing.assert_allclose(
        network.predict(rows, verbose=0), trained_network(trained).predict(rows, verbose=0), atol=1e-6
    )


def test_the_stored_network_is_the_one_of_the_best_epoch(store, few):
    run = train_one(store)
    answers = keras_files.load(store.model(run.id)).predict(few[1].rows.toarray(), verbose=0)
    right = (answers[:, 0] > 0.5) == few[1].labels
    assert right.mean() == pytest.approx(run.best.val_accuracy, abs=1e-6)


def test_a_network_with_every_kind_of_layer_survives_its_file(few):
    (trained,) = train([RunConfig("tanh", layers=2, vocabulary=500, epochs=1, dropout=0.5, l2=0.01)], *few)
    network = trained_network(trained)
    again = keras_files.load(trained.file())
    assert [layer.name for layer in again.layers] == [layer.name for layer in network.layers]
    for one, other in zip(again.get_weights(), network.get_weights(), strict=True):
        assert np.array_equal(one, other)


def test_a_run_that_was_stopped_while_it_waited_is_left_alone(store, monkeypatch):
    fail_with(monkeypatch, AssertionError("it was trained"))
    run_id = add(store)
    store.request_stop([run_id])
    stopped = store.run(run_id)
    job.run([run_id], store.url)
    assert store.run(run_id) == stopped
    assert (stopped.state, store.history(run_id), store.model(run_id)) == (State.STOPPED, [], None)


def test_a_run_that_is_stopped_while_it_trains_keeps_what_it_learned(store, monkeypatch):
    run_id = add(store)
    stop_after(monkeypatch, {run_id: 2})
    job.run([run_id], store.url)
    run = store.run(run_id)
    assert (run.state, run.message) == (State.STOPPED, "Stopped after epoch 2 of 3.")
    assert [epoch.epoch for epoch in store.history(run_id)] == [1, 2]
    assert keras_files.load(store.model(run_id)).count_params() == 500 * 16 + 16 + 17 * 16 + 17


def test_a_run_that_lost_its_worker_is_trained_from_the_start(store, few, trained):
    run_id = add(store)
    store.begin([run_id])
    for epoch in train([RunConfig(**TINY.to_dict() | {"seed": 9})], *few)[0].history[:2]:
        store.add_epochs({run_id: epoch})
    job.run([run_id], store.url)
    assert store.run(run_id).state == State.FINISHED
    assert figures(store.history(run_id)) == figures(trained.history)


def test_a_run_that_diverges_says_what_its_learning_rate_was_and_what_to_do(store):
    run = train_one(store, RunConfig(learning_rate=10.0, vocabulary=500))
    assert run.state == State.DIVERGED
    assert "Lower the learning rate (it was 10; the article's is 0.001)" in run.message
    assert store.history(run.id) == []
    assert (run.best, run.last, store.model(run.id)) == (None, None, None)


def test_a_run_that_diverges_later_keeps_its_good_epochs_and_their_network(store, monkeypatch, trained):
    late = TrainingResult(TINY, trained.history[:2], trained.weights, diverged_in=3)

    def diverge(configs, training, validation, report, finish, *others):
        for epoch in late.history:
            report({0: epoch})
        finish(0, late)
        return [late]

    monkeypatch.setattr(job, "train", diverge)
    run = train_one(store)
    assert run.state == State.DIVERGED
    assert "epoch 3" in run.message
    assert store.history(run.id) == late.history
    assert store.model(run.id) is not None


@pytest.mark.parametrize("step", ["train", "examples"])
def test_an_error_of_this_program_fails_the_run_with_its_message(store, monkeypatch, step):
    fail_with(monkeypatch, CorpusError("The reviews are gone. Install them again."), step)
    run = train_one(store)
    assert (run.state, run.message) == (State.FAILED, "The reviews are gone. Install them again.")


@pytest.mark.parametrize("error", [MemoryError(), tf.errors.ResourceExhaustedError(None, None, "OOM when allocating")])
def test_a_lack_of_memory_fails_the_run_and_says_what_to_do(store, monkeypatch, error):
    fail_with(monkeypatch, error)
    run = train_one(store)
    assert run.state == State.FAILED
    assert run.message == "The worker ran out of memory. Try fewer units or a smaller batch size."


def test_an_unexpected_error_is_a_sentence_in_the_store_with_details_in_the_log(store, monkeypatch, caplog):
    fail_with(monkeypatch, ZeroDivisionError("secret details"))
    run = train_one(store)
    assert run.state == State.FAILED
    assert run.message.endswith("see its log.")
    assert "secret details" not in run.message
    assert "secret details" in caplog.text
    assert f"Runs [{run.id}]" in caplog.text


def test_a_run_that_fails_keeps_the_epochs_it_had(store, monkeypatch, trained):
    history = trained.history

    def broken(configs, training, validation, report, *others):
        report({0: history[0]})
        raise MemoryError

    monkeypatch.setattr(job, "train", broken)
    run = train_one(store)
    assert run.state == State.FAILED
    assert store.history(run.id) == history[:1]


def test_an_error_of_the_store_is_raised(store, monkeypatch):
    def full(self, epochs, since):
        raise StoreError("The disk is full.")

    monkeypatch.setattr(job, "RETRY_TIMEOUT_SECONDS", 0)
    monkeypatch.setattr(job, "RETRY_INTERVAL_SECONDS", 0)
    monkeypatch.setattr(Store, "add_epochs", full)
    with pytest.raises(StoreError, match=r"The disk is full\."):
        train_one(store)


def test_a_store_that_is_unavailable_for_a_while_is_retried_without_loss(store, monkeypatch):
    monkeypatch.setattr(job, "RETRY_INTERVAL_SECONDS", 0)
    tries = Counter()

    def sometimes(write):
        def use(self, *arguments):
            tries[write.__name__] += 1
            if tries[write.__name__] % 3:
                raise StoreError("The disk is full.")
            return write(self, *arguments)

        return use

    for write in (Store.begin, Store.add_epochs, Store.stop_requested, Store.finish):
        monkeypatch.setattr(Store, write.__name__, sometimes(write))
    run = train_one(store)
    assert (run.state, len(store.history(run.id)), store.model(run.id) is None) == (State.FINISHED, 3, False)
    assert tries == {"begin": 3, "add_epochs": 9, "stop_requested": 9, "finish": 3}


def test_a_job_without_runs_does_nothing(store, monkeypatch):
    fail_with(monkeypatch, AssertionError("it was trained"))
    job.run([], store.url)
    assert store.runs() == []


def test_the_outcome_is_finished_stopped_or_diverged():
    def outcome(stopped=False, diverged_in=None, epochs=2):
        history = [None] * epochs
        return job.outcome(TrainingResult(RunConfig(learning_rate=0.5), history, None, stopped, diverged_in))

    assert outcome() == (State.FINISHED, "")
    assert outcome(stopped=True) == (State.STOPPED, "Stopped after epoch 2 of 10.")
    state, message = outcome(diverged_in=3)
    assert state == State.DIVERGED
    assert "epoch 3" in message
    assert "it was 0.5; the article's is 0.001" in message


def test_a_worker_warms_up_and_reports_its_progress(store, monkeypatch):
    monkeypatch.setattr(job, "examples", ALL_EXAMPLES)
    said = []
    job.warm_up("packaged", store.url, lambda fraction, sentence: said.append((fraction, sentence)))
    assert said[-1] == (1.0, "Warming up TensorFlow")
    assert all(0 <= fraction <= 1 for fraction, _ in said)


def test_a_worker_with_work_to_do_only_loads_the_reviews(store, monkeypatch):
    monkeypatch.setattr(job, "examples", ALL_EXAMPLES)
    fail_with(monkeypatch, AssertionError("it was trained"))
    job.warm_up("packaged", store.url, lambda fraction, sentence: None, rehearse=False)
    with pytest.raises(AssertionError, match="it was trained"):
        job.warm_up("packaged", store.url, lambda fraction, sentence: None)
