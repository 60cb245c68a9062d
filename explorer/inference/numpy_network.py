"""The article's network without Keras: its stored weights and a few matrix products.

Keras keeps global state, which a training in another thread of the same process needs for itself. Arithmetic needs none.
"""

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np

from explorer.corpus import INDEX_FROM
from explorer.errors import ExplorerError, NetworkError
from explorer.inference.keras_file import CONFIG, DAMAGED, LARGEST_BYTES, WEIGHTS, parts
from explorer.store import open_store

ACTIVATIONS = {"relu": lambda sums: np.maximum(sums, 0), "tanh": np.tanh}


@dataclass(frozen=True, eq=False)
class PlainNetwork:
    """A stack of dense layers: for each its kernel (inputs, units), its bias (units,), both float64, and its activation.

    The last layer's activation is left out: what it would be applied to is the score.
    """

    kernels: tuple[np.ndarray, ...]
    biases: tuple[np.ndarray, ...]
    activations: tuple[str, ...]

    @classmethod
    def of(cls, model: bytes) -> "PlainNetwork":
        """The network in a `.keras` file, whose layers' weights are numbered as they are stacked; no code of it is run.

        Raises:
            NetworkError: the file is damaged, or holds another kind of network.
        """
        # The app's process, which never gets here, is spared the library.
        import h5py

        content = parts(model)
        try:
            layers = json.loads(content[CONFIG])["config"]["layers"]
            dense = [layer["config"] for layer in layers if layer["class_name"] == "Dense"]
            with h5py.File(io.BytesIO(content[WEIGHTS])) as file:
                names = ["dense", *(f"dense_{number}" for number in range(1, len(dense)))]
                stored = [file[f"layers/{name}/vars"] for name in names]
                kernels, biases = (tuple(_array(var[i]) for var in stored) for i in ("0", "1"))
            inputs = [layer["config"]["batch_shape"] for layer in layers if layer["class_name"] == "InputLayer"]
            widths = [inputs[0][1], *(layer["units"] for layer in dense)]
            _check(kernels, biases, widths)
        except Exception as error:
            # A damaged file can fail in any way.
            raise NetworkError(DAMAGED) from error
        activations = [layer["activation"] for layer in dense]
        # Keras writes one of somebody's own as a dictionary.
        if activations[-1] != "sigmoid" or not all(one in [*ACTIVATIONS] for one in activations[:-1]):
            raise NetworkError("The network of this run is of a kind that cannot be explained word by word.")
        return cls(kernels, biases, tuple(activations[:-1]))

    @property
    def size(self) -> int:
        """How many of the vocabulary's numbers it knows."""
        return len(self.kernels[0])

    def sums(self, numbers: list[int]) -> np.ndarray:
        """What the first layer's units, (units,), add up for a review in which `numbers` occur.

        The row of a number in the first kernel is that number's part of it: leaving a word out takes its row away.
        """
        return self.kernels[0][numbers].sum(axis=0) + self.biases[0]

    def scores(self, sums: np.ndarray) -> np.ndarray:
        """The score (log-odds of being positive) of each review, (n,), from its first layer's sums, (n, units)."""
        for activation, kernel, bias in zip(self.activations, self.kernels[1:], self.biases[1:]):
            sums = ACTIVATIONS[activation](sums) @ kernel + bias
        return sums[:, 0]


def _array(stored: Any) -> np.ndarray:
    """A variable of an HDF5 file, which may claim any size: what was never written takes no room there."""
    if stored.nbytes > LARGEST_BYTES:
        raise ValueError("it claims to be too large")
    return np.asarray(stored, np.float64)


def _check(kernels: Sequence[np.ndarray], biases: Sequence[np.ndarray], widths: Sequence[int]) -> None:
    """Raise a ValueError unless these are the weights of layers of such widths, from the words to the one answer."""
    shapes = [(kernel.shape, bias.shape) for kernel, bias in zip(kernels, biases)]
    if shapes != [(pair, pair[1:]) for pair in pairwise(widths)] or widths[0] <= INDEX_FROM or widths[-1] != 1:
        raise ValueError("its layers do not fit together")
    if not all(np.isfinite(weights).all() for weights in (*kernels, *biases)):
        raise ValueError("its weights are no numbers")


@lru_cache(maxsize=8)
def network_of(store_url: str, run_id: int) -> tuple[PlainNetwork, str]:
    """The network of a run and the reviews it learned from. A network that has been kept does not change any more.

    Raises:
        ExplorerError: there is no such run, it has kept no network, or that is damaged.
    """
    store = open_store(store_url)
    run, model = store.run(run_id), store.model(run_id)
    if run is None or model is None:
        raise ExplorerError(f"Run {run_id} has kept no network. Choose another one.")
    return PlainNetwork.of(model), run.dataset
