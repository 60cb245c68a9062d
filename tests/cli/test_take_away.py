"""`take-away` writes a run's network, and what belongs to it, into files."""

import json
import subprocess
import sys

import pytest

from explorer.config import RunConfig
from explorer.export.files import KINDS
from explorer.store import open_store
from tests.support.cluster import StandIn
from tests.support.command_line import COMPLAINT, PRAISE, assert_is_a_sentence

pytestmark = pytest.mark.workers


@pytest.fixture
def take(trained, call, monkeypatch, tmp_path):
    """A function that calls `take-away` on the store with a trained network, in an empty folder."""
    monkeypatch.setenv("EXPLORER_STORE", str(trained))
    monkeypatch.chdir(tmp_path)
    return lambda *arguments: call("take-away", *arguments)


def test_without_more_it_writes_the_file_that_judges(take, judge, tmp_path):
    code, out, err = take()
    assert (code, err) == (0, "")
    assert out == "judge_run_1.py: a Python file that judges texts by itself, without any package\n"
    command = [sys.executable, "-I", "-S", "judge_run_1.py", PRAISE, COMPLAINT]
    answers = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60).stdout
    for answer, text in zip(answers.splitlines(), (PRAISE, COMPLAINT), strict=True):
        assert answer.startswith(judge(text)[1].partition(")")[0])


def test_every_kind_is_written_as_the_pages_hand_it_out(take, trained, tmp_path):
    code, out, _ = take("1", "--json", "--folder", "new/folder", "--as", *KINDS)
    store = open_store(f"sqlite:///{trained}")
    run = store.run(1)
    expected = {tmp_path / "new/folder" / kind.file_name(1): kind.make(store, run) for kind in KINDS.values()}
    assert code == 0
    assert json.loads(out) == {"run": 1, "files": [str(path.relative_to(tmp_path)) for path in expected]}
    written = {path: path.read_bytes() for path in (tmp_path / "new/folder").iterdir()}
    assert written.keys() == expected.keys()
    # Zip files have the time in them.
    assert {path.suffix for path in written if written[path] != expected[path]} <= {".keras", ".npz"}


def test_nothing_that_is_there_is_written_over(take, tmp_path):
    (tmp_path / "judge_run_1.py").write_text("mine")
    code, out, err = take("--as", "script", "judge")
    assert (code, out) == (1, "")
    assert "“judge_run_1.py” is there already" in err
    assert_is_a_sentence(err)
    assert [path.name for path in tmp_path.iterdir()] == ["judge_run_1.py"]


def test_a_folder_that_cannot_be_written_is_said(take, tmp_path):
    (tmp_path / "file").write_text("")
    code, _, err = take("--folder", "file/folder")
    assert code == 1 and "cannot be written" in err
    assert_is_a_sentence(err)


def test_a_kind_that_is_none_is_refused_with_those_there_are(take):
    code, _, err = take("--as", "pickle")
    assert code == 2 and "judge" in err and "network" in err


def test_a_run_on_reviews_that_are_gone_has_no_judge_and_still_its_network(call, store, network, monkeypatch, tmp_path):
    StandIn(store).trained(RunConfig(layers=0, vocabulary=1_000), dataset="gone", model=network)
    monkeypatch.chdir(tmp_path)
    code, _, err = call("take-away", "1")
    assert code == 1 and "no source of reviews called “gone”" in err
    assert call("take-away", "1", "--as", "network")[0] == 0
