"""Short texts side by side."""

import streamlit as st


def draw(*texts: str) -> None:
    """Each text (Markdown) in a card; the cards are equally high, and on a phone they stand below each other."""
    with st.grid(len(texts), border=True):
        for text in texts:
            st.markdown(text)
