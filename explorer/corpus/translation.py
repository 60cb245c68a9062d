"""Reviews of one data set in the word numbers of another, whose networks are asked about them."""

from collections.abc import Sequence

import numpy as np

from explorer.corpus.splits import Split
from explorer.corpus.vocabulary import INDEX_FROM, LARGEST_VOCABULARY, PADDING, START, UNKNOWN, Vocabulary

# The largest rank that has a number.
_LAST = LARGEST_VOCABULARY - 1 - INDEX_FROM


def translate(split: Split, texts: Sequence[str | None], written: Vocabulary, read: Vocabulary) -> Split:
    """The reviews of `split`, which has the numbers of `written`, in the numbers of `read`.

    Nothing is lost of a review whose text is known: its numbers are those that the text has by `read`. Of the others, only
    the words that have a number in `split` can have one: what their own data set does not keep, because it is not among its
    LARGEST_VOCABULARY most frequent words, stays UNKNOWN, however frequent it is in the other one.

    Args:
        split: n reviews.
        texts: Their n texts, or None where a text is not known.
        written: The vocabulary of their own data set.
        read: The other vocabulary.
    """
    numbers = _dictionary(written, read)
    sequences = [
        numbers[split.sequence(row)] if text is None else read.encode(text, LARGEST_VOCABULARY)
        for row, text in enumerate(texts)
    ]
    return Split.of(sequences, split.labels)


def _dictionary(written: Vocabulary, read: Vocabulary) -> np.ndarray:
    """Number by `written` → number by `read`, or UNKNOWN: (LARGEST_VOCABULARY,) uint16."""
    numbers = np.full(LARGEST_VOCABULARY, UNKNOWN, np.uint16)
    numbers[[PADDING, START]] = PADDING, START
    for number, word in enumerate(written.words[:_LAST], INDEX_FROM + 1):
        rank = read.rank(word)
        if rank is not None and rank <= _LAST:
            numbers[number] = rank + INDEX_FROM
    return numbers
