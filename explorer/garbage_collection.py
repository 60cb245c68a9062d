"""Garbage collection in processes that load many objects once and then handle few at a time."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache


@contextmanager
def uncollected() -> Iterator[None]:
    """Disable garbage collection while many objects are loaded, and exclude them from it afterwards: they stay.

    Repeated collections take a sixth of the time in which TensorFlow loads, and one afterwards, which finds next to no
    garbage, another sixth.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_enabled:
            gc.enable()


@cache
def keep_loaded() -> None:
    """Exclude all objects loaded so far from garbage collection.

    Only the first call in a process has an effect, because later objects, such as models and sessions, may become garbage.

    TensorFlow, or Streamlit with Altair, has some 400,000 objects. A collection of them blocks all threads for over 0.1 s.
    """
    gc.collect()
    gc.freeze()
