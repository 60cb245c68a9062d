"""A network answers a text typed just now as it answers the same words in a dense row."""

import numpy as np
import pytest

from explorer.config import RunConfig
from explorer.corpus import START, UNKNOWN, Vocabulary
from explorer.training.network import build
from explorer.training.predict import BATCH, predict

WORDS = Vocabulary([f"word{rank}" for rank in range(1, 1_001)])
TEXTS = ["word1 word2, word3!", "Word900 word3 word3", "", "nobody knows these", "word1", "<br />"]


@pytest.fixture(scope="module")
def network():
    """A network of 500 words whose answers are far apart."""
    network = build(RunConfig(vocabulary=500, units=32, layers=2))
    network.set_weights([2 * weights for weights in network.get_weights()])
    return network


def dense(texts, size=500):
    rows = np.zeros((len(texts), size), np.float32)
    for row, text in zip(rows, texts):
        row[WORDS.encode(text, size)] = 1
    return rows


def test_the_answers_are_those_on_dense_rows(network):
    answers = predict(network, WORDS, TEXTS)
    assert answers.shape == (len(TEXTS),)
    assert np.all((answers > 0) & (answers < 1))
    assert np.ptp(answers) > 0.01
    np.testing.assert_allclose(answers, network.predict(dense(TEXTS), verbose=0)[:, 0], atol=1e-6)


def test_no_texts_have_no_answers(network):
    assert predict(network, WORDS, []).shape == (0,)


def test_an_empty_text_is_a_start_and_nothing_else(network):
    row = np.zeros((1, 500), np.float32)
    row[0, START] = 1
    assert predict(network, WORDS, [""])[0] == pytest.approx(network.predict(row, verbose=0)[0, 0], abs=1e-6)


def test_what_the_network_does_not_know_is_one_unknown_word(network):
    row = np.zeros((1, 500), np.float32)
    row[0, [START, UNKNOWN]] = 1
    expected = network.predict(row, verbose=0)[0, 0]
    # The vocabulary knows word900, but the network stops at 500.
    for text in ("word900", "nobody knows these", "word900 nobody"):
        assert predict(network, WORDS, [text])[0] == pytest.approx(expected, abs=1e-6)


def test_the_network_says_how_many_words_it_knows():
    larger = build(RunConfig(vocabulary=1_000))
    expected = larger.predict(dense(TEXTS, 1_000), verbose=0)[:, 0]
    np.testing.assert_allclose(predict(larger, WORDS, TEXTS), expected, atol=1e-6)


@pytest.mark.parametrize("count", [1, BATCH - 1, BATCH, BATCH + 1, 3 * BATCH + 7])
def test_many_texts_are_answered_in_their_order(network, count):
    texts = [f"word{number % 490 + 1} word{number % 7 + 1}" for number in range(count)]
    answers = predict(network, WORDS, texts)
    assert answers.shape == (count,)
    np.testing.assert_allclose(answers, network.predict(dense(texts), verbose=0)[:, 0], atol=1e-6)


def test_a_text_is_answered_alike_alone_and_among_others(network):
    alone = [predict(network, WORDS, [text])[0] for text in TEXTS]
    np.testing.assert_allclose(predict(network, WORDS, TEXTS), alone, atol=1e-6)


def test_dropout_has_nothing_to_say_any_more():
    network = build(RunConfig(vocabulary=500, dropout=0.5))
    assert np.array_equal(predict(network, WORDS, TEXTS), predict(network, WORDS, TEXTS))
