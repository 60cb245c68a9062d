"""The reviews of each epoch, cut into batches of multi-hot rows without their zeros.

TensorFlow is handed a whole pass through the reviews at a time, and cuts it into batches as it goes: handing over every
batch would take as long as training a small network on it.
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
    """Reviews ready for a network: `rows` multi-hot (n, vocabulary), `labels` (n,) with 1 for a positive review."""

    rows: scipy.sparse.csr_array
    labels: np.ndarray

    def __len__(self) -> int:
        return len(self.labels)


class Pass(NamedTuple):
    """One pass through some reviews: `places` (ones, 2) int32, the review in its batch and the word of each one, batch after
    batch; `labels` (reviews,) float32; `cuts` (batches + 1, 2) int32, where among both each batch begins.
    """

    places: tf.Tensor
    labels: tf.Tensor
    cuts: tf.Tensor

    def batches(self) -> tf.Tensor:
        """How many batches it has."""
        return tf.shape(self.cuts)[0] - 1

    def batch(self, number: tf.Tensor, vocabulary: int) -> tuple[tf.SparseTensor, tf.Tensor]:
        """Batch `number`, from 0: multi-hot rows (batch, vocabulary) and labels (batch,), both float32."""
        (first_one, first_review), (end_of_ones, end_of_reviews) = (tf.unstack(self.cuts[number + i]) for i in (0, 1))
        shape = tf.cast(tf.stack([end_of_reviews - first_review, vocabulary]), tf.int64)
        # TensorFlow wants eight bytes for each; a whole pass has half of that, and there are up to four of them at a time.
        places = tf.cast(self.places[first_one:end_of_ones], tf.int64)
        rows = tf.SparseTensor(places, tf.ones(end_of_ones - first_one), shape)
        return rows, self.labels[first_review:end_of_reviews]


def order_of_epoch(reviews: int, seed: int, epoch: int) -> np.ndarray:
    """The order (reviews,) in which an epoch, counted from 0, goes through the reviews: decided by the seed alone."""
    return np.random.default_rng((seed, epoch)).permutation(reviews)


def training_passes(examples: Examples, batch_size: int, epochs: int, seed: int) -> tf.data.Dataset:
    """A `Pass` for each epoch, in the order that the seed decides."""
    orders = [partial(order_of_epoch, len(examples), seed, epoch) for epoch in range(epochs)]
    return _passes(examples, batch_size, orders)


# A worker validates on the same reviews all day.
@lru_cache(maxsize=4)
def validation_pass(examples: Examples, batch_size: int) -> tf.data.Dataset:
    """The one `Pass` in the reviews' own order."""
    return _passes(examples, batch_size, [partial(np.arange, len(examples))]).cache()


def _passes(examples: Examples, size: int, orders: Sequence[Callable[[], np.ndarray]]) -> tf.data.Dataset:
    """A `Pass` for each of the orders, made while TensorFlow works on the one before."""
    labels = examples.labels.astype(np.float32)
    # The ones need not be moved about as numbers of four bytes.
    rows = scipy.sparse.csr_array(
        (np.ones(examples.rows.nnz, np.int8), examples.rows.indices, examples.rows.indptr), shape=examples.rows.shape
    )
    in_batch = np.arange(len(examples), dtype=np.int32) % size
    review_cuts = np.minimum(np.arange(-(-len(examples) // size) + 1) * size, len(examples))

    def passes() -> Iterator[Pass]:
        for order_of_pass in orders:
            order = order_of_pass()
            ordered = rows[order]
            places = np.empty((ordered.nnz, 2), np.int32)
            places[:, 0] = np.repeat(in_batch, np.diff(ordered.indptr))
            places[:, 1] = ordered.indices
            yield Pass(places, labels[order], np.stack([ordered.indptr[review_cuts], review_cuts], axis=1))

    signature = Pass(
        tf.TensorSpec((None, 2), tf.int32), tf.TensorSpec((None,), tf.float32), tf.TensorSpec((None, 2), tf.int32)
    )
    # There is nothing to tune, and the thread that would is now and then waited for at the end, for a third of a second.
    options = tf.data.Options()
    options.autotune.enabled = False
    dataset = tf.data.Dataset.from_generator(passes, output_signature=signature).prefetch(1).with_options(options)
    return dataset.apply(tf.data.experimental.assert_cardinality(len(orders)))
