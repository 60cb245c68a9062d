"""Reviews as numbers: the splits of a corpus, each one flat array of words."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from explorer.corpus.vocabulary import INDEX_FROM, LARGEST_VOCABULARY, START, UNKNOWN, Vocabulary

# What long work calls as it goes on: the share that is done, from 0 to 1, and a sentence for the person who waits.
Progress = Callable[[float, str], None]


@dataclass(frozen=True, eq=False)
class Split:
    """The n reviews of one split, in Keras' numbers.

    `words` (uint16) holds the reviews one after another; review i is words[offsets[i]:offsets[i + 1]]. `offsets` is
    (n + 1,) int64, `labels` (n,) uint8: 1 for a positive review. A number of LARGEST_VOCABULARY or more is not kept:
    it stands as UNKNOWN. The arrays are shared by everyone in the process, so they are read-only.

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

    @property
    def nbytes(self) -> int:
        """The memory it takes, in bytes."""
        return self.words.nbytes + self.offsets.nbytes + self.labels.nbytes

    def sequence(self, i: int) -> np.ndarray:
        """Review i in Keras' numbers, uint16, with START at its front."""
        start, end = self.offsets[i : i + 2]
        return self.words[start:end]

    @classmethod
    def of(cls, sequences: Sequence[Sequence[int]], labels: Iterable[int] | None = None) -> "Split":
        """A split of `sequences` in Keras' numbers. Without `labels`, as for a text just typed, all of them are 0."""
        lengths = np.fromiter(map(len, sequences), np.int64, len(sequences))
        words = np.fromiter(chain.from_iterable(sequences), np.int64, lengths.sum())
        words[words >= LARGEST_VOCABULARY] = UNKNOWN
        answers = np.zeros(len(sequences)) if labels is None else np.fromiter(labels, np.int64, len(sequences))
        return cls(words.astype(np.uint16), _offsets(lengths), answers.astype(np.uint8))

    @classmethod
    def of_ranks(cls, ranks: np.ndarray, offsets: np.ndarray, labels: np.ndarray) -> "Split":
        """A split of reviews in ranks (flat, with offsets, as `index_texts` gives them), with START put before each."""
        numbers = ranks + INDEX_FROM
        numbers[numbers >= LARGEST_VOCABULARY] = UNKNOWN
        words = np.insert(numbers.astype(np.uint16), offsets[:-1], START)
        return cls(words, offsets + np.arange(len(offsets)), labels.astype(np.uint8))

    def take(self, rows: np.ndarray) -> "Split":
        """The reviews `rows` in that order."""
        return Split(
            np.concatenate([self.sequence(i) for i in rows]), _offsets(np.diff(self.offsets)[rows]), self.labels[rows]
        )


@dataclass(frozen=True, eq=False)
class Corpus:
    """One source of reviews, ready for training.

    `test` stays sealed until the exam. `second_exam` holds reviews from another site, where the source has them.
    """

    source: str
    train: Split
    validation: Split
    test: Split
    second_exam: Split | None
    vocabulary: Vocabulary


def _offsets(lengths: np.ndarray) -> np.ndarray:
    return np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
