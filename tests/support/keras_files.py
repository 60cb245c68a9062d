"""Stored networks as Keras itself writes, reads and applies them, for comparison with the program's NumPy network."""

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

import keras
import numpy as np

from explorer.corpus import Vocabulary
from explorer.inference.keras_file import CONFIG, unpack
from explorer.training.network import build
from explorer.training.trainer import TrainingResult


def trained_network(result: TrainingResult) -> keras.Sequential:
    """The article's plain network with the weights of its best epoch, without a file in between."""
    network = build(result.config)
    network.set_weights(result.weights)
    return network


def to_bytes(network: keras.Sequential) -> bytes:
    """The `.keras` file of a network as Keras itself writes it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "network.keras"
        network.save(path)
        return path.read_bytes()


def load(model: bytes) -> keras.Sequential:
    """The network in a `.keras` file."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "network.keras"
        path.write_bytes(model)
        return keras.models.load_model(path, safe_mode=True)


def arguments_without_value(model: bytes) -> set[str]:
    """The arguments, of any layer or part of one, that are None in a `.keras` file."""
    found = set()

    def search(entry: dict) -> dict:
        if isinstance(entry.get("config"), dict):
            found.update(name for name, value in entry["config"].items() if value is None)
        return entry

    json.loads(unpack(model)[CONFIG], object_hook=search)
    return found


def dense_rows(vocabulary: Vocabulary, texts: Sequence[str], size: int) -> np.ndarray:
    """Multi-hot rows (texts, size) of texts."""
    rows = np.zeros((len(texts), size), np.float32)
    for row, text in zip(rows, texts):
        row[vocabulary.encode(text, size)] = 1
    return rows


def predict(network: keras.Sequential, vocabulary: Vocabulary, texts: Sequence[str]) -> np.ndarray:
    """The probability of being positive of each text, (n,)."""
    return network(dense_rows(vocabulary, texts, network.input_shape[1]), training=False).numpy()[:, 0]
