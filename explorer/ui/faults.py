"""Errors end in one sentence on the page, wherever Streamlit runs our code: in a page, a fragment, or a callback."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import count

import streamlit as st

from explorer import datasets
from explorer.errors import ExplorerError, StoreUnavailable, TooManyRuns, for_visitors
from explorer.ui import services, timer
from explorer.ui.escaping import plain
from explorer.ui.session import session

LOOK_SECONDS = 2
"""Seconds between two checks whether the store is back."""


@contextmanager
def shown() -> Iterator[None]:
    """Show an error where the page or fragment would be; used with `with`, or as the decorator of a fragment.

    An error of a callback just before is not shown as well: it usually has the same cause. All of what is drawn sees
    the same data sets.
    """
    try:
        with datasets.read_once():
            yield
    except ExplorerError as error:
        session.fault = None
        _show(for_visitors(error))


@contextmanager
def outlasted() -> Iterator[None]:
    """Redraw a page that failed for want of the store once the store is back; used within `shown`.

    A fragment with a timer does not need this: it tries again anyway.
    """
    try:
        yield
    except StoreUnavailable as error:
        place = st.container()
        timer.every(LOOK_SECONDS, _wait_for_store, count())
        with place, shown():
            raise error


@contextmanager
def remembered() -> Iterator[None]:
    """Keep the error of a callback, which has no place on the page, for `show_remembered`; used as a decorator."""
    try:
        yield
    except ExplorerError as error:
        remember(error)


def remember(error: ExplorerError) -> None:
    """Keep an error for `show_remembered`."""
    session.fault, session.too_many_runs = for_visitors(error), isinstance(error, TooManyRuns)


def show_remembered() -> bool:
    """Show the error of the last callback, once.

    Returns:
        Whether it says that the visitor has too many runs that wait or train.
    """
    sentence, session.fault = session.fault, None
    if sentence:
        _show(sentence)
    return bool(sentence) and session.too_many_runs


def _wait_for_store(looks: Iterator[int]) -> None:
    st.caption("This page comes back by itself as soon as the store can be used again.")
    # Not on the first call, while the page is drawn: it has just failed.
    if next(looks):
        with suppress(ExplorerError):
            services.store().check()
            st.rerun()


def _show(sentence: str) -> None:
    st.error(plain(sentence), icon=":material/error:")
