"""The reviews of each epoch, cut into batches of sparse rows.

TensorFlow receives a whole epoch at a time and cuts it into batches inside the graph: handing over each batch from Python
would take as long as training a small network on it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import NamedTuple

import numpy as np
import scipy.sparse

from explorer.corpus.draws import chosen_reviews, epoch_order, flip_ranks
from explorer.training.keras_backend import tf


@dataclass(frozen=True, eq=False)
class Examples:
    """Reviews ready for a network: `rows` (n, vocabulary) of a `Vectorizer`, and `labels` (n,), 1 for a positive review."""

    rows: scipy.sparse.csr_array
    labels: np.ndarray

    def __len__(self) -> int:
        return len(self.labels)


class EpochBatches(NamedTuple):
    """All batches of one epoch, one after another.

    Attributes:
        indices: (entries, 2) int32; for each number of the rows that is not 0, its row within its batch and its column.
        values: (entries,) float32, these numbers; or (0,) if all of them are 1.
        labels: (reviews,) float32, the true ones.
        flip_ranks: (reviews,) float32, from 0 to 1; a network whose share of wrong labels is larger is told the opposite.
        row_splits: (batches + 1, 2) int32; batch i spans `indices[row_splits[i, 0]:row_splits[i + 1, 0]]` and
            `labels[row_splits[i, 1]:row_splits[i + 1, 1]]`.
    """

    indices: tf.Tensor
    values: tf.Tensor
    labels: tf.Tensor
    flip_ranks: tf.Tensor
    row_splits: tf.Tensor

    def size(self) -> tf.Tensor:
        """The number of batches."""
        return tf.shape(self.row_splits)[0] - 1

    def batch(self, number: tf.Tensor, vocabulary: int, binary: bool = True) -> tuple[tf.SparseTensor, tf.Tensor, tf.Tensor]:
        """Batch `number`, from 0: rows (batch, vocabulary), labels and flip ranks (batch,), all float32.

        `binary` says whether all values are 1.
        """
        (first_entry, first_review), (end_entry, end_review) = (tf.unstack(self.row_splits[number + i]) for i in (0, 1))
        shape = tf.cast(tf.stack([end_review - first_review, vocabulary]), tf.int64)
        # A SparseTensor needs int64. A whole epoch is kept as int32, because up to four of them are in memory at a time.
        indices = tf.cast(self.indices[first_entry:end_entry], tf.int64)
        values = tf.ones(end_entry - first_entry) if binary else self.values[first_entry:end_entry]
        rows = tf.SparseTensor(indices, values, shape)
        return rows, self.labels[first_review:end_review], self.flip_ranks[first_review:end_review]


def training_batches(
    examples: Examples, batch_size: int, epochs: int, seed: int, count: int | None = None, binary: bool = True
) -> tf.data.Dataset:
    """A data set with one `EpochBatches` per epoch, each with the `chosen_reviews` in its `epoch_order`.

    Args:
        examples: All training reviews.
        batch_size: The reviews in a batch; the last one may have fewer.
        epochs: The number of epochs.
        seed: Decides which reviews are chosen, their order, and which labels are wrong.
        count: How many reviews to learn from. None means all.
        binary: Whether all values in the rows are 1.
    """
    chosen = chosen_reviews(examples.labels, len(examples) if count is None else count, seed)
    ranks = np.ones(len(examples), np.float32)
    ranks[chosen] = flip_ranks(len(chosen), seed)

    def order(epoch: int) -> np.ndarray:
        return chosen[epoch_order(len(chosen), seed, epoch)]

    return _dataset(examples, ranks, batch_size, binary, [partial(order, epoch) for epoch in range(epochs)])


# A worker validates on the same reviews all the time.
@lru_cache(maxsize=4)
def validation_batches(examples: Examples, batch_size: int, binary: bool = True) -> tf.data.Dataset:
    """A data set with a single `EpochBatches`, which reads the reviews in their stored order."""
    ranks = np.ones(len(examples), np.float32)
    return _dataset(examples, ranks, batch_size, binary, [partial(np.arange, len(examples))]).cache()


def _dataset(
    examples: Examples, ranks: np.ndarray, batch_size: int, binary: bool, orders: Sequence[Callable[[], np.ndarray]]
) -> tf.data.Dataset:
    """One `EpochBatches` for each of the orders, prepared while TensorFlow works on the one before."""
    labels, rows = examples.labels.astype(np.float32), examples.rows
    if binary:
        # One byte each is enough while the rows are reordered.
        rows = scipy.sparse.csr_array((np.ones(rows.nnz, np.int8), rows.indices, rows.indptr), shape=rows.shape)

    def epochs() -> Iterator[EpochBatches]:
        for draw_order in orders:
            order = draw_order()
            ordered = rows[order]
            indices = np.empty((ordered.nnz, 2), np.int32)
            indices[:, 0] = np.repeat(np.arange(len(order), dtype=np.int32) % batch_size, np.diff(ordered.indptr))
            indices[:, 1] = ordered.indices
            review_splits = np.minimum(np.arange(-(-len(order) // batch_size) + 1) * batch_size, len(order))
            row_splits = np.stack([ordered.indptr[review_splits], review_splits], axis=1)
            values = np.empty(0, np.float32) if binary else ordered.data
            yield EpochBatches(indices, values, labels[order], ranks[order], row_splits)

    floats, pairs = tf.TensorSpec((None,), tf.float32), tf.TensorSpec((None, 2), tf.int32)
    signature = EpochBatches(pairs, floats, floats, floats, pairs)
    # There is nothing to tune, and waiting for the tuning thread to end sometimes takes a third of a second.
    options = tf.data.Options()
    options.autotune.enabled = False
    dataset = tf.data.Dataset.from_generator(epochs, output_signature=signature).prefetch(1).with_options(options)
    return dataset.apply(tf.data.experimental.assert_cardinality(len(orders)))
