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


def index_texts(texts: Iterable[str]) -> tuple[Vocabulary, np.ndarray, np.ndarray]:
    """Build a vocabulary and encode the texts with it, reading them once.

    Words are ranked by frequency; words of equal frequency, by their first appearance (the rule of keras' Tokenizer).

    Args:
        texts: n texts.

    Returns:
        The vocabulary, the ranks of the words of all texts, one text after another (int32), and the offsets at which each
        text starts there, with the end, (n + 1,) int64.
    """
    # 1. Number the words in the order of their first appearance.
    numbers: defaultdict[str, int] = defaultdict()
    numbers.default_factory = numbers.__len__
    flat, offsets = array("i"), array("q", [0])
    for text in texts:
        flat.extend(map(numbers.__getitem__, tokens(text)))
        offsets.append(len(flat))

    # 2. Rank the words by frequency.
    by_appearance = np.array(flat, np.int32)
    order = np.argsort(-np.bincount(by_appearance, minlength=len(numbers)), kind="stable")
    ranks = np.empty(len(order), np.int32)
    ranks[order] = np.arange(1, len(order) + 1)

    words = list(numbers)
    return Vocabulary(words[number] for number in order), ranks[by_appearance], np.array(offsets, np.int64)
