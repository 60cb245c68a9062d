"""Memory that one training step has freed is there for the next one.

Otherwise it goes back to the system, which clears it anew at each step.
"""

import ctypes
import os
import sys

DASKS = "65536"
"""What Dask sets `MALLOC_TRIM_THRESHOLD_` to for its workers."""
# The parameters of mallopt(3), and values in bytes. What is freed up to the first stays at the end of each heap, and pieces
# from the second on are mapped by themselves and go back at once. With the largest values that glibc takes by itself, 64 and
# 32 MiB, training is no faster and a worker takes half a gigabyte more.
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3
KEPT, MAPPED = 2**23, 2**20


def keep_freed_memory() -> None:
    """Have TensorFlow and the C library keep memory. It has to be called before TensorFlow is loaded.

    Without TensorFlow's part, a step of the article's 36 networks takes three times as long, and one of a single network 1.7
    times. Where TensorFlow uses oneDNN, which it does on recent processors, it keeps large tensors anyway.

    Dask has its workers give back what they free, and that also keeps glibc from raising the size above which each piece of
    memory is mapped by itself. An epoch of the 36 then takes a worker 1.4 times as long. What somebody else has set stays.
    """
    os.environ.setdefault("TF_CPU_ALLOCATOR_USE_BFC", "true")
    if sys.platform == "linux" and os.environ.get("MALLOC_TRIM_THRESHOLD_") == DASKS:
        # Other C libraries for Linux have no such parameters.
        mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
        if mallopt:
            mallopt(M_TRIM_THRESHOLD, KEPT)
            mallopt(M_MMAP_THRESHOLD, MAPPED)
