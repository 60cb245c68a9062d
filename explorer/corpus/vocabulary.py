"""Words and numbers: how a review becomes a list of word indices, and back, by Keras' conventions."""

from collections import Counter
from collections.abc import Iterable, Sequence

PADDING, START, UNKNOWN = 0, 1, 2
INDEX_FROM = 3
"""A word of rank r (1 is the most frequent) has the index r + 3: the first ones are taken by the three above."""

# The default filter of Keras' Tokenizer, which made the official word index: these become spaces.
_FILTERED = str.maketrans(dict.fromkeys('!"#$%&()*+,-./:;<=>?@[\\]^_`{|}~\t\n', " "))


def tokens(text: str, lower: bool = True) -> list[str]:
    """The words of a text as Keras' Tokenizer cuts it: lower case, punctuation to spaces, split on spaces."""
    return [word for word in (text.lower() if lower else text).translate(_FILTERED).split(" ") if word]


class Vocabulary:
    """The words of a corpus by frequency, most frequent first."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words = words
        self._ranks = {word: rank for rank, word in enumerate(words, start=1)}

    @classmethod
    def of_texts(cls, texts: Iterable[Sequence[str]]) -> "Vocabulary":
        """The vocabulary of texts that are cut into words; of equally frequent words, the one met first comes first."""
        counts: Counter[str] = Counter()
        for words in texts:
            counts.update(words)
        return cls([word for word, _ in counts.most_common()])

    def __len__(self) -> int:
        return len(self.words)

    def rank(self, word: str) -> int | None:
        """The frequency rank of a word (1 is the most frequent), or None; ranked words are lower case."""
        return self._ranks.get(word)

    def index(self, word: str, size: int) -> int:
        """What a network with a vocabulary of `size` is given for a word: rank + 3, or UNKNOWN from `size` on."""
        index = self._ranks.get(word, size) + INDEX_FROM
        return index if index < size else UNKNOWN

    def encode(self, text: str, size: int, lower: bool = True) -> list[int]:
        """The indices of a text's words, after START, as `keras.datasets.imdb.load_data(num_words=size)` has them."""
        return self.encode_words(tokens(text, lower), size)

    def encode_words(self, words: Sequence[str], size: int) -> list[int]:
        """`encode`, for a text that is already cut into words."""
        return [START, *(self.index(word, size) for word in words)]

    def decode(self, indices: Iterable[int]) -> str:
        """The words of a sequence of indices, with ? for unknown ones; padding and start are left out."""
        return " ".join(self._word(int(index)) for index in indices if index not in (PADDING, START))

    def _word(self, index: int) -> str:
        rank = index - INDEX_FROM
        return self.words[rank - 1] if 1 <= rank <= len(self.words) else "?"
