"""`insight` is statistics: whatever is said about them, and how that is marked up, is the business of `wording`."""

import ast
from pathlib import Path

import pytest

ROOMS = Path(__file__).parents[2] / "explorer"
MARKDOWN = ("**", ":material/", ":blue[", ":orange[", ":gray-badge[", "#### ", "](")


def texts(path):
    """Every string of a module that is no docstring."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    strings = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return [node.value for node in strings if id(node) not in alone]


def marked(path):
    return [text for text in texts(path) if any(mark in text for mark in MARKDOWN)]


@pytest.mark.parametrize("path", sorted((ROOMS / "insight").rglob("*.py")), ids=lambda path: path.stem)
def test_no_text_of_insight_is_markdown(path):
    assert marked(path) == []


def test_markdown_would_be_noticed():
    assert any("**" in text for text in marked(ROOMS / "wording" / "comparison_sentences.py"))
