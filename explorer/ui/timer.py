"""Parts of a page that the browser has drawn again by a timer, without the rest of the page."""

import itertools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Literal

import streamlit as st

_NUMBERS = itertools.count()


def every(seconds: float, part: Callable, *arguments: object) -> None:
    """Draw `part(*arguments)` now, and again every so many seconds until the next run of the whole page.

    The timer is a fragment of its own in every run of the page. If it were the same one each time, a request of it that
    reaches the server just after a run of the page has ended would have Streamlit throw away what that run has drawn but not
    sent yet (`AppSession.request_rerun`, Streamlit 1.67), and the visitor would wait for ever. Requests for fragments that
    are no longer there are ignored. Buttons are in a fragment that stays: none of their presses is to be ignored.
    """

    def ticks() -> None:
        st.fragment(part)(*arguments)

    # Streamlit tells fragments apart by name and place.
    ticks.__qualname__ += f" {next(_NUMBERS)}"
    st.fragment(ticks, run_every=seconds)()


@contextmanager
def place(gap: Literal["xsmall", "small"] = "small") -> Iterator[None]:
    """A place within as many containers as `every` has, so that what is drawn here may take turns with a timer's part.

    At another depth, parts of the one would stand beside those of the other until the page is complete.
    """
    with st.container(), st.container(gap=gap):
        yield
