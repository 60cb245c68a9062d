"""The first layer's product: multi-hot rows times a matrix, in which only the ones count.

Of the 10,000 numbers in a row about 130 are ones, so row times matrix is the sum of the matrix rows of the words that
occur: 1.3 % of the additions of the dense product. TensorFlow has two such products. That of a `tf.SparseTensor` uses one
core and is made for fewer than 32 columns, beyond which it takes several times as long for each of them. Compressed sparse
rows (CSR) use all cores, but have to be made first.
"""

from explorer.training.keras_backend import tf

FEW_COLUMNS = 31


class MultiHot:
    """The multi-hot rows of a batch, X (batch, vocabulary), ready for products with matrices of so many `columns`.

    It has the gradient beside the product, and not in it: TensorFlow never forgets a custom gradient (its registry of
    gradients only grows), and with it the graph of the model that it was traced for.
    """

    def __init__(self, rows: tf.SparseTensor, columns: int) -> None:
        self._rows, self._columns = rows, columns
        if columns > FEW_COLUMNS:
            self._compressed = tf.raw_ops.SparseTensorToCSRSparseMatrix(
                indices=rows.indices, values=rows.values, dense_shape=rows.dense_shape
            )

    def times(self, kernel: tf.Tensor) -> tf.Tensor:
        """X · `kernel` (vocabulary, columns): (batch, columns), equal to the dense product."""
        kernel = tf.convert_to_tensor(kernel)
        if self._columns <= FEW_COLUMNS:
            return tf.sparse.sparse_dense_matmul(self._rows, kernel)
        sums = tf.raw_ops.SparseMatrixMatMul(a=self._compressed, b=kernel)
        return tf.ensure_shape(sums, (None, self._columns))

    def gradient(self, upstream: tf.Tensor) -> tf.Tensor:
        """The gradient for the kernel (vocabulary, columns), by that for the product, `upstream` (batch, columns).

        It is Xᵀ · upstream: for each word the sum of the upstream rows of the reviews in which it occurs. That is the same
        product with Xᵀ turned into compressed rows first, which takes a fraction of the time that TensorFlow takes to walk
        X the other way.
        """
        if self._columns <= FEW_COLUMNS:
            return tf.sparse.sparse_dense_matmul(self._rows, upstream, adjoint_a=True)
        turned = tf.raw_ops.SparseMatrixTranspose(input=self._compressed, type=upstream.dtype)
        product = tf.raw_ops.SparseMatrixMatMul(a=turned, b=upstream)
        return tf.ensure_shape(product, (self._rows.shape[1], self._columns))
