"""The processes that the bench measures: one that stays and does tasks in turn, and a whole command."""

import subprocess
import sys

import pytest

from explorer.errors import ExplorerError
from tools.bench.processes import ROOT, Side, child_figures, whole_seconds

ECHO = """
import os, sys
for line in sys.stdin:
    print("libraries print, too")
    print('{"task": "%s", "lever": "%s"}' % (line.strip(), os.environ.get("LEVER", "")), flush=True)
"""


def test_a_side_does_tasks_in_turn_and_ends_when_it_is_left():
    with Side("it", "nothing", ["-c", ECHO], {"LEVER": "on"}) as one, Side("it", "nothing", ["-c", ECHO]) as other:
        answers = [side.measure(task) for task in ("first", "second") for side in (one, other)]
        assert 0 < one.age() < 600
    assert [answer["task"] for answer in answers] == ["first", "first", "second", "second"]
    assert [answer["lever"] for answer in answers] == ["on", "", "on", ""]
    assert (one.process.returncode, other.process.returncode) == (0, 0)


def test_a_side_that_breaks_off_is_reported_in_a_sentence():
    sentence = r"^Measuring the loop broke off; it may be too old\.$"
    with Side("the loop", "it may be too old", ["-c", "raise SystemExit(1)"]) as side:
        with pytest.raises(ExplorerError, match=sentence):
            side.measure("grid")
        with pytest.raises(ExplorerError, match=sentence):
            side.measure("grid")


def test_a_side_that_still_works_is_stopped_when_an_error_ends_the_bench(monkeypatch):
    monkeypatch.setattr("tools.bench.processes.PATIENCE_SECONDS", 0.1)
    with pytest.raises(KeyboardInterrupt), Side("it", "nothing", ["-c", "import time; time.sleep(600)"]) as side:
        raise KeyboardInterrupt
    assert side.process.returncode not in (0, None)


def test_a_module_that_prints_no_figures_is_reported():
    with pytest.raises(ExplorerError, match="broke off"):
        child_figures("nothing", "it has no figures", "this")


def test_a_whole_command_is_measured_or_reported():
    assert whole_seconds("the script", ["-c", "assert input() == 'fused'"], task="fused") > 0
    with pytest.raises(ExplorerError, match=r"^The script broke off, so it could not be measured\.$"):
        whole_seconds("the script", ["-c", "raise SystemExit(1)"])


def test_what_starts_the_sides_loads_no_trainer_that_they_would_inherit_from():
    code = "import sys, tools.bench.against, tools.bench.pytorch, tools.bench.sizes; sys.exit('tensorflow' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, timeout=60).returncode == 0
