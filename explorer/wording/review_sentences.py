"""How a network reads a review, in sentences."""

from explorer.errors import LimitError
from explorer.insight.review_reading import Reading
from explorer.wording.formats import count, listed, share, side

FEW_WORDS = 5
"""Below this, a review says too little. Those that the networks learn from have 238 words on average, and 10 at least."""
SURE, RATHER_SURE = 0.95, 0.75


def check_length(text: str, longest: int) -> None:
    """Refuse what is too long to be a review.

    Raises:
        LimitError: it has more than `longest` characters.
    """
    if len(text) > longest:
        raise LimitError(
            f"This review has {len(text):,} characters, and {longest:,} are the most that are read here. Shorten it, please."
        )


def opinion(reading: Reading) -> str:
    """What the network takes the review for and how sure it says it is, in Markdown."""
    certainty = max(reading.probability, 1 - reading.probability)
    how = "almost certainly" if certainty >= SURE else "probably" if certainty >= RATHER_SURE else "perhaps"
    return (
        f"The network says: {how} **{side(reading.score > 0)}**. It puts the probability of a positive review at "
        f"{share(reading.probability)}."
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
        few = "One word is" if words == 1 else f"{words} words are"
        return f"{few} very little to go by: the network has learned from reviews of some 240 words."
    return ""


def what_is_left(reading: Reading, vocabulary: int) -> str:
    """What is left of the words inside a network of that vocabulary."""
    words, kept, unknown = len(reading.words), len(reading.pushes), len(reading.words) - reading.known
    different = count(kept, "different word that it knows is", "different words that it knows are")
    # All unknown words together switch on one input, and the start of the review another.
    on = [
        *["one for each of these words"] * (kept > 0),
        "one for the start of a review",
        *["one for all unknown words together"] * (unknown > 0),
    ]
    return (
        f"Of the {count(words, 'word')}, {different} kept: how often each occurs and where it stands is lost. The input is "
        f"{vocabulary:,} switches, of which {kept + 1 + (unknown > 0):,} are on: {listed(on)}."
    )


def turned(reading: Reading) -> str:
    """What has to go for the verdict to turn, in Markdown: no word that a network knows has any of its signs."""
    flip, before, after = reading.flip, side(reading.score > 0), side(reading.score <= 0)
    if not flip.words:
        return f"There is no word here whose removal would make the review less {before}."
    these = "this" if len(flip.words) == 1 else "these"
    gone = f"{these} **{count(len(flip.words), 'word')}** ({', '.join(f'“{word}”' for word in flip.words)})"
    if not flip.turned:
        return f"Even without {gone} it stays {before} ({share(flip.probability)}), and the search ends here."
    sentence = (
        f"Without {gone} the verdict turns from {before} ({share(reading.probability)}) to {after} "
        f"({share(flip.probability)})."
    )
    if len(flip.words) > 1:
        sentence += " They were found one after another: each time the one that moves the score most."
    return sentence
