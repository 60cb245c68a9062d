"""A process that runs the app for as long as the process that started it lives.

`python -m tools.stress.keeper PORT FOLDER` starts `streamlit run` in that checkout, prints its process number, and waits for
the end of its standard input: its parent closes that pipe, or dies, even by `kill -9`. Then it ends the app as Ctrl-C does,
and kills what is left of it and of its children.
"""

import contextlib
import signal
import subprocess
import sys
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]
END_SECONDS = 15


def main() -> None:
    """Run the app on the port that the command line names until standard input ends."""
    options = (f"--server.port={sys.argv[1]}", "--server.address=127.0.0.1", "--server.headless=true")
    app = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "streamlit_app.py", *options],
        cwd=sys.argv[2],
        stdin=subprocess.DEVNULL,
        stdout=sys.stderr,
    )
    try:
        print(app.pid, flush=True)
        sys.stdin.read()
    finally:
        _end(app)


def _end(app: subprocess.Popen) -> None:
    family = []
    with contextlib.suppress(psutil.NoSuchProcess):
        family = psutil.Process(app.pid).children(recursive=True)
    app.send_signal(signal.SIGINT)
    with contextlib.suppress(subprocess.TimeoutExpired):
        app.wait(END_SECONDS)
    app.kill()
    app.wait()
    _, left = psutil.wait_procs(family, timeout=END_SECONDS)
    for process in left:
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()


if __name__ == "__main__":
    main()
