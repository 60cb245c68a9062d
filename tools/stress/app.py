"""Starts the app for the load test and measures the memory of its processes."""

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import psutil

from explorer.errors import ExplorerError
from tools.stress.keeper import ROOT

START_SECONDS, END_SECONDS = 60, 40


class App:
    """`streamlit run` on a free port of this computer, with its store and its logs in `folder`, and further `environment`.

    `root` is the checkout that is run.

    A context manager, which ends every process of the app, whatever has happened.

    Raises:
        ExplorerError: it does not start.
    """

    def __init__(self, folder: Path, root: Path = ROOT, **environment: str) -> None:
        self.store_url = f"sqlite:///{folder / 'runs.db'}"
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        own = {"EXPLORER_SCHEDULER": "", "EXPLORER_STORE": self.store_url, "XDG_STATE_HOME": str(folder), **environment}
        self._log = folder / "app.log"
        with self._log.open("w") as log:
            self._keeper = subprocess.Popen(
                [sys.executable, "-m", "tools.stress.keeper", str(self.port), str(root)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                cwd=ROOT,
                env=os.environ | own,
                # Ctrl-C in the terminal goes to this process alone, which then closes the pipe.
                start_new_session=True,
            )

        assert self._keeper.stdin is not None and self._keeper.stdout is not None
        self._input, self._output = self._keeper.stdin, self._keeper.stdout

    def __enter__(self) -> "App":
        try:
            self._process = psutil.Process(int(self._output.readline() or 0))
            deadline = time.monotonic() + START_SECONDS
            while not self._answers():
                if time.monotonic() > deadline or not self._process.is_running():
                    raise ExplorerError(f"The app does not start. What it says: {self._log.read_text()[-2000:]}")
                time.sleep(0.1)
            return self
        except BaseException:
            self.__exit__()
            raise

    def __exit__(self, *_: object) -> None:
        self._input.close()
        try:
            self._keeper.wait(END_SECONDS)
        finally:
            self._keeper.kill()
            self._output.close()

    def memory(self) -> dict[str, float]:
        """Resident megabytes of “app”, “scheduler” and “worker”, as far as these processes exist."""
        return self._of_each(lambda process: process.memory_info().rss / 1e6)

    def processor_seconds(self) -> dict[str, float]:
        """Processor time of the same processes so far, in seconds."""
        return self._of_each(lambda process: sum(process.cpu_times()[:2]))

    def _of_each(self, figure: Callable[[psutil.Process], float]) -> dict[str, float]:
        found = {"app": figure(self._process)}
        for process in self._process.children(recursive=True):
            # It can end at any moment.
            with contextlib.suppress(psutil.NoSuchProcess):
                command = " ".join(process.cmdline())
                if "explorer.workers.local_cluster" in command:
                    found["scheduler"] = figure(process)
                elif "spawn_main" in command:
                    found["worker"] = figure(process)
        return found

    def _answers(self) -> bool:
        with contextlib.suppress(OSError):
            return urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=5).status == 200
        return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
