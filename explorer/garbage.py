"""Collecting garbage, in processes that load much once and then do small things often."""

import gc


def keep_loaded() -> None:
    """Leave what is loaded by now out of all later collections of garbage, because it stays anyway.

    Only once in a process: whatever comes later, a model or a visitor, may go again.

    TensorFlow, or Streamlit with what it draws with, are some 400,000 objects, and to look through them takes over 0.1
    seconds in which no other thread of the process does anything.
    """
    if not gc.get_freeze_count():
        gc.collect()
        gc.freeze()
