"""The sparse product and its gradient are the dense ones."""

import numpy as np
import pytest
import scipy.sparse
import tensorflow as tf

from explorer.training.epoch_batches import Examples
from explorer.training.sparse_product import FEW_COLUMNS, MultiHot
from tests.support.training import one_batch

# The columns of one network and of three: TensorFlow has a different product for each.
WIDTHS = [16, 48]
assert WIDTHS[0] <= FEW_COLUMNS < WIDTHS[1]


@pytest.fixture
def random_examples():
    """Multi-hot rows of 500 columns with about thirty ones each; the second has none."""
    dense = (np.random.default_rng(3).random((20, 500)) < 0.06).astype(np.float32)
    dense[1] = 0
    return Examples(scipy.sparse.csr_array(dense), np.arange(20) % 2)


@pytest.mark.parametrize("columns", WIDTHS)
def test_the_product_is_the_dense_product(random_examples, columns):
    inputs, order = one_batch(random_examples)
    kernel = tf.random.stateless_normal((500, columns), seed=(1, 2))
    result = MultiHot(inputs, columns).matmul(kernel)
    assert result.shape == (20, columns)
    np.testing.assert_allclose(result, random_examples.rows.toarray()[order] @ kernel.numpy(), rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("columns", WIDTHS)
@pytest.mark.parametrize("in_a_graph", [False, True])
def test_the_gradient_is_the_dense_gradient(random_examples, in_a_graph, columns):
    inputs, order = one_batch(random_examples)
    rows = tf.constant(random_examples.rows.toarray()[order])
    kernel = tf.Variable(tf.random.stateless_normal((500, columns), seed=(1, 2)))
    weights = tf.random.stateless_normal((20, columns), seed=(3, 4))

    def gradients():
        multi_hot = MultiHot(inputs, columns)
        sums = multi_hot.matmul(kernel)
        with tf.GradientTape(persistent=True) as tape:
            tape.watch(sums)
            sparse = tf.reduce_sum(weights * tf.tanh(sums))
            dense = tf.reduce_sum(weights * tf.tanh(rows @ kernel))
        return multi_hot.kernel_gradient(tape.gradient(sparse, sums)), tape.gradient(dense, kernel)

    sparse, dense = tf.function(gradients)() if in_a_graph else gradients()
    assert sparse.shape == kernel.shape
    assert np.abs(sparse).max() > 0.1
    np.testing.assert_allclose(sparse, dense, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("columns", WIDTHS)
def test_reviews_without_words_have_zero_sums_and_a_zero_gradient(columns):
    inputs, _ = one_batch(Examples(scipy.sparse.csr_array((3, 500), dtype=np.float32), np.zeros(3)))
    multi_hot = MultiHot(inputs, columns)
    assert np.array_equal(multi_hot.matmul(tf.ones((500, columns))), np.zeros((3, columns)))
    assert np.array_equal(multi_hot.kernel_gradient(tf.ones((3, columns))), np.zeros((500, columns)))
