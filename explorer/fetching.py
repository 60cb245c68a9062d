"""Fetching the official reviews for a process that may not load Keras: the command line does it, in its own process."""

import json
import subprocess
import sys
from functools import cached_property
from pathlib import Path

from explorer.corpus import official

ROOT = Path(__file__).parent.parent


class Fetch:
    """`python -m explorer fetch`, running."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "explorer", "fetch", "--json"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            cwd=ROOT,
        )

    @property
    def fraction(self) -> float:
        """The share of the files that has arrived in Keras' cache."""
        return official.downloaded() / official.TOTAL_BYTES

    @property
    def done(self) -> bool:
        """Whether it has ended, well or not."""
        return self._process.poll() is not None

    @cached_property
    def error(self) -> str | None:
        """The sentence that it failed with, or None; waits for the end."""
        output, _ = self._process.communicate()
        if self._process.returncode == 0:
            return None
        try:
            return json.loads(output)["error"]
        except (ValueError, KeyError):
            return "The official reviews could not be fetched. The packaged reviews stay in use."
