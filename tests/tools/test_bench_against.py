"""The bench against an earlier revision: what git checks out, that it is gone afterwards, and what is said if it cannot."""

import json
import subprocess
from pathlib import Path

import pytest

from explorer.cli.main import main
from explorer.errors import ExplorerError
from tools.bench import against
from tools.bench.processes import ROOT, Side

SIDE = {"seconds": 30.0, "processor_seconds": 50.0, "best_val_accuracy": 0.9, "peak_bytes": 10**9, "beyond_bytes": 10**8}


def git(folder, *arguments):
    command = ["git", "-C", str(folder), "-c", "user.name=A", "-c", "user.email=a@b.c", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A repository with two commits of a program of one module, and with tools that are newer than both."""
    root = tmp_path / "project"
    (root / "explorer").mkdir(parents=True)
    (root / "tools").mkdir()
    git(root, "init", "--quiet", "--initial-branch=main")
    for version in ("old", "new"):
        (root / "explorer" / "__init__.py").write_text(f"VERSION = {version!r}")
        (root / "tools" / "__init__.py").write_text(f"TOOLS = {version!r}")
        git(root, "add", ".")
        git(root, "commit", "--quiet", "--message", version)
    (root / "tools" / "__init__.py").write_text("TOOLS = 'today'")
    monkeypatch.setattr(against, "ROOT", root)
    return root


def worktrees(root):
    return git(root, "worktree", "list").splitlines()


def test_an_earlier_revision_runs_with_the_tools_of_today(checkout):
    code = "import explorer, tools, json; print(json.dumps([{'found': explorer.VERSION + ', ' + tools.TOOLS}][0]))"
    with against.worktree("HEAD~1") as (commit, folder):
        assert commit == git(checkout, "rev-parse", "HEAD~1")
        with Side("it", "nothing", ["-c", code], folder=folder) as side:
            assert side.measure() == {"found": "old, today"}
        assert len(worktrees(checkout)) == 2
    assert not folder.exists()
    assert len(worktrees(checkout)) == 1


@pytest.mark.parametrize("error", [ExplorerError("It broke off."), KeyboardInterrupt()])
def test_the_worktree_is_removed_after_an_error_and_ctrl_c(checkout, error):
    with pytest.raises(type(error)), against.worktree("HEAD") as (_, folder):
        raise error
    assert not folder.exists()
    assert len(worktrees(checkout)) == 1


def test_nothing_is_left_of_a_checkout_that_is_interrupted(checkout, monkeypatch):
    ask_git = against._git

    def interrupted(*arguments):
        answer = ask_git(*arguments)
        if arguments[:2] == ("worktree", "add"):
            (Path(arguments[3]) / ".git").unlink()
            raise KeyboardInterrupt
        return answer

    monkeypatch.setattr(against, "_git", interrupted)
    with pytest.raises(KeyboardInterrupt), against.worktree("HEAD"):
        pass
    assert len(worktrees(checkout)) == 1


@pytest.mark.parametrize("revision", ["no-such-revision", "", "--help", "HEAD~99", "a b"])
def test_a_revision_that_does_not_exist_is_refused_in_a_sentence(checkout, revision, capsys):
    assert main(["bench", f"--against={revision}"]) == 1
    assert f"There is no revision “{revision}” in this checkout." in capsys.readouterr().err
    assert len(worktrees(checkout)) == 1


def test_a_copy_without_git_history_is_refused_in_a_sentence(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(against, "ROOT", tmp_path)
    assert main(["bench", "--against", "HEAD"]) == 1
    assert "no git checkout" in capsys.readouterr().err


def test_a_copy_inside_another_checkout_is_no_checkout_of_its_own(checkout, monkeypatch):
    monkeypatch.setattr(against, "ROOT", checkout / "explorer")
    with pytest.raises(ExplorerError, match="no git checkout"), against.worktree("HEAD"):
        pass


def test_without_git_a_sentence_says_so(monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("PATH", str(tmp_path))
    assert main(["bench", "--against", "HEAD"]) == 1
    assert "which this computer does not have" in capsys.readouterr().err


def test_the_words_compare_times_and_memory():
    result = {"machine": "A", "levers": {"threads": "2"}, "networks": 36, "epochs": 10, "aim": against.AIM}
    result |= {"revision": "v1", "commit": "0123456789abcdef", "then": SIDE, "now": SIDE | {"seconds": 10.0}}
    words = against.in_words(result)
    assert "0123456789 " in words and "3.00×" in words and "1,000" in words and "Levers: threads 2." in words


@pytest.mark.workers
def test_both_trainers_are_measured(monkeypatch, capsys):
    if not (ROOT / ".git").exists():
        pytest.skip("This copy of the project is no git checkout.")
    monkeypatch.setattr(against, "ROUNDS", 1)
    assert main(["bench", "--against", "HEAD", "--networks", "1", "--epochs", "1", "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    for side in (result["then"], result["now"]):
        assert side["seconds"] > 0 and side["processor_seconds"] > 0 and side["best_val_accuracy"] > 0.75
        assert 0 < side["beyond_bytes"] < side["peak_bytes"]
