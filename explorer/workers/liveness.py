"""The name under which a cluster trains runs, and whether that cluster is still alive."""

import socket
import time

import psutil

STALE_SECONDS = 60
"""A cluster on another machine counts as gone after this time without a heartbeat; it sends one every few seconds."""


def cluster_id(pid: int) -> str:
    """A name for the cluster of a process, which no other process has: on no other machine and after no restart.

    Raises:
        psutil.NoSuchProcess: the process does not exist, or it has ended.
    """
    process = psutil.Process(pid)
    if process.status() == psutil.STATUS_ZOMBIE:
        # It has ended, but its parent has not collected its exit code yet.
        raise psutil.NoSuchProcess(pid)
    return f"{socket.gethostname()} {pid} {process.create_time():.2f}"


def is_alive(name: str, last_heartbeat: float | None) -> bool:
    """Whether the cluster of that name is alive.

    Args:
        name: its `cluster_id`.
        last_heartbeat: when it last said that it is alive, in seconds since 1970. It decides about clusters on other
            machines; on this one the process itself is looked up.
    """
    try:
        host, pid, _ = name.rsplit(" ", 2)
        if host == socket.gethostname():
            return cluster_id(int(pid)) == name
        return last_heartbeat is not None and time.time() - last_heartbeat < STALE_SECONDS
    except (ValueError, psutil.Error):
        return False
