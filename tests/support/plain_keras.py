"""Training with plain Keras, which the trainer has to reproduce."""

import keras
import numpy as np
import pytest

from explorer.corpus.draws import chosen_reviews, epoch_order, flip_ranks
from explorer.training.network import build

OPTIMIZERS = {
    "rmsprop": keras.optimizers.RMSprop,
    "adam": keras.optimizers.Adam,
    "sgd": keras.optimizers.SGD,
    "momentum": lambda rate: keras.optimizers.SGD(rate, momentum=0.9),
}


def train_plainly(config, training, validation):
    """The metrics of each epoch of a `keras.Sequential`, trained on dense rows in the same order."""
    network = build(config)
    network.compile(
        OPTIMIZERS[config.optimizer](config.learning_rate),
        config.loss,
        metrics=["accuracy"],
        # Building a graph for each network takes longer than these few steps.
        run_eagerly=True,
    )
    chosen = chosen_reviews(training.labels, config.training_reviews, config.seed)
    rows, labels = training.rows.toarray()[chosen], training.labels.astype(np.float32)[chosen]
    wrong = flip_ranks(len(chosen), config.seed) < config.wrong_labels
    labels[wrong] = 1 - labels[wrong]
    held_out = validation.rows.toarray(), validation.labels.astype(np.float32)
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
    # The share of reviews that may be on the other side of one half, if it is not two of them. The gradients of wrong labels
    # nearly cancel out, and RMSprop takes full steps in the direction that rounding leaves of them: on a processor without
    # AVX-512, plain Keras with its words in another order is 13 of 1,500 reviews away from itself.
    other_side = 0.015 if trained.config.wrong_labels else None
    history, expected = trained.history, train_plainly(trained.config, training, validation)
    assert [epoch.epoch for epoch in history] == list(range(1, trained.config.epochs + 1))
    for epoch, (loss, accuracy, val_loss, val_accuracy) in zip(history, expected, strict=True):
        assert epoch.loss == pytest.approx(loss, abs=1e-3)
        assert epoch.val_loss == pytest.approx(val_loss, abs=1e-3)
        assert epoch.accuracy == pytest.approx(accuracy, abs=other_side or 2.1 / len(training))
        assert epoch.val_accuracy == pytest.approx(val_accuracy, abs=other_side or 2.1 / len(validation))
