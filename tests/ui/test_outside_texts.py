"""No text from outside becomes code: not HTML on a page, not SQL in the store, not an object from a file, not a command."""

import ast
import tomllib
from pathlib import Path

import pytest

from explorer.config import RunConfig
from explorer.export.csv_table import FORMULA
from explorer.scheduling.limits import Limits
from explorer.ui import address, coloured_review

ROOT = Path(__file__).parents[2]
SOURCES = {path.relative_to(ROOT).as_posix(): ast.parse(path.read_text()) for path in ROOT.glob("explorer/**/*.py")}
# Functions that run what they read, or make objects of it.
RUNS_WHAT_IT_READS = {"eval", "exec", "pickle.load", "pickle.loads", "marshal.loads", "shelve.open", "os.system", "sa.text"}


def calls(inside=""):
    """Every call in the files below `inside`: its file, the dotted name of the function, and the call."""
    for path, tree in SOURCES.items():
        if path.startswith(f"explorer/{inside}"):
            yield from ((path, ast.unparse(node.func), node) for node in ast.walk(tree) if isinstance(node, ast.Call))


def unsafe(option):
    return option.startswith("unsafe_allow")


def test_nothing_that_is_read_is_run():
    for path, name, call in calls():
        options = {keyword.arg or "**": ast.unparse(keyword.value) for keyword in call.keywords}
        assert name not in RUNS_WHAT_IT_READS, path
        assert options.get("shell", "False") == "False", path
        # A constant script has nothing from outside.
        assert ast.unparse(call.args[0]).isupper() if any(map(unsafe, options)) else True, path
        if name in ("np.load", "np.savez"):
            assert options["allow_pickle"] == "False", path
        if name.endswith("load_model"):
            assert options["safe_mode"] == "True", path


def test_html_is_a_constant_or_made_where_texts_are_escaped():
    for path, name, call in calls("ui/"):
        if name.startswith(("components.", "st.components")):
            constant = all(ast.unparse(keyword.value).isupper() for keyword in call.keywords)
            assert name == "st.components.v2.component" and constant, path
        if name.endswith(".html"):
            made = call.args[0]
            if isinstance(made, ast.Name) and made.id.isupper():
                continue
            escaped = made.func.value.id == "coloured_review" and hasattr(coloured_review, made.func.attr)
            # A function without arguments cannot contain anything from outside.
            assert escaped or not (made.args or made.keywords), path


def test_sql_has_no_text_pasted_into_it():
    for path, name, call in calls("store/"):
        if name.endswith((".execute", ".exec_driver_sql", ".scalar", ".scalars")):
            statement = call.args[0]
            pasted = isinstance(statement, (ast.JoinedStr, ast.BinOp)) or ".format(" in ast.unparse(statement)
            # The pragmas are constants beside the call.
            assert not pasted or ast.unparse(statement) == "f'PRAGMA {pragma}'", path


def test_what_is_looked_for_is_there_to_be_found():
    found = {name for _, name, _ in calls()}
    assert {"st.html", "np.load", "connection.execute", "connection.exec_driver_sql"} <= found


@pytest.mark.parametrize("text", ["'; DROP TABLE runs; --", "1 OR 1=1", '") OR ("1"="1'])
def test_a_data_set_or_a_cluster_may_have_any_name(cluster, text):
    (run_id,) = cluster.store.add([RunConfig()], text, cluster_id=text, visitor=text)
    assert [run.id for run in cluster.store.runs(dataset=text)] == [run_id]
    assert cluster.store.runs_of(text, "queued") == [run_id]
    assert cluster.store.runs(dataset="packaged") == []


def test_an_address_asks_for_a_run_by_its_number_only():
    asked_for = []

    def is_run(number):
        asked_for.append(number)
        return True

    for text in ("1 OR 1=1", "-1", "+1", "1e3", " 1", "²", "٣", "", "1" * 10):
        asked = address.parse({"run": text}, ["packaged"], is_run)
        assert asked.run is None and len(asked.notes) == 1
    assert address.parse({"run": "7"}, ["packaged"], is_run).run == 7
    assert asked_for == [7]


def test_a_browser_can_save_the_pages_tables_for_a_spreadsheet(open_app, cluster):
    for seed in range(2):
        cluster.trained(RunConfig("tanh", l2=0.001, seed=seed), val_accuracy=0.88)
    # Streamlit's own table download writes cells unchanged.
    tables = [table.value for table in open_app("leaderboard").dataframe]
    assert len(tables) == 2
    for table in tables:
        texts = [cell for column in table for cell in table[column] if isinstance(cell, str)]
        assert not any(text.startswith(FORMULA) for text in (*table, *texts))


def test_a_host_has_what_protects_visitors_without_asking_for_it():
    chosen = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())
    assert chosen["server"]["enableCORS"] is chosen["server"]["enableXsrfProtection"] is True
    assert chosen["server"]["maxUploadSize"] == Limits().file_size and chosen["server"]["maxMessageSize"] <= 50
    assert (chosen["client"]["showErrorDetails"], chosen["client"]["toolbarMode"]) == ("none", "viewer")
