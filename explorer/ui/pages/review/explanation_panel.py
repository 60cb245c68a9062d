"""Why a network judges a review as it does: the push of each word, what would turn the verdict, and what it gets to see."""

import random

import streamlit as st

from explorer.inference.explain import explain_review
from explorer.insight.review_reading import LINE_BREAK, Reading
from explorer.store import Run
from explorer.ui import class_names, coloured_review, services
from explorer.ui.pages.review import pushes
from explorer.wording import review_sentences
from explorer.wording.formats import share


def why(run: Run, reading: Reading) -> None:
    """Draw how hard each word has pushed, and in which direction; the network has to know one of them."""
    st.header("Why", anchor=False, divider="gray")
    left, right = st.columns([3, 2], gap="large")
    with left:
        pushes.draw(reading, class_names.as_written(run.dataset), "pushes", run)
    with right:
        classes = class_names.in_markdown(run.dataset)
        st.markdown(review_sentences.what_a_push_is(reading, classes))
        pushes.notes(reading, classes)


def flip(run: Run, reading: Reading) -> None:
    """Draw words whose removal turns the verdict."""
    st.header("Flip it", anchor=False, divider="gray")
    st.markdown(review_sentences.turned(reading, class_names.in_markdown(run.dataset)))
    if reading.flip.words:
        st.html(coloured_review.without(reading, reading.flip.words))


def seen(run: Run, reading: Reading) -> None:
    """Draw what the network gets to see of the words; their order is not part of it."""
    st.header("How the machine sees it", anchor=False, divider="gray")
    breaks = " “br” is a line break of the web page." if any(word.word == LINE_BREAK for word in reading.words) else ""
    st.markdown(
        "Each word with its rank: 1 is the most frequent word of all reviews. Words that this network does not know are "
        f"paler, with a question mark.{breaks}"
    )
    st.html(coloured_review.seen(reading.pieces))
    st.markdown(review_sentences.what_is_left(reading))
    if st.button("Shuffle the words", icon=":material/shuffle:"):
        shuffled = [word.word for word in reading.words if word.word is not None]
        random.shuffle(shuffled)
        text = " ".join(shuffled)
        again = services.cluster().ask(explain_review, services.store().url, run.id, text)
        st.html(coloured_review.plain_text(text))
        side = class_names.in_markdown(run.dataset).side(1)
        st.markdown(
            f"Before: **{share(reading.probability)}** {side}. Shuffled: **{share(again.probability)}** {side}. "
            f"{review_sentences.what_order_means(reading)}"
        )
