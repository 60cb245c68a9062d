"""The trainer: settings and reviews in, a trained network out, each epoch reported as it ends."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import keras
import numpy as np
import scipy.sparse

from explorer.config import RunConfig
from explorer.history import Epoch, best_epoch
from explorer.training.network import build
from explorer.training.sparse import SparseInput, batches

# A network that only guesses has a loss of 0.69 (cross-entropy) or 0.25 (mse). One a thousand times as wrong has weights so
# large that every answer is 0 or 1 for certain and no gradient leads back; what is left is waiting for the overflow.
LARGEST_LOSS = 1_000.0


@dataclass(frozen=True)
class Examples:
    """Reviews ready for a network: `rows` multi-hot (n, vocabulary), `labels` (n,) with 1 for a positive review."""

    rows: scipy.sparse.csr_array
    labels: np.ndarray


@dataclass(frozen=True)
class Trained:
    """What training leaves: the network with the weights of its best epoch, and how it ended.

    `diverged_in` is the epoch in which the loss left the finite range (`LARGEST_LOSS`); it has no place in `history`.
    """

    network: keras.Sequential
    history: list[Epoch]
    stopped: bool
    diverged_in: int | None


def train(
    config: RunConfig, training: Examples, validation: Examples, go_on: Callable[[Epoch], bool] | None = None
) -> Trained:
    """Train the network of `config` with Keras and keep the weights of its best validation epoch (`best_epoch`).

    `go_on`, where given, is called with each epoch's figures as it ends; when it answers False, training stops there.
    The same settings on the same machine give the same history.
    """
    network = build(config)
    model = SparseInput(network)
    model.compile(
        optimizer=keras.optimizers.RMSprop(config.learning_rate),
        loss=config.loss,
        metrics=["accuracy"],
        # Compiling to XLA takes longer than all of a small network's training.
        jit_compile=False,
    )
    watcher = Watcher(network, go_on)
    model.fit(
        batches(training.rows, training.labels, config.batch_size, shuffle_seed=config.seed),
        validation_data=batches(validation.rows, validation.labels, config.batch_size).cache(),
        epochs=config.epochs,
        shuffle=False,
        verbose=0,
        callbacks=[watcher],
    )
    if watcher.best_weights is not None:
        network.set_weights(watcher.best_weights)
    return Trained(network, watcher.history, watcher.stopped, watcher.diverged_in)


class Watcher(keras.callbacks.Callback):
    """Reports each epoch, keeps the best weights, and ends training that was stopped or has diverged."""

    def __init__(self, network: keras.Sequential, go_on: Callable[[Epoch], bool] | None) -> None:
        super().__init__()
        self.network = network
        self.go_on = go_on
        self.history: list[Epoch] = []
        self.best_weights: list[np.ndarray] | None = None
        self.stopped = False
        self.diverged_in: int | None = None

    def on_epoch_begin(self, epoch: int, logs: dict | None = None) -> None:
        self.began = time.perf_counter()

    def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
        figures = Epoch(
            epoch=epoch + 1,
            loss=logs["loss"],
            accuracy=logs["accuracy"],
            val_loss=logs["val_loss"],
            val_accuracy=logs["val_accuracy"],
            seconds=time.perf_counter() - self.began,
        )
        if not (figures.loss < LARGEST_LOSS and figures.val_loss < LARGEST_LOSS):  # also true of NaN
            self.diverged_in = figures.epoch
            self.model.stop_training = True
            return
        self.history.append(figures)
        if best_epoch(self.history) is figures:
            self.best_weights = self.network.get_weights()
        if self.go_on and not self.go_on(figures):
            self.stopped = figures.epoch < self.params["epochs"]
            self.model.stop_training = True
