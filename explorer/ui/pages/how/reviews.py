"""The first three steps: a sentence as numbers, a review as a multi-hot row, and the piles of reviews."""

import random

import numpy as np
import streamlit as st

from explorer import corpus
from explorer.config import KNOBS
from explorer.corpus import INDEX_FROM, START, UNKNOWN, Corpus, Split, Vocabulary, tokens
from explorer.ui.escaping import plain
from explorer.ui.pages.how import notice, step_charts
from explorer.ui.session import session

# The article's.
SENTENCE = "Shawshank Redemption is probably the best movie ever"
LONGEST_SENTENCE = 200
VOCABULARY_SIZE = KNOBS["vocabulary"].default
# The fewest and most words of a review: long enough to say something, and short enough to read at a glance.
SHORT = (20, 45)
REVIEWS = 20
SWITCHES_SHOWN = 22
TRAINING, VALIDATION, TEST = "Training", "Validation", "Test"
RULES = {
    TRAINING: "The network learns from these. It sees each review together with the answer, and corrects itself.",
    VALIDATION: "The network never learns from these. You look at how it does on them, and choose your settings by that.",
    TEST: "Nobody looks at these, neither the network nor you, until all is chosen. Then they are asked once.",
}


def reviews() -> Corpus:
    """The data set that the visitor has chosen. Once loaded, it is cached on disk and in the process.

    Raises:
        CorpusError: The reviews cannot be read.
    """
    with st.spinner("Getting the reviews ready. This takes a few seconds, and only the first time."):
        return corpus.load(session.dataset)


def numbers() -> None:
    """Draw the step in which the visitor types a sentence and sees its words' numbers."""
    vocabulary = reviews().vocabulary
    left, right = st.columns(2, gap="medium")
    with left:
        st.markdown(
            "A network cannot read; it can only calculate. So every word becomes a number: its place in a list of all "
            f"words of the reviews, the most frequent first. “{plain(vocabulary.words[0])}” is number 1. A network of "
            f"this app usually knows the numbers below {VOCABULARY_SIZE:,}; any other word is a question mark to it."
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
    """`sentence` as Markdown, with the rank of each word, or “?” if the network does not know the word."""
    return " ".join(f"{plain(word)} {_badge(vocabulary.rank(word))}" for word in tokens(sentence, lower))


def _badge(rank: int | None) -> str:
    if rank is None:
        return ":gray-badge[?]"
    if rank + INDEX_FROM >= VOCABULARY_SIZE:
        return f":gray-badge[{rank:,} → ?]"
    return f":blue-badge[{rank:,}]"


def multi_hot() -> None:
    """Draw the step in which the visitor shuffles the words of a training review and sees that its row does not change."""
    loaded = reviews()
    chosen = short_reviews(loaded.train, loaded.vocabulary, REVIEWS)
    left, right = st.columns(2, gap="medium")
    with left:
        st.markdown(
            "Reviews have different lengths, but a network wants the same number of inputs each time. So each review "
            f"becomes a row of {VOCABULARY_SIZE:,} switches, one for each number: **1** where the word occurs, **0** where "
            "it does not. That is called **multi-hot**."
        )
        number = st.slider("Training review", 1, len(chosen), key="how_review")
        shuffled = st.toggle("Shuffle its words", key="how_shuffled")
        sequence = loaded.train.sequence(chosen[number - 1])
        st.markdown(f"> {plain(loaded.vocabulary.decode(in_order(sequence, shuffled)))}")
    with right:
        row = multi_hot_row(sequence)
        st.markdown(f"**{row.sum()} of {VOCABULARY_SIZE:,} switches are on**")
        st.code(" ".join(map(str, row[:SWITCHES_SHOWN])) + " …", language=None, wrap_lines=True)
        st.altair_chart(
            step_charts.switches(row, loaded.vocabulary),
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
    """The first `count` reviews that are `SHORT` and easy to read, or simply the first ones if there are none.

    A review is easy to read if the network knows all of its words and it has no line break, which is the word “br”.

    Args:
        split: The reviews to choose from.
        vocabulary: The vocabulary of the reviews.
        count: How many to find at most.

    Returns:
        Indices into `split`.
    """
    lengths = np.diff(split.offsets)
    short = np.flatnonzero((lengths >= SHORT[0]) & (lengths <= SHORT[1])).tolist()
    unwanted = [UNKNOWN, vocabulary.encode("br")[1]]
    easy = [i for i in short if split.sequence(i).max() < VOCABULARY_SIZE and not np.isin(unwanted, split.sequence(i)).any()]
    return easy[:count] or list(range(min(count, len(split))))


def in_order(sequence: np.ndarray, shuffled: bool) -> list[int]:
    """`sequence` unchanged, or in a shuffled order that is always the same."""
    words = sequence.tolist()
    if shuffled:
        random.Random(0).shuffle(words)
    return words


def multi_hot_row(sequence: np.ndarray) -> np.ndarray:
    """The multi-hot row of one review with the default vocabulary: int64, (10_000,)."""
    return corpus.multi_hot(Split.of([sequence.tolist()]), VOCABULARY_SIZE).toarray()[0].astype(int)


def piles() -> None:
    """Draw the step in which the visitor opens a pile and sees one of its reviews; the test pile stays sealed."""
    left, right = st.columns(2, gap="medium")
    with left:
        st.markdown(
            "Whoever has seen the questions of an exam beforehand can pass it without having understood anything. So "
            "the reviews are dealt into three piles before anything else happens."
        )
        pile = st.segmented_control("Open a pile", RULES, default=TRAINING, required=True, key="how_pile")
        st.markdown(f"**{pile}.** {RULES[pile]}")
        _review(pile)
    with right:
        source = corpus.get_source(session.dataset)
        st.altair_chart(
            step_charts.piles({TRAINING: source.train, VALIDATION: source.validation, TEST: source.test}, pile),
            key="how_piles",
            alt="How many reviews lie in each of the three piles: "
            f"{source.train:,} for training, {source.validation:,} for validation, {source.test:,} for the test.",
        )
    notice(
        "the last pile does not open. Choose among many settings by their score on it, and the winner is partly the one "
        "whose luck was best on just these reviews: the exam would have become a rehearsal."
    )


def _review(pile: str) -> None:
    if pile == TEST:
        st.markdown("> :material/lock: Sealed until the final exam.")
        return
    loaded = reviews()
    split = loaded.train if pile == TRAINING else loaded.validation
    (i,) = short_reviews(split, loaded.vocabulary, 1)
    st.markdown(f"> {plain(loaded.vocabulary.decode(split.sequence(i)))}")
    answer = corpus.get_source(loaded.source).class_names[split.labels[i]]
    st.caption(f"Its answer is “{answer}”, going by the stars that its author gave.")
