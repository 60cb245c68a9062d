"""The layers of a run's network, and how Keras describes them in a `.keras` file.

`settings` says what Keras 3.15.1 does of the network that explorer/training/network.py builds. To ask Keras, the network
would have to be built, which takes longer than all else. tests/inference/test_keras_settings.py compares the two.
"""

from itertools import pairwise
from typing import Any, NamedTuple

from explorer.config import RunConfig

KERAS_VERSION = "3.15.1"
"""The version whose description this is."""
NAME, INPUT, ANSWER = "sentiment", "words", "answer"
"""The names of the network, of its input, and of its last layer."""


class DenseLayer(NamedTuple):
    """A dense layer: its name, widths, activation, and the seed that its initial kernel is drawn from.

    The seed differs from layer to layer.
    """

    name: str
    inputs: int
    units: int
    activation: str
    seed: int


class DropoutLayer(NamedTuple):
    """A dropout: its name, the share of outputs that it leaves out, and its seed."""

    name: str
    rate: float
    seed: int


def layers(config: RunConfig) -> list[DenseLayer | DropoutLayer]:
    """The layers of the network for `config` in their order. Dropout, if any, follows each dense layer but the last."""
    found: list[DenseLayer | DropoutLayer] = []
    for number, layer in enumerate(dense_layers(config)):
        found.append(layer)
        if config.dropout and layer.name != ANSWER:
            found.append(DropoutLayer(f"dropout_{number}", config.dropout, config.seed + number))
    return found


def dense_layers(config: RunConfig) -> list[DenseLayer]:
    """The dense layers of the network for `config`, first layer first.

    Layers are named explicitly, because the names that Keras generates depend on what else the process has built.
    """
    names = ["first", *(f"hidden_{number}" for number in range(1, config.layers + 1)), ANSWER]
    activations = ["relu", *[config.activation] * config.layers, "sigmoid"]
    return [
        DenseLayer(name, inputs, units, activation, config.seed * 10 + number)
        for number, (name, (inputs, units), activation) in enumerate(zip(names, pairwise(config.widths), activations))
    ]


def settings(config: RunConfig) -> dict[str, Any]:
    """What Keras writes as the settings of the network for `config`: objects that become JSON."""
    described = [_object("keras.layers", "InputLayer", _input(config))]
    for layer in layers(config):
        if isinstance(layer, DropoutLayer):
            described.append(_object("keras.layers", "Dropout", _dropout(layer)))
        else:
            dense = _object("keras.layers", "Dense", _dense(layer, config.l2))
            described.append(dense | {"build_config": {"input_shape": [None, layer.inputs]}})
    shape = [None, config.vocabulary]
    network = {"name": NAME, "trainable": True, "dtype": _dtype(), "layers": described, "build_input_shape": shape}
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


def _dropout(layer: DropoutLayer) -> dict[str, Any]:
    return {
        "name": layer.name,
        "trainable": True,
        "dtype": _dtype(),
        "rate": layer.rate,
        "seed": layer.seed,
        "noise_shape": None,
    }
