"""Keras and TensorFlow, loaded without what they only use where it is installed. All modules of this package import them
from here.

Keras imports pandas and scikit-learn only to recognise their objects, and Matplotlib and IPython only to draw; none of it
happens here. Without the first two TensorFlow loads in three quarters of the time and takes 550 MB instead of 670; the
others, which come with notebooks, take a seventh of the time and 30 MB.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from explorer.garbage_collection import uncollected
from explorer.training.allocator import keep_freed_memory
from explorer.training.quiet import quietened


@contextmanager
def _hidden(*packages: str) -> Iterator[None]:
    """Make imports of these packages fail as if they were not installed, unless they are loaded already."""
    hidden = [package for package in packages if package not in sys.modules]
    # None in sys.modules is Python's documented way to make an import fail.
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]
    try:
        yield
    finally:
        for package in hidden:
            del sys.modules[package]


keep_freed_memory()

# Later notes help nobody either; errors and warnings still show.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

with _hidden("pandas", "sklearn", "matplotlib", "IPython"), uncollected(), quietened():
    import keras
    import tensorflow as tf

    # It looks for a GPU, which the first network would do as well, and says so.
    tf.config.list_logical_devices()

__all__ = ["keras", "tf"]
