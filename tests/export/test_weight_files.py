"""The files of weights are read by NumPy and by safetensors, and what they say is enough to judge reviews."""

import io
import json
import tempfile
from pathlib import Path

import numpy as np
import pytest
from safetensors import safe_open
from scipy.special import erf

from explorer import corpus
from explorer.config import KNOBS, RunConfig
from explorer.export.weight_files import DESCRIPTION, npz, safetensors
from explorer.history import Epoch
from explorer.inference.numpy_network import network_of
from tests.support.described_rows import row_as_described
from tests.support.keras_files import to_bytes
from tests.support.other_classes import NAMES
from tests.support.random_networks import randomized
from tests.support.runs import run

pytestmark = pytest.mark.workers

REVIEWS = 1_000
SETTINGS = [RunConfig(choice, vocabulary=500, units=8, layers=2) for choice in KNOBS["activation"].choices] + [
    RunConfig(vocabulary=600, layers=0, counting="log"),
    RunConfig(vocabulary=600, layers=5, units=4, pairs="on", counting="tfidf"),
]
ACTIVATIONS = {
    "relu": lambda sums: np.maximum(sums, 0),
    "tanh": np.tanh,
    "sigmoid": lambda sums: 1 / (1 + np.exp(-sums)),
    "gelu": lambda sums: sums * (1 + erf(sums / np.sqrt(2))) / 2,
    "linear": lambda sums: sums,
}
"""What the names say, without this program."""


def read_npz(data):
    with np.load(io.BytesIO(data)) as file:
        return json.loads(file[DESCRIPTION]), {name: file[name] for name in file.files if name != DESCRIPTION}


def read_safetensors(data):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "network.safetensors"
        path.write_bytes(data)
        with safe_open(path, "np") as file:
            arrays = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
            return json.loads(file.metadata()[DESCRIPTION]), arrays


READERS = pytest.mark.parametrize(("write", "read"), [(npz, read_npz), (safetensors, read_safetensors)])


def finished(config, dataset="packaged"):
    return run(7, config, [Epoch(1, 0.3, 0.9, 0.4, 0.875, 1.0)], dataset)


@pytest.fixture(scope="module")
def few(reviews):
    """The first validation reviews, and their texts."""
    split = reviews.validation.take(np.arange(REVIEWS))
    return split, corpus.originals(reviews, split)


@READERS
@pytest.mark.parametrize("config", SETTINGS, ids=RunConfig.describe)
def test_what_they_say_is_enough_to_judge_reviews(few, config, write, read):
    model = to_bytes(randomized(config))
    described, arrays = read(write(finished(config), model))
    split, texts = few
    outputs = np.stack([row_as_described(described["input"], text) for text in texts])
    for layer in described["layers"]:
        outputs = ACTIVATIONS[layer["activation"]](outputs @ arrays[layer["kernel"]] + arrays[layer["bias"]])
    expected = ACTIVATIONS["sigmoid"](network_of(finished(config), model).score_split(split))
    assert np.ptp(expected) > 0.01
    np.testing.assert_allclose(outputs[:, 0], expected, atol=1e-5)


@READERS
def test_their_arrays_are_those_of_the_network_to_the_bit(write, read):
    config = RunConfig(vocabulary=500, layers=3, units=8)
    network = randomized(config)
    _, arrays = read(write(finished(config), to_bytes(network)))
    names = [
        f"{layer}.{kind}" for layer in ("first", "hidden_1", "hidden_2", "hidden_3", "answer") for kind in ("kernel", "bias")
    ]
    assert sorted(arrays) == sorted(names)
    for name, weights in zip(names, network.get_weights(), strict=True):
        assert arrays[name].dtype == np.float32
        assert np.array_equal(arrays[name], weights)


@READERS
def test_they_name_settings_and_classes(letters, letters_network, write, read):
    config = RunConfig(layers=0, vocabulary=1_000)
    described, _ = read(write(finished(config, "letters"), letters_network))
    assert described["class_names"] == list(NAMES)
    assert RunConfig(**described["settings"]) == config
    assert described["run"] == 7
