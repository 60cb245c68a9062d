"""What the training reviews with a word, or a pair of words, are: what a network can learn from it."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from explorer.corpus.splits import Corpus, Split
from explorer.corpus.vectorizer import Vectorizer
from explorer.corpus.vocabulary import LARGEST_VOCABULARY


@dataclass(frozen=True)
class Evidence:
    """A word or pair of a text: the value that comes in for it, and how many training reviews of each label have it."""

    words: tuple[str, ...]
    value: float
    negative: int
    positive: int

    @property
    def reviews(self) -> int:
        """How many training reviews have it."""
        return self.negative + self.positive

    @property
    def share(self) -> float:
        """The share of positive ones among them; one half if there are none."""
        return self.positive / self.reviews if self.reviews else 0.5

    @property
    def leaning(self) -> float:
        """How far they are from half and half, in standard errors of a share that is one half, squared."""
        return (self.positive - self.negative) ** 2 / max(self.reviews, 1)


def evidence(reviews: Corpus, vectorizer: Vectorizer, text: str) -> list[Evidence]:
    """What a network reads of `text`: the words that it knows in the order of the text, then the pairs that it knows."""
    sequence = reviews.vocabulary.encode(text, LARGEST_VOCABULARY)
    words, values = vectorizer.bag(sequence).words.tolist(), vectorizer.rows(Split.of([sequence])).data.tolist()
    value_of = {(first, second): value for (first, second), value in zip(words, values) if first}
    alone = [(word, 0) for word in sequence]
    in_order = dict.fromkeys([*alone, *pairwise(sequence)])
    return [_evidence(reviews, [word for word in key if word], value_of[key]) for key in in_order if key in value_of]


def _evidence(reviews: Corpus, numbers: Sequence[int], value: float) -> Evidence:
    words = tuple(reviews.vocabulary.word(number) for number in numbers)
    return Evidence(words, value, *label_counts(reviews.train, numbers))


def label_counts(split: Split, numbers: Sequence[int]) -> tuple[int, int]:
    """How many negative and how many positive reviews have these words, one after another.

    Args:
        split: The reviews.
        numbers: The numbers of one or more words. START is none, so no match reaches into the next review.
    """
    ends = len(split.words) - len(numbers) + 1
    matches = np.logical_and.reduce([split.words[i : ends + i] == number for i, number in enumerate(numbers)])
    rows = np.unique(np.searchsorted(split.offsets, np.flatnonzero(matches), side="right") - 1)
    negative, positive = np.bincount(split.labels[rows], minlength=2).tolist()
    return negative, positive
