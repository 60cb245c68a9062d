"""The ONNX file answers in ONNX's own runtime what this program answers, or there is none."""

import json

import numpy as np
import onnx
import onnxruntime
import pytest
from scipy.special import expit

from explorer.config import KNOBS, RunConfig
from explorer.errors import ExplorerError, NetworkError
from explorer.export import files, onnx_file, weight_files
from explorer.history import Epoch
from explorer.inference.numpy_network import network_of
from explorer.training.job import to_bytes
from tests.support.random_networks import randomized
from tests.support.runs import run

pytestmark = pytest.mark.workers

REVIEWS = 1_000
SETTINGS = [RunConfig(choice, vocabulary=500, units=8, layers=2) for choice in KNOBS["activation"].choices] + [
    RunConfig(vocabulary=600, layers=0, counting="log"),
    RunConfig(vocabulary=600, layers=5, units=4, dropout=0.3, pairs="on", counting="tfidf"),
    RunConfig("gelu", vocabulary=40_000, first_units=64, units=512),
]


def finished(config, dataset="packaged"):
    return run(7, config, [Epoch(1, 0.3, 0.9, 0.4, 0.875, 1.0)], dataset)


@pytest.mark.parametrize("config", SETTINGS, ids=RunConfig.describe)
def test_its_runtime_answers_what_this_program_answers(reviews, config):
    model = to_bytes(randomized(config))
    network, split = network_of(finished(config), model), reviews.validation.take(np.arange(REVIEWS))
    session = onnxruntime.InferenceSession(onnx_file.onnx_file(finished(config), model))
    rows = network.vectorizer.rows(split)
    answers = [session.run(None, {"words": rows[[row]].toarray()})[0] for row in range(3)]
    answers += [session.run(None, {"words": rows[start : start + 250].toarray()})[0] for start in range(0, REVIEWS, 250)]
    assert [len(some) for some in answers] == [1, 1, 1, 250, 250, 250, 250]
    expected = expit(network.score_split(split))
    assert np.ptp(expected) > 0.01
    np.testing.assert_allclose(np.concatenate(answers)[:, 0], [*expected[:3], *expected], atol=1e-5)


def test_it_says_how_a_text_becomes_its_input():
    config = RunConfig(vocabulary=500)
    model = to_bytes(randomized(config))
    made = onnx.load_from_string(onnx_file.onnx_file(finished(config), model))
    (said,) = made.metadata_props
    assert said.key == weight_files.DESCRIPTION
    expected = weight_files.description(finished(config), network_of(finished(config), model))
    assert json.loads(said.value) == json.loads(expected)
    assert {node.op_type for node in made.graph.node} == {"Gemm", "Relu", "Sigmoid"}


def test_a_data_set_with_few_reviews_is_enough(letters, letters_network):
    assert onnx_file.onnx_file(finished(RunConfig(layers=0, vocabulary=1_000), "letters"), letters_network)


def test_a_file_that_answers_something_else_is_not_handed_out(reviews, monkeypatch):
    monkeypatch.setitem(onnx_file.OPERATORS, "relu", "Abs")
    with pytest.raises(NetworkError, match="answers something else"):
        onnx_file.onnx_file(finished(RunConfig(vocabulary=500)), to_bytes(randomized(RunConfig(vocabulary=500))))


def test_where_its_packages_are_missing_a_sentence_says_what_to_install(cluster, network, monkeypatch):
    cluster.trained(RunConfig(layers=0, vocabulary=1_000), model=network)
    assert files.onnx(cluster.store, cluster.store.run(1))
    monkeypatch.setattr(files, "find_spec", lambda name: None)
    with pytest.raises(ExplorerError, match="not installed here: `pip install onnx onnxruntime`"):
        files.onnx(cluster.store, cluster.store.run(1))
