"""The strongest pushes of a review's words as a chart, and what one should know about them."""

import streamlit as st

from explorer.insight.review_reading import STRONGEST_LISTED, Reading
from explorer.store import Run
from explorer.ui import pictures
from explorer.wording import review_sentences
from explorer.wording.classes import Classes
from explorer.wording.formats import signed


def draw(reading: Reading, classes: Classes, key: str, run: Run) -> None:
    """Draw the chart with its title; the network has to know at least one word of the review.

    `classes` have their names as they are written, and `run` is the one whose network has read it.
    """
    # Imported here because Altair and pandas take half a second to load, and an empty page needs neither.
    from explorer.ui.pages.review import word_charts

    listed = reading.pushes[:STRONGEST_LISTED]
    several = f"{len(listed)} strongest pushes" if len(listed) > 1 else "one push"
    st.markdown(f"**The {several}** (the score is {signed(reading.score, 2)})")
    alt = ", ".join(f"{word_charts.label(push)} {push.push:+.2f}" for push in listed)
    pictures.show(
        word_charts.pushes(reading, classes),
        key=key,
        alt=f"The words with the strongest pushes: {alt}.",
        title=f"The {several} of a review's words on run {run.id}",
        of=run,
    )


def notes(reading: Reading, classes: Classes) -> None:
    """Draw why pushes do not add up to the score, the strongest pairs, and why a word pushes against what it means.

    `classes` have their names in Markdown.
    """
    st.markdown(review_sentences.sum_of_pushes(reading))
    if pairs := review_sentences.strongest_pairs(reading):
        st.markdown(pairs)
    if why := review_sentences.surprise(reading, classes):
        st.markdown(why)
