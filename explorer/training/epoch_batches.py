"""The reviews of each epoch, cut into batches of sparse multi-hot rows.

TensorFlow receives a whole epoch at a time and cuts it into batches inside the graph: handing over each batch from Python
would take as long as training a small network on it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import NamedTuple

import numpy as np
import scipy.sparse

from explorer.training.keras_backend import tf


@dataclass(frozen=True, eq=False)
class Examples:
    """Reviews ready for a network: multi-hot `rows` (n, vocabulary) and `labels` (n,), 1 for a positive review."""

    rows: scipy.sparse.csr_array
    labels: np.ndarray

    def __len__(self) -> int:
        return len(self.labels)


class EpochBatches(NamedTuple):
    """All batches of one epoch, one after another.

    Attributes:
        indices: (ones, 2) int32; for each one of the multi-hot rows, its row within its batch and its column.
        labels: (reviews,) float32.
        row_splits: (batches + 1, 2) int32; batch i spans `indices[row_splits[i, 0]:row_splits[i + 1, 0]]` and
            `labels[row_splits[i, 1]:row_splits[i + 1, 1]]`.
    """

    indices: tf.Tensor
    labels: tf.Tensor
    row_splits: tf.Tensor

    def size(self) -> tf.Tensor:
        """The number of batches."""
        return tf.shape(self.row_splits)[0] - 1

    def batch(self, number: tf.Tensor, vocabulary: int) -> tuple[tf.SparseTensor, tf.Tensor]:
        """Batch `number`, from 0: multi-hot rows (batch, vocabulary) and labels (batch,), both float32."""
        (first_one, first_review), (end_of_ones, end_of_reviews) = (tf.unstack(self.row_splits[number + i]) for i in (0, 1))
        shape = tf.cast(tf.stack([end_of_reviews - first_review, vocabulary]), tf.int64)
        # A SparseTensor needs int64. A whole epoch is kept as int32, because up to four of them are in memory at a time.
        indices = tf.cast(self.indices[first_one:end_of_ones], tf.int64)
        rows = tf.SparseTensor(indices, tf.ones(end_of_ones - first_one), shape)
        return rows, self.labels[first_review:end_of_reviews]


def epoch_order(reviews: int, seed: int, epoch: int) -> np.ndarray:
    """The order (reviews,) in which an epoch, counted from 0, reads the reviews. It depends on seed and epoch alone."""
    return np.random.default_rng((seed, epoch)).permutation(reviews)


def training_batches(examples: Examples, batch_size: int, epochs: int, seed: int) -> tf.data.Dataset:
    """A data set with one `EpochBatches` per epoch, each in its `epoch_order`."""
    orders = [partial(epoch_order, len(examples), seed, epoch) for epoch in range(epochs)]
    return _dataset(examples, batch_size, orders)


# A worker validates on the same reviews all the time.
@lru_cache(maxsize=4)
def validation_batches(examples: Examples, batch_size: int) -> tf.data.Dataset:
    """A data set with a single `EpochBatches`, which reads the reviews in their stored order."""
    return _dataset(examples, batch_size, [partial(np.arange, len(examples))]).cache()


def _dataset(examples: Examples, batch_size: int, orders: Sequence[Callable[[], np.ndarray]]) -> tf.data.Dataset:
    """One `EpochBatches` for each of the orders, prepared while TensorFlow works on the one before."""
    labels = examples.labels.astype(np.float32)
    # Every value is 1, so one byte each is enough while the rows are reordered.
    rows = scipy.sparse.csr_array(
        (np.ones(examples.rows.nnz, np.int8), examples.rows.indices, examples.rows.indptr), shape=examples.rows.shape
    )
    row_in_batch = np.arange(len(examples), dtype=np.int32) % batch_size
    review_splits = np.minimum(np.arange(-(-len(examples) // batch_size) + 1) * batch_size, len(examples))

    def epochs() -> Iterator[EpochBatches]:
        for draw_order in orders:
            order = draw_order()
            ordered = rows[order]
            indices = np.empty((ordered.nnz, 2), np.int32)
            indices[:, 0] = np.repeat(row_in_batch, np.diff(ordered.indptr))
            indices[:, 1] = ordered.indices
            row_splits = np.stack([ordered.indptr[review_splits], review_splits], axis=1)
            yield EpochBatches(indices, labels[order], row_splits)

    signature = EpochBatches(
        tf.TensorSpec((None, 2), tf.int32), tf.TensorSpec((None,), tf.float32), tf.TensorSpec((None, 2), tf.int32)
    )
    # There is nothing to tune, and waiting for the tuning thread to end sometimes takes a third of a second.
    options = tf.data.Options()
    options.autotune.enabled = False
    dataset = tf.data.Dataset.from_generator(epochs, output_signature=signature).prefetch(1).with_options(options)
    return dataset.apply(tf.data.experimental.assert_cardinality(len(orders)))
