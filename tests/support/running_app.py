"""The real app in a process of its own."""

import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType

import psutil

from explorer.store import ACTIVE, Store
from explorer.store.tables import metadata
from tests.support.ports import free_port
from tests.support.waiting import PATIENCE, eventually

ROOT = Path(__file__).parent.parent.parent
# The name under which a test reports how long a visitor waited.
WAITED = "waited"


class App:
    """`streamlit run` with a store of its own.

    Args:
        folder: Where its store and its log are.
        command: The arguments of this program instead, without its port.
        settings: Environment variables besides those of the tests.
    """

    def __init__(
        self, folder: Path, command: Sequence[str] = (), settings: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        self.folder, self.command, self.settings = folder, command, settings
        self.store = Store(f"sqlite:///{folder}/runs.db")
        self.start()

    def start(self) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        options = ["--server.headless", "true", "--server.port", str(self.port), "--server.address", "127.0.0.1"]
        arguments = ["streamlit", "run", "streamlit_app.py", *options]
        if self.command:
            # Of two ports, the later one counts.
            arguments = ["explorer", *self.command, "--port", str(self.port)]
        with (self.folder / "app.log").open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *arguments],
                cwd=ROOT,
                env=os.environ | {"EXPLORER_STORE": str(self.folder / "runs.db"), **self.settings},
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
