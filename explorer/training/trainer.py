"""The trainer: settings and reviews in, trained networks out, each epoch reported as it ends.

One network is a batch of one.
"""

import time
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np

from explorer.config import KNOBS, RunConfig
from explorer.history import Epoch, best_epoch
from explorer.scheduling.fusion_groups import SHARED_KNOBS, estimated_bytes, fusion_key
from explorer.training.epoch_batches import Examples, training_passes, validation_pass
from explorer.training.fused_networks import FusedNetworks, Structure, structure
from explorer.training.keras_backend import keras, tf
from explorer.training.network import build
from explorer.training.rmsprop import RMSpropPerNetwork

# TensorFlow's rewriting of graphs takes longer than it saves in trainings of seconds.
tf.config.optimizer.set_experimental_options({"disable_meta_optimizer": True})

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


# Called once for each network, with its number, as soon as it does not learn any more.
Close = Callable[[int, Trained], None]


def train(
    configs: Sequence[RunConfig],
    training: Examples,
    validation: Examples,
    report: Report = lambda epochs: (),
    close: Close = lambda number, trained: None,
) -> list[Trained]:
    """Train the networks of `configs`, which have one `fusion_key`, all at once with Keras.

    The weights kept of each are those of its best validation epoch (`best_epoch`). The same settings on the same machine
    give the same history, whichever others are in the batch.

    Raises:
        ConfigError: a choice of theirs is not implemented.
        ValueError: the configs do not share what they have to share.
    """
    if len(set(map(fusion_key, configs))) != 1:
        *others, last = (KNOBS[name].noun for name in SHARED_KNOBS)
        raise ValueError(f"Networks that train at once share {', '.join(others)} and {last}.")
    epochs, batch_size, seed = max(config.epochs for config in configs), configs[0].batch_size, configs[0].seed
    watcher = Watcher(configs, report, close)
    with _compiled(configs) as model:
        model.fit(
            training_passes(training, batch_size, epochs, seed),
            # Without a way back four times as many fit into the same memory.
            validation_data=validation_pass(validation, 4 * batch_size),
            epochs=epochs,
            steps_per_epoch=1,
            shuffle=False,
            verbose=0,
            callbacks=[watcher],
        )
    return watcher.trained


class Watcher(keras.callbacks.Callback):
    """Reports each epoch, keeps the best weights, and ends the networks that are done, stopped or have diverged."""

    def __init__(self, configs: Sequence[RunConfig], report: Report, close: Close) -> None:
        super().__init__()
        self.trained = [Trained(config) for config in configs]
        self.learning = set(range(len(configs)))
        self.report = report
        self.close = close

    def on_epoch_begin(self, epoch: int, logs: dict | None = None) -> None:
        self.began = time.perf_counter()

    def on_epoch_end(self, epoch: int, logs: dict | None = None) -> None:
        # The epoch's time is shared out, so that the seconds of all networks add up to what it took.
        seconds = (time.perf_counter() - self.began) / len(self.learning)
        figures = {name: np.asarray(values)[self.model.position] for name, values in logs.items()}
        ended_epochs, improved = {}, []
        for number in sorted(self.learning):
            trained = self.trained[number]
            own = Epoch(epoch + 1, *(float(figures[name][number]) for name in FIGURES), seconds)
            if not (own.loss < LARGEST_LOSS and own.val_loss < LARGEST_LOSS):  # also true of NaN
                trained.diverged_in = own.epoch
                continue
            trained.history.append(own)
            ended_epochs[number] = own
            if best_epoch(trained.history) is own:
                improved.append(number)
        self.model.keep(improved)
        for number in set(self.report(ended_epochs)) if ended_epochs else ():
            self.trained[number].stopped = not self.trained[number].ended
        ended = [number for number in sorted(self.learning) if self.trained[number].ended]
        self.learning.difference_update(ended)
        self.model.learn_on(self.learning)
        self.model.stop_training = not self.learning
        for number in ended:
            if self.trained[number].history:
                self.trained[number].weights = self.model.kept(number)
            self.close(number, self.trained[number])


FIGURES = ("loss", "accuracy", "val_loss", "val_accuracy")


# Compiled models of past batches, by what is built into them, the last used last.
_kept: OrderedDict[Structure, FusedNetworks] = OrderedDict()
MOST_KEPT = 4
# Bytes by `estimated_bytes`, of which a model that waits has half: the article's 36 networks need 0.14 GB.
LARGEST_KEPT = 250_000_000


def forget() -> None:
    """Let the models of past batches go, and their memory."""
    _kept.clear()


@contextmanager
def _compiled(configs: Sequence[RunConfig]) -> Iterator[FusedNetworks]:
    """A compiled model for `configs`, as new; it is kept for the next ones of its structure, which spares most of a second.

    One in which something went wrong is not.
    """
    key = structure(configs)
    model = _kept.pop(key, None)
    if model:
        model.begin(configs)
        model.optimizer.forget()
    else:
        model = FusedNetworks(configs)
        # Compiling all of it to XLA would take longer than all of a small network's training.
        model.compile(RMSpropPerNetwork(model.rates_of), jit_compile=False)
    yield model
    if sum(map(estimated_bytes, configs)) <= LARGEST_KEPT:
        _kept[key] = model
        if len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
