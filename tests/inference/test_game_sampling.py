"""A game samples ten validation reviews in their original words, with the probabilities that Keras gives them."""

import numpy as np
import pytest

from explorer import corpus
from explorer.config import RunConfig
from explorer.corpus import Corpus, Split
from explorer.errors import ExplorerError
from explorer.inference.explain import GAP, explain_review
from explorer.inference.game_sampling import eligible_rows, sample_reviews
from explorer.insight.review_game import REVIEWS
from explorer.store import open_store
from explorer.training.network import build
from explorer.ui.escaping import readable
from tests.support.cluster import StandIn
from tests.support.keras_files import predict, to_bytes
from tests.support.own_files import made, messages
from tests.support.tiny_corpus import WORDS

CONFIG = RunConfig("tanh", vocabulary=1_000, units=32, layers=2)


@pytest.fixture(scope="module")
def network():
    network = build(CONFIG)
    network.set_weights([3 * weights for weights in network.get_weights()])
    return network


@pytest.fixture(scope="module")
def stored(tmp_path_factory, network):
    """The address of a store: run 1 has kept its network, run 2 has not, run 3 has one trained on the official reviews."""
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('game')}/runs.db")
    model = to_bytes(network)
    for dataset, kept in (("packaged", model), ("packaged", None), ("official", model)):
        StandIn(store).trained(CONFIG, dataset, kept)
    return store.url


@pytest.fixture(scope="module")
def sample(stored, reviews):
    return sample_reviews(stored, 1, 7, 0)


def encoded(reviews, review):
    return np.array(reviews.vocabulary.encode(review.text, corpus.LARGEST_VOCABULARY), np.uint16).tobytes()


def test_ten_different_validation_reviews_of_readable_length_are_sampled(sample, reviews):
    validation = reviews.validation
    labels = {validation.sequence(i).tobytes(): validation.labels[i] for i in range(len(validation))}
    sequences = [encoded(reviews, review) for review in sample]
    assert len(set(sequences)) == REVIEWS == 10
    assert [labels[sequence] for sequence in sequences] == [review.positive for review in sample]
    assert all(40 <= len(corpus.tokens(readable(review.text))) <= 140 for review in sample)
    assert all(review.text.count("<br") <= 4 for review in sample)


def test_their_texts_are_the_original_ones(sample):
    assert all(review.original for review in sample)
    assert all(any(letter.isupper() for letter in review.text) and "." in review.text for review in sample)


def test_the_probabilities_are_those_of_keras(sample, network, reviews):
    said = predict(network, reviews.vocabulary, [review.text for review in sample])
    assert [review.probability for review in sample] == pytest.approx(said.tolist(), abs=1e-5)
    assert np.ptp(said) > 0.2


def test_a_text_of_the_game_is_explained_with_the_same_probability(sample, stored):
    for review in sample[:3]:
        assert explain_review(stored, 1, review.text).probability == pytest.approx(review.probability, abs=1e-9)


def test_the_next_game_has_ten_other_reviews_and_so_has_another_seed(sample, stored):
    first = {review.text for review in sample}
    assert {review.text for review in sample_reviews(stored, 1, 7, 0)} == first
    following = {review.text for review in sample_reviews(stored, 1, 7, 1)}
    assert len(following) == 10 and not following & first
    assert {review.text for review in sample_reviews(stored, 1, 8, 0)} != first


def test_after_all_reviews_the_first_ten_are_repeated(sample, stored, reviews):
    games = len(eligible_rows(reviews.validation, reviews.vocabulary)) // REVIEWS
    assert games > 100
    assert sample_reviews(stored, 1, 7, games) == sample


def test_reviews_that_are_too_short_or_too_long_or_duplicates_are_left_out():
    lengths = [39, 40, 140, 141, 40]
    split = Split.of([[1, *[4] * length] for length in lengths])
    assert eligible_rows(split, corpus.Vocabulary(WORDS)).tolist() == [1, 2]


def test_reviews_with_many_line_breaks_are_left_out():
    line_break = corpus.INDEX_FROM + len(WORDS) + 1
    split = Split.of([[1, *[4] * words, *[line_break] * breaks] for words, breaks in ((50, 0), (140, 4), (50, 5), (38, 4))])
    assert eligible_rows(split, corpus.Vocabulary([*WORDS, "br"])).tolist() == [0, 1]


def test_official_reviews_have_no_text_and_are_decoded(stored, monkeypatch):
    random = np.random.default_rng(0)
    validation = Split.of([[1, 2, *random.integers(4, 11, 50)] for _ in range(12)], [1, 0] * 6)
    one = Corpus("official", validation, validation, validation, None, corpus.Vocabulary(WORDS))
    monkeypatch.setattr(corpus, "load", lambda source: one)
    official = sample_reviews(stored, 3, 7, 0)
    assert len(official) == 10
    for review in official:
        assert not review.original
        gap, *words = review.text.split(" ")
        assert gap == GAP and len(words) == 50 and set(words) <= set(WORDS)


@pytest.mark.parametrize("run_id", [2, 77])
def test_a_run_without_a_network_is_refused(stored, run_id):
    with pytest.raises(ExplorerError, match=f"There is no saved network of run {run_id}"):
        sample_reviews(stored, run_id, 7, 0)


# Data sets of one's own, whose texts may be few and short


@pytest.fixture
def store(tmp_path, monkeypatch):
    monkeypatch.setenv("EXPLORER_CACHE", str(tmp_path / "cache"))
    return open_store(f"sqlite:///{tmp_path}/runs.db")


def stored_on(store, name):
    """The address of a store in which run 1 is a network trained on that data set."""
    StandIn(store).trained(CONFIG, name, to_bytes(build(CONFIG)))
    return store.url


def test_messages_are_played_with_however_short_they_are(store):
    name = made(store, messages(40, 40))
    played = sample_reviews(stored_on(store, name), 1, 7, 0)
    assert len({review.text for review in played}) == REVIEWS
    assert all(len(corpus.tokens(review.text)) < 40 for review in played)


def test_too_few_reviews_for_a_game_are_a_sentence(store):
    name = made(store, messages(15, 15))
    with pytest.raises(ExplorerError, match="Among the validation reviews there are 6"):
        sample_reviews(stored_on(store, name), 1, 7, 0)
