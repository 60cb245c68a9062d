"""What is taken away works with other versions of Keras and on other backends."""

import json
import os
import pickle
from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from explorer import corpus
from explorer.config import KNOBS, RunConfig
from explorer.export.files import KINDS
from explorer.inference.keras_file import write
from explorer.store import Store
from explorer.training.keras_backend import keras
from explorer.training.trainer import train
from tests.support import environments
from tests.support.cluster import StandIn
from tests.support.every_value import every_value
from tests.support.keras_files import trained_network
from tests.support.random_networks import randomized
from tests.support.scripts import assert_figures_of_the_run, names_of, without_reviews
from tests.support.training import TRAIN, VALIDATION, slices

pytestmark = pytest.mark.workers

SMALL = RunConfig(vocabulary=1_000, epochs=3, seed=3)
TRAINED = [SMALL, replace(SMALL, activation="tanh", loss="mse", layers=3, units=32, l2=0.001)]
EVERY_VALUE = every_value(replace(SMALL, layers=2, units=8))
PREDICTIONS = 1_000
VERSIONS = {"3.0.5": ("dm-tree==0.1.10",), "3.10.0": (), "3.12.4": (), "installed": ()}
"""Version of Keras → what it needs besides what this environment has."""
QUICK = (("3.0.5", "tensorflow"), ("3.10.0", "jax"))
WHERE = [
    pytest.param(*one, marks=[] if one in QUICK else pytest.mark.versions)
    for one in product(VERSIONS, ("tensorflow", "jax"))
]
"""All versions on both backends. Those that are not `QUICK` are for CI alone."""
JAX = ("jax==0.10.2", "jaxlib==0.10.2")
OLD = ("tensorflow-cpu==2.16.1", "keras==3.0.5")
"""The first TensorFlow that brought Keras 3, with what was new beside it: NumPy 1.26, Protocol Buffers 4."""
READ = """
import json
import keras, numpy as np
answers = {}
for name, rows in json.load(open("networks.json")).items():
    network, reviews = keras.models.load_model(f"{name}.keras"), np.load(f"{rows}.npy")
    # `predict` compiles each network anew, so one of them is enough to see that it says the same.
    predicted = keras.ops.convert_to_numpy(network(reviews)) if answers else network.predict(reviews, verbose=0)
    answers[name] = predicted
np.savez(f"answers-{keras.__version__}-{keras.backend.backend()}.npz", **answers)
print(keras.__version__, keras.backend.backend())
"""
SURE_AND_WRONG = """
import keras, numpy as np
network = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, activation="sigmoid", kernel_initializer="ones")])
network.compile(loss="binary_crossentropy")
print(network.evaluate(np.array([[100.0]]), np.array([0.0]), verbose=0))
"""


@pytest.fixture(scope="module")
def few(reviews):
    return slices(reviews, SMALL.vocabulary)


@pytest.fixture(scope="module")
def trained(few):
    """The results of `TRAINED`, by their settings."""
    return dict(zip(TRAINED, train(TRAINED, *few), strict=True))


@pytest.fixture(scope="module")
def jax(tmp_path_factory):
    """A folder with JAX."""
    return environments.folder_with(tmp_path_factory.mktemp("jax"), *JAX)


@pytest.fixture(scope="module")
def python_with(tmp_path_factory, jax):
    """A function that returns the Python of an environment with another version of Keras, which is made once.

    Everything else is that of this environment, and JAX.
    """
    made = {}

    def python_with(version):
        if version not in made:
            packages = [] if version == "installed" else [f"keras=={version}"]
            folder = tmp_path_factory.mktemp("keras")
            made[version] = environments.create(folder, *packages, *VERSIONS.get(version, ()), on_top=True, beside=jax)
        return made[version]

    return python_with


@pytest.fixture(params=[("3.10.0", "jax"), ("3.3.3", "tensorflow")], ids="-".join)
def run_elsewhere(request, python_with, tmp_path):
    """Run Python code in another environment and in a folder of its own; returns its output."""
    version, backend = request.param
    return lambda code: run_in(python_with(version), backend, tmp_path, code)


def run_in(python, backend, folder, code):
    """The output of Python code that runs in a folder."""
    (folder / "code.py").write_text(code, encoding="utf-8")
    return environments.run([python, "-I", "code.py"], cwd=folder, env=os.environ | {"KERAS_BACKEND": backend}).stdout


@pytest.fixture(scope="module")
def handed_out(trained, reviews, tmp_path_factory):
    """A folder with the network files that the app hands out, rows of reviews, and what the networks say of them.

    The networks have every value of every knob, with weights that all differ; those of `TRAINED` have learned theirs.
    """
    folder = tmp_path_factory.mktemp("networks")
    app = StandIn(Store(f"sqlite:///{folder}/runs.db"))
    few = reviews.validation.take(np.arange(PREDICTIONS))
    networks = {config: trained_network(result) for config, result in trained.items()}
    networks |= {config: randomized(config) for config in EVERY_VALUE}
    index, formats, expected = {}, {}, {}
    for number, (config, network) in enumerate(networks.items()):
        run_id = app.trained(config, model=write(config, network.get_weights()))
        (folder / f"network-{number}.keras").write_bytes(KINDS["network"].make(app.store, app.store.run(run_id)))
        if config.input_format not in formats:
            rows = corpus.vectorizer("packaged", config.input_format).rows(few).toarray().astype(np.float32)
            formats[config.input_format] = f"rows-{len(formats)}", rows
            np.save(folder / f"rows-{len(formats) - 1}.npy", rows)
        index[f"network-{number}"], rows = formats[config.input_format]
        expected[f"network-{number}"] = np.asarray(network(rows))
    (folder / "networks.json").write_text(json.dumps(index))
    return folder, expected


def assert_the_same_answers(folder, expected, version, backend):
    """Assert that what was printed and written in another environment is what the networks say here."""
    with np.load(folder / f"answers-{version}-{backend}.npz") as answers:
        assert answers.keys() == expected.keys()
        for name, probabilities in expected.items():
            assert probabilities.shape == (PREDICTIONS, 1) and np.ptp(probabilities) > 0.01
            assert answers[name] == pytest.approx(probabilities, abs=1e-5), name


def test_the_networks_have_every_value_that_a_file_can_tell():
    for name, knob in KNOBS.items():
        found = {getattr(config, name) for config in EVERY_VALUE}
        assert found >= set(knob.choices) if knob.choices else len(found) > 1


@pytest.mark.parametrize(("version", "backend"), WHERE)
def test_the_network_files_predict_the_same_there(python_with, handed_out, version, backend):
    folder, expected = handed_out
    printed = run_in(python_with(version), backend, folder, READ).split()[-2:]
    assert printed[1] == backend and printed[0] == (keras.__version__ if version == "installed" else version)
    assert_the_same_answers(folder, expected, printed[0], backend)


@pytest.mark.versions
@pytest.mark.timeout(900)
def test_the_network_files_predict_the_same_in_an_environment_of_their_time(handed_out, tmp_path_factory):
    folder, expected = handed_out
    python = environments.create(tmp_path_factory.mktemp("old"), *OLD)
    assert run_in(python, "tensorflow", folder, READ).split()[-2:] == ["3.0.5", "tensorflow"]
    assert_the_same_answers(folder, expected, "3.0.5", "tensorflow")


@pytest.mark.parametrize("config", TRAINED, ids=RunConfig.describe)
def test_the_script_reaches_the_figures_of_the_run_there(trained, reviews, run_elsewhere, tmp_path, config):
    (tmp_path / "reviews").write_bytes(pickle.dumps(names_of(reviews, TRAIN, VALIDATION)))
    reading = 'import pickle\nglobals().update(pickle.load(open("reviews", "rb")))\n'
    assert_figures_of_the_run(run_elsewhere(reading + without_reviews(config)), trained[config])


@pytest.mark.parametrize("run_elsewhere", [("3.10.0", "jax")], indirect=True)
def test_keras_limits_the_loss_of_a_review_on_jax(run_elsewhere):
    """The script of a run says so, because TensorFlow and this program count the whole loss, which is 100."""
    assert float(run_elsewhere(SURE_AND_WRONG)) == pytest.approx(16, abs=0.2)
