"""The modes of the Your review page. The visitor's mode outlives visits to other pages, and a link carries it."""

import streamlit as st

WORDS, MACHINE = "words", "machine"
MODES = {WORDS: "Your words", MACHINE: "Beat the machine"}


def chosen() -> str:
    """Draw the choice and return the visitor's mode."""
    # Streamlit forgets what a widget was set to while another page is shown; the mode itself is kept apart.
    st.session_state.mode_shown = st.session_state.mode
    st.segmented_control(
        "What do you want to do?",
        list(MODES),
        format_func=MODES.__getitem__,
        required=True,
        key="mode_shown",
        label_visibility="collapsed",
        on_change=lambda: switch(st.session_state.mode_shown),
    )
    return st.session_state.mode


def switch(mode: str) -> None:
    """Put the visitor into `mode`."""
    st.session_state.mode = mode
