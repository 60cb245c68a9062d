"""An exam grades a network as Keras would, and shows nothing of an envelope before it is opened."""

import numpy as np
import pytest

from explorer import corpus
from explorer.config import RunConfig
from explorer.corpus import Split
from explorer.errors import ExplorerError
from explorer.inference import exam_grading
from explorer.inference.exam_grading import confident_mistakes, grade, open_envelope, reviews_of
from explorer.inference.numpy_network import NumpyNetwork
from explorer.store import Envelope, Result, open_store
from explorer.training.job import to_bytes
from explorer.training.network import build
from tests.support import reviewer
from tests.support.cluster import StandIn

CONFIG = RunConfig("tanh", vocabulary=2_000, units=32, layers=2)


@pytest.fixture
def store(tmp_path):
    return open_store(f"sqlite:///{tmp_path}/runs.db")


@pytest.fixture
def run_id(store, reviews):
    """A run that has kept a network with known answers."""
    return StandIn(store).trained(reviewer.CONFIG, model=reviewer.model(reviews.vocabulary.words))


# Grading


@pytest.mark.parametrize("envelope", Envelope)
def test_an_envelope_is_graded_as_keras_grades_it(reviews, envelope):
    network = build(CONFIG)
    split = reviews_of(reviews, envelope)
    expected = network.predict(corpus.multi_hot(split, 2_000).toarray(), verbose=0)[:, 0]
    numpy_network = NumpyNetwork.from_keras_file(to_bytes(network))
    assert 1 / (1 + np.exp(-numpy_network.score_split(split))) == pytest.approx(expected, abs=1e-4)
    # Rounding may tip a probability near one half.
    decided = np.flatnonzero(np.abs(expected - 0.5) > 1e-4)
    said, true = expected[decided] > 0.5, split.labels[decided] == 1
    assert grade(numpy_network, split.take(decided)) == Result(
        sum(said & true), sum(~said & ~true), sum(said & ~true), sum(~said & true)
    )


def test_each_review_is_counted_once_in_the_right_place(reviews):
    network = NumpyNetwork.from_keras_file(reviewer.model(reviews.vocabulary.words))
    texts = ["great film", "great film", "great film", "bad film", "bad film", "a fine film", "the film"]
    sequences = [reviews.vocabulary.encode(text, corpus.LARGEST_VOCABULARY) for text in texts]
    # A review without a word that it knows has a score of zero, which is not positive.
    result = grade(network, Split.of(sequences, [1, 1, 0, 0, 1, 1, 0]))
    assert result == Result(true_positives=3, true_negatives=2, false_positives=1, false_negatives=1)
    assert (result.right, result.of) == (5, 7)


def test_the_envelopes_hold_what_their_source_says(reviews):
    source = corpus.SOURCES["packaged"]
    assert len(reviews_of(reviews, Envelope.TEST)) == source.test
    assert len(reviews_of(reviews, Envelope.SECOND)) == source.second_exam


def test_reviews_without_a_second_envelope_say_so(reviews):
    one = corpus.Corpus("official", reviews.train, reviews.validation, reviews.test, None, reviews.vocabulary)
    with pytest.raises(ExplorerError, match="no second envelope"):
        reviews_of(one, Envelope.SECOND)


# Opening


def test_an_opening_is_graded_and_stored(store, run_id, reviews):
    opening = open_envelope(store.url, run_id, Envelope.TEST, 0.6)
    assert opening == store.opening(run_id, Envelope.TEST)
    assert opening.guess == 0.6
    assert opening.result == grade(NumpyNetwork.from_keras_file(store.model(run_id)), reviews.test)
    assert opening.result.of == 5_000 and opening.result.accuracy > 0.55


def test_an_open_envelope_is_not_graded_again(store, run_id, monkeypatch):
    first = open_envelope(store.url, run_id, Envelope.TEST, 0.6)
    monkeypatch.delattr(exam_grading, "grade")
    assert open_envelope(store.url, run_id, Envelope.TEST, 0.9) == first
    assert store.openings("packaged", Envelope.TEST) == [first]


def test_the_two_envelopes_are_opened_separately(store, run_id):
    open_envelope(store.url, run_id, Envelope.SECOND)
    assert store.opening(run_id, Envelope.TEST) is None
    assert store.opening(run_id, Envelope.SECOND).result.of == 8_530


def test_a_hidden_run_can_sit_the_exam(store, run_id):
    store.hide([run_id])
    assert open_envelope(store.url, run_id, Envelope.TEST).result.of == 5_000


def test_a_run_without_a_network_opens_nothing(store):
    run_id = StandIn(store).trained()
    for number in (run_id, 77, -1):
        with pytest.raises(ExplorerError, match=f"There is no saved network of run {number}"):
            open_envelope(store.url, number, Envelope.TEST)
    assert store.openings("packaged", Envelope.TEST) == []


# Mistakes


# Explaining all of them takes several seconds on the test set.
@pytest.mark.parametrize(("envelope", "most"), [(Envelope.TEST, 200), (Envelope.SECOND, 10_000)])
def test_mistakes_are_the_most_confident_wrong_answers(store, run_id, reviews, envelope, most):
    result = open_envelope(store.url, run_id, envelope).result
    found = confident_mistakes(store.url, run_id, envelope, most)
    assert len(found) == min(most, result.of - result.right)
    assert all((mistake.reading.score > 0) != mistake.review.positive for mistake in found)
    confidence = [abs(mistake.reading.score) for mistake in found]
    assert confidence == pytest.approx(sorted(confidence, reverse=True))
    assert confident_mistakes(store.url, run_id, envelope, 10) == found[:10]


@pytest.mark.parametrize("envelope", Envelope)
def test_a_mistake_is_the_whole_review_as_it_was_written(store, run_id, reviews, envelope):
    open_envelope(store.url, run_id, envelope)
    (mistake,) = confident_mistakes(store.url, run_id, envelope, 1)
    split = reviews_of(reviews, envelope)
    sequence = reviews.vocabulary.encode(mistake.review.text, corpus.LARGEST_VOCABULARY)
    rows = [row for row in range(len(split)) if split.sequence(row).tolist() == sequence]
    assert rows and split.labels[rows[0]] == mistake.review.positive and mistake.review.original
    assert [word.word for word in mistake.reading.words] == corpus.tokens(mistake.review.text)


def test_mistakes_of_a_sealed_envelope_are_not_shown(store, run_id):
    open_envelope(store.url, run_id, Envelope.SECOND)
    with pytest.raises(ExplorerError, match=f"not been opened for run {run_id}"):
        confident_mistakes(store.url, run_id, Envelope.TEST, 10)
