"""The `.keras` file of a network, written, read and handed out without Keras. All that is known of its layout is here.

The layout is not part of Keras' documented interface. It was read in Keras 3.15.1: a zip file with the settings of the
layers as JSON (`CONFIG`) and their weights as HDF5 (`WEIGHTS`), where the n-th dense layer, whatever its name, has its
kernel and bias at `variable_path(n, 0)` and `variable_path(n, 1)`. tests/inference/test_keras_file.py checks it against the
installed version.
"""

import io
import json
import time
import zipfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from explorer.config import RunConfig
from explorer.errors import NetworkError
from explorer.inference import keras_settings

DAMAGED = "The network of this run cannot be read: its file is damaged. Train it again, or choose another run."
METADATA, CONFIG, WEIGHTS = "metadata.json", "config.json", "model.weights.h5"
LARGEST_BYTES = 100_000_000
"""The most that a part of the file may take when unpacked. The largest network that the knobs allow takes 7 MB."""


@dataclass(frozen=True, eq=False)
class StoredDense:
    """A dense layer of a file: kernel (inputs, units) and bias (units,), both float64, and what `config.json` says of it.

    `activation` is a name, or a dictionary if it is a custom function.
    """

    kernel: np.ndarray
    bias: np.ndarray
    units: int
    activation: Any


def write(config: RunConfig, weights: Sequence[np.ndarray]) -> bytes:
    """The `.keras` file of the network for `config` with these weights, in the order in which Keras lists them.

    Keras takes ten times as long, because it builds the network first.
    """
    metadata = {"keras_version": keras_settings.KERAS_VERSION, "date_saved": time.strftime("%Y-%m-%d@%H:%M:%S")}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as parts:
        parts.writestr(METADATA, json.dumps(metadata))
        parts.writestr(CONFIG, json.dumps(keras_settings.settings(config)))
        parts.writestr(WEIGHTS, _hdf5(config, weights))
    return file.getvalue()


def _hdf5(config: RunConfig, weights: Sequence[np.ndarray]) -> bytes:
    """The HDF5 file of the weights. Keras wants a group of each layer, also of those without variables."""
    # Loaded here, because the app's process, which only calls `unpack`, does not need it.
    import h5py

    content, variables, numbers = io.BytesIO(), iter(weights), Counter[str]()
    with h5py.File(content, "w") as file:
        file.create_group("vars").attrs["name"] = keras_settings.NAME
        for layer in keras_settings.layers(config):
            is_dense = isinstance(layer, keras_settings.DenseLayer)
            kind = "dense" if is_dense else "dropout"
            group = file.create_group(_group(kind, numbers[kind]))
            group.attrs["name"] = layer.name
            numbers[kind] += 1
            if is_dense:
                group["0"], group["1"] = next(variables), next(variables)
    return content.getvalue()


def variable_path(layer: int, variable: int) -> str:
    """Where the HDF5 file has a variable of the n-th dense layer, from 0: its kernel is variable 0, its bias 1."""
    return f"{_group('dense', layer)}/{variable}"


def _group(kind: str, number: int) -> str:
    """Where the variables of the n-th layer of a kind are."""
    return f"layers/{kind}{f'_{number}' if number else ''}/vars"


def unpack(model: bytes) -> dict[str, bytes]:
    """The parts of a `.keras` file, unpacked but not read: `CONFIG` and `WEIGHTS`.

    Raises:
        NetworkError: the file is damaged, or would fill the memory.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(model)) as file:
            if any(part.file_size > LARGEST_BYTES for part in file.infolist()):
                raise ValueError("it claims to be too large")
            return {name: file.read(name) for name in (CONFIG, WEIGHTS)}
    except Exception as error:
        # A damaged file can fail in any way.
        raise NetworkError(DAMAGED) from error


def portable(model: bytes, extra: Mapping[str, str] = MappingProxyType({})) -> bytes:
    """The `.keras` file for people who may have another version of Keras, with `extra` parts (name → text) for themselves.

    A file names every argument of every layer, and a version that does not know one of them refuses the file. Those that
    are None, which is their default, are left out. What remains is read by every version since Keras 3.0.

    Raises:
        NetworkError: the file is damaged.
    """
    parts = unpack(model)
    copy = io.BytesIO()
    try:
        config = json.dumps(json.loads(parts[CONFIG], object_hook=_without_defaults))
        with zipfile.ZipFile(io.BytesIO(model)) as file, zipfile.ZipFile(copy, "w") as copied:
            for part in file.infolist():
                copied.writestr(part, config if part.filename == CONFIG else file.read(part))
            for name, text in extra.items():
                copied.writestr(name, text, zipfile.ZIP_DEFLATED)
    except Exception as error:
        raise NetworkError(DAMAGED) from error
    return copy.getvalue()


def _without_defaults(entry: dict[str, Any]) -> dict[str, Any]:
    """An object of `CONFIG`; if it is a layer or a part of one, then without the arguments that are None."""
    arguments = entry.get("config")
    if not isinstance(arguments, dict):
        return entry
    return entry | {"config": {name: value for name, value in arguments.items() if value is not None}}


def read(model: bytes) -> tuple[int, list[StoredDense]]:
    """The number of inputs and the dense layers in a `.keras` file, first layer first. No code in the file is run.

    Raises:
        NetworkError: the file is damaged, or has another layout.
    """
    import h5py

    parts = unpack(model)
    try:
        layers = json.loads(parts[CONFIG])["config"]["layers"]
        (inputs,) = (layer["config"]["batch_shape"][1] for layer in layers if layer["class_name"] == "InputLayer")
        dense = [layer["config"] for layer in layers if layer["class_name"] == "Dense"]
        stored = []
        with h5py.File(io.BytesIO(parts[WEIGHTS])) as file:
            for number, layer in enumerate(dense):
                kernel, bias = (_array(file[variable_path(number, variable)]) for variable in (0, 1))
                stored.append(StoredDense(kernel, bias, layer["units"], layer["activation"]))
        return inputs, stored
    except Exception as error:
        raise NetworkError(DAMAGED) from error


def _array(stored: Any) -> np.ndarray:
    """A variable of an HDF5 file. It may claim any size: values that were never written take no space in the file."""
    if stored.nbytes > LARGEST_BYTES:
        raise ValueError("it claims to be too large")
    return np.asarray(stored, np.float64)
