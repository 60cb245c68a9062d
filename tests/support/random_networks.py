"""Networks with random weights, whose answers differ as those of trained ones do."""

import keras
import numpy as np

from explorer.config import RunConfig
from explorer.training.network import build


def randomized(config: RunConfig) -> keras.Sequential:
    """A network in which all weights differ, biases included, with predictions far apart."""
    network = build(config)
    draw = np.random.default_rng(7)
    network.set_weights(
        [2 * weights + draw.normal(0, 0.1, weights.shape).astype(np.float32) for weights in network.get_weights()]
    )
    return network
