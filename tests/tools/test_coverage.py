"""Every Python process of a test run notes which lines of the program it runs, and the report adds them up."""

import json
import os
import re
import subprocess
import sys

import pytest

from tests.support.running_app import ROOT

MEASURE = ROOT / ".ci" / "coverage"


@pytest.fixture
def run(tmp_path):
    """A function that runs statements in a new process, and returns the notes of all processes that it has started."""

    def run(statements):
        environment = os.environ | {"COVERAGE_FOLDER": str(tmp_path), "PYTHONPATH": str(MEASURE)}
        subprocess.run([sys.executable, "-c", statements], cwd=ROOT, env=environment, check=True, timeout=60)
        return [json.loads(path.read_text())["files"] for path in tmp_path.glob("*.json")]

    return run


def lines_of(notes, name):
    """The lines of a module that were run in any process."""
    files = [one for note in notes for path, one in note.items() if path.endswith(f"explorer/{name}.py")]
    return {line for one in files for line in one["executed_lines"]}


def test_a_process_notes_the_lines_that_it_runs_and_no_others(run):
    loaded = lines_of(run("import explorer.wording.formats"), "wording/formats")
    used = lines_of(run("from explorer.wording.formats import ordinal; ordinal(1)"), "wording/formats")
    source = (ROOT / "explorer" / "wording" / "formats.py").read_text().splitlines()
    assert ["_ORDINALS[number - 1]" in source[line - 1] for line in used - loaded].count(True) == 1
    assert len(used - loaded) < 4


@pytest.mark.parametrize("leave", ["", "; import os; os._exit(0)"])
def test_a_process_that_another_one_starts_is_counted_however_it_ends(run, leave):
    child = f"import sys, subprocess; subprocess.run([sys.executable, '-c', 'import explorer.grid{leave}'])"
    notes = run(child)
    assert len(notes) == 2 and lines_of(notes, "grid")


def test_a_thread_that_defines_something_does_not_end_the_program(run):
    statements = """
import threading
from explorer.insight import pace

def define():
    number = 0
    while not done.is_set():
        setattr(pace, f"new_{number}", number)
        number += 1

# To look through them takes long enough for another thread to have its turn.
for number in range(100_000):
    setattr(pace, f"old_{number}", number)
usual, done = pace.Pace([], [], lambda dataset: 1, guess=1.0), threading.Event()
threading.Thread(target=define, daemon=True).start()
try:
    for _ in range(1_000):
        usual.start()
finally:
    done.set()
"""
    assert lines_of(run(statements), "insight/pace")


def test_the_report_counts_files_that_nobody_has_loaded_and_says_the_total(run, tmp_path):
    run("import explorer.grid")
    done = subprocess.run(
        [sys.executable, MEASURE / "report.py", tmp_path], capture_output=True, text=True, check=True, timeout=120
    )
    *files, total = done.stdout.splitlines()
    assert len(files) == 10 and all(re.fullmatch(r" *0\.0% +\d+ lines not run +explorer/\S+\.py", line) for line in files)
    share, lines = re.fullmatch(
        r"Coverage of explorer/: ([\d.]+)% of ([\d,]+) lines, in 1 of the tests' processes\.", total
    ).groups()
    assert 0 < float(share) < 10 and int(lines.replace(",", "")) > 5_000
