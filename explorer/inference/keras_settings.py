"""The layers of a run's network, and how Keras describes them in a `.keras` file.

`settings` says what Keras 3.15.1 does of the network that explorer/training/network.py builds. Asking Keras takes 40
milliseconds for each network, most of them for building it. tests/inference/test_keras_settings.py compares the two.
"""

from itertools import pairwise
from typing import Any, NamedTuple

from explorer.config import RunConfig

KERAS_VERSION = "3.15.1"
"""The version whose description this is."""
NAME, INPUT = "sentiment", "words"


class DenseLayer(NamedTuple):
    """A dense layer: its name, widths, activation, and the seed that its initial kernel is drawn from.

    The seed differs from layer to layer.
    """

    name: str
    inputs: int
    units: int
    activation: str
    seed: int


def dense_layers(config: RunConfig) -> list[DenseLayer]:
    """The dense layers of the network for `config`, first layer first.

    Layers are named explicitly, because the names that Keras generates depend on what else the process has built.
    """
    names = ["first", *(f"hidden_{number}" for number in range(1, config.layers + 1)), "answer"]
    activations = ["relu", *[config.activation] * config.layers, "sigmoid"]
    layers = enumerate(zip(names, pairwise(config.widths), activations))
    return [
        DenseLayer(name, inputs, units, activation, config.seed * 10 + number)
        for number, (name, (inputs, units), activation) in layers
    ]


def dropout_name(layer: int) -> str:
    """The name of the dropout after dense layer `layer`, from 0."""
    return f"dropout_{layer}"


def settings(config: RunConfig) -> dict[str, Any]:
    """What Keras writes as the settings of the network for `config`: objects that become JSON."""
    layers = [_object("keras.layers", "InputLayer", _input(config))]
    dense = dense_layers(config)
    for number, layer in enumerate(dense):
        described = _object("keras.layers", "Dense", _dense(layer, config.l2))
        layers.append(described | {"build_config": {"input_shape": [None, layer.inputs]}})
        if config.dropout and layer is not dense[-1]:
            layers.append(_object("keras.layers", "Dropout", _dropout(number, config)))
    shape = [None, config.vocabulary]
    network = {"name": NAME, "trainable": True, "dtype": _dtype(), "layers": layers, "build_input_shape": shape}
    return _object("keras", "Sequential", network) | {"build_config": {"input_shape": shape}, "compile_config": {}}


def _object(module: str, name: str, config: dict[str, Any]) -> dict[str, Any]:
    return {"module": module, "class_name": name, "config": config, "registered_name": None}


def _dtype() -> dict[str, Any]:
    return _object("keras", "DTypePolicy", {"name": "float32"})


def _input(config: RunConfig) -> dict[str, Any]:
    shape = [None, config.vocabulary]
    return {"batch_shape": shape, "dtype": "float32", "sparse": False, "ragged": False, "name": INPUT, "optional": False}


def _dense(layer: DenseLayer, l2: float) -> dict[str, Any]:
    seed = {"seed": layer.seed, "input_axes": None, "output_axes": None}
    return {
        "name": layer.name,
        "trainable": True,
        "dtype": _dtype(),
        "units": layer.units,
        "activation": layer.activation,
        "use_bias": True,
        "kernel_initializer": _object("keras.initializers", "GlorotUniform", seed),
        "bias_initializer": _object("keras.initializers", "Zeros", {}),
        "kernel_regularizer": _object("keras.regularizers", "L2", {"l2": l2}) if l2 else None,
        "bias_regularizer": None,
        "kernel_constraint": None,
        "bias_constraint": None,
        "quantization_config": None,
    }


def _dropout(number: int, config: RunConfig) -> dict[str, Any]:
    return {
        "name": dropout_name(number),
        "trainable": True,
        "dtype": _dtype(),
        "rate": config.dropout,
        "seed": config.seed + number,
        "noise_shape": None,
    }
