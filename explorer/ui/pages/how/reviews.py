"""The steps about reviews: a sentence as numbers, a review as a multi-hot row, and the piles of reviews."""

import random

import numpy as np
import streamlit as st

from explorer import corpus
from explorer.config import KNOBS
from explorer.corpus import INDEX_FROM, START, UNKNOWN, Corpus, Split, Vocabulary, tokens
from explorer.reading import clean
from explorer.ui import class_names, pictures
from explorer.ui.escaping import plain
from explorer.ui.pages.how import chart_height, review_charts, told
from explorer.ui.pages.how.page import open_train
from explorer.ui.session import session
from explorer.wording import how_it_works

# The article's.
SENTENCE = "Shawshank Redemption is probably the best movie ever"
LONGEST_SENTENCE = 200
VOCABULARY_SIZE = KNOBS["vocabulary"].default
# The fewest and most words of a review: long enough to say something, and short enough to read at a glance.
SHORT = (12, 32)
REVIEWS = 12
TRAINING, VALIDATION, TEST = "Training", "Validation", "Test"
RULES = {
    TRAINING: "The network learns from these: for each review it is told the right answer, and corrects itself.",
    VALIDATION: "The network never learns from these. They show how well it does, and you choose your settings by that.",
    TEST: "These stay sealed until everything is chosen. Then they are the final exam, also for "
    "networks from other data sets: does what they have learned travel?",
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
    text = (
        f"{how_it_works.NUMBERS} “{plain(vocabulary.words[0])}” is number 1. A network here usually "
        f"knows about {VOCABULARY_SIZE:,} words; any other is a question mark to it."
    )
    notice = (
        "frequent words have small numbers, rare ones large numbers. The list has no capital letters, so a name is only "
        "found once it is written small. A rare word stays a question mark even then."
    )
    with told(text, notice):
        sentence = st.text_input("Type a sentence", SENTENCE, max_chars=LONGEST_SENTENCE, key="how_sentence")
        sentence = clean(sentence)
        lower = st.toggle("Write everything in small letters first", key="how_lower")
        st.markdown(in_ranks(sentence, vocabulary, lower) or "No word in it yet.")
        st.caption("What Keras, the library that this app trains with, makes of it:")
        st.code(" ".join(map(str, vocabulary.encode(sentence, lower=lower))), language=None, wrap_lines=True)
        st.caption(
            f"It adds {INDEX_FROM} to every number to keep the first ones free: 0 fills gaps, {START} means “a review "
            f"starts here”, {UNKNOWN} is the question mark."
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
    notice = (
        "shuffle the words as you like: not one switch changes. The network never learns their order, nor how often each "
        "occurs. “not good, but bad” and “not bad, but good” are the same to it. What else it can read is the next step."
    )
    with told(how_it_works.multi_hot(VOCABULARY_SIZE), notice):
        left, right = st.columns(2, vertical_alignment="center")
        number = left.slider("Training review", 1, len(chosen), key="how_review")
        shuffled = right.toggle("Shuffle its words", key="how_shuffled")
        sequence = loaded.train.sequence(chosen[number - 1])
        st.markdown(f"> {plain(loaded.vocabulary.decode(in_order(sequence, shuffled)))}")
        row = multi_hot_row(sequence)
        st.markdown(
            f"**{row.sum()} of {VOCABULARY_SIZE:,} switches are on**, each a dot below. The top lines are the most frequent "
            "words."
        )
        pictures.show(
            review_charts.switches(row, loaded.vocabulary),
            "how_switches",
            "The ten thousand switches as a rectangle, a hundred in a line; a dot for each that is on.",
            title=f"A review as a row of {VOCABULARY_SIZE:,} switches, of which {row.sum()} are on",
            of=[f"“{loaded.vocabulary.decode(sequence.tolist())}”"],
            dataset=session.dataset,
            height=chart_height(240),
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
    text = (
        f"{how_it_works.PILES}\n\nHow large the first pile is matters most: the "
        "article's network gets 74% right if it learns from 300 reviews, and 89% from all 15,000. The **learning curve** "
        "of a run, on the Train page, shows what twice as many would bring."
    )
    notice = (
        "the last pile does not open. Choose the best of many settings by their score on it, and you partly choose the "
        "luckiest: its score would be a little too good to be true."
    )
    with told(text, notice, _train_page):
        pile = st.segmented_control("Open a pile", RULES, default=TRAINING, required=True, key="how_pile")
        st.markdown(f"**{pile}.** {RULES[pile]}")
        _review(pile)
        source = corpus.get_source(session.dataset)
        sizes = {TRAINING: source.train, VALIDATION: source.validation, TEST: source.test}
        pictures.show(
            review_charts.piles(sizes, pile),
            "how_piles",
            "How many reviews lie in each of the three piles: "
            f"{source.train:,} for training, {source.validation:,} for validation, {source.test:,} for the test.",
            title="Three piles of reviews",
            dataset=session.dataset,
            height=chart_height(290),
        )


def _train_page() -> None:
    st.button("To the Train page", icon=":material/model_training:", on_click=open_train)


def _review(pile: str) -> None:
    if pile == TEST:
        st.markdown("> :material/lock: Sealed until the final exam.")
        return
    loaded = reviews()
    split = loaded.train if pile == TRAINING else loaded.validation
    (i,) = short_reviews(split, loaded.vocabulary, 1)
    st.markdown(f"> {plain(loaded.vocabulary.decode(split.sequence(i)))}")
    classes = class_names.in_markdown(loaded.source)
    told_by = "the stars that its author gave" if classes.films else "its label"
    st.caption(f"The right answer is “{classes.names[split.labels[i]]}”, going by {told_by}.")
