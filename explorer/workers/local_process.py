"""Starts `explorer.workers.local_cluster` in a process, and ends it."""

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TextIO

import platformdirs

from explorer.errors import ClusterError

ROOT = Path(__file__).resolve().parents[2]
CLOSE_SECONDS = 10


def log_path() -> Path:
    """The file that local workers write their log to."""
    return platformdirs.user_log_path("sentiment-explorer") / "worker.log"


class LocalClusterProcess:
    """A local Dask cluster in a process of its own, which ends when this one does.

    Args:
        on_death: called in another thread when the process ends without having been closed.
    """

    def __init__(self, on_death: Callable[[], None]) -> None:
        self._closed = False
        with _open_log() as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "explorer.workers.local_cluster"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                cwd=ROOT,
                # Ctrl-C in the terminal goes to this process alone, which then closes the pipe.
                start_new_session=True,
            )
        threading.Thread(target=self._watch, args=[on_death], name="local cluster", daemon=True).start()

    def address(self) -> str:
        """Wait until its scheduler listens, and return that address.

        Raises:
            ClusterError: the process has ended before.
        """
        assert self._process.stdout is not None
        address = self._process.stdout.readline().strip()
        if not address:
            raise ClusterError(f"The training worker could not be started. Its log is {log_path()}.")
        return address

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    @property
    def ended(self) -> bool:
        """Whether the process has ended."""
        return self._process.poll() is not None

    def close(self) -> None:
        """Have it shut its cluster down, and wait for its end."""
        self._closed = True
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            self._process.wait(CLOSE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()

    def _watch(self, on_death: Callable[[], None]) -> None:
        self._process.wait()
        if not self._closed:
            on_death()


def _open_log() -> TextIO:
    try:
        log_path().parent.mkdir(parents=True, exist_ok=True)
        return log_path().open("w")
    except OSError:
        return Path(os.devnull).open("w")
