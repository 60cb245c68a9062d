"""The trainer: settings and reviews in, trained networks out, each epoch reported as it ends.

A single network is a group of one.
"""

import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np

from explorer.config import KNOBS, RunConfig
from explorer.history import Epoch, best_epoch
from explorer.inference import keras_file
from explorer.scheduling.fusion_groups import SHARED_KNOBS, fusion_key
from explorer.scheduling.structure import Structure, cached_after, structure_of
from explorer.training.checkpoint import Checkpoint
from explorer.training.epoch_batches import Examples, training_epochs, validation_epoch
from explorer.training.fused_networks import FusedNetworks, compile_networks
from explorer.training.halt import Halt
from explorer.training.keras_backend import keras, tf

# Rewriting the graph takes TensorFlow longer than it saves in trainings of seconds.
tf.config.optimizer.set_experimental_options({"disable_meta_optimizer": True})

# A network that only guesses has a loss of 0.69 (cross-entropy) or 0.25 (mse). At a thousand times that, the weights are so
# large that every answer is exactly 0 or 1 and the gradient vanishes: training on would only end in an overflow.
LARGEST_LOSS = 1_000.0

# Called with the epoch that each network has just ended, by the number of its config; returns those to stop.
Report = Callable[[Mapping[int, Epoch]], Collection[int]]


@dataclass
class TrainingResult:
    """The outcome of training one network: its epochs, the weights of the best one, and how it ended.

    `diverged_in` is the epoch in which the loss was no longer below `LARGEST_LOSS`; that epoch is not in `history`. A
    network that can go on has a `checkpoint`: one whose training was interrupted and, on request, one that has ended.
    """

    config: RunConfig
    history: list[Epoch] = field(default_factory=list)
    weights: list[np.ndarray] | None = None
    stopped: bool = False
    diverged_in: int | None = None
    checkpoint: Checkpoint | None = None

    @classmethod
    def of(cls, config: RunConfig, checkpoint: Checkpoint, stopped: bool = False) -> "TrainingResult":
        """The outcome of a training that ended with this checkpoint."""
        history, best = [*checkpoint.history], [*checkpoint.best_weights]
        return cls(config, history, best, stopped=stopped, checkpoint=checkpoint)

    @property
    def ended(self) -> bool:
        """Whether training is over."""
        return self.stopped or self.diverged_in is not None or len(self.history) == self.config.epochs

    def file(self) -> bytes | None:
        """The `.keras` file of the article's plain network with the weights of its best epoch; None before the first one."""
        return keras_file.write(self.config, self.weights) if self.weights else None


# Called once for each network, with the number of its config, as soon as its training is over.
Finish = Callable[[int, TrainingResult], None]


def train(
    configs: Sequence[RunConfig],
    training: Examples,
    validation: Examples,
    report: Report = lambda epochs: (),
    finish: Finish = lambda number, result: None,
    interrupt: Callable[[], bool] = lambda: False,
    checkpoints: Sequence[Checkpoint] = (),
    keep: bool = False,
    halt: Halt | None = None,
) -> list[TrainingResult]:
    """Train the networks of `configs` together with Keras.

    The same settings on the same machine give the same history, whichever other networks are in the group.

    Args:
        configs: Settings of the networks, with the same `fusion_key`.
        training: Reviews to learn from.
        validation: Reviews to evaluate each epoch on.
        report: Called after each epoch.
        finish: Called for each network as soon as it has ended.
        interrupt: Called after each epoch but the last; whether to interrupt the training.
        checkpoints: What the training goes on from, if it was interrupted before: one for each config.
        keep: Whether networks that end have a checkpoint as well, for longer trainings to go on from.
        halt: What can end the training within an epoch, which is dropped then; the others are kept.

    Returns:
        The result for each config, with the weights of its best validation epoch (`best_epoch`).

    Raises:
        ConfigError: a choice in `configs` is not implemented.
        ValueError: the configs have different fusion keys, or their checkpoints different epochs, or there are none.
    """
    if len(set(map(fusion_key, configs))) != 1:
        *others, last = (KNOBS[name].label for name in SHARED_KNOBS)
        raise ValueError(f"Networks that train at once share: {', '.join(others)} and {last}.")
    if len({len(one.history) for one in checkpoints}) > 1:
        raise ValueError("Networks that go on together have trained equally many epochs.")
    begin = len(checkpoints[0].history) if checkpoints else 0
    epochs, shared, binary = max(config.epochs for config in configs), configs[0], configs[0].input_format.binary
    callback = GroupCallback(configs, report, finish, interrupt, checkpoints, keep, halt)
    # Kept here until `fit` has ended, because TensorFlow always prepares one shard more.
    count = shared.learns_from(len(training))
    training_shards = training_epochs(training, shared.batch_size, epochs, shared.seed, count, binary, begin)
    # Without a backward pass, four times as many reviews fit into the same memory.
    validation_shards = validation_epoch(validation, 4 * shared.batch_size, binary)
    with _compiled_model(configs) as model:
        if checkpoints:
            model.restore(checkpoints, begin * -(-count // shared.batch_size))
        if halt:
            halt.watch(model)
        model.fit(
            training_shards.dataset,
            validation_data=validation_shards.dataset,
            epochs=epochs,
            initial_epoch=begin,
            steps_per_epoch=training_shards.shards,
            shuffle=False,
            verbose=0,
            callbacks=[callback],
        )
        if halt:
            halt.watch(None)
    return callback.results


class GroupCallback(keras.callbacks.Callback):
    """Reports each epoch, keeps the best weights, and ends networks that are done, stopped or have diverged."""

    def __init__(
        self,
        configs: Sequence[RunConfig],
        report: Report,
        finish: Finish,
        interrupt: Callable[[], bool],
        checkpoints: Sequence[Checkpoint],
        keep: bool,
        halt: Halt | None,
    ) -> None:
        super().__init__()
        self.results = [TrainingResult(config) for config in configs]
        for result, checkpoint in zip(self.results, checkpoints):
            result.history.extend(checkpoint.history)
            result.checkpoint = checkpoint if halt else None
        self.active = set(range(len(configs)))
        self.report = report
        self.finish = finish
        self.interrupt, self.keep, self.halt = interrupt, keep, halt

    def on_epoch_begin(self, epoch: int, logs: Mapping[str, tf.Tensor] | None = None) -> None:
        self.began = time.perf_counter()

    def on_epoch_end(self, epoch: int, logs: Mapping[str, tf.Tensor]) -> None:
        if self.halt and self.halt.asked:
            # A part of this epoch may be missing.
            self.model.stop_training = True
            return
        # The time is divided among the networks, so that their seconds add up to the duration of the epoch.
        seconds = (time.perf_counter() - self.began) / len(self.active)
        metrics = np.stack([logs[name] for name in ("loss", "accuracy", "val_loss", "val_accuracy")])[:, self.model.slots]
        epochs, improved = {}, []
        for number in sorted(self.active):
            result = self.results[number]
            loss, accuracy, val_loss, val_accuracy = metrics[:, number].tolist()
            own = Epoch(epoch + 1, loss, accuracy, val_loss, val_accuracy, seconds)
            if not (own.loss < LARGEST_LOSS and own.val_loss < LARGEST_LOSS):  # also true of NaN
                result.diverged_in = own.epoch
                continue
            result.history.append(own)
            epochs[number] = own
            if best_epoch(result.history) is own:
                improved.append(number)
        self.model.snapshot(improved)
        for number in set(self.report(epochs)) if epochs else ():
            self.results[number].stopped = not self.results[number].ended
        ended = [number for number in sorted(self.active) if self.results[number].ended]
        if self.keep:
            self._keep_checkpoints(number for number in ended if self.results[number].diverged_in is None)
        self.active.difference_update(ended)
        self.model.freeze(ended)
        self.model.stop_training = not self.active
        for number in ended:
            if self.results[number].history:
                self.results[number].weights = self.model.best_weights(number)
            self.finish(number, self.results[number])
        if self.active and self.interrupt():
            self.model.stop_training = True
            self._keep_checkpoints(self.active)
        elif self.halt:
            # Afterwards, the networks have changed.
            self._keep_checkpoints(self.active)

    def _keep_checkpoints(self, numbers: Iterable[int]) -> None:
        histories = {number: self.results[number].history for number in numbers}
        if histories:
            for number, checkpoint in self.model.checkpoints(histories).items():
                self.results[number].checkpoint = checkpoint


# Compiled models of earlier groups by their structure, the most recently used last.
_cached_models: dict[Structure, FusedNetworks] = {}


def clear_cached_models() -> None:
    """Release the models of earlier groups and their memory."""
    _cached_models.clear()


@contextmanager
def _compiled_model(configs: Sequence[RunConfig]) -> Iterator[FusedNetworks]:
    """A compiled model for `configs`, as new.

    It is cached for the next configs of the same structure, which saves most of a second, unless an error occurs.
    """
    key = structure_of(configs)
    model = _cached_models.pop(key, None)
    if model:
        model.reset(configs)
        model.optimizer.reset()
    else:
        model = compile_networks(configs)
    yield model
    kept = cached_after([*_cached_models], configs)
    _cached_models[key] = model
    for structure in _cached_models.keys() - kept:
        del _cached_models[structure]
