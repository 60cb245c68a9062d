"""Under an unsupported Python, people read one sentence, before and after anything is installed."""

import ast
import re
import runpy
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from explorer import python_version
from explorer.python_version import NEWEST, OLDEST, refusal

ROOT = Path(__file__).parents[1]
SENTENCE = (
    "Sentiment Explorer needs Python 3.11 to 3.13, because its TensorFlow exists for no other, and this is Python 3.14. "
    "README.md has a line that installs 3.13 beside it."
)


@pytest.mark.parametrize("version", [(3, 11), (3, 12), (3, 13)])
def test_versions_that_tensorflow_supports_are_not_refused(version):
    assert refusal(version) is None


@pytest.mark.parametrize("version", [(2, 7), (3, 8), (3, 10), (3, 14), (3, 15), (4, 0)])
def test_other_versions_are_refused_by_name(version):
    assert f"this is Python {version[0]}.{version[1]}." in refusal(version)


def test_the_sentence_says_what_is_needed_and_what_to_do():
    assert refusal((3, 14)) == SENTENCE


def run(*arguments):
    """Run Python without any installed packages."""
    command = [sys.executable, "-I", "-S", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize("module", ["explorer.python_version", "explorer"])
def test_nothing_needs_to_be_installed_to_be_refused(module):
    code = (
        "import runpy, sys; sys.path.insert(0, sys.argv[1]); sys.version_info = (3, 14, 0); "
        "runpy.run_module(sys.argv[2], run_name='__main__')"
    )
    done = run("-c", code, str(ROOT), module)
    assert (done.returncode, done.stdout, done.stderr) == (1, "", f"{SENTENCE}\n")


def test_supported_versions_are_let_through():
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(str(ROOT / "explorer/python_version.py"), run_name="__main__")
    assert ended.value.code is None


def test_the_app_shows_the_sentence(monkeypatch):
    monkeypatch.setattr(python_version, "refusal", lambda: SENTENCE)
    app = AppTest.from_file(ROOT / "streamlit_app.py").run()
    assert [error.value for error in app.error] == [SENTENCE] and not app.button


@pytest.mark.parametrize("name", ["streamlit_app", "explorer/__init__", "explorer/__main__", "explorer/python_version"])
def test_the_files_that_say_it_can_be_parsed_by_older_versions(name):
    ast.parse((ROOT / f"{name}.py").read_text(), feature_version=(3, 8))


def test_readme_and_project_promise_the_same_versions():
    oldest, newest, next_one = (f"3.{minor}" for minor in (OLDEST[1], NEWEST[1], NEWEST[1] + 1))
    text = (ROOT / "README.md").read_text()
    assert f"With Python {oldest} to {newest} on Linux" in text and f"--python {newest} .venv" in text
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert project["project"]["requires-python"] == f">={oldest},<{next_one}"
    assert project["tool"]["ruff"]["target-version"] == f"py{oldest.replace('.', '')}"


def test_the_readme_asks_for_the_version_before_it_installs_what_needs_it():
    lines = re.findall(r"^py.* -m venv \.venv.* -r requirements.*$", (ROOT / "README.md").read_text(), re.MULTILINE)
    assert len(lines) == 4
    assert all(line.index("-m explorer.python_version") < line.index("-m pip install") for line in lines)
