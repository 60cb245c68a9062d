"""Training with plain Keras, which the trainer has to reproduce."""

import keras
import numpy as np

from explorer.corpus.draws import chosen_reviews, epoch_order, flip_ranks
from explorer.training.network import build

OPTIMIZERS = {
    "rmsprop": keras.optimizers.RMSprop,
    "adam": keras.optimizers.Adam,
    "sgd": keras.optimizers.SGD,
    "momentum": lambda rate: keras.optimizers.SGD(rate, momentum=0.9),
}
AS_THEY_ARE = slice(None)
ORDERS = 4
"""How many other orders of words are tried where rounding may decide."""


def train_plainly(config, training, validation, words=AS_THEY_ARE):
    """The metrics of each epoch of a `keras.Sequential`, trained on dense rows in the same order.

    `words` is the order of its inputs, which changes nothing but how its sums are rounded.
    """
    network = build(config)
    first, *others = network.get_weights()
    network.set_weights([first[words], *others])
    network.compile(
        OPTIMIZERS[config.optimizer](config.learning_rate),
        config.loss,
        metrics=["accuracy"],
        # Building a graph for each network takes longer than these few steps.
        run_eagerly=True,
    )
    chosen = chosen_reviews(training.labels, config.training_reviews, config.seed)
    rows, labels = training.rows.toarray()[chosen][:, words], training.labels.astype(np.float32)[chosen]
    wrong = flip_ranks(len(chosen), config.seed) < config.wrong_labels
    labels[wrong] = 1 - labels[wrong]
    held_out = validation.rows.toarray()[:, words], validation.labels.astype(np.float32)
    epochs = []
    for epoch in range(config.epochs):
        order = epoch_order(len(chosen), config.seed, epoch)
        # Batch by batch, because `Sequential.fit` takes twice as long, mostly to set up an epoch.
        batches = [order[start : start + config.batch_size] for start in range(0, len(order), config.batch_size)]
        learned = [network.train_on_batch(rows[batch], labels[batch]) for batch in batches]
        network.reset_metrics()
        epochs.append((*np.average(learned, axis=0, weights=list(map(len, batches))), *network.test_on_batch(*held_out)))
    return epochs


def assert_history_of_plain_keras(trained, training, validation):
    """The epochs are those of the same network trained alone as a `keras.Sequential`."""
    orders = [AS_THEY_ARE]
    if trained.config.wrong_labels:
        # Their gradients may cancel out but for what rounding leaves, and RMSprop takes a full step in that direction. On a
        # processor without AVX-512, plain Keras has two histories, and the order of its words decides which.
        orders += [np.random.default_rng(number).permutation(training.rows.shape[1]) for number in range(ORDERS)]
    for words in orders:
        differences = _differences(trained, train_plainly(trained.config, training, validation, words))
        # Two reviews may be on the other side of one half.
        close = differences <= [1e-3, 2.1 / len(training), 1e-3, 2.1 / len(validation)]
        if close.all():
            break
    assert close.all(), differences


def _differences(trained, expected):
    """How far the metrics of each epoch are from those of `train_plainly` (epochs, 4)."""
    assert [epoch.epoch for epoch in trained.history] == list(range(1, trained.config.epochs + 1))
    assert len(trained.history) == len(expected)
    figures = [(epoch.loss, epoch.accuracy, epoch.val_loss, epoch.val_accuracy) for epoch in trained.history]
    return np.abs(np.array(figures) - expected)
