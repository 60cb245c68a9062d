"""What an error says is for whoever runs the program; visitors of the app read nothing of the computer in it."""

import ast
import pickle
import re
from pathlib import Path

import pytest

from explorer import errors
from explorer.errors import ExplorerError, StoreUnavailable, for_visitors

ROOT = Path(__file__).parents[1] / "explorer"
TELLING = re.compile("path|folder|url|address|host|user|strerror|^error$|_name$|environ|parsed")
"""Names of what is nobody's business but the host's, where a sentence has it."""
KINDS = {kind.__name__ for kind in (ExplorerError, *ExplorerError.__subclasses__(), StoreUnavailable)}
HARMLESS = {
    # The name of a driver.
    "store/database.py": {"parsed"},
    # What a visitor has brought, and why it cannot be read.
    "reading/packing.py": {"error", "strerror", "_name"},
    "reading/lines.py": {"_name"},
    # What a knob, a class or a column is called.
    "store/queries.py": {"error"},
    "datasets/collecting.py": {"class_name"},
    # Only commands export and import.
    "export/parquet_tables.py": {"path"},
    "store/snapshot.py": {"path", "url"},
}


def raised(path):
    """The errors of this program that a module makes, as calls in its code."""
    calls = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
    return [call for call in calls if isinstance(call.func, ast.Name) and call.func.id in KINDS]


def told_by(call):
    """The names of what a sentence has in its braces."""
    values = [node.value for part in call.args for node in ast.walk(part) if isinstance(node, ast.FormattedValue)]
    nodes = [node for value in values for node in ast.walk(value)]
    return {node.id for node in nodes if isinstance(node, ast.Name)} | {
        node.attr for node in nodes if isinstance(node, ast.Attribute)
    }


def test_an_error_that_tells_of_the_computer_has_a_sentence_for_visitors():
    found = 0
    for path in sorted(ROOT.rglob("*.py")):
        where = str(path.relative_to(ROOT))
        # Commands are for those who have the computer.
        for call in [] if where.startswith("cli/") else raised(path):
            found += 1
            told = {name for name in told_by(call) if TELLING.search(name)} - HARMLESS.get(where, set())
            assert not told or any(word.arg == "public" for word in call.keywords), f"{where}:{call.lineno}: {told}"
    assert found > 90


def test_no_page_shows_the_sentence_that_is_for_the_host():
    for path in (ROOT / "ui").rglob("*.py"):
        assert not re.search(r"str\((error|refusal|fault)\)|\{error\}", path.read_text()), path


def test_what_is_hidden_from_visitors_is_in_the_log_once_a_minute(monkeypatch, caplog):
    now = [100.0]
    monkeypatch.setattr(errors.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(errors, "_logged", {})
    error = ExplorerError("It is at /home/somebody.", public="It is somewhere.")
    assert [for_visitors(error) for _ in range(3)] == ["It is somewhere."] * 3
    assert caplog.messages == ["It is at /home/somebody."]
    now[0] += 61
    for_visitors(error)
    assert len(caplog.messages) == 2


def test_an_error_without_secrets_is_the_same_for_all_and_not_logged(caplog):
    assert for_visitors(ExplorerError("There is no run 7.")) == "There is no run 7."
    assert not caplog.messages


@pytest.mark.parametrize("public", [None, "It is somewhere."])
def test_an_error_of_a_worker_arrives_with_both_sentences(public):
    error = pickle.loads(pickle.dumps(StoreUnavailable("It is at /home/somebody.", public=public)))
    assert (str(error), error.public) == ("It is at /home/somebody.", public or "It is at /home/somebody.")
