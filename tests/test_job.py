"""Whatever happens to a run on its worker is in the store afterwards, in words where words are needed."""

import keras
import numpy as np
import pytest
import tensorflow as tf

from explorer import corpus
from explorer.config import RunConfig
from explorer.errors import CorpusError, StoreError
from explorer.history import best_epoch
from explorer.store import State, Store, open_store
from explorer.training import job
from explorer.training.trainer import Examples, Trained, train

TINY = RunConfig(vocabulary=500, epochs=3, batch_size=100)


@pytest.fixture(scope="module")
def few(reviews):
    """The first few hundred reviews of the training and of the validation set."""
    return tuple(
        Examples(corpus.multi_hot(split.take(np.arange(count)), TINY.vocabulary), split.labels[:count])
        for split, count in ((reviews.train, 400), (reviews.validation, 200))
    )


@pytest.fixture(scope="module")
def trained(few):
    """What the trainer makes of `TINY`."""
    return train(TINY, *few)


@pytest.fixture(autouse=True)
def few_examples(monkeypatch, few):
    """Training takes as many reviews as a test has time for."""
    monkeypatch.setattr(job, "examples", lambda dataset, vocabulary: few)


@pytest.fixture
def store(tmp_path):
    """A store as the job opens it too."""
    return open_store(f"sqlite:///{tmp_path}/runs.db")


def add(store, config=TINY):
    return store.add([config], "packaged", "here 1 0.00")[0]


def train_one(store, config=TINY):
    """Queue a run and do what a worker does with it; the run as it is then."""
    run_id = add(store, config)
    job.run(run_id, store.url)
    return store.run(run_id)


def without_seconds(history):
    return [(epoch.epoch, epoch.loss, epoch.accuracy, epoch.val_loss, epoch.val_accuracy) for epoch in history]


def fail_with(monkeypatch, error):
    """Let training end in `error`."""

    def broken(*_args, **_kwargs):
        raise error

    monkeypatch.setattr(job, "train", broken)


def test_a_run_is_trained_and_every_epoch_written_down(store, trained):
    run = train_one(store)
    history = store.history(run.id)
    assert (run.state, run.message) == (State.FINISHED, "")
    assert without_seconds(history) == without_seconds(trained.history)
    assert run.best == best_epoch(history)
    assert run.last == history[-1]
    assert run.started <= run.finished


def test_each_epoch_is_in_the_store_as_it_ends(store, monkeypatch):
    seen = []
    stop_requested = Store.stop_requested

    def look(self, run_id):
        run = self.run(run_id)
        seen.append((run.state, run.last.epoch, len(self.history(run_id))))
        return stop_requested(self, run_id)

    monkeypatch.setattr(Store, "stop_requested", look)
    train_one(store)
    assert seen == [(State.RUNNING, 1, 1), (State.RUNNING, 2, 2), (State.RUNNING, 3, 3)]


def test_the_stored_network_answers_as_the_trained_one(store, few, trained):
    run = train_one(store)
    network = job.from_bytes(store.model(run.id))
    rows = few[1].rows.toarray()
    assert type(network) is keras.Sequential
    np.testing.assert_allclose(network.predict(rows, verbose=0), trained.network.predict(rows, verbose=0), atol=1e-6)


def test_the_stored_network_is_the_one_of_the_best_epoch(store, few):
    run = train_one(store)
    answers = job.from_bytes(store.model(run.id)).predict(few[1].rows.toarray(), verbose=0)
    right = (answers[:, 0] > 0.5) == few[1].labels
    assert right.mean() == pytest.approx(run.best.val_accuracy, abs=1e-6)


def test_a_network_with_every_kind_of_layer_survives_its_file(few):
    network = train(RunConfig("tanh", layers=2, vocabulary=500, epochs=1, dropout=0.5, l2=0.01), *few).network
    again = job.from_bytes(job.to_bytes(network))
    assert [layer.name for layer in again.layers] == [layer.name for layer in network.layers]
    for one, other in zip(again.get_weights(), network.get_weights(), strict=True):
        assert np.array_equal(one, other)


def test_a_file_that_brings_code_along_is_not_run():
    network = keras.Sequential([keras.Input((1,)), keras.layers.Lambda(lambda x: x + 1)])
    with pytest.raises(ValueError, match=r"[Ll]ambda"):
        job.from_bytes(job.to_bytes(network))


def test_a_run_that_was_stopped_while_it_waited_is_left_alone(store, monkeypatch):
    fail_with(monkeypatch, AssertionError("it was trained"))
    run_id = add(store)
    store.request_stop([run_id])
    stopped = store.run(run_id)
    job.run(run_id, store.url)
    assert store.run(run_id) == stopped
    assert (stopped.state, store.history(run_id), store.model(run_id)) == (State.STOPPED, [], None)


def test_a_run_that_is_stopped_while_it_trains_keeps_what_it_learned(store, monkeypatch):
    run_id = add(store)
    add_epoch = Store.add_epoch

    def stop_after_two(self, run_id, epoch):
        add_epoch(self, run_id, epoch)
        if epoch.epoch == 2:
            store.request_stop([run_id])

    monkeypatch.setattr(Store, "add_epoch", stop_after_two)
    job.run(run_id, store.url)
    run = store.run(run_id)
    assert (run.state, run.message) == (State.STOPPED, "Stopped after epoch 2 of 3.")
    assert [epoch.epoch for epoch in store.history(run_id)] == [1, 2]
    assert job.from_bytes(store.model(run_id)).count_params() == 500 * 16 + 16 + 17 * 16 + 17


def test_a_run_that_lost_its_worker_is_trained_from_the_start(store, few, trained):
    run_id = add(store)
    store.begin(run_id)
    for epoch in train(RunConfig(**TINY.to_dict() | {"seed": 9}), *few).history[:2]:
        store.add_epoch(run_id, epoch)
    job.run(run_id, store.url)
    assert store.run(run_id).state == State.FINISHED
    assert without_seconds(store.history(run_id)) == without_seconds(trained.history)


def test_a_run_that_diverges_says_what_its_learning_rate_was_and_what_to_do(store):
    run = train_one(store, RunConfig(learning_rate=10.0, vocabulary=500))
    assert run.state == State.DIVERGED
    assert "Lower the learning rate (it was 10; the article's is 0.001)" in run.message
    assert store.history(run.id) == []
    assert (run.best, run.last, store.model(run.id)) == (None, None, None)


def test_a_run_that_diverges_later_keeps_its_good_epochs_and_their_network(store, monkeypatch, trained):
    late = Trained(trained.network, trained.history[:2], stopped=False, diverged_in=3)

    def diverge(config, training, validation, go_on):
        for epoch in late.history:
            go_on(epoch)
        return late

    monkeypatch.setattr(job, "train", diverge)
    run = train_one(store)
    assert run.state == State.DIVERGED
    assert "epoch 3" in run.message
    assert store.history(run.id) == late.history
    assert store.model(run.id) is not None


def test_what_this_program_knows_goes_wrong_in_its_own_words(store, monkeypatch):
    fail_with(monkeypatch, CorpusError("The reviews are gone. Install them again."))
    run = train_one(store)
    assert (run.state, run.message) == (State.FAILED, "The reviews are gone. Install them again.")


def test_reviews_that_cannot_be_read_fail_the_run_in_the_same_way(store, monkeypatch):
    def unreadable(_dataset, _vocabulary):
        raise CorpusError("The reviews are gone. Install them again.")

    monkeypatch.setattr(job, "examples", unreadable)
    run = train_one(store)
    assert (run.state, run.message) == (State.FAILED, "The reviews are gone. Install them again.")


@pytest.mark.parametrize("error", [MemoryError(), tf.errors.ResourceExhaustedError(None, None, "OOM when allocating")])
def test_a_lack_of_memory_is_told_with_what_to_do_about_it(store, monkeypatch, error):
    fail_with(monkeypatch, error)
    run = train_one(store)
    assert run.state == State.FAILED
    assert run.message == "The worker ran out of memory. Try fewer units or a smaller batch size."


def test_what_nobody_foresaw_ends_in_a_sentence_and_the_details_in_the_log(store, monkeypatch, caplog):
    fail_with(monkeypatch, ZeroDivisionError("secret details"))
    run = train_one(store)
    assert run.state == State.FAILED
    assert run.message.endswith("see its log.")
    assert "secret details" not in run.message
    assert "secret details" in caplog.text
    assert f"Run {run.id}" in caplog.text


def test_a_run_that_fails_keeps_the_epochs_it_had(store, monkeypatch, trained):
    history = trained.history

    def broken(config, training, validation, go_on):
        go_on(history[0])
        raise MemoryError

    monkeypatch.setattr(job, "train", broken)
    run = train_one(store)
    assert run.state == State.FAILED
    assert store.history(run.id) == history[:1]


def test_a_store_that_cannot_be_written_is_the_business_of_whoever_waits(store, monkeypatch):
    def full(self, run_id, epoch):
        raise StoreError("The disk is full.")

    monkeypatch.setattr(Store, "add_epoch", full)
    with pytest.raises(StoreError, match=r"The disk is full\."):
        train_one(store)


def test_the_outcome_is_finished_stopped_or_diverged():
    def of(stopped=False, diverged_in=None, epochs=2):
        history = [None] * epochs
        return job.outcome(RunConfig(learning_rate=0.5), Trained(None, history, stopped, diverged_in))

    assert of() == (State.FINISHED, "")
    assert of(stopped=True) == (State.STOPPED, "Stopped after epoch 2 of 10.")
    state, message = of(diverged_in=3)
    assert state == State.DIVERGED
    assert "epoch 3" in message
    assert "it was 0.5; the article's is 0.001" in message


def test_a_worker_warms_up_and_says_how_far_it_is():
    said = []
    job.warm_up("packaged", lambda fraction, sentence: said.append((fraction, sentence)))
    assert said[-1] == (1.0, "Warming up TensorFlow")
    assert all(0 <= fraction <= 1 for fraction, _ in said)
