"""The product of the first layer: multi-hot rows times a kernel, computed from the ones alone.

About 130 of the 10,000 numbers in a row are ones, so the product is the sum of the kernel's rows for the words that occur:
1.3 % of the additions of the dense product. TensorFlow has two such products. The one for a `tf.SparseTensor` uses one
core and is made for fewer than 32 columns; with more, each column takes several times as long. The one for compressed
sparse rows (CSR) uses all cores, but the rows have to be compressed first.
"""

from explorer.training.keras_backend import tf

FEW_COLUMNS = 31


class MultiHot:
    """The multi-hot rows X of a batch, prepared for products with kernels of `columns` columns.

    The gradient is a method of its own instead of a custom gradient of the product: TensorFlow's registry of custom
    gradients only grows, and each entry holds the graph of the model that it was traced for.

    Args:
        rows: Multi-hot rows (batch, vocabulary), float32.
        columns: The number of columns of the kernels.
    """

    def __init__(self, rows: tf.SparseTensor, columns: int) -> None:
        self._rows, self._columns = rows, columns
        if columns > FEW_COLUMNS:
            self._compressed = tf.raw_ops.SparseTensorToCSRSparseMatrix(
                indices=rows.indices, values=rows.values, dense_shape=rows.dense_shape
            )

    def matmul(self, kernel: tf.Tensor) -> tf.Tensor:
        """X · `kernel` (vocabulary, columns): (batch, columns), equal to the dense product."""
        kernel = tf.convert_to_tensor(kernel)
        if self._columns <= FEW_COLUMNS:
            return tf.sparse.sparse_dense_matmul(self._rows, kernel)
        sums = tf.raw_ops.SparseMatrixMatMul(a=self._compressed, b=kernel)
        return tf.ensure_shape(sums, (None, self._columns))

    def kernel_gradient(self, upstream: tf.Tensor) -> tf.Tensor:
        """The gradient for the kernel (vocabulary, columns), from the gradient for the product, `upstream` (batch, columns).

        It is Xᵀ · upstream: for each word, the sum of the upstream rows of the reviews in which it occurs. Transposing the
        compressed rows first takes a fraction of the time of TensorFlow's product with a transposed matrix.
        """
        if self._columns <= FEW_COLUMNS:
            return tf.sparse.sparse_dense_matmul(self._rows, upstream, adjoint_a=True)
        transposed = tf.raw_ops.SparseMatrixTranspose(input=self._compressed, type=upstream.dtype)
        product = tf.raw_ops.SparseMatrixMatMul(a=transposed, b=upstream)
        return tf.ensure_shape(product, (self._rows.shape[1], self._columns))
