"""Notes which lines of `explorer` a Python process runs, in tests whose environment names a folder for that.

Python imports this by itself when its folder is in PYTHONPATH, so it is in all processes that tests start. SlipCover writes
a note into each line, and takes it out again once the line was run. Writing them takes up to 2 seconds in each process that
loads all of the program, which makes the tests of commands take a third longer. With Python's own tracing, on which
coverage.py stands up to Python 3.11, some tests took twice as long.
"""

import atexit
import contextlib
import json
import os
from pathlib import Path

FOLDER = os.environ.get("COVERAGE_FOLDER")
PROGRAM = Path(__file__).resolve().parents[2] / "explorer"


def measure() -> None:
    """Begin, unless this is the virtual environment of a test, which has other packages."""
    try:
        from slipcover import FileMatcher, ImportManager, Slipcover
    except ImportError:
        return

    class Lines(Slipcover):
        """Takes notes out again when it can, and never ends the program that is measured."""

        def deinstrument_seen(self) -> None:
            # It looks through all that is defined, in whatever line was just run, and fails there if another thread, such as
            # that of another visitor, defines something meanwhile. The next line that is run often enough tries again.
            with contextlib.suppress(RuntimeError):
                super().deinstrument_seen()

    lines = Lines()
    ImportManager(lines, FileMatcher(sources=[str(PROGRAM)])).__enter__()
    leave, written = os._exit, []

    def write() -> None:
        if not written:
            written.append(True)
            Path(FOLDER, f"{os.getpid()}.json").write_text(json.dumps(lines.get_coverage()))

    def write_and_leave(status: int) -> None:
        write()
        leave(status)

    atexit.register(write)
    # Ends a process without what was registered.
    os._exit = write_and_leave


if FOLDER:
    measure()
