"""The article's network as a `keras.Sequential`, built layer by layer from its settings."""

from functools import lru_cache

import numpy as np

from explorer.config import RunConfig
from explorer.inference.keras_settings import INPUT, NAME, DropoutLayer, dense_layers, layers
from explorer.training.keras_backend import keras


def build(config: RunConfig) -> keras.Sequential:
    """The article's network for `config`, uncompiled, with initial weights drawn from `config.seed`.

    (batch, vocabulary) → Dense `first_units` ReLU → `layers` × Dense `units` → Dense 1 sigmoid, (batch, 1). The L2
    penalty is on kernels only, as is usual.
    """
    penalty = keras.regularizers.L2(config.l2) if config.l2 else None
    stack = [keras.Input((config.vocabulary,), name=INPUT)]
    for layer in layers(config):
        if isinstance(layer, DropoutLayer):
            stack.append(keras.layers.Dropout(layer.rate, seed=layer.seed, name=layer.name))
        else:
            stack.append(
                keras.layers.Dense(
                    layer.units,
                    activation=layer.activation,
                    kernel_initializer=_initializer(layer.seed),
                    kernel_regularizer=penalty,
                    name=layer.name,
                )
            )
    return keras.Sequential(stack, name=NAME)


def initial_weights(config: RunConfig) -> list[np.ndarray]:
    """The initial weights of `build(config)` as Keras lists them, without building it. Treat them as read-only."""
    weights = []
    for layer in dense_layers(config):
        weights += [_kernel(layer.seed, (layer.inputs, layer.units)), np.zeros(layer.units, np.float32)]
    return weights


def _initializer(seed: int) -> keras.initializers.Initializer:
    """Keras' default initializer of dense layers."""
    return keras.initializers.GlorotUniform(seed)


# Networks that train together have the same seed, so they share the large first kernel.
@lru_cache(maxsize=64)
def _kernel(seed: int, shape: tuple[int, int]) -> np.ndarray:
    return np.asarray(_initializer(seed)(shape))
