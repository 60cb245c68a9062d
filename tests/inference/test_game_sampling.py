"""The worker's part of a game: ten validation reviews as they were written, judged as Keras judges them."""

import numpy as np
import pytest

from explorer import corpus
from explorer.config import RunConfig
from explorer.corpus import Corpus, Split
from explorer.errors import ExplorerError
from explorer.inference.explain import GAP, read
from explorer.inference.game_sampling import deal, fit
from explorer.insight.review_game import REVIEWS
from explorer.store import State, open_store
from explorer.training.job import to_bytes
from explorer.training.network import build
from explorer.training.predict import predict
from tests.support.tiny_corpus import WORDS

CONFIG = RunConfig("tanh", vocabulary=1_000, units=32, layers=2)


@pytest.fixture(scope="module")
def network():
    network = build(CONFIG)
    network.set_weights([3 * weights for weights in network.get_weights()])
    return network


@pytest.fixture(scope="module")
def stored(tmp_path_factory, network):
    """The address of a store: run 1 has kept its network, run 2 has not, run 3 has one of the official reviews."""
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('deal')}/runs.db")
    model = to_bytes(network)
    for dataset, kept in (("packaged", model), ("packaged", None), ("official", model)):
        (run_id,) = store.add([CONFIG], dataset, "test 1 0.00")
        store.begin([run_id])
        store.finish([run_id], State.FINISHED, model=kept)
    return store.url


@pytest.fixture(scope="module")
def dealt(stored, reviews):
    return deal(stored, 1, 7, 0)


def encoded(reviews, review):
    return np.array(reviews.vocabulary.encode(review.text, corpus.LARGEST_VOCABULARY), np.uint16).tobytes()


def test_ten_different_validation_reviews_that_fit_a_screen_are_dealt_with_marks(dealt, reviews):
    validation = reviews.validation
    marks = {validation.sequence(i).tobytes(): validation.labels[i] for i in range(len(validation))}
    sequences = [encoded(reviews, review) for review in dealt]
    assert len(set(sequences)) == REVIEWS == 10
    assert [marks[sequence] for sequence in sequences] == [review.positive for review in dealt]
    assert all(40 <= len(corpus.tokens(review.text)) <= 200 for review in dealt)


def test_their_texts_are_as_they_were_written(dealt):
    assert all(review.original for review in dealt)
    assert all(any(letter.isupper() for letter in review.text) and "." in review.text for review in dealt)


def test_the_probabilities_are_those_of_keras(dealt, network, reviews):
    said = predict(network, reviews.vocabulary, [review.text for review in dealt])
    assert [review.probability for review in dealt] == pytest.approx(said.tolist(), abs=1e-5)
    assert np.ptp(said) > 0.2


def test_a_text_of_the_game_reads_the_same_in_the_other_mode(dealt, stored):
    for review in dealt[:3]:
        assert read(stored, 1, review.text).probability == pytest.approx(review.probability, abs=1e-9)


def test_the_next_game_has_ten_others_and_another_visitor_other_ones(dealt, stored):
    first = {review.text for review in dealt}
    assert {review.text for review in deal(stored, 1, 7, 0)} == first
    following = {review.text for review in deal(stored, 1, 7, 1)}
    assert len(following) == 10 and not following & first
    assert {review.text for review in deal(stored, 1, 8, 0)} != first


def test_when_all_have_come_the_first_ten_come_again(dealt, stored, reviews):
    games = len(fit(reviews.validation)) // REVIEWS
    assert games > 250
    assert deal(stored, 1, 7, games) == dealt


def test_reviews_that_are_too_short_or_too_long_or_repeat_another_are_left_out():
    lengths = [39, 40, 200, 201, 40]
    split = Split.of([[1, *[4] * length] for length in lengths])
    assert fit(split).tolist() == [1, 2]


def test_official_reviews_have_no_text_and_are_dealt_as_the_machine_read_them(stored, monkeypatch):
    random = np.random.default_rng(0)
    validation = Split.of([[1, 2, *random.integers(4, 11, 50)] for _ in range(12)], [1, 0] * 6)
    one = Corpus("official", validation, validation, validation, None, corpus.Vocabulary(WORDS))
    monkeypatch.setattr(corpus, "load", lambda source: one)
    official = deal(stored, 3, 7, 0)
    assert len(official) == 10
    for review in official:
        assert not review.original
        gap, *words = review.text.split(" ")
        assert gap == GAP and len(words) == 50 and set(words) <= set(WORDS)


@pytest.mark.parametrize("run_id", [2, 77])
def test_a_run_without_a_network_deals_nothing(stored, run_id):
    with pytest.raises(ExplorerError, match=f"Run {run_id} has kept no network."):
        deal(stored, run_id, 7, 0)
