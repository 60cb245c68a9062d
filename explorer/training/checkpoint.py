"""A network between two epochs: all that its training needs to go on as if it had not been interrupted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from explorer.config import RunConfig
from explorer.history import Epoch
from explorer.training.optimizers import MEMORIES

Weights = Sequence[np.ndarray]
"""One array for each kernel and bias, as `keras.Sequential` lists them; float32."""


@dataclass(frozen=True)
class Checkpoint:
    """A network after the epochs of `history`.

    The order of the reviews and the units that drop out follow from the seed and the number of the epoch, so they are not
    part of it.

    Attributes:
        history: The epochs that it has trained, at least one.
        weights: Its weights now.
        best_weights: Its weights after its best epoch so far.
        memories: Name of a memory of its optimizer, in `explorer.training.optimizers.MEMORIES` → the value for each weight,
            in arrays like those of `weights`.
    """

    history: Sequence[Epoch]
    weights: Weights
    best_weights: Weights
    memories: Mapping[str, Weights]

    def to_bytes(self) -> bytes:
        """Its numbers, without the history, one after another."""
        parts = (self.weights, self.best_weights, *self.memories.values())
        return b"".join(array.astype("<f4").tobytes() for arrays in parts for array in arrays)

    @classmethod
    def from_bytes(cls, config: RunConfig, history: Sequence[Epoch], data: bytes) -> "Checkpoint":
        """The checkpoint of a network with these settings whose `to_bytes` is `data`.

        Raises:
            ValueError: the data are of a network with other settings.
        """
        shapes = [shape for kernel in pairwise(config.widths) for shape in (kernel, kernel[1:])]
        names = MEMORIES[config.optimizer]
        numbers = np.frombuffer(data, "<f4")
        ends = np.cumsum([np.prod(shape) for shape in shapes * (2 + len(names))])
        if ends[-1] != len(numbers):
            raise ValueError(f"A checkpoint of {config.describe()} has {ends[-1]} numbers and not {len(numbers)}.")
        arrays = iter(np.split(numbers, ends[:-1]))
        weights, best, *memories = ([next(arrays).reshape(shape) for shape in shapes] for _ in range(2 + len(names)))
        return cls(history, weights, best, dict(zip(names, memories)))
