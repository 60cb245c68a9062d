"""Waiting for what other processes do."""

import os
import time
from collections.abc import Callable

import psutil

from explorer.store import Run
from explorer.workers.cluster import Cluster

# TensorFlow can take this long to start on a busy machine. Nothing waits longer than it must.
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


def ended(cluster: Cluster, *run_ids: int) -> list[Run]:
    """The runs, once all of them have ended."""
    eventually(lambda: not any(run.active for run in cluster.store.runs(ids=run_ids)))
    return cluster.store.runs(ids=run_ids)


def is_running(process: psutil.Process) -> bool:
    """Whether a process exists and is not a zombie."""
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def worker(cluster: Cluster) -> psutil.Process:
    """The process in which a cluster with one worker trains."""
    return psutil.Process(cluster.ask(os.getpid))
