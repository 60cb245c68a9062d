"""Virtual environments with other packages than this one."""

import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest


def create(folder: Path, *packages: str, on_top: bool = False) -> Path:
    """The Python of a new virtual environment with these packages. The test is skipped where they cannot be fetched.

    With `on_top`, it has the packages of this environment as well, and these take precedence.
    """
    run([sys.executable, "-m", "venv", "--without-pip", folder])
    python = folder / "bin" / "python"
    if on_top:
        own = run([python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]).stdout.strip()
        Path(own, "below.pth").write_text(sysconfig.get_path("purelib"))
    install = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--retries", "1"]
    done = run([*install, *(["--no-deps"] if on_top else []), *packages], check=False)
    if done.returncode and "connection broken by" in done.stderr:
        pytest.skip(f"The package index cannot be reached, and this test takes {' and '.join(packages)} from there.")
    assert done.returncode == 0, done.stderr
    return python


def run(command: list[str | Path], check: bool = True, **options) -> subprocess.CompletedProcess:
    """The outcome of a command, which has to end well if `check`."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=200, **options)
    assert not check or done.returncode == 0, done.stderr
    return done
