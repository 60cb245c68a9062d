"""The article's network without Keras: its stored weights and a few matrix products.

Keras keeps global state, which a training in another thread of the same process needs for itself. Arithmetic needs none.
"""

import io
import json
import zipfile
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from explorer.errors import ExplorerError
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
            ExplorerError: the file is damaged, or holds another kind of network.
        """
        # The app's process, which never gets here, is spared the library.
        import h5py

        try:
            with zipfile.ZipFile(io.BytesIO(model)) as file:
                layers = json.loads(file.read("config.json"))["config"]["layers"]
                weights = file.read("model.weights.h5")
            dense = [layer["config"]["activation"] for layer in layers if layer["class_name"] == "Dense"]
            with h5py.File(io.BytesIO(weights)) as file:
                names = ["dense", *(f"dense_{number}" for number in range(1, len(dense)))]
                stored = [file[f"layers/{name}/vars"] for name in names]
                kernels, biases = (tuple(np.asarray(var[i], np.float64) for var in stored) for i in ("0", "1"))
        except (zipfile.BadZipFile, KeyError, OSError, ValueError) as error:
            raise ExplorerError("The network of this run cannot be read: its file is damaged. Train it again.") from error
        if dense[-1] != "sigmoid" or not ACTIVATIONS.keys() >= set(dense[:-1]):
            raise ExplorerError("The network of this run is of a kind that cannot be explained word by word.")
        return cls(kernels, biases, tuple(dense[:-1]))

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


@lru_cache(maxsize=8)
def network_of(store_url: str, run_id: int) -> tuple[PlainNetwork, str]:
    """The network of a run and the reviews it learned from. A network that has been kept does not change any more.

    Raises:
        ExplorerError: there is no such run, or it has kept no network.
    """
    store = open_store(store_url)
    run, model = store.run(run_id), store.model(run_id)
    if run is None or model is None:
        raise ExplorerError(f"Run {run_id} has kept no network. Choose another one.")
    return PlainNetwork.of(model), run.dataset
