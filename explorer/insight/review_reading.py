"""Why a review scored as it did: its words, the push of each, and what to leave out to turn the verdict.

The score is the sum of the network's last unit before the sigmoid makes a probability of it: the log-odds. Above zero means
positive. Pushes are differences of scores, because differences of probabilities nearly vanish close to 0 % and 100 %.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from explorer.config import InputFormat, RunConfig

LINE_BREAK = "br"
"""What is left of the `<br />` of a web page, once it is split into words."""
STRONGEST_LISTED = 12
"""Pushes that are shown one by one."""
# Words that sound like an opinion. A network learns where a word stood, not what it means, so some push the other way.
PRAISE = frozenset(
    {"amazing", "beautiful", "best", "brilliant", "enjoyable", "enjoyed", "entertaining", "excellent", "fantastic", "fine"}
    | {"fresh", "fun", "funny", "good", "great", "interesting", "like", "liked", "love", "loved", "masterpiece", "moving"}
    | {"nice", "perfect", "perfectly", "recommend", "recommended", "superb", "wonderful"}
)
BLAME = frozenset(
    {"annoying", "awful", "bad", "boring", "dull", "hate", "hated", "horrible", "lame", "poor", "ridiculous", "slow"}
    | {"stupid", "terrible", "waste", "worse", "worst"}
)


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
class PairPush:
    """What a pair of neighbours does to the score: score − score without it, while both of its words stay."""

    words: tuple[str, str]
    push: float


@dataclass(frozen=True)
class Surprise:
    """A word of praise that pushes towards negative, or one of blame that pushes towards positive.

    `negative` and `positive` are the numbers of training reviews of each kind that have it: at least one has.
    """

    push: Push
    negative: int
    positive: int


@dataclass(frozen=True)
class Flip:
    """The words left out one after another, and the probability of being positive without them; whether that `turned` it."""

    words: tuple[str, ...]
    probability: float
    turned: bool


@dataclass(frozen=True)
class Reading:
    """A review as a network reads it. `pushes` holds each different word that it knows once, the strongest first, and
    `pairs` each different pair in the same way, which is also part of the pushes of its words.

    `surprise` is the strongest of the listed ones that pushes against what the word means, if there is any. `form` is what
    the network reads of a review.
    """

    pieces: tuple[Piece, ...]
    score: float
    pushes: tuple[Push, ...]
    flip: Flip
    surprise: Surprise | None = None
    form: InputFormat = RunConfig().input_format
    pairs: tuple[PairPush, ...] = ()

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


@dataclass(frozen=True)
class RealReview:
    """A review that somebody wrote: whether it is `positive`, and its `text` as a network reads it, with any `<br />`.

    The text is what was written where that is known (`original`), and otherwise the words that were kept of it.
    """

    text: str
    original: bool
    positive: bool


def against_its_meaning(pushes: Sequence[Push]) -> Push | None:
    """The strongest of the pushes listed one by one that goes against what its word means."""
    listed = (push for push in pushes[:STRONGEST_LISTED] if abs(push.push) >= 0.005)
    return next((push for push in listed if push.word in (PRAISE if push.push < 0 else BLAME)), None)


def sigmoid(score: float) -> float:
    """1 / (1 + e^−score), for scores of any size."""
    return 1 / (1 + math.exp(-score)) if score >= 0 else math.exp(score) / (1 + math.exp(score))
