"""A choice of exactly one of a few options that stand side by side."""

from collections.abc import Callable, Sequence
from typing import TypeVar

import streamlit as st

from explorer.ui.session import Item

T = TypeVar("T")


def chosen(label: str, options: Sequence[T], shown: Callable[[T], str], item: Item[T]) -> T:
    """Draw the choice, which outlives visits to other pages, and return what is chosen.

    Args:
        label: What is chosen, for people who cannot see the options.
        options: The options.
        shown: Returns the text of an option.
        item: Where the session keeps the choice.
    """
    # Without this, none would be chosen at first.
    item.set(item.get())
    st.segmented_control(
        label,
        options,
        format_func=shown,
        required=True,
        key=item.key,
        persist_state="session",
        label_visibility="collapsed",
    )
    return item.get()
