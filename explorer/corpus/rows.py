"""The article's multi-hot rows, without the zeros."""

from typing import TYPE_CHECKING

import numpy as np

from explorer.corpus.splits import Split
from explorer.corpus.vocabulary import UNKNOWN

if TYPE_CHECKING:
    import scipy.sparse


def multi_hot(split: Split, vocabulary: int) -> "scipy.sparse.csr_array":
    """The multi-hot rows of `split`: float32, (reviews, vocabulary), a one for each number that occurs in the review.

    Numbers of `vocabulary` or more count as UNKNOWN. The column numbers of a row are ascending and distinct.
    """
    # SciPy takes a moment to load, which a process that only reads reviews need not wait for.
    import scipy.sparse

    columns = split.words.astype(np.int32)
    columns[columns >= vocabulary] = UNKNOWN
    ones = np.ones(len(columns), np.float32)
    rows = scipy.sparse.csr_array((ones, columns, split.offsets.astype(np.int32)), shape=(len(split), vocabulary))
    rows.sum_duplicates()
    rows.data[:] = 1
    return rows
