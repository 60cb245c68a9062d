"""Words as the columns of a sparse matrix."""

from typing import TYPE_CHECKING

import numpy as np

from explorer.corpus.splits import Split
from explorer.corpus.vocabulary import UNKNOWN

if TYPE_CHECKING:
    import scipy.sparse


def multi_hot(split: Split, vocabulary: int) -> "scipy.sparse.csr_array":
    """The article's multi-hot rows.

    Args:
        split: The reviews.
        vocabulary: The number of columns. Word numbers from there on count as UNKNOWN.

    Returns:
        A matrix of shape (reviews, vocabulary), float32, with a 1 where a review has a word. The column indices of each
        row are ascending and distinct.
    """
    columns = split.words.astype(np.int32)
    columns[columns >= vocabulary] = UNKNOWN
    rows = word_counts(columns, split.offsets, vocabulary)
    rows.data[:] = 1
    return rows


def word_counts(columns: np.ndarray, offsets: np.ndarray, width: int) -> "scipy.sparse.csr_array":
    """How often each column is named in each review.

    Args:
        columns: The columns that the reviews name, one review after another, int32.
        offsets: Where each review starts in `columns`, and the end, (reviews + 1,).
        width: The number of columns.

    Returns:
        A matrix of shape (reviews, width), float32, whose column indices are ascending and distinct in each row.
    """
    # Loading SciPy takes a moment that a process which only reads reviews does not need.
    import scipy.sparse

    ones = np.ones(len(columns), np.float32)
    rows = scipy.sparse.csr_array((ones, columns, offsets.astype(np.int32)), shape=(len(offsets) - 1, width))
    rows.sum_duplicates()
    return rows
