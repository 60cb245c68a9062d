"""The first layer's product: multi-hot rows times a matrix, in which only the ones count.

Of the 10,000 numbers in a row about 130 are ones, so row times matrix is the sum of the matrix rows of the words that
occur: 1.3 % of the additions of the dense product. TensorFlow has two such products. That of a `tf.SparseTensor` uses one
core and is made for fewer than 32 columns, beyond which it takes several times as long for each of them. Compressed sparse
rows (CSR) use all cores, but have to be made first.
"""

import tensorflow as tf

FEW_COLUMNS = 31


def multi_hot_product(rows: tf.SparseTensor, kernel: tf.Tensor) -> tf.Tensor:
    """`rows` (batch, vocabulary) times `kernel` (vocabulary, units): (batch, units), equal to the dense product.

    With X the rows, the gradient for the kernel is Xᵀ · upstream: for each word the sum of the upstream rows of the
    reviews in which it occurs. That is the same product with Xᵀ turned into compressed rows first, which takes a fraction
    of the time that TensorFlow takes to walk X the other way.
    """
    if kernel.shape[1] <= FEW_COLUMNS:
        return tf.sparse.sparse_dense_matmul(rows, kernel)
    compressed = tf.raw_ops.SparseTensorToCSRSparseMatrix(
        indices=rows.indices, values=rows.values, dense_shape=rows.dense_shape
    )

    @tf.custom_gradient
    def product(kernel: tf.Tensor):
        def gradient(upstream: tf.Tensor) -> tf.Tensor:
            turned = tf.raw_ops.SparseMatrixTranspose(input=compressed, type=upstream.dtype)
            return tf.ensure_shape(tf.raw_ops.SparseMatrixMatMul(a=turned, b=upstream), kernel.shape)

        sums = tf.raw_ops.SparseMatrixMatMul(a=compressed, b=kernel)
        return tf.ensure_shape(sums, (None, kernel.shape[1])), gradient

    return product(tf.convert_to_tensor(kernel))
