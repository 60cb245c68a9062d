"""Faults end in one sentence on the page, wherever Streamlit runs our code: in a page, on a timer, or in a callback."""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from explorer.errors import ExplorerError
from explorer.ui.text import plain


@contextmanager
def shown() -> Iterator[None]:
    """Around a page, or as a decorator of a fragment: a fault is shown in its place.

    What a callback has met just before is then not worth another sentence: it is the same fault most of the time.
    """
    try:
        yield
    except ExplorerError as error:
        st.session_state.pop("fault", None)
        _show(str(error))


@contextmanager
def remembered() -> Iterator[None]:
    """As a decorator of a callback, which has no place on the page: `show_remembered` shows the fault later."""
    try:
        yield
    except ExplorerError as error:
        st.session_state.fault = str(error)


def show_remembered() -> None:
    """Show the fault that the last callback met, once."""
    if sentence := st.session_state.pop("fault", None):
        _show(sentence)


def _show(sentence: str) -> None:
    st.error(plain(sentence), icon=":material/error:")
