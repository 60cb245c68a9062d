"""The NumPy network predicts what the Keras network predicts."""

import io
import zipfile

import numpy as np
import pytest

from explorer.config import RunConfig
from explorer.corpus import Bag
from explorer.errors import ExplorerError
from explorer.inference.numpy_network import NumpyNetwork
from explorer.training.network import build
from tests.support.every_value import every_value
from tests.support.keras_files import to_bytes
from tests.support.random_networks import randomized

SETTINGS = [
    *every_value(RunConfig(vocabulary=500)),
    RunConfig("tanh", vocabulary=500, units=32, layers=2),
    # Twelve layers, half of them dropout, so that layer numbers have two digits.
    RunConfig("relu", vocabulary=500, units=20, layers=5, dropout=0.3, l2=0.001),
]


def bag_of(columns):
    return Bag(columns, np.ones(len(columns)), np.zeros((len(columns), 2)))


def sigmoid(scores):
    return 1 / (1 + np.exp(-scores))


@pytest.mark.parametrize("config", SETTINGS, ids=RunConfig.describe)
def test_it_predicts_what_keras_predicts(config):
    network = randomized(config)
    rows = (np.random.default_rng(1).random((40, config.vocabulary)) < 0.05).astype(np.float32)
    # Not with `predict`, which builds a graph for each network.
    expected = network(rows).numpy()[:, 0]
    numpy_network = NumpyNetwork.from_keras_file(to_bytes(network))
    sums = [numpy_network.contributions(bag_of(np.flatnonzero(row))).sum(axis=0) for row in rows]
    scores = numpy_network.scores(np.stack(sums) + numpy_network.biases[0])
    assert numpy_network.vocabulary_size == config.vocabulary
    assert np.ptp(expected) > 0.1
    np.testing.assert_allclose(sigmoid(scores), expected, atol=1e-5)


def test_a_damaged_file_is_refused_in_a_sentence():
    model = to_bytes(build(RunConfig(vocabulary=500)))
    for damaged in (b"", b"no zip", model[:-200], without(model, "model.weights.h5"), with_other(model, b"no HDF5")):
        with pytest.raises(ExplorerError, match="its file is damaged"):
            NumpyNetwork.from_keras_file(damaged)


def test_another_kind_of_network_is_refused_in_a_sentence():
    import keras

    network = keras.Sequential(
        [keras.Input((500,)), keras.layers.Dense(4, activation="exponential"), keras.layers.Dense(1, activation="sigmoid")]
    )
    with pytest.raises(ExplorerError, match="cannot be explained"):
        NumpyNetwork.from_keras_file(to_bytes(network))


def without(model, name):
    """The file without one of its parts."""
    return copied(model, lambda member, content: None if member == name else content)


def with_other(model, weights):
    return copied(model, lambda member, content: weights if member == "model.weights.h5" else content)


def copied(model, change):
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(model)) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            if (content := change(name, source.read(name))) is not None:
                target.writestr(name, content)
    return out.getvalue()
