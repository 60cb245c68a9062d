"""What the documents name exists: files, modules, functions, commands, links, and the arrows of the picture."""

import ast
import re
from pathlib import Path

import pytest

from explorer.cli.parser import parser

ROOT = Path(__file__).parents[1]
PAGES = ("docs/architecture.md", "CONTRIBUTING.md")
BASE_MODULES = {"background", "knob", "grid", "class_balance", "history", "errors", "python_version", "garbage_collection"}
"""What the picture shows as one box with `config`."""


def text_of(page):
    return (ROOT / page).read_text()


def quoted(page):
    """What stands between backticks within sentences."""
    prose = re.sub(r"^```.*?^```", "", text_of(page), flags=re.MULTILINE | re.DOTALL)
    return set(re.findall(r"`([^`\n]+)`", prose))


def is_name(text):
    """Whether it reads as a name of this program's."""
    return not text.startswith("keras.") and re.fullmatch(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*", text) is not None


def defined(body):
    """The names that statements define, methods and fields of classes behind a dot."""
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name
        elif isinstance(node, ast.ClassDef):
            yield node.name
            yield from (f"{node.name}.{name}" for name in defined(node.body))
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name))


@pytest.fixture(scope="module")
def names():
    """Every name of the code, in all its lengths: `tasks.train`, `workers.tasks.train` and so on."""
    found = set()
    for path in (path for folder in ("explorer", "tools", "tests") for path in (ROOT / folder).rglob("*.py")):
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for name in (module, *(f"{module}.{inner}" for inner in defined(ast.parse(path.read_text()).body))):
            parts = name.split(".")
            found.update(".".join(parts[start:]) for start in range(len(parts)))
    return found


@pytest.mark.parametrize("page", PAGES)
def test_every_path_on_a_page_exists(page):
    paths = set(re.findall(r"(?<![\w/.])(?:explorer|tools|tests|docs|\.ci)/[\w/.-]*\w", text_of(page)))
    assert len(paths) > 5
    assert [path for path in sorted(paths) if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_name_in_backticks_is_one_of_the_code(page, names):
    said = {text for text in quoted(page) if is_name(text)}
    assert len(said) > 5
    assert sorted(said - names) == []


def test_a_name_or_a_path_that_is_gone_would_be_noticed(names):
    assert {"RunConfig", "explorer.config.RunConfig", "Cluster.submit", "Source.class_names", "tasks.train"} <= names
    assert "tasks.retrain" not in names and is_name("tasks.retrain") and not is_name("streamlit run")


@pytest.mark.parametrize("page", [*PAGES, "README.md"])
def test_every_link_and_picture_is_there(page):
    targets = re.findall(r"\]\(([^)\s]+)\)", text_of(page))
    files = [target for target in targets if not target.startswith("https://")]
    assert files
    for target in files:
        file, _, heading = target.partition("#")
        linked = ((ROOT / page).parent / file).resolve() if file else ROOT / page
        assert linked.exists(), target
        if heading:
            headings = re.findall(r"^#+ (.+)$", linked.read_text(), re.MULTILINE)
            assert heading in [title.lower().replace(" ", "-") for title in headings], target


def test_the_readme_has_every_command():
    commands = re.findall(r"^ {4}([\w-]+)(?: {2,}|$)", parser().format_help(), re.MULTILINE)
    assert len(commands) > 5
    assert re.findall(r"^\| `([a-z-]+)` \|", text_of("README.md"), re.MULTILINE) == commands


def box_of(name):
    """The box of the picture that a module or package of the program is in."""
    room = name.split(".")[1]
    return "config" if room in BASE_MODULES else room


def test_the_arrows_of_the_picture_are_the_imports():
    arrows = set(re.findall(r"^ +(\w+) --> (\w+)$", text_of("docs/architecture.md"), re.MULTILINE))
    imports = set()
    for path in (ROOT / "explorer").rglob("*.py"):
        importer = box_of(".".join(path.relative_to(ROOT).with_suffix("").parts))
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and node.module.split(".")[0] == "explorer":
                imports |= {(importer, box_of(f"{node.module}.{alias.name}")) for alias in node.names}
    imports = {(one, other) for one, other in imports if one != other and not (one + other).count("__")}
    assert arrows <= imports
    reachable = set(arrows)
    for _ in arrows:
        reachable |= {(start, end) for start, middle in reachable for other, end in arrows if middle == other}
    assert imports <= reachable
    assert not any(start == end for start, end in reachable)
