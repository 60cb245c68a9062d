"""What is worth knowing of a data set before it is made."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from explorer.datasets.packed_texts import VALIDATION


@dataclass(frozen=True)
class Facts:
    """What was counted while n reviews were read.

    Args:
        class_names: The names of the labels 0 and 1.
        labels: (n,) uint8.
        splits: (n,) uint8.
        words: The number of words of each review, (n,).
        repeated: How many reviews have the words of an earlier one.
        contradictory: How many of these have another label than the first of them.
        language: The English name of the language that they seem to be in, or nothing.
        unspaced: The share of reviews in a script without spaces between words.
    """

    class_names: tuple[str, str]
    labels: np.ndarray
    splits: np.ndarray
    words: np.ndarray
    repeated: int
    contradictory: int
    language: str
    unspaced: float

    @property
    def reviews(self) -> int:
        """How many reviews there are."""
        return len(self.labels)

    @cached_property
    def counts(self) -> tuple[int, int]:
        """How many reviews each class has."""
        negative, positive = np.bincount(self.labels, minlength=2).tolist()
        return negative, positive

    @cached_property
    def sizes(self) -> tuple[int, int, int]:
        """How many reviews there are to learn from, to validate with, and sealed."""
        train, validation, test = np.bincount(self.splits, minlength=3).tolist()
        return train, validation, test

    @cached_property
    def validation_positive(self) -> int:
        """How many validation reviews have the label 1."""
        return int(self.labels[self.splits == VALIDATION].sum())

    @cached_property
    def median_words(self) -> int:
        """The words of a review in the middle."""
        return int(np.median(self.words))
