"""What a trained network says of reviews it is given."""

from collections.abc import Sequence

import numpy as np

from explorer.corpus import Split, Vocabulary, multi_hot
from explorer.training.keras_backend import keras

# Reviews of one batch are dense rows for a moment, 10 MB for 256 of 10,000 words.
BATCH = 256


def predict(network: keras.Sequential, vocabulary: Vocabulary, texts: Sequence[str]) -> np.ndarray:
    """The probability of being positive for each text, (n,) between 0 and 1.

    The network's own input size says how many of the vocabulary's words it knows.
    """
    size = network.input_shape[1]
    rows = multi_hot(Split.of([vocabulary.encode(text, size) for text in texts]), size)
    answers = [network(rows[start : start + BATCH].toarray(), training=False) for start in range(0, len(texts), BATCH)]
    return np.concatenate([np.zeros((0, 1), np.float32), *answers])[:, 0]
