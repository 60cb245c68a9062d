"""The scores of many networks for one review, and of one network for many texts."""

import sys

import numpy as np
import pytest

from explorer.cli.main import main
from explorer.config import RunConfig
from explorer.corpus import START, UNKNOWN
from explorer.errors import ExplorerError
from explorer.inference.explain import explain_review
from explorer.inference.numpy_network import NumpyNetwork, load_network
from explorer.inference.review_scores import judge, judge_reviews, score_review
from explorer.insight.review_reading import sigmoid
from explorer.store import open_store
from explorer.training.network import build
from tests.support import keras_files
from tests.support.cluster import StandIn
from tests.support.keras_files import to_bytes
from tests.support.reviewer import WORDS

TEXT = "A great film, but the end was awful and word qwxyz makes no sense"
KEPT = (RunConfig("tanh", vocabulary=1_000), RunConfig(layers=3, units=32, vocabulary=500), RunConfig(layers=0))


def predict(network, vocabulary, texts):
    """The probability of each text."""
    return [judged.probability for judged in judge(network, vocabulary, texts)]


# Many networks and one text


@pytest.fixture(scope="module")
def keras_networks():
    """Keras networks of three sizes with predictions far apart."""
    networks = [build(config) for config in KEPT]
    for network in networks:
        network.set_weights([3 * weights for weights in network.get_weights()])
    return networks


@pytest.fixture(scope="module")
def stored(tmp_path_factory, keras_networks):
    """The address of a store with those networks as runs 1 to 3, a damaged one as run 4, and a run 5 without any."""
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('opinions')}/runs.db")
    files = [*map(to_bytes, keras_networks), to_bytes(keras_networks[0])[:-200], None]
    for config, file in zip([*KEPT, RunConfig(), RunConfig()], files):
        StandIn(store).trained(config, model=file)
    return store.url


def test_the_scores_are_those_of_keras_whatever_the_vocabulary(stored, keras_networks, reviews):
    given = score_review(stored, "packaged", (1, 2, 3), TEXT)
    expected = [keras_files.predict(network, reviews.vocabulary, [TEXT])[0] for network in keras_networks]
    assert np.ptp(expected) > 0.01
    assert [sigmoid(score) for score in given] == pytest.approx(expected, abs=1e-5)


def test_the_scores_are_those_of_the_explanation(stored):
    expected = [pytest.approx(explain_review(stored, run_id, TEXT).score) for run_id in (2, 1)]
    assert score_review(stored, "packaged", (2, 1), TEXT) == expected


def test_a_damaged_or_missing_network_has_no_score_and_the_others_do(stored):
    first, damaged, missing, third = score_review(stored, "packaged", (1, 4, 5, 3), TEXT)
    assert (damaged, missing) == (None, None)
    assert [first, third] == score_review(stored, "packaged", (1, 3), TEXT)


# One network and many texts

TEXTS = ["great film, bad!", "Word900 bad bad", "", "nobody knows these", "great", "<br />"]


@pytest.fixture(scope="module", params=KEPT[:2], ids=RunConfig.describe)
def pair(request, keras_networks):
    """A Keras network and the same network in NumPy."""
    network = keras_networks[KEPT.index(request.param)]
    return network, NumpyNetwork.from_keras_file(to_bytes(network))


def test_the_probabilities_are_those_of_keras_on_dense_rows(pair):
    keras_network, network = pair
    probabilities = predict(network, WORDS, TEXTS)
    assert np.ptp(probabilities) > 0.01
    rows = keras_files.dense_rows(WORDS, TEXTS, network.vocabulary_size)
    np.testing.assert_allclose(probabilities, keras_network.predict(rows, verbose=0)[:, 0], rtol=0, atol=1e-6)


def test_many_texts_are_predicted_in_their_order_and_each_as_if_alone(pair):
    keras_network, network = pair
    texts = [f"word{number % 490 + 8} word{number % 7 + 8}" for number in range(775)]
    probabilities = predict(network, WORDS, texts)
    np.testing.assert_allclose(probabilities, keras_files.predict(keras_network, WORDS, texts), rtol=0, atol=1e-6)
    assert [predict(network, WORDS, [text])[0] for text in texts[:5]] == pytest.approx(probabilities[:5])


def test_the_command_line_predicts_without_tensorflow(cluster, champion, monkeypatch, capsys):
    monkeypatch.setenv("EXPLORER_STORE", cluster.store.url)
    for module in ("explorer.training", "keras", "tensorflow"):
        monkeypatch.setitem(sys.modules, module, None)
    assert main(["predict", "--run", str(champion), "--why", "A great film"]) == 0
    assert "positive" in capsys.readouterr().out


def test_a_worker_judges_with_the_network_and_the_vocabulary_of_a_run(stored, reviews):
    network, _ = load_network(stored, 2)
    assert judge_reviews(stored, 2, TEXTS) == judge(network, reviews.vocabulary, TEXTS)
    for run_id in (5, 99):
        with pytest.raises(ExplorerError, match="no saved network"):
            judge_reviews(stored, run_id, TEXTS)


def test_no_texts_have_no_probabilities(pair):
    assert predict(pair[1], WORDS, []) == []


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("", [START]), ("word1100", [START, UNKNOWN]), ("nobody knows these", [START, UNKNOWN])],
    ids=["empty", "too rare for the network", "unknown"],
)
def test_a_text_without_a_known_word_is_its_marks_alone(pair, text, numbers):
    keras_network, network = pair
    row = np.zeros((1, network.vocabulary_size), np.float32)
    row[0, numbers] = 1
    assert predict(network, WORDS, [text])[0] == pytest.approx(keras_network.predict(row, verbose=0)[0, 0], abs=1e-6)
