"""From settings to a network: the article's `keras.Sequential`, layer by layer."""

from functools import lru_cache
from itertools import pairwise

import numpy as np

from explorer.config import RunConfig
from explorer.training.keras_backend import keras


def build(config: RunConfig) -> keras.Sequential:
    """The article's network for `config`, uncompiled, with initial weights drawn from `config.seed`.

    (batch, vocabulary) multi-hot → Dense 16 ReLU → `layers` × Dense `units` → Dense 1 sigmoid, (batch, 1). Dropout,
    where asked for, follows each layer but the last; the L2 penalty is on the kernels, as is usual, not on the biases.
    Layers are named, because a name that Keras makes up depends on what else the process has built.
    """
    penalty = keras.regularizers.L2(config.l2) if config.l2 else None
    names = ["first", *(f"hidden_{number}" for number in range(1, config.layers + 1)), "answer"]
    activations = ["relu", *[config.activation] * config.layers, "sigmoid"]
    layers = [keras.Input((config.vocabulary,), name="multi_hot")]
    for number, (units, activation, name) in enumerate(zip(config.widths[1:], activations, names)):
        layers.append(
            keras.layers.Dense(
                units,
                activation=activation,
                kernel_initializer=_initializer(config.seed, number),
                kernel_regularizer=penalty,
                name=name,
            )
        )
        if config.dropout and name != "answer":
            layers.append(keras.layers.Dropout(config.dropout, seed=config.seed + number, name=f"dropout_{number}"))
    return keras.Sequential(layers, name="sentiment")


def initial_weights(config: RunConfig) -> list[np.ndarray]:
    """The weights that `build(config)` begins with, as Keras lists them, without building it; not to be written to."""
    weights = []
    for number, shape in enumerate(pairwise(config.widths)):
        weights += [_kernel(config.seed, number, shape), np.zeros(shape[1], np.float32)]
    return weights


def _initializer(seed: int, layer: int) -> keras.initializers.Initializer:
    """Keras' own for dense layers, with a seed that no other layer has."""
    return keras.initializers.GlorotUniform(seed * 10 + layer)


# The networks of a batch share their seed, so the large first kernel is the same for all of them.
@lru_cache(maxsize=64)
def _kernel(seed: int, layer: int, shape: tuple[int, int]) -> np.ndarray:
    return np.asarray(_initializer(seed, layer)(shape))
