"""The process of `explorer.workers.local_cluster`, seen from the process that has started it."""

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


class Backend:
    """A local Dask cluster in a process of its own, which ends when this one does.

    `on_death` is called, in another thread, when it ends without having been closed.
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
                # A Ctrl-C in the terminal is for the owner, which then closes the pipe.
                start_new_session=True,
            )
        threading.Thread(target=self._watch, args=[on_death], name="backend", daemon=True).start()

    def address(self) -> str:
        """Where its scheduler listens, once it does.

        Raises:
            ClusterError: it has ended before.
        """
        address = self._process.stdout.readline().strip()
        if not address:
            raise ClusterError(f"The training worker could not be started. Its log is {log_path()}.")
        return address

    @property
    def pid(self) -> int:
        """The number of the process."""
        return self._process.pid

    @property
    def dead(self) -> bool:
        """Whether the process has ended."""
        return self._process.poll() is not None

    def close(self) -> None:
        """Let it take its cluster down and end."""
        self._closed = True
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
