"""A file that is written without Keras says what Keras' own says, for settings of every kind."""

import io
import json
import zipfile
from dataclasses import replace

import h5py
import keras
import numpy as np
import pytest

from explorer.config import RunConfig
from explorer.inference import keras_settings
from explorer.inference.keras_file import CONFIG, METADATA, WEIGHTS, portable, unpack, write
from tests.support import keras_files
from tests.support.every_value import every_value
from tests.support.random_networks import randomized

BASE = RunConfig(vocabulary=500)
COMBINED = RunConfig("gelu", units=8, layers=3, first_units=4, dropout=0.3, l2=0.01, seed=9, vocabulary=500)
CONFIGS = [*every_value(BASE), COMBINED, replace(COMBINED, layers=0), replace(COMBINED, dropout=0.0)]


def without_ids(entry):
    """An object of Keras' settings without the numbers by which it recognises the same object again."""
    return {name: value for name, value in entry.items() if name != "shared_object_id"}


def keras_own(config):
    network = randomized(config)
    return network, keras_files.to_bytes(network)


@pytest.mark.parametrize("config", CONFIGS, ids=RunConfig.describe)
def test_the_settings_are_those_that_keras_writes(config):
    _, own = keras_own(config)
    expected = json.loads(unpack(own)[CONFIG], object_hook=without_ids)
    written = keras_settings.settings(config)
    assert json.loads(json.dumps(written)) == expected, (
        f"Keras {keras.__version__} describes this network otherwise: adapt explorer/inference/keras_settings.py."
    )


def hdf5_parts(model):
    """Every group and variable of the weights' file: its values, or None, and its attributes."""
    found = {}
    with h5py.File(io.BytesIO(unpack(model)[WEIGHTS])) as file:
        file.visititems(
            lambda name, part: found.update({name: (part[()] if isinstance(part, h5py.Dataset) else None, {**part.attrs})})
        )
    return found


@pytest.mark.parametrize("config", [BASE, COMBINED], ids=RunConfig.describe)
def test_the_weights_stand_where_keras_writes_them(config):
    network, own = keras_own(config)
    expected, written = hdf5_parts(own), hdf5_parts(write(config, network.get_weights()))
    assert written.keys() == expected.keys()
    for name, (values, attributes) in expected.items():
        assert written[name][1] == attributes
        np.testing.assert_array_equal(written[name][0], values)
        assert getattr(written[name][0], "dtype", None) == getattr(values, "dtype", None)


@pytest.mark.parametrize("config", [BASE, COMBINED, replace(COMBINED, layers=0)], ids=RunConfig.describe)
@pytest.mark.parametrize("handed_out", [False, True])
def test_keras_reads_it_as_its_own(config, handed_out):
    network, own = keras_own(config)
    written = write(config, network.get_weights())
    again = keras_files.load(portable(written) if handed_out else written)
    assert again.get_config() == keras_files.load(own).get_config()
    for one, other in zip(again.get_weights(), network.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


def test_it_names_the_version_whose_layout_it_has():
    network, own = keras_own(BASE)
    files = [zipfile.ZipFile(io.BytesIO(model)) for model in (own, write(BASE, network.get_weights()))]
    expected, written = (json.loads(file.read(METADATA)) for file in files)
    assert written["keras_version"] == expected["keras_version"] == keras.__version__
    assert written.keys() == expected.keys()
    assert files[0].namelist() == files[1].namelist()
