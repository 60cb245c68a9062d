"""Encoded reviews in memory: all words of a split in one flat array, and multi-hot rows made from it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse

from explorer.config import KNOBS
from explorer.corpus.vocabulary import UNKNOWN

LARGEST_VOCABULARY = KNOBS["vocabulary"].high


@dataclass(frozen=True)
class Split:
    """The reviews of one split, in order.

    `words` holds the word indices of all reviews one after the other (uint16; those from `LARGEST_VOCABULARY` on are
    UNKNOWN already), `offsets` (n + 1,) where each review begins and the last one ends, `labels` (n,) 1 for a positive
    review and 0 for a negative one.
    """

    words: np.ndarray
    offsets: np.ndarray
    labels: np.ndarray

    @classmethod
    def of(cls, sequences: Sequence[Sequence[int]], labels: Sequence[int]) -> "Split":
        """A split of sequences of word indices below `LARGEST_VOCABULARY`."""
        lengths = np.fromiter((len(sequence) for sequence in sequences), np.int64, len(sequences))
        offsets = np.concatenate([[0], np.cumsum(lengths)])
        words = np.fromiter((index for sequence in sequences for index in sequence), np.uint16, offsets[-1])
        return cls(words, offsets, np.asarray(labels, np.uint8))

    def __len__(self) -> int:
        return len(self.labels)

    @property
    def nbytes(self) -> int:
        """Bytes of memory that the rows take."""
        return self.words.nbytes + self.offsets.nbytes + self.labels.nbytes

    def sequence(self, review: int) -> np.ndarray:
        """The word indices of one review."""
        return self.words[self.offsets[review] : self.offsets[review + 1]]


def multi_hot(split: Split, vocabulary: int) -> scipy.sparse.csr_array:
    """Multi-hot rows (n, vocabulary): a one for each index in a review, where those from `vocabulary` on are UNKNOWN.

    Only the ones are kept, as bytes; a dense array of 25,000 × 10,000 floats would be a gigabyte.
    """
    words = np.where(split.words < vocabulary, split.words, UNKNOWN).astype(np.int32)
    ones = np.ones(len(words), np.uint8)
    rows = scipy.sparse.csr_array((ones, words, split.offsets.astype(np.int32)), shape=(len(split), vocabulary))
    rows.sum_duplicates()
    rows.data[:] = 1
    return rows
