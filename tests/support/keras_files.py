"""Stored networks as Keras itself reads and applies them, for comparison with the program's NumPy network."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

import keras
import numpy as np

from explorer.corpus import Vocabulary


def load(model: bytes) -> keras.Sequential:
    """The network in a `.keras` file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "network.keras"
        path.write_bytes(model)
        return keras.models.load_model(path, safe_mode=True)


def dense_rows(vocabulary: Vocabulary, texts: Sequence[str], size: int) -> np.ndarray:
    """Multi-hot rows (texts, size) of texts."""
    rows = np.zeros((len(texts), size), np.float32)
    for row, text in zip(rows, texts):
        row[vocabulary.encode(text, size)] = 1
    return rows


def predict(network: keras.Sequential, vocabulary: Vocabulary, texts: Sequence[str]) -> np.ndarray:
    """The probability of being positive of each text, (n,)."""
    return network(dense_rows(vocabulary, texts, network.input_shape[1]), training=False).numpy()[:, 0]
