"""How the time of one training step is spent, and how close that is to the limits of the machine."""

import os
import statistics
import time
import timeit
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numpy as np

from explorer import corpus
from explorer.config import RunConfig
from explorer.training import job
from explorer.training.epoch_batches import training_epochs
from explorer.training.fused_networks import compile_networks
from explorer.training.keras_backend import tf
from explorer.training.sparse_product import MultiHot

STEPS = 20
REPEATS = 5
FLOAT = 4


def breakdown(configs: Sequence[RunConfig]) -> dict:
    """Seconds of each part of a training step of the networks of `configs`, and the floor: what any implementation needs.

    Other threads prepare the input while the step runs. The floor follows from V words, C columns of first layers, E ones in
    the batch, B reviews and H weights above the first layers. Bytes: the forward pass reads the matrix, the backward pass
    writes its gradient, and the update reads matrix, average and gradient and writes the first two: 7 · 4 V C. Operations:
    an addition for each one and column, forward and back, 2 E C, and a multiplication and an addition for each upper
    weight and review, once forward and twice back, 6 H B. They are divided by the rates at which this machine copies a
    matrix of that size and multiplies large matrices.
    """
    config = configs[0]
    training, _ = job.examples(corpus.default_source(), config.input_format)
    epochs = training_epochs(training, config.batch_size, REPEATS, seed=0).dataset
    began = time.perf_counter()
    *_, last = epochs
    input_seconds = (time.perf_counter() - began) / REPEATS / int(last.size())
    rows, labels, flip_ranks = last.batch(0, config.vocabulary, binary=True)

    model = compile_networks(configs)
    columns = sum(config.first_units for config in configs)
    sums = tf.random.stateless_normal((rows.shape[0], columns), (1, 2))
    gradients = [tf.random.stateless_normal(variable.shape, (3, 4)) for variable in model.trainable_variables]

    # The value of each part depends on all of its work; otherwise TensorFlow would skip some.
    def forward(number: tf.Tensor) -> tf.Tensor:
        return MultiHot(rows, columns).matmul(model.first + number)[0, 0]

    def forward_and_back(number: tf.Tensor) -> tf.Tensor:
        multi_hot = MultiHot(rows, columns)
        return multi_hot.matmul(model.first + number)[0, 0] + multi_hot.kernel_gradient(sums + number)[0, 0]

    def copied(number: tf.Tensor) -> tf.Tensor:
        return (model.first + number)[0, 0]

    def upper_layers(number: tf.Tensor) -> tf.Tensor:
        with tf.GradientTape() as tape:
            below = sums + number
            tape.watch(below)
            loss = tf.reduce_sum(model.data_losses(model.logits(below, training=True), labels))
        to_sums, to_rest = tape.gradient(loss, [below, model.rest])
        return to_sums[0, 0] + to_rest[0]

    def update(number: tf.Tensor) -> tf.Tensor:
        model.optimizer.apply(gradients, model.trainable_variables)
        return number

    def whole(number: tf.Tensor) -> tf.Tensor:
        model.train_batch(rows, labels, flip_ranks)
        return model.mean_losses.result()[0]

    seconds = {part: _seconds(part) for part in (copied, forward, forward_and_back, upper_layers, update, whole)}
    matrix = FLOAT * config.vocabulary * columns
    above = sum(below * width for one in configs for below, width in pairwise(one.widths[1:]))
    entries, reviews = int(rows.indices.shape[0]), int(rows.shape[0])
    floor = {
        "bytes": 7 * matrix,
        "flops": 2 * entries * columns + 6 * above * reviews,
        "bandwidth": _copy_rate(matrix),
        "flop_rate": _product_rate(),
    }
    return {
        "parts": {
            "Input (beside the rest)": input_seconds,
            "First layer, forward": seconds[forward] - seconds[copied],
            "Upper layers, forward and back": seconds[upper_layers],
            "First layer, back": seconds[forward_and_back] - seconds[forward],
            "Update": seconds[update],
            "Whole step": seconds[whole],
        },
        **floor,
        "floor_seconds": floor["bytes"] / floor["bandwidth"] + floor["flops"] / floor["flop_rate"],
    }


def _seconds(part: Callable[[tf.Tensor], tf.Tensor]) -> float:
    """Seconds that `part` takes. It is called with a zero that TensorFlow cannot know in advance."""

    @tf.function(autograph=False)
    def steps(zero: tf.Tensor) -> tf.Tensor:
        def once(step: tf.Tensor, last: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
            return step + 1, part(zero + 0 * last)

        return tf.while_loop(lambda step, _: step < STEPS, once, (0, zero), parallel_iterations=1)[1]

    return _median_seconds(lambda: steps(tf.constant(0.0)), REPEATS) / STEPS


def _copy_rate(size: int) -> float:
    """Bytes read and written per second when all cores copy an array of `size` bytes."""
    cores = os.cpu_count() or 1
    source = np.array_split(np.ones(size // FLOAT, np.float32), cores)
    target = [np.zeros_like(part) for part in source]
    with ThreadPoolExecutor(cores) as pool:
        return 2 * size / _median_seconds(lambda: list(pool.map(np.copyto, target, source)), 4 * REPEATS)


def _product_rate(width: int = 1024) -> float:
    """Operations per second in a product of two matrices (width, width)."""
    one = tf.random.stateless_normal((width, width), (5, 6))
    return 2 * width**3 / _median_seconds(lambda: tf.matmul(one, one).numpy(), 4 * REPEATS)


def _median_seconds(work: Callable[[], object], repeats: int) -> float:
    """The median of the times that `work` takes, after a first call that is not timed."""
    work()
    return statistics.median(timeit.repeat(work, number=1, repeat=repeats))
