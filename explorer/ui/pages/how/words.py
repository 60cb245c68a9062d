"""The first two steps: a sentence in numbers, and a review as a row of zeros and ones."""

import random

import numpy as np
import streamlit as st

from explorer import corpus
from explorer.config import KNOBS
from explorer.corpus import INDEX_FROM, START, UNKNOWN, Corpus, Split, Vocabulary, tokens
from explorer.ui.escaping import plain
from explorer.ui.pages.how import charts, notice
from explorer.ui.session import session

# The article's.
SENTENCE = "Shawshank Redemption is probably the best movie ever"
LONGEST_SENTENCE = 200
SIZE = KNOBS["vocabulary"].default
# So long that a review says something, and so short that it is read at a glance.
SHORT = (20, 45)
REVIEWS = 20
PLACES_SHOWN = 22


def reviews() -> Corpus:
    """The reviews that this visitor has chosen; `corpus` keeps them on disk and, once loaded, in the process.

    Raises:
        CorpusError: they cannot be read.
    """
    with st.spinner("Getting the reviews ready. This takes a few seconds, and only the first time."):
        return corpus.load(session.dataset)


def numbers() -> None:
    """Type a sentence and see the numbers that its words become."""
    vocabulary = reviews().vocabulary
    left, right = st.columns(2, gap="medium")
    with left:
        st.markdown(
            "A network cannot read; it can only calculate. So every word becomes a number: its place in a list of all "
            f"words of the reviews, the most frequent first. “{plain(vocabulary.words[0])}” is number 1. A network of "
            f"this app usually knows the numbers below {SIZE:,}; any other word is a question mark to it."
        )
        sentence = st.text_input("Type a sentence", SENTENCE, max_chars=LONGEST_SENTENCE, key="how_sentence")
        lower = st.toggle("Write everything in small letters first", key="how_lower")
    with right:
        st.markdown(in_ranks(sentence, vocabulary, lower) or "No word in it yet.")
        st.caption("What Keras makes of it:")
        st.code(" ".join(map(str, vocabulary.encode(sentence, lower=lower))), language=None, wrap_lines=True)
        st.caption(
            f"It adds {INDEX_FROM} to every number, to keep the first ones free: 0 fills gaps, {START} means “a review "
            f"starts here”, and {UNKNOWN} is the question mark."
        )
    notice(
        "frequent words have small numbers, and rare ones large numbers. The list has no capital letters, so a name "
        "with one is not found until you write it small; and a rare word stays a question mark even then."
    )


def in_ranks(sentence: str, vocabulary: Vocabulary, lower: bool) -> str:
    """`sentence` as Markdown, each word with its rank beside it, or with “?” where a network does not know it."""
    return " ".join(f"{plain(word)} {_badge(vocabulary.rank(word))}" for word in tokens(sentence, lower))


def _badge(rank: int | None) -> str:
    if rank is None:
        return ":gray-badge[?]"
    if rank + INDEX_FROM >= SIZE:
        return f":gray-badge[{rank:,} → ?]"
    return f":blue-badge[{rank:,}]"


def multi_hot() -> None:
    """Shuffle the words of a training review; its row of zeros and ones stays as it was."""
    loaded = reviews()
    chosen = short_reviews(loaded.train, loaded.vocabulary, REVIEWS)
    left, right = st.columns(2, gap="medium")
    with left:
        st.markdown(
            "Reviews have different lengths, but a network wants the same number of inputs each time. So each review "
            f"becomes a row of {SIZE:,} switches, one for each number: **1** where the word occurs, **0** where it does "
            "not. That is called **multi-hot**."
        )
        number = st.slider("Training review", 1, len(chosen), key="how_review")
        shuffled = st.toggle("Shuffle its words", key="how_shuffled")
        sequence = loaded.train.sequence(chosen[number - 1])
        st.markdown(f"> {plain(loaded.vocabulary.decode(in_order(sequence, shuffled)))}")
    with right:
        row = switches(sequence)
        st.markdown(f"**{row.sum()} of {SIZE:,} switches are on**")
        st.code(" ".join(map(str, row[:PLACES_SHOWN])) + " …", language=None, wrap_lines=True)
        st.altair_chart(
            charts.switches(row, loaded.vocabulary),
            key="how_switches",
            alt="The ten thousand switches as a square, row by row; a dot for each that is on.",
        )
        st.caption(
            "All of them, a hundred in a line: the top lines are the most frequent words. A dot is a word that occurs."
        )
    notice(
        "shuffle the words as you like: not one switch changes. The network never learns in which order they came, nor "
        "how often. “Not good, but bad” and “not bad, but good” are the same to it."
    )


def short_reviews(split: Split, vocabulary: Vocabulary, count: int) -> list[int]:
    """The first `count` reviews of `split` that are `SHORT` and easy to read; where there are none, simply the first.

    Easy to read are those of which a network knows every word, without the “br” that a line break has become.
    """
    lengths = np.diff(split.offsets)
    short = np.flatnonzero((lengths >= SHORT[0]) & (lengths <= SHORT[1])).tolist()
    unwanted = [UNKNOWN, vocabulary.encode("br")[1]]
    easy = [i for i in short if split.sequence(i).max() < SIZE and not np.isin(unwanted, split.sequence(i)).any()]
    return easy[:count] or list(range(min(count, len(split))))


def in_order(sequence: np.ndarray, shuffled: bool) -> list[int]:
    """`sequence` as it is, or in an order that is always the same one."""
    words = sequence.tolist()
    if shuffled:
        random.Random(0).shuffle(words)
    return words


def switches(sequence: np.ndarray) -> np.ndarray:
    """The multi-hot row of one review with the usual vocabulary: int64, (10,000,)."""
    return corpus.multi_hot(Split.of([sequence.tolist()]), SIZE).toarray()[0].astype(int)
