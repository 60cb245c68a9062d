"""Export the weights of a network as a file of arrays, with a JSON that says how a text becomes an answer by them."""

import io
import json
import zipfile

import numpy as np

from explorer.corpus import get_source
from explorer.export.network_input import input_description
from explorer.inference.numpy_network import NumpyNetwork, network_of
from explorer.store import Run

DESCRIPTION = "network.json"
"""What the JSON is called in the files: a part of the npz file, an entry of the metadata of the safetensors file."""


def npz(run: Run, model: bytes) -> bytes:
    """An npz file, which `numpy.load` reads; its part `DESCRIPTION` is the JSON, in UTF-8.

    Raises:
        ExplorerError: the network is damaged, or its reviews cannot be read, whose words it needs.
    """
    network, file = network_of(run, model), io.BytesIO()
    with zipfile.ZipFile(file, "w") as parts:
        for name, array in arrays(network).items():
            with parts.open(f"{name}.npy", "w") as part:
                np.lib.format.write_array(part, array)
        parts.writestr(DESCRIPTION, description(run, network), zipfile.ZIP_DEFLATED)
    return file.getvalue()


def safetensors(run: Run, model: bytes) -> bytes:
    """A safetensors file; the entry `DESCRIPTION` of its metadata is the JSON.

    The format is simple enough to write: the length of the header, the header in JSON, and the arrays, row by row.

    Reference:
        https://huggingface.co/docs/safetensors

    Raises:
        ExplorerError: as for `npz`.
    """
    network = network_of(run, model)
    header: dict[str, object] = {"__metadata__": {"format": "np", DESCRIPTION: description(run, network)}}
    data = b""
    for name, array in arrays(network).items():
        start, data = len(data), data + array.astype("<f4").tobytes()
        header[name] = {"dtype": "F32", "shape": list(array.shape), "data_offsets": [start, len(data)]}
    described = json.dumps(header).encode()
    # The arrays begin at a multiple of eight bytes.
    described += b" " * (-len(described) % 8)
    return len(described).to_bytes(8, "little") + described + data


def layer_names(network: NumpyNetwork) -> list[str]:
    """The names of the layers, as Keras has them."""
    hidden = [f"hidden_{number}" for number in range(1, len(network.kernels) - 1)]
    return ["first", *hidden, "answer"]


def arrays(network: NumpyNetwork) -> dict[str, np.ndarray]:
    """Kernels (inputs, units) and biases (units,), float32, first layer first."""
    named: dict[str, np.ndarray] = {}
    for name, kernel, bias in zip(layer_names(network), network.kernels, network.biases):
        named |= {f"{name}.kernel": kernel.astype(np.float32), f"{name}.bias": bias.astype(np.float32)}
    return named


def description(run: Run, network: NumpyNetwork) -> str:
    """The JSON that says how a text becomes an answer by the weights of a run.

    Raises:
        CorpusError: the reviews cannot be read.
    """
    layers = [
        {"kernel": f"{name}.kernel", "bias": f"{name}.bias", "activation": activation}
        for name, activation in zip(layer_names(network), [*network.activations, "sigmoid"])
    ]
    described = {
        "run": run.id,
        "settings": run.config.to_dict(),
        "class_names": get_source(run.dataset).class_names,
        "answer": "The row of a text goes through the layers, each of which is activation(row @ kernel + bias). gelu is the "
        "exact one, with erf. The last number is the probability of the second of the class names.",
        "layers": layers,
        "input": input_description(run.dataset, run.config.input_format),
    }
    return json.dumps(described, ensure_ascii=False, indent=1)
