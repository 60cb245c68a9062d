"""Collecting garbage, in processes that load much once and then do small things often."""

import gc


def keep_loaded() -> None:
    """Let what is loaded by now out of all later collections of garbage, because it stays anyway.

    TensorFlow, or Streamlit with what it draws with, are some 400,000 objects, and to look through them takes over 0.1
    seconds in which no other thread of the process does anything.
    """
    gc.collect()
    gc.freeze()
