"""The article's network as a `keras.Sequential`, built layer by layer from its settings."""

from functools import lru_cache
from itertools import pairwise

import numpy as np

from explorer.config import RunConfig
from explorer.training.keras_backend import keras


def build(config: RunConfig) -> keras.Sequential:
    """The article's network for `config`, uncompiled, with initial weights drawn from `config.seed`.

    (batch, vocabulary) → Dense `first_units` ReLU → `layers` × Dense `units` → Dense 1 sigmoid, (batch, 1). Dropout, if
    any, follows each layer but the last. The L2 penalty is on kernels only, as is usual. Layers are named explicitly,
    because the names that Keras generates depend on what else the process has built.
    """
    penalty = keras.regularizers.L2(config.l2) if config.l2 else None
    names = ["first", *(f"hidden_{number}" for number in range(1, config.layers + 1)), "answer"]
    activations = ["relu", *[config.activation] * config.layers, "sigmoid"]
    layers = [keras.Input((config.vocabulary,), name="words")]
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
    """The initial weights of `build(config)` as Keras lists them, without building it. Treat them as read-only."""
    weights = []
    for number, shape in enumerate(pairwise(config.widths)):
        weights += [_kernel(config.seed, number, shape), np.zeros(shape[1], np.float32)]
    return weights


def _initializer(seed: int, layer: int) -> keras.initializers.Initializer:
    """Keras' default initializer of dense layers, with a seed that differs from layer to layer."""
    return keras.initializers.GlorotUniform(seed * 10 + layer)


# Networks that train together have the same seed, so they share the large first kernel.
@lru_cache(maxsize=64)
def _kernel(seed: int, layer: int, shape: tuple[int, int]) -> np.ndarray:
    return np.asarray(_initializer(seed, layer)(shape))
