"""Who trains runs: a name for a cluster's process, and whether it still lives."""

import socket
import time

import psutil

STALE_SECONDS = 60
"""A cluster on another machine is gone when nobody has heard of it for so long; it says that it lives every few seconds."""


def process_name(pid: int) -> str:
    """A name for a process that no other process, on any machine or after a restart, has.

    Raises:
        psutil.NoSuchProcess: there is no such process.
    """
    process = psutil.Process(pid)
    if process.status() == psutil.STATUS_ZOMBIE:
        # It has ended, and whoever has started it has not taken note yet.
        raise psutil.NoSuchProcess(pid)
    return f"{socket.gethostname()} {pid} {process.create_time():.2f}"


def is_alive(owner: str, seen: float | None) -> bool:
    """Whether the process of that name runs; for one on another machine, whether it was `seen` lately (since 1970)."""
    try:
        host, pid, _ = owner.rsplit(" ", 2)
        if host == socket.gethostname():
            return process_name(int(pid)) == owner
        return seen is not None and time.time() - seen < STALE_SECONDS
    except (ValueError, psutil.Error):
        return False
