"""The baseline is the logistic regression that it claims to be, and is measured once per store."""

import threading

import keras
import numpy as np
import pytest
import scipy.sparse
from sklearn.linear_model import LogisticRegression

from explorer.config import KNOBS, RunConfig
from explorer.store import Baseline, State, open_store
from explorer.training import baseline, job
from explorer.training.epoch_batches import Examples
from tests.support.training import slices


@pytest.fixture(scope="module")
def examples(reviews):
    return slices(reviews, 2_000)


@pytest.mark.parametrize("counting", KNOBS["counting"].choices)
def test_its_figures_are_those_of_scikit_learns_logistic_regression(reviews, counting):
    training, validation = slices(reviews, RunConfig(vocabulary=2_000, counting=counting))
    other = LogisticRegression(C=baseline.C[counting], solver="liblinear", tol=1e-6, intercept_scaling=100)
    other.fit(training.rows, training.labels)
    positive, labels = other.predict_proba(validation.rows)[:, 1], validation.labels.astype(float)
    measured = baseline.measure(training, validation, counting)
    assert measured.accuracy == pytest.approx(other.score(validation.rows, validation.labels), abs=0.005)
    for loss in KNOBS["loss"].choices:
        assert getattr(measured, loss) == pytest.approx(float(keras.losses.get(loss)(labels, positive)), rel=0.01)
    assert 0.75 < measured.accuracy < 0.95


def test_reviews_that_one_word_decides_are_all_right_and_give_finite_losses():
    examples = Examples(scipy.sparse.csr_array(np.eye(2)[np.arange(40) % 2]), np.arange(40) % 2)
    measured = baseline.measure(examples, examples, "present")
    assert measured.accuracy == 1
    assert 0 < measured.mse < measured.binary_crossentropy < 0.5


def test_a_worker_measures_it_once_for_a_store(tmp_path, examples, monkeypatch):
    monkeypatch.setattr(job, "examples", lambda dataset, vocabulary: examples)
    store = open_store(f"sqlite:///{tmp_path}/runs.db")
    job.warm_up("packaged", store.url, lambda fraction, sentence: None)
    assert store.baseline("packaged", RunConfig().input_format) == baseline.measure(*examples, "present")
    store.set_baseline("packaged", RunConfig(vocabulary=2_000).input_format, Baseline(0.5, 0.6, 0.2))

    def measured_again(*_):
        raise AssertionError("it was measured again")

    monkeypatch.setattr(job, "measure", measured_again)
    job.warm_up("packaged", store.url, lambda fraction, sentence: None)


def test_it_is_measured_while_networks_train_so_that_nobody_waits_for_it(tmp_path, examples, monkeypatch):
    monkeypatch.setattr(job, "examples", lambda dataset, vocabulary: examples)
    store = open_store(f"sqlite:///{tmp_path}/runs.db")
    is_measured, train = threading.Event(), job.train

    def measure(*arguments):
        is_measured.set()
        return baseline.measure(*arguments)

    def train_once_it_is_measured(*arguments):
        assert is_measured.wait(60)
        return train(*arguments)

    monkeypatch.setattr(job, "measure", measure)
    monkeypatch.setattr(job, "train", train_once_it_is_measured)
    config = RunConfig(vocabulary=2_000, epochs=1)
    job.run(store.add([config], "packaged", "here 1 0.00"), store.url)
    assert store.run(1).state == State.FINISHED
    assert store.baseline("packaged", config.input_format) == baseline.measure(*examples, "present")
