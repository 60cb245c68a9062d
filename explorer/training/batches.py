"""The reviews of each epoch, cut into batches of multi-hot rows without their zeros."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import scipy.sparse
import tensorflow as tf


@dataclass(frozen=True, eq=False)
class Examples:
    """Reviews ready for a network: `rows` multi-hot (n, vocabulary), `labels` (n,) with 1 for a positive review."""

    rows: scipy.sparse.csr_array
    labels: np.ndarray

    def __len__(self) -> int:
        return len(self.labels)


def order_of_epoch(reviews: int, seed: int, epoch: int) -> np.ndarray:
    """The order (reviews,) in which an epoch, counted from 0, goes through the reviews: decided by the seed alone."""
    return np.random.default_rng((seed, epoch)).permutation(reviews)


def training_batches(examples: Examples, batch_size: int, epochs: int, seed: int) -> tf.data.Dataset:
    """The batches of all epochs, one after another: (multi-hot rows (batch, vocabulary), labels (batch,)), float32."""

    def orders() -> Iterator[np.ndarray]:
        return (order_of_epoch(len(examples), seed, epoch) for epoch in range(epochs))

    return _batches(examples, batch_size, orders, epochs)


# A worker validates on the same reviews all day.
@lru_cache(maxsize=4)
def validation_batches(examples: Examples, batch_size: int) -> tf.data.Dataset:
    """The batches of one pass in the reviews' own order, as in `training_batches`."""
    return _batches(examples, batch_size, lambda: iter([np.arange(len(examples))]), 1).cache()


def _batches(examples: Examples, size: int, orders: Callable[[], Iterator[np.ndarray]], passes: int) -> tf.data.Dataset:
    """The batches of some passes through the examples, each in its own order.

    Python is asked once a pass, for the places (review in its batch, word) of all ones, batch after batch; TensorFlow does
    the cutting.
    """
    labels, steps = examples.labels.astype(np.float32), -(-len(examples) // size)
    vocabulary = examples.rows.shape[1]
    # The ones need not be moved about as numbers of four bytes.
    rows = scipy.sparse.csr_array(
        (np.ones(examples.rows.nnz, np.int8), examples.rows.indices, examples.rows.indptr), shape=examples.rows.shape
    )
    in_batch = np.arange(len(examples), dtype=np.int32) % size
    batch_begins = np.minimum(np.arange(steps + 1) * size, len(examples))

    def whole_passes() -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
        for order in orders():
            ordered = rows[order]
            places = np.stack([np.repeat(in_batch, np.diff(ordered.indptr)), ordered.indices])
            yield places, ordered.indptr[batch_begins], labels[order]

    @tf.autograph.experimental.do_not_convert
    def batches_of(places: tf.Tensor, begins: tf.Tensor, labels: tf.Tensor) -> tf.data.Dataset:
        @tf.autograph.experimental.do_not_convert
        def batch(number: tf.Tensor) -> tuple[tf.SparseTensor, tf.Tensor]:
            own_labels = labels[number * size : (number + 1) * size]
            own_places = tf.cast(tf.transpose(places[:, begins[number] : begins[number + 1]]), tf.int64)
            ones = tf.ones(tf.shape(own_places)[0])
            return tf.SparseTensor(own_places, ones, [tf.size(own_labels, out_type=tf.int64), vocabulary]), own_labels

        return tf.data.Dataset.range(steps, output_type=tf.int32).map(batch)

    signature = (
        tf.TensorSpec((2, None), tf.int32),
        tf.TensorSpec((steps + 1,), tf.int32),
        tf.TensorSpec((len(examples),), tf.float32),
    )
    dataset = tf.data.Dataset.from_generator(whole_passes, output_signature=signature).prefetch(1).flat_map(batches_of)
    # There is nothing to tune, and the thread that would is now and then waited for at the end, for a third of a second.
    options = tf.data.Options()
    options.autotune.enabled = False
    dataset = dataset.apply(tf.data.experimental.assert_cardinality(steps * passes))
    return dataset.prefetch(4).with_options(options)
