"""The article's network in NumPy: its stored weights and a few matrix products.

Keras has global state, which a training in another thread of the same process may be using. NumPy has none.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np

from explorer import corpus
from explorer.config import InputFormat
from explorer.corpus import INDEX_FROM, LARGEST_VOCABULARY, Bag, Split, Vectorizer
from explorer.errors import ExplorerError, NetworkError
from explorer.inference.keras_file import DAMAGED, StoredDense, read
from explorer.store import Run, open_store


# SciPy takes a tenth of a second to load, and most commands ask no network.
def _logistic(sums: np.ndarray) -> np.ndarray:
    from scipy.special import expit

    return expit(sums)


def _gelu(sums: np.ndarray) -> np.ndarray:
    """x Φ(x), with the normal distribution Φ (Hendrycks and Gimpel 2016)."""
    from scipy.special import ndtr

    return sums * ndtr(sums)


ACTIVATIONS: dict[str, Callable[[np.ndarray], np.ndarray]] = {
    "relu": lambda sums: np.maximum(sums, 0),
    "tanh": np.tanh,
    "sigmoid": _logistic,
    "gelu": _gelu,
    "linear": lambda sums: sums,
}
"""Name → the element-wise function."""


@dataclass(frozen=True, eq=False)
class NumpyNetwork:
    """A stack of dense layers, with what makes their input.

    The last layer's sigmoid is left out: its sum is the score, the log-odds of being positive.

    Attributes:
        kernels: For each layer (inputs, units), float64.
        biases: For each layer (units,), float64.
        activations: For each layer but the last, a name in `ACTIVATIONS`.
        vectorizer: Makes the rows that it reads.
    """

    kernels: tuple[np.ndarray, ...]
    biases: tuple[np.ndarray, ...]
    activations: tuple[str, ...]
    vectorizer: Vectorizer

    @classmethod
    def from_keras_file(cls, model: bytes, vectorizer: Vectorizer | None = None) -> "NumpyNetwork":
        """The network in a `.keras` file. No code in the file is run.

        Args:
            model: The file.
            vectorizer: What makes its input. None means the article's rows: single words, present or not.

        Raises:
            NetworkError: the file is damaged, or holds another kind of network.
        """
        inputs, layers = read(model)
        if not _is_sound(inputs, layers) or (vectorizer and vectorizer.form.vocabulary != inputs):
            raise NetworkError(DAMAGED)
        *hidden, last = (layer.activation for layer in layers)
        # A custom activation is a dictionary, which cannot be looked up in a dictionary.
        if last != "sigmoid" or not all(activation in list(ACTIVATIONS) for activation in hidden):
            raise NetworkError("This run has another kind of network, which cannot be explained word by word.")
        return cls(
            tuple(layer.kernel for layer in layers),
            tuple(layer.bias for layer in layers),
            tuple(hidden),
            vectorizer or Vectorizer(InputFormat(inputs)),
        )

    @property
    def vocabulary_size(self) -> int:
        """The number of inputs."""
        return len(self.kernels[0])

    def contributions(self, bag: Bag) -> np.ndarray:
        """What each column of a review adds to the sums of the first layer's units, before the row is scaled: (n, units)."""
        return bag.values[:, None] * self.kernels[0][bag.columns]

    def scores(self, sums: np.ndarray) -> np.ndarray:
        """The score of each review, (n,), from the sums of its first layer, (n, units)."""
        for activation, kernel, bias in zip(self.activations, self.kernels[1:], self.biases[1:]):
            sums = ACTIVATIONS[activation](sums) @ kernel + bias
        return sums[:, 0]

    def score_split(self, split: Split) -> np.ndarray:
        """The score of each review of `split`, (n,)."""
        return self.scores(self.vectorizer.rows(split) @ self.kernels[0] + self.biases[0])


def _is_sound(inputs: int, layers: Sequence[StoredDense]) -> bool:
    """Whether the layers fit together, from the words to a single answer, and all weights are finite."""
    widths = [inputs, *(layer.units for layer in layers)]
    shapes = [(layer.kernel.shape, layer.bias.shape) for layer in layers]
    return (
        shapes == [((below, above), (above,)) for below, above in pairwise(widths)]
        and INDEX_FROM < inputs <= LARGEST_VOCABULARY
        and widths[-1] == 1
        and all(np.isfinite(weights).all() for layer in layers for weights in (layer.kernel, layer.bias))
    )


def network_of(run: Run, model: bytes) -> NumpyNetwork:
    """The network of a run from its `.keras` file.

    Raises:
        NetworkError: the file is damaged, or holds another kind of network.
        CorpusError: the reviews that its input was fitted on cannot be read.
    """
    form = run.config.input_format
    # Of the article's rows, the file knows everything.
    as_in_article = form == InputFormat(form.vocabulary)
    return NumpyNetwork.from_keras_file(model, None if as_in_article else corpus.vectorizer(run.dataset, form))


@lru_cache(maxsize=8)
def load_network(store_url: str, run_id: int) -> tuple[NumpyNetwork, str]:
    """The network of a run and the name of its data set. It can be cached, because a stored network never changes.

    Raises:
        ExplorerError: there is no such run, it has kept no network, or the network is damaged.
    """
    store = open_store(store_url)
    run, model = store.run(run_id), store.model(run_id)
    if run is None or model is None:
        raise ExplorerError(f"There is no saved network of run {run_id}. Choose another run.")
    return network_of(run, model), run.dataset
