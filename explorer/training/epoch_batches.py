"""The reviews of each epoch, cut into batches of sparse rows.

TensorFlow receives many batches at a time, a shard, and cuts it into batches inside the graph: handing over each batch from
Python would take as long as training a small network on it.
"""

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple
from weakref import WeakValueDictionary

import numpy as np
import scipy.sparse

from explorer.corpus.draws import chosen_reviews, epoch_order, flip_ranks
from explorer.training.keras_backend import tf

SHARD = 16_384
"""Reviews in a shard, at most. The rows of so many take 20 MB, and up to four shards are in memory at a time."""


@dataclass(frozen=True, eq=False)
class Examples:
    """Reviews ready for a network: `rows` (n, vocabulary) of a `Vectorizer`, and `labels` (n,), 1 for a positive review."""

    rows: scipy.sparse.csr_array
    labels: np.ndarray

    def __len__(self) -> int:
        return len(self.labels)


class Shard(NamedTuple):
    """A part of an epoch: some of its batches, one after another.

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
        # A SparseTensor needs int64. A shard keeps int32, which takes half of the memory.
        indices = tf.cast(self.indices[first_entry:end_entry], tf.int64)
        values = tf.ones(end_entry - first_entry) if binary else self.values[first_entry:end_entry]
        rows = tf.SparseTensor(indices, values, shape)
        return rows, self.labels[first_review:end_review], self.flip_ranks[first_review:end_review]


class Epochs(NamedTuple):
    """A data set with the shards of some epochs, one epoch after another, and the number of shards that each has."""

    dataset: tf.data.Dataset
    shards: int


def training_epochs(
    examples: Examples,
    batch_size: int,
    epochs: int,
    seed: int,
    count: int | None = None,
    binary: bool = True,
    begin: int = 0,
) -> Epochs:
    """The `chosen_reviews`, in each epoch in its `epoch_order`.

    Args:
        examples: All training reviews.
        batch_size: The reviews in a batch; the last one may have fewer.
        epochs: The number of epochs, with those before `begin`.
        seed: Decides which reviews are chosen, their order, and which labels are wrong.
        count: How many reviews to learn from. None means all.
        binary: Whether all values in the rows are 1.
        begin: How many epochs to leave out, because they have been trained already.
    """
    chosen = chosen_reviews(examples.labels, len(examples) if count is None else count, seed)
    ranks = np.ones(len(examples), np.float32)
    ranks[chosen] = flip_ranks(len(chosen), seed)

    def order(epoch: int) -> np.ndarray:
        return chosen[epoch_order(len(chosen), seed, epoch)]

    return _Shards(examples, ranks, batch_size, binary, order, len(chosen)).epochs(epochs, begin)


# A worker validates on the same reviews all the time.
@lru_cache(maxsize=4)
def validation_epoch(examples: Examples, batch_size: int, binary: bool = True) -> Epochs:
    """A single epoch, which reads the reviews in their stored order."""
    ranks = np.ones(len(examples), np.float32)
    shards = _Shards(examples, ranks, batch_size, binary, lambda epoch: np.arange(len(examples)), len(examples))
    dataset, count = shards.epochs(1)
    # Those of many reviews would take more memory than the reviews.
    return Epochs(dataset.cache() if count == 1 else dataset, count)


class _Shards:
    """Makes the shards of the epochs.

    Args:
        examples: The reviews.
        ranks: Their flip ranks.
        batch_size: The reviews in a batch; the last one of an epoch may have fewer.
        binary: Whether all values in the rows are 1.
        order: Called with the number of an epoch, from 0; returns the positions of its reviews in their order.
        reviews: How many these are.
    """

    def __init__(
        self,
        examples: Examples,
        ranks: np.ndarray,
        batch_size: int,
        binary: bool,
        order: Callable[[int], np.ndarray],
        reviews: int,
    ) -> None:
        self.rows, self.labels, self.ranks = examples.rows, examples.labels.astype(np.float32), ranks
        if binary:
            # One byte each is enough while the rows are reordered.
            ones = np.ones(self.rows.nnz, np.int8)
            self.rows = scipy.sparse.csr_array((ones, self.rows.indices, self.rows.indptr), shape=self.rows.shape)
        self.batch_size, self.binary = batch_size, binary
        # All shards of an epoch need its order, one after another.
        self.order = lru_cache(maxsize=1)(order)
        self.size = max(SHARD // batch_size, 1) * batch_size
        self.per_epoch = -(-reviews // self.size)
        self.number = next(_numbers)
        _all_shards[self.number] = self

    def epochs(self, count: int, begin: int = 0) -> Epochs:
        """The first `count` epochs without those before `begin`, each shard prepared while TensorFlow works on the last."""
        # There is nothing to tune, and waiting for the tuning thread to end sometimes takes a third of a second.
        options = tf.data.Options()
        options.autotune.enabled = False
        # The data set keeps this object, whose method `tensors` is.
        shards = tf.data.Dataset.range(begin * self.per_epoch, count * self.per_epoch).map(self.tensors)
        return Epochs(shards.prefetch(1).with_options(options), self.per_epoch)

    @tf.autograph.experimental.do_not_convert
    def tensors(self, place: tf.Tensor) -> Shard:
        """The shard at that place, a scalar from 0, counted over all epochs."""
        return _shard(self.number, place)

    def arrays(self, place: int) -> Shard:
        """The same as arrays instead of tensors."""
        epoch, part = divmod(place, self.per_epoch)
        order = self.order(epoch)[part * self.size : (part + 1) * self.size]
        ordered = self.rows[order]
        indices = np.empty((ordered.nnz, 2), np.int32)
        indices[:, 0] = np.repeat(np.arange(len(order), dtype=np.int32) % self.batch_size, np.diff(ordered.indptr))
        indices[:, 1] = ordered.indices
        review_splits = np.minimum(np.arange(-(-len(order) // self.batch_size) + 1) * self.batch_size, len(order))
        row_splits = np.stack([ordered.indptr[review_splits], review_splits], axis=1).astype(np.int32)
        values = np.empty(0, np.float32) if self.binary else ordered.data.astype(np.float32, copy=False)
        return Shard(indices, values, self.labels[order], self.ranks[order], row_splits)


_numbers = itertools.count()
_all_shards: WeakValueDictionary[int, _Shards] = WeakValueDictionary()
"""What makes the shards of each data set there is, by its number."""


def _arrays(number: int, place: int) -> Shard:
    return _all_shards[number].arrays(place)


# TensorFlow keeps each Python function that a graph calls until the process ends. `Dataset.from_generator` gives it one
# for each data set, with all its rows (2 MB of 15,000 reviews); this graph and its function are the same for all of them.
@tf.function(input_signature=[tf.TensorSpec((), tf.int64)] * 2, autograph=False)
def _shard(number: tf.Tensor, place: tf.Tensor) -> Shard:
    """The shard at a place of the data set with that number."""
    floats, pairs = tf.TensorSpec((None,), tf.float32), tf.TensorSpec((None, 2), tf.int32)
    specs = Shard(indices=pairs, values=floats, labels=floats, flip_ranks=floats, row_splits=pairs)
    tensors = tf.numpy_function(_arrays, [number, place], [spec.dtype for spec in specs])
    return Shard(*(tf.ensure_shape(tensor, spec.shape) for tensor, spec in zip(tensors, specs)))
