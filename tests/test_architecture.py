"""The app's process never loads TensorFlow, and the worker's never Streamlit: imports run one way."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
UI = "explorer.ui"

# Imports one module after the other and tells which of them first brought something along that it must not.
IMPORTER = """
import importlib, json, sys
names, unwanted = json.loads(sys.argv[1])
culprits = {}
for name in names:
    importlib.import_module(name)
    for other in unwanted:
        if other in sys.modules:
            culprits.setdefault(other, name)
print(json.dumps(culprits))
"""


def modules():
    """Every module of the program by its name."""
    paths = sorted((ROOT / "explorer").rglob("*.py"))
    return [".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for path in paths]


def is_ui(name):
    return name == UI or name.startswith(f"{UI}.")


def is_a_workers(name):
    return name in ("explorer.workers.local_cluster", "explorer.workers.tasks") or name.startswith("explorer.training")


def brought_along(names, unwanted):
    """What of `unwanted` a fresh process has loaded after importing `names`, and which of them brought it."""
    command = [sys.executable, "-c", IMPORTER, json.dumps([names, unwanted])]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_the_modules_are_found():
    assert {"explorer", "explorer.store", "explorer.training.job", "explorer.insight.verdict"} <= set(modules())
    assert sum(map(is_ui, modules())) > 3


def test_what_is_watched_for_would_be_noticed():
    assert brought_along(["explorer.store", "explorer.ui.charts"], ["altair"]) == {"altair": "explorer.ui.charts"}


def test_nothing_outside_the_ui_loads_it_and_no_worker_the_cluster():
    # What a worker has is imported first: what comes with the others afterwards does not hide what it would bring.
    names = sorted((name for name in modules() if not is_ui(name)), key=lambda name: not is_a_workers(name))
    culprits = brought_along(names, [UI, "streamlit", "altair", "explorer.workers.cluster"])
    assert culprits.keys() == {"explorer.workers.cluster"}
    assert not is_a_workers(culprits["explorer.workers.cluster"])


def test_the_ui_loads_neither_tensorflow_nor_keras_nor_dask():
    names = [name for name in modules() if is_ui(name)]
    assert brought_along(names, ["tensorflow", "keras", "distributed", "dask"]) == {}


@pytest.mark.parametrize(
    "name",
    [
        "explorer.corpus",
        "explorer.workers.cluster",
        "explorer.scheduling.fusion_groups",
        "explorer.store",
        "explorer.inference.review_scores",
        "explorer.inference.holdout_simulation",
        "explorer.inference.explain",
    ],
)
def test_what_the_app_needs_besides_loads_no_tensorflow_either(name):
    assert brought_along([name], ["tensorflow", "keras", "h5py", "distributed", "streamlit"]) == {}


def test_a_worker_loads_nothing_that_only_keras_asks_for_but_can_load_it_later():
    names = [
        "explorer.workers.local_cluster",
        "explorer.workers.tasks",
        "explorer.training.job",
        "explorer.training.baseline",
    ]
    later = {
        "pandas": "pandas",
        "sklearn": "sklearn.linear_model",
        "scipy.stats": "sklearn.linear_model",
        "matplotlib": "matplotlib.pyplot",
        "IPython": "IPython",
    }
    assert brought_along([*names, *later.values()], [*later]) == later


def test_the_words_of_the_first_page_wait_for_nothing_heavy():
    names = [f"explorer.ui.{name}" for name in ("address", "bet", "sidebar", "pages.train.page", "pages.train.take_away")]
    assert brought_along(names, ["pandas", "altair", "scipy.stats", "scipy.special"]) == {}


def test_a_command_begins_without_what_only_some_commands_need():
    assert brought_along(["explorer.cli.main"], ["tensorflow", "distributed", "streamlit", "pandas", "scipy"]) == {}


def test_figures_and_settings_need_nothing_heavy():
    names = [
        "config",
        "errors",
        "history",
        "insight.time_left",
        "insight.verdict",
        "scheduling.fusion_groups",
        "store",
        "reading",
    ]
    assert (
        brought_along(
            [f"explorer.{name}" for name in names], ["numpy", "pandas", "scipy", "explorer.training", "explorer.ui"]
        )
        == {}
    )


FLOORS = (
    ("class_balance", "errors", "history", "python_version", "garbage_collection"),
    ("background",),
    ("knob",),
    ("config",),
    ("grid",),
    ("scheduling",),
    ("settings",),
    ("reading",),
    ("corpus",),
    ("store",),
    ("datasets",),
    ("insight",),
    ("inference",),
    ("training",),
    ("workers",),
    ("wording",),
    ("export",),
    ("ui", "cli"),
)
"""The rooms of the program, the lowest first: each imports only what lies below it."""


def test_each_room_imports_only_the_rooms_below_it():
    floor = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
    rooms = {name.split(".")[1] for name in modules() if "." in name}
    assert rooms - {"__main__"} == floor.keys()
    wrong = []
    for path in sorted((ROOT / "explorer").glob("*/**/*.py")) + sorted((ROOT / "explorer").glob("*.py")):
        room = path.relative_to(ROOT / "explorer").parts[0].removesuffix(".py")
        for node in ast.walk(ast.parse(path.read_text())):
            for name in imported(node):
                other = name.removeprefix("explorer.").split(".")[0]
                if room in floor and name.startswith("explorer.") and other in floor and other != room:
                    wrong += [(str(path.relative_to(ROOT)), name)] if floor[other] >= floor[room] else []
    assert wrong == []


def test_only_the_session_module_touches_streamlits_session_state():
    # A key that is spelled in two places is soon spelled in two ways.
    program = [*(ROOT / "explorer").rglob("*.py"), ROOT / "streamlit_app.py"]
    assert [path.name for path in program if "st.session_state" in path.read_text()] == ["session.py"]


# The tests


def trees():
    """Every file below tests/ and its syntax tree."""
    return {path.relative_to(ROOT): ast.parse(path.read_text()) for path in sorted((ROOT / "tests").rglob("*.py"))}


def imported(node):
    """The modules that an import statement may load."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)]
    return []


def is_a_tests(name):
    return any(part.startswith("test_") or part == "conftest" for part in name.split("."))


def test_no_test_is_imported():
    found = [(str(path), name) for path, tree in trees().items() for node in ast.walk(tree) for name in imported(node)]
    assert ("tests/conftest.py", "tests.support.running_app") in found
    assert [(path, name) for path, name in found if is_a_tests(name)] == []


def test_names_of_tests_are_at_most_80_characters():
    names = [node.name for tree in trees().values() for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    assert "test_names_of_tests_are_at_most_80_characters" in names
    assert [name for name in names if name.startswith("test_") and len(name) > 80] == []
