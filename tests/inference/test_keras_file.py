"""The installed Keras writes its files in the layout that explorer/inference/keras_file.py reads and hands out."""

import io
import json
import zipfile

import h5py
import keras
import numpy as np
import pytest

from explorer.config import RunConfig
from explorer.errors import NetworkError
from explorer.inference.keras_file import CONFIG, WEIGHTS, portable, read, unpack, variable_path
from explorer.training.network import build
from tests.support.keras_files import arguments_without_value, load, to_bytes

# The second has twelve layers, half of them dropout, which are not counted among the dense ones.
CONFIGS = [RunConfig(vocabulary=500, layers=0), RunConfig("tanh", vocabulary=500, layers=5, dropout=0.3, l2=0.01)]


def changed(what):
    """The message about a layout that has changed."""
    return f"Keras {keras.__version__} {what}, so stored networks cannot be read: adapt explorer/inference/keras_file.py."


@pytest.fixture(scope="module", params=CONFIGS, ids=RunConfig.describe)
def network(request):
    """A network in which all weights differ."""
    network = build(request.param)
    generator = np.random.default_rng(7)
    network.set_weights([generator.normal(size=weights.shape) for weights in network.get_weights()])
    return network


@pytest.fixture(scope="module")
def dense(network):
    return [layer for layer in network.layers if isinstance(layer, keras.layers.Dense)]


def test_a_file_is_a_zip_of_settings_and_weights(network):
    model = io.BytesIO(to_bytes(network))
    assert zipfile.is_zipfile(model), changed("no longer writes zip files")
    with zipfile.ZipFile(model) as file:
        assert {CONFIG, WEIGHTS} <= set(file.namelist()), changed(f"writes no {CONFIG} and {WEIGHTS}")


def test_the_settings_list_the_layers_in_their_order(network, dense):
    settings = json.loads(unpack(to_bytes(network))[CONFIG])
    try:
        layers = [(layer["class_name"], layer["config"]) for layer in settings["config"]["layers"]]
        (shape,) = (config["batch_shape"] for name, config in layers if name == "InputLayer")
        found = [(config["name"], config["units"], config["activation"]) for name, config in layers if name == "Dense"]
    except (KeyError, ValueError) as error:
        pytest.fail(changed(f"describes layers in another way ({error!r})"))
    assert shape == [None, 500]
    assert found == [(layer.name, layer.units, layer.activation.__name__) for layer in dense]


def test_the_weights_of_the_dense_layers_are_numbered(network, dense):
    with h5py.File(io.BytesIO(unpack(to_bytes(network))[WEIGHTS])) as file:
        for number, layer in enumerate(dense):
            for variable, values in enumerate(layer.get_weights()):
                path = variable_path(number, variable)
                assert path in file, changed(f"stores no weights at {path}")
                assert np.array_equal(file[path], values), changed(f"stores other weights at {path}")


def test_what_is_read_is_what_was_written(network, dense):
    inputs, layers = read(to_bytes(network))
    assert inputs == 500
    for stored, layer in zip(layers, dense, strict=True):
        assert (stored.units, stored.activation) == (layer.units, layer.activation.__name__)
        for own, expected in zip((stored.kernel, stored.bias), layer.get_weights(), strict=True):
            assert own.dtype == np.float64
            assert np.array_equal(own, expected)


def test_a_file_that_is_handed_out_names_no_argument_without_value(network):
    """Older versions of Keras refuse a file that names an argument which they do not know."""
    model = to_bytes(network)
    assert {"quantization_config", "input_axes", "output_axes"} <= arguments_without_value(model)
    assert arguments_without_value(portable(model)) == set()


def test_a_file_that_is_handed_out_is_the_same_network(network):
    again = load(portable(to_bytes(network)))
    assert [layer.get_config() for layer in again.layers] == [layer.get_config() for layer in network.layers]
    for one, other in zip(again.get_weights(), network.get_weights(), strict=True):
        assert np.array_equal(one, other)


def test_a_file_that_is_handed_out_can_be_handed_on(network):
    model = portable(to_bytes(network))
    assert portable(model) == model


def test_a_damaged_file_is_not_handed_out(network):
    model, unreadable = to_bytes(network), io.BytesIO()
    with zipfile.ZipFile(unreadable, "w") as file:
        for name, content in unpack(model).items():
            file.writestr(name, content[:-1] if name == CONFIG else content)
    for damaged in (model[:-30], unreadable.getvalue()):
        with pytest.raises(NetworkError, match="its file is damaged"):
            portable(damaged)
