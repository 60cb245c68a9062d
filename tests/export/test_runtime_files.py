"""The files for ONNX and LiteRT answer in their own runtimes what this program answers, or there are none."""

import io
import json
import subprocess
import sys
import zipfile

import numpy as np
import onnx
import onnxruntime
import pytest
from ai_edge_litert.interpreter import Interpreter
from scipy.special import expit

from explorer.config import KNOBS, RunConfig
from explorer.errors import ExplorerError, NetworkError
from explorer.export import files, litert_file, onnx_file, weight_files
from explorer.history import Epoch
from explorer.inference.numpy_network import network_of
from tests.support.keras_files import to_bytes
from tests.support.random_networks import randomized
from tests.support.runs import run

pytestmark = pytest.mark.workers

REVIEWS = 1_000
SETTINGS = [RunConfig(choice, vocabulary=500, units=8, layers=2) for choice in KNOBS["activation"].choices] + [
    RunConfig(vocabulary=600, layers=0, counting="log"),
    RunConfig(vocabulary=600, layers=5, units=4, dropout=0.3, pairs="on", counting="tfidf"),
    RunConfig("gelu", vocabulary=40_000, first_units=64, units=512),
]
APP = """
import sys
from explorer.export import files
from explorer.store import open_store
store = open_store(sys.argv[1])
assert all(getattr(files, kind)(store, store.run(1)) for kind in ("onnx", "litert"))
print({"tensorflow", "keras"} & set(sys.modules))
"""


def finished(config, dataset="packaged"):
    return run(7, config, [Epoch(1, 0.3, 0.9, 0.4, 0.875, 1.0)], dataset)


def onnx_answers(file):
    """A function from rows to the answers of ONNX's runtime."""
    session = onnxruntime.InferenceSession(file)
    return lambda rows: session.run(None, {"words": rows})[0]


def onnx_description(file):
    (said,) = onnx.load_from_string(file).metadata_props
    assert said.key == weight_files.DESCRIPTION
    return json.loads(said.value)


def litert_answers(file):
    """A function from rows to the answers of LiteRT."""
    runner = Interpreter(model_content=file).get_signature_runner()
    return lambda rows: runner(words=rows)["probability"]


def litert_description(file):
    with zipfile.ZipFile(io.BytesIO(file)) as parts:
        return json.loads(parts.read(weight_files.DESCRIPTION))


ONNX = pytest.param(onnx_file.onnx_file, onnx_answers, onnx_description, id="onnx")
LITERT = pytest.param(litert_file.litert_file, litert_answers, litert_description, id="litert")
BOTH = pytest.mark.parametrize(("write", "reader", "description_of"), [ONNX, LITERT])


@BOTH
@pytest.mark.parametrize("config", SETTINGS, ids=RunConfig.describe)
def test_its_runtime_answers_what_this_program_answers(reviews, config, write, reader, description_of):
    model = to_bytes(randomized(config))
    network, split = network_of(finished(config), model), reviews.validation.take(np.arange(REVIEWS))
    answer, rows = reader(write(finished(config), model)), network.vectorizer.rows(split)
    # Review by review, and many at once.
    answers = [answer(rows[[row]].toarray()) for row in range(3)]
    answers += [answer(rows[start : start + 250].toarray()) for start in range(0, REVIEWS, 250)]
    assert [len(some) for some in answers] == [1, 1, 1, 250, 250, 250, 250]
    expected = expit(network.score_split(split))
    assert np.ptp(expected) > 0.01
    np.testing.assert_allclose(np.concatenate(answers)[:, 0], [*expected[:3], *expected], atol=1e-5)


@BOTH
def test_it_says_how_a_text_becomes_its_input(write, reader, description_of):
    config = RunConfig(vocabulary=500)
    model = to_bytes(randomized(config))
    expected = weight_files.description(finished(config), network_of(finished(config), model))
    assert description_of(write(finished(config), model)) == json.loads(expected)


@BOTH
def test_a_data_set_with_few_reviews_is_enough(letters, letters_network, write, reader, description_of):
    assert write(finished(RunConfig(layers=0, vocabulary=1_000), "letters"), letters_network)


@pytest.mark.parametrize(("module", "wrong"), [(onnx_file, "Abs"), (litert_file, "TANH")], ids=["onnx", "litert"])
def test_a_file_that_answers_something_else_is_not_handed_out(reviews, monkeypatch, module, wrong):
    monkeypatch.setitem(module.OPERATORS, "relu", wrong)
    write = getattr(module, module.__name__.rpartition(".")[2])
    with pytest.raises(NetworkError, match="answers something else"):
        write(finished(RunConfig(vocabulary=500)), to_bytes(randomized(RunConfig(vocabulary=500))))


def test_onnx_needs_old_operators_alone():
    """GELU is made of them, because its own operator came later."""
    config = RunConfig("gelu", vocabulary=500)
    made = onnx.load_from_string(onnx_file.onnx_file(finished(config), to_bytes(randomized(config))))
    assert {node.op_type for node in made.graph.node} == {"Gemm", "Relu", "Erf", "Mul", "Add", "Sigmoid"}
    assert [(one.domain, one.version) for one in made.opset_import] == [("", 17)]


@pytest.mark.parametrize("activation", ["relu", "gelu"])
def test_onnx_has_no_constant_that_it_does_not_use(activation):
    """Its runtime would print a warning about each."""
    config = RunConfig(activation, vocabulary=500)
    graph = onnx.load_from_string(onnx_file.onnx_file(finished(config), to_bytes(randomized(config)))).graph
    assert {one.name for one in graph.initializer} <= {name for node in graph.node for name in node.input}


def test_litert_can_be_asked_with_tensors_too(reviews):
    """As on a phone, where rows come one at a time."""
    config = RunConfig(vocabulary=500)
    interpreter = Interpreter(model_content=litert_file.litert_file(finished(config), to_bytes(randomized(config))))
    interpreter.allocate_tensors()
    (given,), (made) = interpreter.get_input_details(), interpreter.get_output_details()
    assert (given["name"], given["shape"].tolist(), given["dtype"]) == ("words", [1, 500], np.float32)
    assert given["shape_signature"].tolist() == [-1, 500] and made[0]["name"] == "probability"


@pytest.mark.parametrize(("kind", "packages"), [("onnx", "onnx onnxruntime"), ("litert", "ai_edge_litert")])
def test_where_packages_are_missing_a_sentence_says_what_to_install(cluster, network, monkeypatch, kind, packages):
    cluster.trained(RunConfig(layers=0, vocabulary=1_000), model=network)
    make = files.KINDS[kind].make
    assert make(cluster.store, cluster.store.run(1))
    monkeypatch.setattr(files, "find_spec", lambda name: None)
    with pytest.raises(ExplorerError, match=f"not installed here: `pip install {packages}`"):
        make(cluster.store, cluster.store.run(1))


def test_neither_loads_tensorflow_so_the_app_can_make_them(cluster, network):
    cluster.trained(RunConfig(layers=0, vocabulary=1_000), model=network)
    command = [sys.executable, "-c", APP, cluster.store.url]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert (done.stdout, done.stderr) == ("set()\n", "")
