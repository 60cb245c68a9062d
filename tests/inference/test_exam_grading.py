"""An exam grades a network as Keras would, and shows nothing of an envelope before it is opened."""

from dataclasses import replace

import numpy as np
import pytest

from explorer import corpus
from explorer.config import RunConfig
from explorer.corpus import UNKNOWN, Split, sources
from explorer.errors import ExplorerError
from explorer.inference import exam_grading
from explorer.inference.envelopes import as_read, sealed
from explorer.inference.exam_grading import confident_mistakes, grade, known_shares, open_envelope
from explorer.inference.numpy_network import NumpyNetwork
from explorer.store import Envelope, Result, open_store
from explorer.training.network import build
from tests.support import messages as spam
from tests.support import reviewer
from tests.support.cluster import StandIn
from tests.support.keras_files import to_bytes
from tests.support.runs import SECOND, TEST

CONFIG = RunConfig("tanh", vocabulary=2_000, units=32, layers=2)


@pytest.fixture
def store(tmp_path):
    return open_store(f"sqlite:///{tmp_path}/runs.db")


@pytest.fixture
def run_id(store, reviews):
    """A run that has kept a network with known answers."""
    return StandIn(store).trained(reviewer.CONFIG, model=reviewer.model(reviews.vocabulary.words))


# Grading


@pytest.mark.parametrize("envelope", [TEST, SECOND])
def test_an_envelope_is_graded_as_keras_grades_it(reviews, envelope):
    network = build(CONFIG)
    split = sealed(envelope)
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


# Opening


def test_an_opening_is_graded_and_stored(store, run_id, reviews):
    opening = open_envelope(store.url, run_id, TEST, 0.6)
    assert opening == store.opening(run_id, TEST)
    assert opening.guess == 0.6
    assert opening.result == grade(NumpyNetwork.from_keras_file(store.model(run_id)), reviews.test)
    assert opening.result.of == 5_000 and opening.result.accuracy > 0.55


def test_an_open_envelope_is_not_graded_again(store, run_id, monkeypatch):
    first = open_envelope(store.url, run_id, TEST, 0.6)
    monkeypatch.delattr(exam_grading, "grade")
    assert open_envelope(store.url, run_id, TEST, 0.9) == first
    assert store.openings(TEST) == [first]


def test_the_two_envelopes_are_opened_separately(store, run_id):
    open_envelope(store.url, run_id, SECOND)
    assert store.opening(run_id, TEST) is None
    assert store.opening(run_id, SECOND).result.of == 8_530


def test_a_hidden_run_can_sit_the_exam(store, run_id):
    store.hide([run_id])
    assert open_envelope(store.url, run_id, TEST).result.of == 5_000


def test_a_run_without_a_network_opens_nothing(store):
    run_id = StandIn(store).trained()
    for number in (run_id, 77, -1):
        with pytest.raises(ExplorerError, match=f"There is no saved network of run {number}"):
            open_envelope(store.url, number, TEST)
    assert store.openings(TEST) == []


# Mistakes


# Explaining all of them takes several seconds on the test set.
@pytest.mark.parametrize(("envelope", "most"), [(TEST, 200), (SECOND, 10_000)])
def test_mistakes_are_the_most_confident_wrong_answers(store, run_id, reviews, envelope, most):
    result = open_envelope(store.url, run_id, envelope).result
    found = confident_mistakes(store.url, run_id, envelope, most)
    assert len(found) == min(most, result.of - result.right)
    assert all((mistake.reading.score > 0) != mistake.review.positive for mistake in found)
    confidence = [abs(mistake.reading.score) for mistake in found]
    assert confidence == pytest.approx(sorted(confidence, reverse=True))
    assert confident_mistakes(store.url, run_id, envelope, 10) == found[:10]


@pytest.mark.parametrize("envelope", [TEST, SECOND])
def test_a_mistake_is_the_whole_review_as_it_was_written(store, run_id, reviews, envelope):
    open_envelope(store.url, run_id, envelope)
    (mistake,) = confident_mistakes(store.url, run_id, envelope, 1)
    split = sealed(envelope)
    sequence = reviews.vocabulary.encode(mistake.review.text, corpus.LARGEST_VOCABULARY)
    rows = [row for row in range(len(split)) if split.sequence(row).tolist() == sequence]
    assert rows and split.labels[rows[0]] == mistake.review.positive and mistake.review.original
    assert [word.word for word in mistake.reading.words] == corpus.tokens(mistake.review.text)


def test_mistakes_of_a_sealed_envelope_are_not_shown(store, run_id):
    open_envelope(store.url, run_id, SECOND)
    with pytest.raises(ExplorerError, match=f"not been opened for run {run_id}"):
        confident_mistakes(store.url, run_id, TEST, 10)


def test_a_network_that_gets_all_right_has_no_mistakes(store, run_id, messages, monkeypatch):
    envelope, split = Envelope(messages), sealed(Envelope(messages))
    right = np.flatnonzero(
        [text in ("A great prize, zyzzyva", "An awful zyzzyva") for text in corpus.originals(corpus.load(messages), split)]
    )
    monkeypatch.setitem(sources._loaded, messages, replace(corpus.load(messages), test=split.take(right)))
    assert open_envelope(store.url, run_id, envelope).result.accuracy == 1
    assert confident_mistakes(store.url, run_id, envelope, 10) == []


# Abroad


def test_abroad_a_network_is_graded_on_the_words_that_it_knows(store, run_id, messages):
    envelope = Envelope(messages)
    opening = open_envelope(store.url, run_id, envelope, 0.6)
    assert opening.result == spam.REVIEWER
    assert opening == store.opening(run_id, envelope)
    assert store.openings(envelope) == [opening] and store.openings(TEST) == []
    assert open_envelope(store.url, run_id, TEST).result.of == 5_000


def test_a_network_trained_on_few_words_is_graded_on_real_reviews(store, messages, reviews):
    vocabulary = corpus.load(messages).vocabulary
    other = StandIn(store).trained(reviewer.CONFIG, dataset=messages, model=reviewer.model(vocabulary.words))
    result = open_envelope(store.url, other, TEST).result
    # The same texts, encoded with its own words.
    texts = corpus.originals(reviews, reviews.test)
    own = [vocabulary.encode(text, corpus.LARGEST_VOCABULARY) for text in texts]
    network = NumpyNetwork.from_keras_file(store.model(other))
    assert result == grade(network, Split.of(own, reviews.test.labels))
    assert result.of == 5_000 and result.accuracy > 0.55


def test_mistakes_abroad_are_read_as_they_were_graded(store, run_id, messages, reviews):
    envelope = Envelope(messages)
    open_envelope(store.url, run_id, envelope)
    found = confident_mistakes(store.url, run_id, envelope, 10)
    assert [(mistake.review.text, mistake.review.positive) for mistake in found] == [
        ("A great lunch, zyzzyva", False),
        ("A great lunch, zyzzyva", False),
        ("Bad pills", True),
    ]
    assert all(mistake.review.original for mistake in found)
    network = NumpyNetwork.from_keras_file(store.model(run_id))
    scores = network.score_split(as_read(envelope, "packaged"))
    assert {round(mistake.reading.score, 6) for mistake in found} <= {round(score, 6) for score in scores.tolist()}


def test_how_many_words_it_knows_is_counted_once_the_envelope_is_open(store, run_id, messages, reviews):
    envelope = Envelope(messages)
    with pytest.raises(ExplorerError, match=f"not been opened for run {run_id}"):
        known_shares(store.url, run_id, envelope)
    open_envelope(store.url, run_id, envelope)
    there, at_home = known_shares(store.url, run_id, envelope)
    encode = reviews.vocabulary.encode
    known = [number != UNKNOWN for text, _, times in spam.SEALED for number in times * encode(text, 1_000)[1:]]
    assert there == pytest.approx(sum(known) / len(known))
    assert there < 0.6 < 0.7 < at_home < 0.9
