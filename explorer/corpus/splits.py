"""Reviews as numbers: the splits of a corpus, each one flat array of words."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from explorer.corpus.vocabulary import INDEX_FROM, LARGEST_VOCABULARY, START, UNKNOWN, Vocabulary

Progress = Callable[[float, str], None]
"""A callback for long work: how much is done, from 0 to 1, and a sentence for the person who waits."""


@dataclass(frozen=True, eq=False)
class Split:
    """The n reviews of one split, as Keras numbers words.

    The arrays become read-only, because the whole process shares them.

    Args:
        words: The word numbers of all reviews, one review after another, uint16. Numbers from LARGEST_VOCABULARY on are
            replaced by UNKNOWN.
        offsets: Where each review starts in `words`, and the end, (n + 1,) int64. Review i is
            `words[offsets[i]:offsets[i + 1]]`.
        labels: 1 for a positive review, 0 for a negative one, (n,) uint8.

    Raises:
        ValueError: the arrays do not fit together.
    """

    words: np.ndarray
    offsets: np.ndarray
    labels: np.ndarray

    def __post_init__(self) -> None:
        types = (self.words.dtype, self.offsets.dtype, self.labels.dtype)
        if types != (np.uint16, np.int64, np.uint8) or self.offsets.shape != (len(self.labels) + 1,):
            raise ValueError("The arrays of a split have the wrong types or lengths.")
        if self.offsets[0] != 0 or self.offsets[-1] != len(self.words) or np.any(np.diff(self.offsets) < 0):
            raise ValueError("The offsets of a split do not fit its words.")
        if np.any(self.words >= LARGEST_VOCABULARY) or np.any(self.labels > 1):
            raise ValueError("A split holds words or labels that do not exist.")
        for values in (self.words, self.offsets, self.labels):
            values.flags.writeable = False

    def __len__(self) -> int:
        return len(self.labels)

    def sequence(self, i: int) -> np.ndarray:
        """The word numbers of review i, uint16, beginning with START."""
        start, end = self.offsets[i : i + 2]
        return self.words[start:end]

    @classmethod
    def of(cls, sequences: Sequence[Sequence[int]], labels: Iterable[int] | None = None) -> "Split":
        """A split of sequences of word numbers. Without `labels`, as for a text just typed, all labels are 0."""
        lengths = np.fromiter(map(len, sequences), np.int64, len(sequences))
        words = np.fromiter(chain.from_iterable(sequences), np.int64, lengths.sum())
        words[words >= LARGEST_VOCABULARY] = UNKNOWN
        answers = np.zeros(len(sequences)) if labels is None else np.fromiter(labels, np.int64, len(sequences))
        return cls(words.astype(np.uint16), _offsets(lengths), answers.astype(np.uint8))

    @classmethod
    def of_ranks(cls, ranks: np.ndarray, offsets: np.ndarray, labels: np.ndarray) -> "Split":
        """A split of reviews given by the ranks of their words, flat and with offsets as `index_texts` returns them.

        Each review gets START at its beginning.
        """
        numbers = ranks + INDEX_FROM
        numbers[numbers >= LARGEST_VOCABULARY] = UNKNOWN
        words = np.insert(numbers.astype(np.uint16), offsets[:-1], START)
        return cls(words, offsets + np.arange(len(offsets)), labels.astype(np.uint8))

    def take(self, rows: np.ndarray) -> "Split":
        """The reviews with the indices `rows`, in that order."""
        # The first part is empty, for when there are no rows: a perfect network has made no mistakes.
        words = np.concatenate([self.words[:0], *map(self.sequence, rows)])
        return Split(words, _offsets(np.diff(self.offsets)[rows]), self.labels[rows])


@dataclass(frozen=True, eq=False)
class Corpus:
    """The reviews of one source, ready for training.

    `test` stays sealed until the exam. `second_exam` has reviews from another site, if the source has such.
    """

    source: str
    train: Split
    validation: Split
    test: Split
    second_exam: Split | None
    vocabulary: Vocabulary


def _offsets(lengths: np.ndarray) -> np.ndarray:
    return np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
