"""How often a page that watches something is drawn again: at once as it seems, but for all visitors together in moderation.

A redraw takes some 50 ms of processor time here. Thirty people who watch at four tenths of a second each would take four
cores for it, of which the training gets nothing.
"""

import math
import time
from collections.abc import Callable

import streamlit as st

from explorer.ui import services
from explorer.ui.session import session

QUICKEST_SECONDS = 0.4
TOGETHER = 8
"""Redraws a second, of all visitors together: less than half of one core."""
REMEMBERED_SECONDS = 30
"""For how long somebody counts who is not seen watching any more."""


def watch(panel: Callable, *arguments: object, quickest: float = QUICKEST_SECONDS) -> None:
    """Draw `panel(*arguments)` as a fragment that draws itself again, as often as the number of watchers allows.

    `quickest` is the time in seconds between two redraws while there are few, for what is worth less or costs more.
    """
    interval = _interval(quickest)

    def drawn() -> None:
        panel(*arguments)
        if _interval(quickest) != interval:
            # More people have come, or some have left: the page sets the timer anew.
            st.rerun()

    st.fragment(drawn, run_every=interval)()


def _interval(quickest: float) -> float:
    """Seconds between two redraws for each of those who watch now, this visitor included."""
    now, seen = time.monotonic(), services.watchers()
    seen[session.visitor] = now
    for visitor, moment in list(seen.items()):
        if now - moment > REMEMBERED_SECONDS:
            seen.pop(visitor, None)
    return max(quickest, interval_for(len(seen)))


def interval_for(count: int) -> float:
    """Seconds between two redraws for each of so many, in few different lengths: to change it, a page is drawn whole."""
    doublings = round(math.log2(max(1.0, count / TOGETHER / QUICKEST_SECONDS)))
    return QUICKEST_SECONDS * 2**doublings
