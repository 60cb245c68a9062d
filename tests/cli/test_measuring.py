"""`bench` and `stress` need the folder tools, which only a checkout of the project has."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("command", ["bench", "stress"])
def test_an_installation_without_tools_says_what_is_missing(tmp_path, command):
    (tmp_path / "explorer").symlink_to(ROOT / "explorer")
    arguments = [sys.executable, "-m", "explorer", command, "--json"]
    done = subprocess.run(arguments, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert done.stderr == (
        "The folder tools with the measuring programs is missing. Run this command in a copy of the whole project.\n"
    )
    assert json.loads(done.stdout) == {"error": done.stderr.strip()}
