"""Short texts side by side."""

import streamlit as st


def draw(*texts: str) -> None:
    """Each text (Markdown) in a card; the cards are equally high, and on a phone they stand below each other."""
    for column, text in zip(st.columns(len(texts)), texts):
        column.container(border=True, height="stretch").markdown(text)
