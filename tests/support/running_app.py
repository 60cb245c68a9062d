"""The real app in a process of its own."""

import os
import signal
import subprocess
import sys
import urllib.request
from contextlib import suppress
from pathlib import Path

import psutil

from explorer.store import ACTIVE, Store
from explorer.store.tables import metadata
from tests.support.ports import free_port
from tests.support.waiting import PATIENCE, eventually

ROOT = Path(__file__).parent.parent.parent
STREAMLIT = "streamlit run streamlit_app.py --server.headless true --server.port {port} --server.address 127.0.0.1"
OWN_COMMAND = "explorer app --headless --port {port} --address 127.0.0.1"
# The name under which a test reports how long a visitor waited.
WAITED = "waited"


class App:
    """The app with a store of its own: `streamlit run`, or its own command.

    Args:
        folder: Where its store and its log are.
        command: What follows `python -m`; “{port}” stands for the number of a free port.
        environment: Variables that are set for it, in the same way. Nothing is trained ahead unless they say so: a worker
            that trains while a test looks at a page takes processors from other tests.
    """

    def __init__(self, folder: Path, command: str = STREAMLIT, **environment: str) -> None:
        self.folder = folder
        self._command = command
        self._environment = {"EXPLORER_AHEAD": "0"} | environment
        self.store = Store(f"sqlite:///{folder}/runs.db")
        self.start()

    def start(self) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        environment = {name: value.format(port=self.port) for name, value in self._environment.items()}
        with (self.folder / "app.log").open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *self._command.format(port=self.port).split()],
                cwd=ROOT,
                env=os.environ | {"EXPLORER_STORE": str(self.folder / "runs.db")} | environment,
                stdout=log,
                stderr=log,
            )
        try:
            eventually(self._answers, "the app does not answer")
        except BaseException:
            self.kill()
            raise

    def stop(self) -> None:
        """End it with Ctrl-C."""
        self.process.send_signal(signal.SIGINT)
        self.process.wait(timeout=PATIENCE)

    def kill(self) -> None:
        """End it with `kill -9`."""
        self.process.kill()
        self.process.wait(timeout=PATIENCE)

    def forget(self) -> None:
        """Stop and remove all runs, searches and openings, as if the app were new; its worker stays, and numbers go on."""
        stopping = [run.id for run in self.store.runs(states=ACTIVE)]
        self.store.request_stop(stopping)
        eventually(lambda: not any(run.active for run in self.store.runs(ids=stopping)), "a run does not stop")
        with self.store._engine.begin() as connection:
            for table in reversed(metadata.sorted_tables):
                if table.name not in ("schema_version", "clusters", "worker_starts", "baselines"):
                    connection.execute(table.delete())

    @property
    def descendants(self) -> list[psutil.Process]:
        """All processes that it has started, directly or indirectly."""
        return psutil.Process(self.process.pid).children(recursive=True)

    @property
    def log(self) -> str:
        return (self.folder / "app.log").read_text()

    def _answers(self) -> bool:
        assert self.process.poll() is None, self.log
        with suppress(OSError):
            return urllib.request.urlopen(f"{self.url}/_stcore/health", timeout=5).status == 200
        return False
