"""Why a review scored as it did: its words, the push of each, and what to leave out to turn the verdict.

The score is the sum of the network's last unit before the sigmoid makes a probability of it: the log-odds. Above zero means
positive. Pushes are differences of scores, because differences of probabilities nearly vanish close to 0 % and 100 %.
"""

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Piece:
    """A word of a review as it was written, or what stands between two words: then `word` is None.

    `word` is what is looked up, in lower case. `rank` is its place by frequency, from 1, or None for a word that does not
    occur in the reviews that were counted. A word with a rank may still be too rare for this network to be `known`.
    """

    text: str
    word: str | None = None
    rank: int | None = None
    known: bool = False


@dataclass(frozen=True)
class Push:
    """What one word, wherever it stands, does to the score: `push` = score − score without it; above zero for positive.

    `without` is the probability of being positive if the word were not there.
    """

    word: str
    rank: int
    push: float
    without: float


@dataclass(frozen=True)
class Flip:
    """The words left out one after another, and the probability of being positive without them; whether that `turned` it."""

    words: tuple[str, ...]
    probability: float
    turned: bool


@dataclass(frozen=True)
class Reading:
    """A review as a network reads it. `pushes` holds each different word that it knows once, the strongest first."""

    pieces: tuple[Piece, ...]
    score: float
    pushes: tuple[Push, ...]
    flip: Flip

    @property
    def words(self) -> list[Piece]:
        """The words in their order, without what stands between them."""
        return [piece for piece in self.pieces if piece.word is not None]

    @property
    def known(self) -> int:
        """How many of the words it knows, repetitions counted."""
        return sum(word.known for word in self.words)

    @property
    def probability(self) -> float:
        """The probability of being positive, between 0 and 1."""
        return sigmoid(self.score)


def sigmoid(score: float) -> float:
    """1 / (1 + e^−score), for scores of any size."""
    return 1 / (1 + math.exp(-score)) if score >= 0 else math.exp(score) / (1 + math.exp(score))
