"""The strongest pushes of a review's words as a chart with its title."""

import streamlit as st

from explorer.insight.review_reading import Reading
from explorer.wording.formats import signed


def draw(reading: Reading, key: str) -> None:
    """Draw the chart; the network has to know at least one word of the review."""
    # Imported here because Altair and pandas take half a second to load, and an empty page needs neither.
    from explorer.ui.pages.review import word_charts

    listed = reading.pushes[: word_charts.STRONGEST_LISTED]
    several = f"{len(listed)} strongest pushes" if len(listed) > 1 else "one push"
    st.markdown(f"**The {several}** on a score of {signed(reading.score, 2)}")
    alt = ", ".join(f"{push.word} {push.push:+.2f}" for push in listed)
    st.altair_chart(word_charts.pushes(reading), key=key, alt=f"The words with the strongest pushes: {alt}.")
