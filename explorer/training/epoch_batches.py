"""The reviews of each epoch, cut into batches of sparse rows.

TensorFlow receives a whole epoch at a time and cuts it into batches inside the graph: handing over each batch from Python
would take as long as training a small network on it.
"""

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import NamedTuple
from weakref import WeakValueDictionary

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
    source = _Source(examples, ranks, batch_size, binary, orders)
    # There is nothing to tune, and waiting for the tuning thread to end sometimes takes a third of a second.
    options = tf.data.Options()
    options.autotune.enabled = False
    # The data set keeps its source, whose method this is.
    return tf.data.Dataset.range(len(orders)).map(source.tensors).prefetch(1).with_options(options)


class _Source:
    """What the epochs of a data set are made from. The arguments are those of `_dataset`."""

    def __init__(
        self,
        examples: Examples,
        ranks: np.ndarray,
        batch_size: int,
        binary: bool,
        orders: Sequence[Callable[[], np.ndarray]],
    ) -> None:
        self.rows, self.labels, self.ranks = examples.rows, examples.labels.astype(np.float32), ranks
        if binary:
            # One byte each is enough while the rows are reordered.
            ones = np.ones(self.rows.nnz, np.int8)
            self.rows = scipy.sparse.csr_array((ones, self.rows.indices, self.rows.indptr), shape=self.rows.shape)
        self.batch_size, self.binary, self.orders = batch_size, binary, orders
        self.number = next(_numbers)
        _sources[self.number] = self

    @tf.autograph.experimental.do_not_convert
    def tensors(self, epoch: tf.Tensor) -> EpochBatches:
        """The batches of that epoch, a scalar from 0."""
        return _epoch_batches(self.number, epoch)

    def arrays(self, epoch: int) -> EpochBatches:
        """The same as arrays instead of tensors."""
        order = self.orders[epoch]()
        ordered = self.rows[order]
        indices = np.empty((ordered.nnz, 2), np.int32)
        indices[:, 0] = np.repeat(np.arange(len(order), dtype=np.int32) % self.batch_size, np.diff(ordered.indptr))
        indices[:, 1] = ordered.indices
        review_splits = np.minimum(np.arange(-(-len(order) // self.batch_size) + 1) * self.batch_size, len(order))
        row_splits = np.stack([ordered.indptr[review_splits], review_splits], axis=1).astype(np.int32)
        values = np.empty(0, np.float32) if self.binary else ordered.data.astype(np.float32, copy=False)
        return EpochBatches(indices, values, self.labels[order], self.ranks[order], row_splits)


_numbers = itertools.count()
_sources: WeakValueDictionary[int, _Source] = WeakValueDictionary()
"""The sources of all data sets there are, by their numbers."""


def _arrays(number: int, epoch: int) -> EpochBatches:
    return _sources[number].arrays(epoch)


# TensorFlow keeps each Python function that a graph calls until the process ends. `Dataset.from_generator` gives it one
# for each data set, with all its rows (2 MB of 15,000 reviews); this graph and its function are the same for all of them.
@tf.function(input_signature=[tf.TensorSpec((), tf.int64)] * 2, autograph=False)
def _epoch_batches(number: tf.Tensor, epoch: tf.Tensor) -> EpochBatches:
    """The batches of an epoch of the source with that number."""
    floats, pairs = tf.TensorSpec((None,), tf.float32), tf.TensorSpec((None, 2), tf.int32)
    specs = EpochBatches(indices=pairs, values=floats, labels=floats, flip_ranks=floats, row_splits=pairs)
    tensors = tf.numpy_function(_arrays, [number, epoch], [spec.dtype for spec in specs])
    return EpochBatches(*(tf.ensure_shape(tensor, spec.shape) for tensor, spec in zip(tensors, specs)))
