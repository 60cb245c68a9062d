"""Processes that are measured: one that answers and stays, and a whole command from its start to its end."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from explorer.errors import ExplorerError

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 10


class Side:
    """A process of one side. It does what it is told, one task at a time, so that sides can take turns.

    Args:
        what: What it measures, within a sentence.
        needs: What it may lack if it breaks off, within a sentence.
        arguments: What Python runs, as on its command line.
        environment: Variables that it gets besides those of this process.
        folder: Where it runs, and so which copy of this program it loads.
    """

    def __init__(
        self,
        what: str,
        needs: str,
        arguments: Sequence[object],
        environment: Mapping[str, str] | None = None,
        folder: Path = ROOT,
    ) -> None:
        self.what, self.needs, self.began = what, needs, time.perf_counter()
        self.process = subprocess.Popen(
            [sys.executable, *map(str, arguments)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={**os.environ, "TF_CPP_MIN_LOG_LEVEL": "3", **(environment or {})},
            cwd=folder,
        )

    def __enter__(self) -> "Side":
        return self

    def __exit__(self, *error: type[BaseException] | BaseException | TracebackType | None) -> None:
        try:
            # It ends once it has nothing more to read, and cleans up. Ctrl-C reaches it, too.
            self.process.communicate(timeout=PATIENCE_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.communicate()

    def measure(self, task: str = "") -> dict:
        """The figures of a task, or of the only one there is.

        Raises:
            ExplorerError: the process broke off.
        """
        print(f"Measuring {self.what} …", file=sys.stderr)
        assert self.process.stdin and self.process.stdout
        # If it has ended, reading will tell.
        with suppress(OSError):
            self.process.stdin.write(f"{task}\n")
            self.process.stdin.flush()
        for line in self.process.stdout:
            # Libraries print there, too.
            if line.startswith("{"):
                return json.loads(line)
        raise ExplorerError(f"Measuring {self.what} broke off; {self.needs}.")

    def age(self) -> float:
        """Seconds since it was started."""
        return time.perf_counter() - self.began


def answer(tasks: Mapping[str, Callable[[], dict]]) -> None:
    """What a `Side` runs: do the tasks named on standard input, and print the figures of each as a line of JSON."""
    for line in sys.stdin:
        print(json.dumps(tasks[line.strip()]()), flush=True)


def child_figures(what: str, needs: str, module: str, *arguments: object) -> dict:
    """The figures that a module prints as a line of JSON; the arguments are those of `Side` and of its command line.

    Raises:
        ExplorerError: it broke off.
    """
    with Side(what, needs, ["-m", module, *arguments]) as side:
        return side.measure()


def whole_seconds(
    what: str, arguments: Sequence[object], environment: Mapping[str, str] | None = None, task: str = ""
) -> float:
    """Seconds from the start of a Python process to its end.

    Args:
        what: What it is, within a sentence.
        arguments: What Python runs, as on its command line.
        environment: Variables that it gets besides those of this process.
        task: What it reads from standard input.

    Raises:
        ExplorerError: it broke off.
    """
    print(f"Measuring {what} from start to end …", file=sys.stderr)
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, *map(str, arguments)],
        input=task,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, **(environment or {})},
        cwd=ROOT,
    )
    if done.returncode != 0:
        raise ExplorerError(f"{what[0].upper()}{what[1:]} broke off, so it could not be measured.")
    return time.perf_counter() - began
