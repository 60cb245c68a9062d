"""The reviews of an epoch, cut into batches twice: sorted by review for the first layer, sorted by word for its gradient.

Of the 10,000 numbers in a multi-hot row about 130 are ones. Row times matrix is then the sum of the matrix rows of the
words that occur, 1.3 % of the additions of the dense product. Such a sum runs fast over entries that are sorted by what
they are summed into: by review going forward, by word going back. All of an epoch's batches are sorted in one go.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import scipy.sparse
import tensorflow as tf

# One batch: counts (batch,), words (entries,) by review; gradient_reviews, gradient_words (entries,) by word.
Batch = tuple[tf.Tensor, tf.Tensor, tf.Tensor, tf.Tensor]


@dataclass(frozen=True)
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
    """The batches of all epochs, one after another: (Batch, labels (batch,)), int32 and float32."""
    by_word = examples.rows.tocsc()
    words_by_word = np.repeat(np.arange(by_word.shape[1], dtype=np.int32), np.diff(by_word.indptr))

    def epochs_in_order() -> Iterator[tuple]:
        for epoch in range(epochs):
            order = order_of_epoch(len(examples), seed, epoch)
            yield _epoch(examples, order, batch_size, by_word.indices, words_by_word)

    return _cut(epochs_in_order, epochs, len(examples), batch_size)


def validation_batches(examples: Examples, batch_size: int) -> tf.data.Dataset:
    """The batches of one pass in the reviews' own order, as in `training_batches`; nothing to go back with."""
    nothing = np.zeros(0, np.int32)

    def once() -> Iterator[tuple]:
        yield _epoch(examples, np.arange(len(examples)), batch_size, nothing, nothing)

    return _cut(once, 1, len(examples), batch_size).cache()


def _epoch(examples: Examples, order: np.ndarray, size: int, rows_by_word: np.ndarray, words_by_word: np.ndarray) -> tuple:
    """An epoch's entries and labels in flat arrays, with the offsets at which each batch begins."""
    rows = examples.rows
    # 1. Going forward: the entries review by review, in the order of the epoch.
    counts = np.diff(rows.indptr)[order].astype(np.int32)
    ends = np.cumsum(counts)
    entries = np.repeat(rows.indptr[order] - (ends - counts), counts) + np.arange(ends[-1])
    words = rows.indices[entries].astype(np.int32)
    starts = np.concatenate([[0], ends])[np.minimum(np.arange(0, len(order) + size, size), len(order))]

    # 2. Going back: the entries word by word, then, stably, batch by batch. Short keys are sorted by counting.
    place = np.empty(len(order), np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    places = place[rows_by_word]
    batch_of = (places // size).astype(np.uint16)
    by_batch = np.argsort(batch_of, kind="stable")
    gradient_starts = np.concatenate([[0], np.cumsum(np.bincount(batch_of, minlength=len(starts) - 1))])
    return (
        counts,
        words,
        starts.astype(np.int32),
        (places[by_batch] % size).astype(np.int32),
        words_by_word[by_batch],
        gradient_starts.astype(np.int32),
        examples.labels[order].astype(np.float32),
    )


def _cut(produce: Callable[[], Iterator[tuple]], epochs: int, reviews: int, size: int) -> tf.data.Dataset:
    """Batches out of whole epochs. Python is asked once an epoch; TensorFlow does the cutting."""
    numbers = tf.TensorSpec((None,), tf.int32)
    signature = (numbers, numbers, numbers, numbers, numbers, numbers, tf.TensorSpec((None,), tf.float32))

    def batches_of(counts, words, starts, gradient_reviews, gradient_words, gradient_starts, labels) -> tf.data.Dataset:
        def batch(number: tf.Tensor):
            reviews_here = slice(number * size, (number + 1) * size)
            forward = slice(starts[number], starts[number + 1])
            back = slice(gradient_starts[number], gradient_starts[number + 1])
            inputs = (counts[reviews_here], words[forward], gradient_reviews[back], gradient_words[back])
            return inputs, labels[reviews_here]

        return tf.data.Dataset.range(steps, output_type=tf.int32).map(batch)

    steps = -(-reviews // size)
    dataset = tf.data.Dataset.from_generator(produce, output_signature=signature).prefetch(1).flat_map(batches_of)
    return dataset.apply(tf.data.experimental.assert_cardinality(steps * epochs)).prefetch(4)
