"""What is taken away works with other versions of Keras and on other backends."""

import os
import pickle
from dataclasses import replace

import numpy as np
import pytest

from explorer.config import RunConfig
from explorer.inference.keras_file import portable
from explorer.training.job import to_bytes
from explorer.training.network import build
from explorer.training.trainer import train
from tests.support import environments
from tests.support.scripts import assert_figures_of_the_run, names_of, without_reviews
from tests.support.training import TRAIN, VALIDATION, slices

pytestmark = pytest.mark.workers

SMALL = RunConfig(vocabulary=1_000, epochs=3, seed=3)
TRAINED = [SMALL, replace(SMALL, activation="tanh", loss="mse", layers=3, units=32, l2=0.001)]
STORED = [*TRAINED, replace(SMALL, layers=0), replace(SMALL, layers=5, dropout=0.3, l2=0.01)]
READ = """
import sys
import keras, numpy as np
for number in range(int(sys.argv[1])):
    network = keras.models.load_model(f"{number}.keras")
    np.save(f"{number}.npy", network.predict(np.load("rows.npy"), verbose=0))
print(keras.__version__)
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
def keras_3_10_on_jax(tmp_path_factory):
    """The Python of an environment of its own."""
    return environments.create(tmp_path_factory.mktemp("jax"), "keras==3.10.0", "jax==0.10.2"), {"KERAS_BACKEND": "jax"}


@pytest.fixture(scope="module")
def keras_3_3_on_tensorflow(tmp_path_factory):
    """An older Keras on top of this environment, whose TensorFlow it uses."""
    folder = tmp_path_factory.mktemp("tensorflow")
    return environments.create(folder, "keras==3.3.3", on_top=True), {"KERAS_BACKEND": "tensorflow"}


@pytest.fixture(params=["keras_3_10_on_jax", "keras_3_3_on_tensorflow"])
def run_elsewhere(request, tmp_path):
    """Run Python code in the other environment and in a folder of its own; returns its output."""
    python, settings = request.getfixturevalue(request.param)

    def run(code, *arguments):
        (tmp_path / "code.py").write_text(code, encoding="utf-8")
        command = [python, "-I", "code.py", *arguments]
        return environments.run(command, cwd=tmp_path, env=os.environ | settings).stdout

    return run


def test_the_network_file_predicts_the_same_there(run_elsewhere, tmp_path):
    generator = np.random.default_rng(5)
    rows = (generator.random((50, SMALL.vocabulary)) < 0.1).astype(np.float32)
    np.save(tmp_path / "rows.npy", rows)
    expected = []
    for number, config in enumerate(STORED):
        network = build(config)
        network.set_weights([weights + generator.normal(0, 0.2, weights.shape) for weights in network.get_weights()])
        (tmp_path / f"{number}.keras").write_bytes(portable(to_bytes(network)))
        expected.append(network.predict(rows, verbose=0))
    assert run_elsewhere(READ, str(len(STORED))).split()[-1] in ("3.10.0", "3.3.3")
    for number, probabilities in enumerate(expected):
        assert np.ptp(probabilities) > 0.1
        assert np.load(tmp_path / f"{number}.npy") == pytest.approx(probabilities, abs=1e-5)


@pytest.mark.parametrize("config", TRAINED, ids=RunConfig.describe)
def test_the_script_reaches_the_figures_of_the_run_there(trained, reviews, run_elsewhere, tmp_path, config):
    (tmp_path / "reviews").write_bytes(pickle.dumps(names_of(reviews, TRAIN, VALIDATION)))
    reading = 'import pickle\nglobals().update(pickle.load(open("reviews", "rb")))\n'
    assert_figures_of_the_run(run_elsewhere(reading + without_reviews(config)), trained[config])


@pytest.mark.parametrize("run_elsewhere", ["keras_3_10_on_jax"], indirect=True)
def test_keras_limits_the_loss_of_a_review_on_jax(run_elsewhere):
    """The script of a run says so, because TensorFlow and this program count the whole loss, which is 100."""
    assert float(run_elsewhere(SURE_AND_WRONG)) == pytest.approx(16, abs=0.2)
