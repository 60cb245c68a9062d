"""Faults end in one sentence on the page, wherever Streamlit runs our code: in a page, on a timer, or in a callback."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

import streamlit as st

from explorer.errors import ExplorerError, StoreUnavailable
from explorer.ui import services
from explorer.ui.escaping import plain
from explorer.ui.session import session

LOOK_SECONDS = 2
"""How often a page that the store has failed looks whether it can be used again."""


@contextmanager
def shown() -> Iterator[None]:
    """Around a page, or as a decorator of a fragment: a fault is shown in its place.

    What a callback has met just before is then not worth another sentence: it is the same fault most of the time.
    """
    try:
        yield
    except ExplorerError as error:
        session.fault = None
        _show(str(error))


@contextmanager
def outlasted() -> Iterator[None]:
    """Around a page, within `shown`: one that the store has failed comes back by itself when the store does.

    A fragment with a timer needs none of this, for it will try again.
    """
    try:
        yield
    except StoreUnavailable as error:
        place = st.container()
        st.fragment(_wait_for_store, run_every=LOOK_SECONDS)(count())
        with place, shown():
            raise error


@contextmanager
def remembered() -> Iterator[None]:
    """As a decorator of a callback, which has no place on the page: `show_remembered` shows the fault later."""
    try:
        yield
    except ExplorerError as error:
        session.fault = str(error)


def show_remembered() -> None:
    """Show the fault that the last callback met, once."""
    sentence, session.fault = session.fault, None
    if sentence:
        _show(sentence)


def _wait_for_store(looks: Iterator[int]) -> None:
    st.caption("This page comes back by itself as soon as the store can be used again.")
    # The first time is while the page is drawn, which has found out a moment before.
    if next(looks) and _store_is_back():
        st.rerun()


def _store_is_back() -> bool:
    try:
        services.store().check()
    except ExplorerError:
        return False
    return True


def _show(sentence: str) -> None:
    st.error(plain(sentence), icon=":material/error:")
