"""The first layer without the zeros: multi-hot rows as lists of words, and their product with a weight matrix.

Of the 10,000 numbers in a multi-hot row about 130 are ones. Row times matrix is then the sum of the matrix rows of the
words that occur, which needs 1.3 % of the additions and none of the memory of the dense product.
"""

import keras
import numpy as np
import scipy.sparse
import tensorflow as tf


def batches(
    rows: scipy.sparse.csr_array, labels: np.ndarray, batch_size: int, shuffle_seed: int | None = None
) -> tf.data.Dataset:
    """Batches of ((word counts (batch,), words (all words of the batch,)), labels (batch,)), int32 and float32.

    Rows come in their own order, or, with a `shuffle_seed`, in another order in each epoch, all decided by that seed.
    The rows are handed to TensorFlow once; cutting them into batches then happens in its own threads.
    """
    offsets = tf.constant(rows.indptr, tf.int32)
    words = tf.constant(rows.indices, tf.int32)
    answers = tf.constant(labels, tf.float32)

    def cut(batch: tf.Tensor) -> tuple[tuple[tf.Tensor, tf.Tensor], tf.Tensor]:
        starts, ends = tf.gather(offsets, batch), tf.gather(offsets, batch + 1)
        chosen = tf.ragged.range(starts, ends).flat_values
        return (ends - starts, tf.gather(words, chosen)), tf.gather(answers, batch)

    dataset = tf.data.Dataset.range(rows.shape[0], output_type=tf.int32)
    if shuffle_seed is not None:
        dataset = dataset.shuffle(rows.shape[0], seed=shuffle_seed)
    return dataset.batch(batch_size).map(cut).prefetch(tf.data.AUTOTUNE)


def multi_hot_product(counts: tf.Tensor, words: tf.Tensor, kernel: tf.Tensor) -> tf.Tensor:
    """Multi-hot rows times `kernel` (vocabulary, units): (batch, units), equal to the dense product.

    `counts` (batch,) says how many of the entries of `words` belong to each row. With X the multi-hot rows, the
    gradient for the kernel is Xᵀ · upstream: for each word the sum of the upstream rows of the reviews it occurs in.
    """
    reviews = tf.repeat(tf.range(tf.size(counts)), counts)

    @tf.custom_gradient
    def product(kernel: tf.Tensor):
        def gradient(upstream: tf.Tensor) -> tf.Tensor:
            return tf.math.unsorted_segment_sum(tf.gather(upstream, reviews), words, kernel.shape[0])

        return tf.sparse.segment_sum(kernel, words, reviews, num_segments=tf.size(counts)), gradient

    return product(tf.convert_to_tensor(kernel))


class SparseInput(keras.Model):
    """A `keras.Sequential` that begins with a Dense layer, fed with `batches` instead of dense multi-hot rows.

    It shares the network's weights: training this model trains the network.
    """

    def __init__(self, network: keras.Sequential) -> None:
        super().__init__(name="sparse_input")
        self.network = network

    def call(self, inputs: tuple[tf.Tensor, tf.Tensor], training: bool = False) -> tf.Tensor:
        """Answers (batch, 1) for the word counts and words of a batch."""
        first, *others = self.network.layers
        outputs = first.activation(multi_hot_product(*inputs, first.kernel) + first.bias)
        for layer in others:
            outputs = layer(outputs, training=training) if isinstance(layer, keras.layers.Dropout) else layer(outputs)
        return outputs
