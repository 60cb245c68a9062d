"""Starts `explorer.workers.local_cluster` in a process of its own, and ends it."""

import os
import subprocess
import sys
from pathlib import Path
from typing import TextIO

import platformdirs

from explorer.errors import IN_THE_LOG, ClusterError

ROOT = Path(__file__).resolve().parents[2]
CLOSE_SECONDS = 10


def log_path() -> Path:
    """The file that local workers write their log to."""
    return platformdirs.user_log_path("sentiment-explorer") / "worker.log"


def start() -> subprocess.Popen[str]:
    """Start a process with a local Dask cluster, which ends when this process does."""
    with _open_log() as log:
        return subprocess.Popen(
            [sys.executable, "-m", "explorer.workers.local_cluster"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
            cwd=ROOT,
            # Ctrl-C in the terminal goes to this process alone, which then closes the pipe.
            start_new_session=True,
        )


def read_address(process: subprocess.Popen[str]) -> str:
    """Wait until the scheduler of a started process listens, and return its address.

    Raises:
        ClusterError: the process has ended before.
    """
    assert process.stdout is not None
    address = process.stdout.readline().strip()
    if not address:
        raise not_started()
    return address


def not_started() -> ClusterError:
    """The error for a worker that could not be started, for a reason that only its log knows."""
    what = "The training worker could not be started."
    return ClusterError(f"{what} Its log is {log_path()}.", public=f"{what} {IN_THE_LOG}")


def close(process: subprocess.Popen[str]) -> None:
    """Have a started process shut its cluster down, and wait for its end."""
    assert process.stdin is not None
    process.stdin.close()
    try:
        process.wait(CLOSE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()


def _open_log() -> TextIO:
    try:
        log_path().parent.mkdir(parents=True, exist_ok=True)
        return log_path().open("w")
    except OSError:
        return Path(os.devnull).open("w")
