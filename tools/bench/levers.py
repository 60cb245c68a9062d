"""What makes training faster on some machines and is missing on others: huge pages, the allocator, threads and XLA."""

import os
import platform
import re
from collections.abc import Mapping
from pathlib import Path

KERNEL_PAGES = Path("/sys/kernel/mm/transparent_hugepage/enabled")
OWN_MEMORY, OWN_FILES = Path("/proc/self/smaps_rollup"), Path("/proc/self/maps")
KEPT = str(2**32)

HUGE_PAGES: Mapping[str, str] = {
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
    "MALLOC_MMAP_THRESHOLD_": KEPT,
    "MALLOC_TRIM_THRESHOLD_": KEPT,
}
"""Variables with which glibc, from 2.35 on, asks the kernel for huge pages and keeps freed memory for the next step instead
of giving it back. They count only if they are set before a process starts."""


def levers() -> dict[str, str]:
    """The state of each lever in this process, as words. Called in a process that has trained, once it has."""
    return {
        "huge pages": _huge_pages(),
        "allocator": _allocator(),
        "threads": _threads(),
        "XLA": "for the update" if _xla_compiles() else "cannot compile here",
    }


def in_words(found: Mapping[str, str]) -> str:
    """All levers in a line."""
    return "Levers: " + "; ".join(f"{name} {state}" for name, state in found.items()) + "."


def _huge_pages() -> str:
    """What the kernel allows, whether glibc asks, and how much memory came of it."""
    try:
        # The mode in force is in brackets: always [madvise] never.
        mode = re.search(r"\[(\w+)\]", KERNEL_PAGES.read_text())
    except OSError:
        return "unknown to this system"
    asked = "glibc.malloc.hugetlb=1" in os.environ.get("GLIBC_TUNABLES", "")
    return (
        f"{mode[1] if mode else '?'} (kernel), {'asked for' if asked else 'not asked for'}, {_huge_megabytes():,} MB in use"
    )


def _huge_megabytes() -> int:
    """Decimal megabytes of this process in huge pages."""
    try:
        kilobytes = re.search(r"^AnonHugePages: +(\d+) kB$", OWN_MEMORY.read_text(), re.MULTILINE)
    except OSError:
        return 0
    return int(kilobytes[1]) * 1_024 // 1_000_000 if kilobytes else 0


def _allocator() -> str:
    """The library that hands out memory, and whether TensorFlow keeps what it got for large tensors.

    Others than the system's library come by LD_PRELOAD and are then among the loaded files.
    """
    try:
        loaded = OWN_FILES.read_text()
    except OSError:
        loaded = ""
    others = (name for name in ("tcmalloc", "jemalloc", "mimalloc") if f"lib{name}" in loaded)
    library = next(others, " ".join(platform.libc_ver()).strip() or "the system's")
    kept = os.environ.get("TF_CPU_ALLOCATOR_USE_BFC") == "true"
    return f"{library}, large tensors {'kept' if kept else 'given back'}"


def _threads() -> str:
    from explorer.training.keras_backend import tf

    # Not every system can keep a process to some of the cores.
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return str(tf.config.threading.get_intra_op_parallelism_threads() or cores)


def _xla_compiles() -> bool:
    """Whether TensorFlow's compiler works here, found by compiling something small."""
    from explorer.training.keras_backend import tf

    try:
        tf.function(lambda number: number + 1, jit_compile=True)(tf.constant(1.0))
    except tf.errors.OpError:
        return False
    return True
