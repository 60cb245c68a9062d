"""Virtual environments with other packages than this one."""

import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest


def create(folder: Path, *packages: str, on_top: bool = False, beside: Path | None = None) -> Path:
    """The Python of a new virtual environment with these packages. The test is skipped where they cannot be fetched.

    With `on_top`, it has the packages of this environment as well, and these take precedence; so it has those of the folder
    `beside`.
    """
    run([sys.executable, "-m", "venv", "--without-pip", folder])
    python = folder / "bin" / "python"
    own = run([python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"]).stdout.strip()
    below = [*([str(beside)] if beside else []), *([sysconfig.get_path("purelib")] if on_top else [])]
    Path(own, "below.pth").write_text("\n".join(below))
    if packages:
        _install(packages, "--python", python, *(["--no-deps"] if on_top else []))
    return python


def folder_with(folder: Path, *packages: str) -> Path:
    """The same folder, with these packages and nothing that they need. The test is skipped as by `create`."""
    _install(packages, "--no-deps", "--target", folder)
    return folder


def _install(packages: tuple[str, ...], *where: str | Path) -> None:
    # Options of pip itself stand before what it is to do.
    before, after = (where[:2], where[2:]) if where[0] == "--python" else ((), where)
    pip = [sys.executable, "-m", "pip", *before, "install", "--quiet", "--retries", "1", *after]
    done = run([*pip, *packages], check=False)
    if done.returncode and "connection broken by" in done.stderr:
        pytest.skip(f"The package index cannot be reached, and this test takes {' and '.join(packages)} from there.")
    assert done.returncode == 0, done.stderr


def run(command: list[str | Path], check: bool = True, **options) -> subprocess.CompletedProcess:
    """The outcome of a command, which has to end well if `check`."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, **options)
    assert not check or done.returncode == 0, done.stderr
    return done
