"""The trainer: settings and reviews in, trained networks out, each epoch reported as it ends.

One network is a batch of one.
"""

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

import keras
import numpy as np

from explorer.config import RunConfig
from explorer.history import Epoch, best_epoch
from explorer.training.batches import Examples, training_batches, validation_batches
from explorer.training.fused import FusedNetworks, RMSpropPerNetwork
from explorer.training.network import build

# A network that only guesses has a loss of 0.69 (cross-entropy) or 0.25 (mse). One a thousand times as wrong has weights so
# large that every answer is 0 or 1 for certain and no gradient leads back; what is left is waiting for the overflow.
LARGEST_LOSS = 1_000.0

# Called with the figures of the networks that have just ended an epoch, by their number; answers which of them to stop.
Report = Callable[[Mapping[int, Epoch]], Collection[int]]


@dataclass
class Trained:
    """What training leaves of one network: its epochs, the weights of the best one, and how it ended.

    `diverged_in` is the epoch in which the loss left the finite range (`LARGEST_LOSS`); it has no place in `history`.
    """

    config: RunConfig
    history: list[Epoch] = field(default_factory=list)
    weights: list[np.ndarray] | None = None
    stopped: bool = False
    diverged_in: int | None = None

    @property
    def ended(self) -> bool:
        """Whether it does not learn any more."""
        return self.stopped or self.diverged_in is not None or len(self.history) == self.config.epochs

    def network(self) -> keras.Sequential:
        """The article's plain network with the weights of its best epoch."""
        network = build(self.config)
        network.set_weights(self.weights)
        return network


def train(
    configs: Sequence[RunConfig], training: Examples, validation: Examples, report: Report | None = None
) -> list[Trained]:
    """Train the networks of `configs`, which share vocabulary, batch size and seed, all at once with Keras.

    The weights kept of each are those of its best validation epoch (`best_epoch`). The same settings on the same machine
    give the same history, whichever others are in the batch.

    Raises:
        ValueError: the configs do not share what they have to share.
    """
    if len({(config.vocabulary, config.batch_size, config.seed) for config in configs}) != 1:
        raise ValueError("Networks that train at once share vocabulary, batch size and seed.")
    epochs, batch_size, seed = max(config.epochs for config in configs), configs[0].batch_size, configs[0].seed
    model = FusedNetworks(configs)
    # Compiling all of it to XLA takes longer than all of a small network's training.
    model.compile(optimizer=RMSpropPerNetwork(model.rates_for), jit_compile=False)
    watcher = Watcher(configs, report)
    model.fit(
        training_batches(training, batch_size, epochs, seed),
        validation_data=validation_batches(validation, batch_size),
        epochs=epochs,
        steps_per_epoch=-(-len(training) // batch_size),
        shuffle=False,
        verbose=0,
        callbacks=[watcher],
    )
    return watcher.trained


class Watcher(keras.callbacks.Callback):
    """Reports each epoch, keeps the best weights, and ends the networks that are done, stopped or have diverged."""

    def __init__(self, configs: Sequence[RunConfig], report: Report | None) -> None:
        super().__init__()
        self.trained = [Trained(config) for config in configs]
        self.report = report

    def on_epoch_begin(self, epoch: int, logs: dict | None = None) -> None:
        self.began = time.perf_counter()

    def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
        learning = [number for number, trained in enumerate(self.trained) if not trained.ended]
        # The epoch's time is shared out, so that the seconds of all networks add up to what it took.
        seconds = (time.perf_counter() - self.began) / len(learning)
        figures = {name: np.asarray(values)[self.model.position] for name, values in logs.items()}
        stacks = self.model.snapshot()
        ended_epochs = {}
        for number in learning:
            trained = self.trained[number]
            own = Epoch(epoch + 1, *(float(figures[name][number]) for name in FIGURES), seconds)
            if not (own.loss < LARGEST_LOSS and own.val_loss < LARGEST_LOSS):  # also true of NaN
                trained.diverged_in = own.epoch
                continue
            trained.history.append(own)
            ended_epochs[number] = own
            if best_epoch(trained.history) is own:
                trained.weights = self.model.weights_of(number, stacks)
        for number in self.report(ended_epochs) if self.report and ended_epochs else ():
            self.trained[number].stopped = not self.trained[number].ended
        self.model.learn_on([number for number, trained in enumerate(self.trained) if not trained.ended])
        self.model.stop_training = all(trained.ended for trained in self.trained)


FIGURES = ("loss", "accuracy", "val_loss", "val_accuracy")
