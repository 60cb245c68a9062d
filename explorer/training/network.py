"""From settings to a network: the article's `keras.Sequential`, layer by layer."""

import keras

from explorer.config import RunConfig
from explorer.shards import FIRST_UNITS


def build(config: RunConfig) -> keras.Sequential:
    """The article's network for `config`, uncompiled, with initial weights drawn from `config.seed`.

    (batch, vocabulary) multi-hot → Dense 16 ReLU → `layers` × Dense `units` → Dense 1 sigmoid, (batch, 1). Dropout,
    where asked for, follows each layer but the last; the L2 penalty is on the kernels, as is usual, not on the biases.
    Layers are named, because a name that Keras makes up depends on what else the process has built.
    """
    keras.utils.set_random_seed(config.seed)
    penalty = keras.regularizers.L2(config.l2) if config.l2 else None

    def dense(units: int, activation: str, name: str) -> keras.layers.Dense:
        return keras.layers.Dense(units, activation=activation, kernel_regularizer=penalty, name=name)

    network = keras.Sequential(name="sentiment")
    network.add(keras.Input((config.vocabulary,), name="multi_hot"))
    network.add(dense(FIRST_UNITS, "relu", "first"))
    for number in range(config.layers + 1):
        if number > 0:
            network.add(dense(config.units, config.activation, f"hidden_{number}"))
        if config.dropout:
            network.add(keras.layers.Dropout(config.dropout, seed=config.seed + number, name=f"dropout_{number}"))
    network.add(dense(1, "sigmoid", "answer"))
    return network
