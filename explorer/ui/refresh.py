"""How often a page that watches something is redrawn: quickly for a few visitors, less often when many are watching.

A redraw takes about 50 ms of processor time. For thirty people at 0.4 seconds each, that would be four cores, which the
training would lack.
"""

import math
import time
from collections.abc import Callable

import streamlit as st

from explorer.ui import services, timer
from explorer.ui.session import session

QUICKEST_SECONDS = 0.4
TOGETHER = 8
"""Redraws per second, over all visitors: less than half of one core."""
REMEMBERED_SECONDS = 30
"""How long a visitor's page counts as watching after the last redraw."""


def watch(panel: Callable, *arguments: object, quickest: float = QUICKEST_SECONDS) -> None:
    """Draw `panel(*arguments)`, and again as often as the number of watchers allows.

    Args:
        panel: Draws the part of the page.
        *arguments: What `panel` is called with.
        quickest: Seconds between two redraws while few are watching; more for panels that are slow to draw.
    """
    interval = _interval(quickest)

    def drawn() -> None:
        panel(*arguments)
        if _interval(quickest) != interval:
            # The number of watchers has changed. Only a whole page run can set another timer.
            st.rerun()

    timer.every(interval, drawn)


def _interval(quickest: float) -> float:
    """Seconds between two redraws for each watcher, this visitor included."""
    now, seen = time.monotonic(), services.watchers()
    seen[session.tab] = now
    for tab, moment in list(seen.items()):
        if now - moment > REMEMBERED_SECONDS:
            seen.pop(tab, None)
    return max(quickest, interval_for(len(seen)))


def interval_for(count: int) -> float:
    """Seconds between two redraws for each of `count` watchers.

    It changes in steps of a factor of two, because every change reruns whole pages.
    """
    doublings = round(math.log2(max(1.0, count / TOGETHER / QUICKEST_SECONDS)))
    return QUICKEST_SECONDS * 2**doublings
