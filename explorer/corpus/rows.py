"""The article's multi-hot rows as a sparse matrix."""

from typing import TYPE_CHECKING

import numpy as np

from explorer.corpus.splits import Split
from explorer.corpus.vocabulary import UNKNOWN

if TYPE_CHECKING:
    import scipy.sparse


def multi_hot(split: Split, vocabulary: int) -> "scipy.sparse.csr_array":
    """Multi-hot encode reviews.

    Args:
        split: The reviews.
        vocabulary: The number of columns. Word numbers from there on count as UNKNOWN.

    Returns:
        A matrix of shape (reviews, vocabulary), float32, with a 1 where a review has a word. The column indices of each
        row are ascending and distinct.
    """
    # Loading SciPy takes a moment that a process which only reads reviews does not need.
    import scipy.sparse

    columns = split.words.astype(np.int32)
    columns[columns >= vocabulary] = UNKNOWN
    ones = np.ones(len(columns), np.float32)
    rows = scipy.sparse.csr_array((ones, columns, split.offsets.astype(np.int32)), shape=(len(split), vocabulary))
    rows.sum_duplicates()
    rows.data[:] = 1
    return rows
