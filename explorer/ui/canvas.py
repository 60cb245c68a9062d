"""Tables, which the browser paints on a canvas.

A table takes the size of its letters from the page once, when it appears. Where that is before the page has got big type, or
back to normal, its letters would stay as they were.
"""

from collections.abc import Iterator
from itertools import count

import streamlit as st

from explorer.ui import timer
from explorer.ui.session import session

LOOK_SECONDS = 0.5
"""How long a browser has to change the size of the type before a table is drawn."""


def has_its_letters(height: int) -> bool:
    """Whether a table can be drawn now. If not, keep its place, and draw the page again in a moment.

    Args:
        height: The height of the table, in pixels.
    """
    if session.canvas_is_big == session.big:
        return True
    with st.container(height=height, border=False):
        timer.every(LOOK_SECONDS, _wait, count())
    return False


def _wait(looks: Iterator[int]) -> None:
    st.caption("The table gets letters of another size.")
    # Not on the first call, while the page is drawn.
    if next(looks):
        session.canvas_is_big = session.big
        st.rerun()
