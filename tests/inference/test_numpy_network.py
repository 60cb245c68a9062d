"""The network without Keras answers as the one with it."""

import io
import zipfile

import numpy as np
import pytest

from explorer.config import RunConfig
from explorer.errors import ExplorerError
from explorer.inference.numpy_network import PlainNetwork
from explorer.training.job import to_bytes
from explorer.training.network import build
from tests.support.every_value import every_value

SETTINGS = [
    *every_value(RunConfig(vocabulary=500)),
    RunConfig("tanh", vocabulary=500, units=32, layers=2),
    # Twelve layers of which half are dropout, so that the second digit of a layer's number counts.
    RunConfig("relu", vocabulary=500, units=20, layers=5, dropout=0.3, l2=0.001),
]


def stirred(config):
    """A network with weights that are all different, biases included, and answers far apart."""
    network = build(config)
    draw = np.random.default_rng(7)
    network.set_weights(
        [2 * weights + draw.normal(0, 0.1, weights.shape).astype(np.float32) for weights in network.get_weights()]
    )
    return network


def sigmoid(scores):
    return 1 / (1 + np.exp(-scores))


@pytest.mark.parametrize("config", SETTINGS, ids=RunConfig.describe)
def test_it_answers_as_keras_does(config):
    network = stirred(config)
    rows = (np.random.default_rng(1).random((40, config.vocabulary)) < 0.05).astype(np.float32)
    expected = network.predict(rows, verbose=0)[:, 0]
    plain = PlainNetwork.of(to_bytes(network))
    scores = plain.scores(np.stack([plain.sums(np.flatnonzero(row)) for row in rows]))
    assert plain.size == config.vocabulary
    assert np.ptp(expected) > 0.1
    np.testing.assert_allclose(sigmoid(scores), expected, atol=1e-5)


def test_a_damaged_file_is_refused_in_a_sentence():
    model = to_bytes(build(RunConfig(vocabulary=500)))
    for damaged in (b"", b"no zip", model[:-200], without(model, "model.weights.h5"), with_other(model, b"no HDF5")):
        with pytest.raises(ExplorerError, match="its file is damaged"):
            PlainNetwork.of(damaged)


def test_another_kind_of_network_is_refused_in_a_sentence():
    import keras

    network = keras.Sequential(
        [keras.Input((500,)), keras.layers.Dense(4, activation="exponential"), keras.layers.Dense(1, activation="sigmoid")]
    )
    with pytest.raises(ExplorerError, match="cannot be explained"):
        PlainNetwork.of(to_bytes(network))


def without(model, name):
    """The file with one member left out."""
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
