"""Waiting for what other processes do."""

import os
import time
from collections.abc import Callable

import psutil

from explorer.workers.cluster import Cluster

# Starting TensorFlow while other programs keep the processor busy can take this long; nothing waits longer than it has to.
PATIENCE = 90


def eventually(condition: Callable[[], object], otherwise: str = "it does not come", seconds: float = PATIENCE) -> None:
    """Wait until `condition()` holds, `seconds` at most.

    Raises:
        AssertionError: it does not.
    """
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, otherwise
        time.sleep(0.05)


def is_running(process: psutil.Process) -> bool:
    """Whether a process is there and still does something."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def worker(cluster: Cluster) -> psutil.Process:
    """The process in which a cluster with one worker trains."""
    return psutil.Process(next(iter(cluster._client.run(os.getpid).values())))
