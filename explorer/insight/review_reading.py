"""Why a review scored so: its words, the push of each, and what to leave out to turn the verdict, with words about it.

The score is the sum that the network's last unit makes, before it is bent into a probability: the log-odds. Above zero means
positive. Pushes are differences of scores, because differences of probabilities all but vanish near 0% and 100%.
"""

import math
from dataclasses import dataclass

from explorer.errors import LimitError

FEW_WORDS = 5
"""Below this, a review says too little. Those that the networks learn from have 238 words on average, and 10 at least."""
SURE, RATHER_SURE = 0.95, 0.75


@dataclass(frozen=True)
class Piece:
    """A word of a review as it was written, or what stands between two words: then `word` is None.

    `word` is what is looked up, in small letters; `rank` its place by frequency, from 1, or None where no review that the
    ranking was made from has it. A word may have a rank and still be too rare for this network: then it is not `known`.
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


def check_length(text: str, longest: int) -> None:
    """Refuse what is too long to be a review.

    Raises:
        LimitError: it has more than `longest` characters.
    """
    if len(text) > longest:
        raise LimitError(
            f"This review has {len(text):,} characters, and {longest:,} are the most that are read here. Shorten it, please."
        )


def share(probability: float) -> str:
    """A probability as people read it, with more digits where 0%, 50% or 100% would hide what it is."""
    text = f"{probability:.1%}"
    if text in ("0.0%", "50.0%", "100.0%"):
        text = f"{probability:.3%}"
    return {"0.000%": "under 0.001%", "100.000%": "over 99.999%"}.get(text, text)


def opinion(reading: Reading) -> str:
    """What the network takes the review for and how sure it says it is, in Markdown."""
    kind = "positive" if reading.score > 0 else "negative"
    certainty = max(reading.probability, 1 - reading.probability)
    how = "almost certainly" if certainty >= SURE else "probably" if certainty >= RATHER_SURE else "perhaps"
    return (
        f"The network says: {how} **{kind}**. It puts the probability of a positive review at {share(reading.probability)}."
    )


def caution(reading: Reading) -> str:
    """Why its answer is worth little for a text like this one, or nothing where there is no such reason."""
    words = len(reading.words)
    if reading.known == 0:
        what = "the only word" if words == 1 else f"any of the {words:,} words"
        return (
            f"The network does not know {what} here, so this is what it answers to anything that it cannot read. It has "
            "learned from English movie reviews; emoji, other languages and made-up words are all the same to it."
        )
    if reading.known < words / 2:
        return (
            f"The network knows only {reading.known:,} of these {words:,} words, so its answer says little. It has learned "
            "from English movie reviews, and from their most frequent words only."
        )
    if words < FEW_WORDS:
        count = "one word is" if words == 1 else f"{words} words are"
        return f"{count.capitalize()} very little to go by: the network has learned from reviews of some 240 words."
    return ""


def seen(reading: Reading, vocabulary: int) -> str:
    """What is left of the words inside a network of that vocabulary."""
    words, kept, unknown = len(reading.words), len(reading.pushes), len(reading.words) - reading.known
    count = "1 word" if words == 1 else f"{words:,} words"
    different = "1 different word that it knows is" if kept == 1 else f"{kept:,} different words that it knows are"
    # Whatever is unknown switches on the same one.
    ones = kept + 1 + (unknown > 0)
    on = ["one for each of these words"] * (kept > 0) + ["one for the start of a review"]
    on += ["one for all unknown words together"] * (unknown > 0)
    return (
        f"Of the {count}, {different} kept: how often each occurs and where it stands is lost. The input is {vocabulary:,} "
        f"switches, of which {ones:,} are on: {', '.join(on[:-1])} and {on[-1]}."
    )


def turned(reading: Reading) -> str:
    """What has to go for the verdict to turn, in Markdown, which no word that a network knows has a sign of."""
    flip, before, after = reading.flip, *(("positive", "negative") if reading.score > 0 else ("negative", "positive"))
    if not flip.words:
        return f"There is no word here whose removal would make the review less {before}."
    count = "this **1 word**" if len(flip.words) == 1 else f"these **{len(flip.words)} words**"
    gone = f"{count} ({', '.join(f'“{word}”' for word in flip.words)})"
    if not flip.turned:
        return f"Even without {gone} it stays {before} ({share(flip.probability)}), and the search ends here."
    sentence = (
        f"Without {gone} the verdict turns from {before} ({share(reading.probability)}) to {after} "
        f"({share(flip.probability)})."
    )
    if len(flip.words) > 1:
        sentence += " They were found one after another: each time the one that moves the score most."
    return sentence
