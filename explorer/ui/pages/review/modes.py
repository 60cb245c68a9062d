"""The modes of the Your review page. The visitor's mode outlives visits to other pages, and a link carries it."""

import streamlit as st

from explorer.ui.session import Session, session

WORDS, MACHINE = Session.mode.default, "machine"
MODES = {WORDS: "Your words", MACHINE: "Beat the machine"}


def chosen() -> str:
    """Draw the choice and return the visitor's mode."""
    st.segmented_control(
        "What do you want to do?",
        list(MODES),
        format_func=MODES.__getitem__,
        required=True,
        key=Session.mode.key,
        persist_state="session",
        label_visibility="collapsed",
    )
    return session.mode
