"""Words and their numbers: Keras' tokenisation, the ranking by frequency, encoding and decoding."""

import re
from array import array
from collections import defaultdict
from collections.abc import Iterable

import numpy as np

from explorer.config import KNOBS

# Keras' conventions for the first numbers of its IMDB sequences; word number = rank + INDEX_FROM.
PADDING = 0
START = 1
UNKNOWN = 2
INDEX_FROM = 3

# The largest vocabulary a run may ask for. Prepared reviews keep nothing above it.
LARGEST_VOCABULARY = KNOBS["vocabulary"].high

# The default filter of keras' Tokenizer, which made the official word index. Only these and the space separate words:
# an apostrophe or an old Windows character (\x85, \x96 in some reviews) stays part of its word, as it does there.
_FILTERED = '!"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n'
_TO_SPACES = str.maketrans(dict.fromkeys(_FILTERED, " "))
WORD = re.compile(f"[^{re.escape(_FILTERED)} ]+")
"""Finds what `tokens` gives, for those who ask where it stands."""


def tokens(text: str, lower: bool = True) -> list[str]:
    """The words of `text`, as keras' `text_to_word_sequence` cuts them."""
    if lower:
        text = text.lower()
    return [word for word in text.translate(_TO_SPACES).split(" ") if word]


class Vocabulary:
    """Words in order of frequency: rank 1 is the most frequent."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = tuple(words)
        self._ranks = {word: rank for rank, word in enumerate(self.words, 1)}

    def __len__(self) -> int:
        return len(self.words)

    def rank(self, word: str) -> int | None:
        """The rank of `word` (from 1), or None where it is not in the vocabulary."""
        return self._ranks.get(word)

    def encode(self, text: str, size: int = KNOBS["vocabulary"].default, lower: bool = True) -> list[int]:
        """`text` as Keras numbers it with `num_words=size`: START, then rank + 3 for each word.

        A word that is not in the vocabulary, or whose number is `size` or more, becomes UNKNOWN.
        """
        numbers = (self._ranks.get(word, size) + INDEX_FROM for word in tokens(text, lower))
        return [START, *(number if number < size else UNKNOWN for number in numbers)]

    def decode(self, sequence: Iterable[int]) -> str:
        """The words of `sequence` with spaces between them; "?" for what is unknown, nothing for padding and start."""
        return " ".join(self._word(int(number)) for number in sequence if number not in (PADDING, START))

    def _word(self, number: int) -> str:
        rank = number - INDEX_FROM
        return self.words[rank - 1] if 1 <= rank <= len(self.words) else "?"


def index_texts(texts: Iterable[str]) -> tuple[Vocabulary, np.ndarray, np.ndarray]:
    """The vocabulary of `texts` and the texts in its ranks, from a single reading.

    Words are ranked by how often they occur; of equals, the one that appeared first comes first (the rule of keras'
    Tokenizer). The ranks of all texts come as one array, int32, with the offsets (n + 1,), int64, at which each starts.
    """
    # 1. Number the words in the order of their first appearance.
    numbers: defaultdict[str, int] = defaultdict()
    numbers.default_factory = numbers.__len__
    flat, offsets = array("i"), array("q", [0])
    for text in texts:
        flat.extend(map(numbers.__getitem__, tokens(text)))
        offsets.append(len(flat))

    # 2. Rank the numbers by how often they occur.
    by_appearance = np.array(flat, np.int32)
    order = np.argsort(-np.bincount(by_appearance, minlength=len(numbers)), kind="stable")
    ranks = np.empty(len(order), np.int32)
    ranks[order] = np.arange(1, len(order) + 1)

    words = list(numbers)
    return Vocabulary(words[number] for number in order), ranks[by_appearance], np.array(offsets, np.int64)
