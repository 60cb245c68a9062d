"""Collecting garbage, in processes that load much once and then do small things often."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """Collect no garbage meanwhile: for loading much at once, which leaves next to none.

    To look through what is loaded so far again and again takes a sixth of the time in which TensorFlow loads.
    """
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()


def keep_loaded() -> None:
    """Leave what is loaded by now out of all later collections of garbage, because it stays anyway.

    Only once in a process: whatever comes later, a model or a visitor, may go again.

    TensorFlow, or Streamlit with what it draws with, are some 400,000 objects, and to look through them takes over 0.1
    seconds in which no other thread of the process does anything.
    """
    if not gc.get_freeze_count():
        gc.collect()
        gc.freeze()
