"""How it works, step by step: each draws itself with two to four sentences, one thing to touch, and what to notice.

The steps are functions without arguments in the modules of this package; pictures are pure functions in `charts`.
"""

import streamlit as st

STEPS = (
    "Words become numbers",
    "A review becomes a row of switches",
    "Three piles of reviews",
    "What a unit does",
    "Two ways to bend",
    "How wrong is a guess?",
    "Epochs and batches",
    "Learning by heart",
    "How big a step?",
)
"""The titles of the steps, in the order of the story."""


def notice(sentence: str) -> None:
    """What there is to see in a step."""
    st.info(f"**Notice:** {sentence}", icon=":material/visibility:")
