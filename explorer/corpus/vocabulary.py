"""Words and their numbers: Keras' tokenization, the ranking by frequency, encoding and decoding."""

import re
from array import array
from collections import defaultdict
from collections.abc import Iterable

import numpy as np

from explorer.config import KNOBS

# Keras' conventions for IMDB sequences. The number of a word is its rank + INDEX_FROM.
PADDING = 0
START = 1
UNKNOWN = 2
INDEX_FROM = 3

LARGEST_VOCABULARY = KNOBS["vocabulary"].high
"""The largest vocabulary a run may have. Prepared reviews keep no larger word numbers."""

# The default filter of keras' Tokenizer, which made the official word index. Only these characters and the space separate
# words: an apostrophe or an old Windows character (\x85, \x96 in some reviews) stays part of its word, as with Keras.
SEPARATORS = '!"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n'
_TO_SPACES = str.maketrans(dict.fromkeys(SEPARATORS, " "))
WORD = re.compile(f"[^{re.escape(SEPARATORS)} ]+")
"""Finds the same words as `tokens`, with their positions."""


def tokens(text: str, lower: bool = True) -> list[str]:
    """The words of `text`, split as keras' `text_to_word_sequence` does."""
    if lower:
        text = text.lower()
    return [word for word in text.translate(_TO_SPACES).split(" ") if word]


class Vocabulary:
    """Words in the order of their frequency. Rank 1 is the most frequent."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = tuple(words)
        self._ranks = {word: rank for rank, word in enumerate(self.words, 1)}

    def __len__(self) -> int:
        return len(self.words)

    def rank(self, word: str) -> int | None:
        """The rank of `word` (from 1), or None if it is not in the vocabulary."""
        return self._ranks.get(word)

    def encode(self, text: str, size: int = KNOBS["vocabulary"].default, lower: bool = True) -> list[int]:
        """The word numbers of `text`, as with Keras' `num_words=size`: START, then rank + 3 for each word.

        Words outside the vocabulary and numbers from `size` on become UNKNOWN.
        """
        numbers = (self._ranks.get(word, size) + INDEX_FROM for word in tokens(text, lower))
        return [START, *(number if number < size else UNKNOWN for number in numbers)]

    def decode(self, sequence: Iterable[int]) -> str:
        """The words of `sequence`, separated by spaces: "?" for unknown words, nothing for padding and start."""
        return " ".join(self.word(int(number)) for number in sequence if number not in (PADDING, START))

    def word(self, number: int) -> str:
        """The word of that number, or "?" if there is none."""
        rank = number - INDEX_FROM
        return self.words[rank - 1] if 1 <= rank <= len(self.words) else "?"


class TextIndex:
    """Texts as the numbers of their words, one text after another, while they are read.

    Words are numbered by their first appearance; `ranked` gives them their ranks.
    """

    def __init__(self) -> None:
        self._numbers: defaultdict[str, int] = defaultdict()
        self._numbers.default_factory = self._numbers.__len__
        self._flat, self._offsets = array("i"), array("q", [0])

    def add(self, text: str) -> bytes:
        """Read the next text. What is returned is the same for texts of the same words, and for no others."""
        numbers = array("i", map(self._numbers.__getitem__, tokens(text)))
        self._flat.extend(numbers)
        self._offsets.append(len(self._flat))
        return numbers.tobytes()

    @property
    def offsets(self) -> np.ndarray:
        """Where each of the n texts starts among the words of all, and the end: (n + 1,) int64."""
        return np.array(self._offsets, np.int64)

    def ranked(self, rows: np.ndarray | None = None) -> tuple[Vocabulary, np.ndarray]:
        """Rank the words by frequency; words of equal frequency, by their first appearance (the rule of keras' Tokenizer).

        Args:
            rows: Which texts count, or None for all. Words that are only in others are not in the vocabulary.

        Returns:
            The vocabulary, and the ranks of the words of all texts, one text after another, int32. A word that is not in
            the vocabulary has a rank beyond it and beyond LARGEST_VOCABULARY.
        """
        by_appearance = np.array(self._flat, np.int32)
        counted = by_appearance
        if rows is not None:
            is_counted = np.zeros(len(self._offsets) - 1, bool)
            is_counted[rows] = True
            counted = by_appearance[np.repeat(is_counted, np.diff(self.offsets))]
        counts = np.bincount(counted, minlength=len(self._numbers))
        order = np.argsort(-counts, kind="stable")[: np.count_nonzero(counts)]
        ranks = np.full(len(self._numbers), max(len(order), LARGEST_VOCABULARY) + 1, np.int32)
        ranks[order] = np.arange(1, len(order) + 1)
        words = list(self._numbers)
        return Vocabulary(words[number] for number in order), ranks[by_appearance]


def index_texts(texts: Iterable[str]) -> tuple[Vocabulary, np.ndarray, np.ndarray]:
    """Build a vocabulary and encode the texts with it, reading them once.

    Args:
        texts: n texts.

    Returns:
        The vocabulary, the ranks of the words of all texts, and the offsets of the texts, as in `TextIndex`.
    """
    index = TextIndex()
    for text in texts:
        index.add(text)
    vocabulary, ranks = index.ranked()
    return vocabulary, ranks, index.offsets
