"""When a new version of Streamlit changes an internal that tests use, a test says so in a clear sentence."""

import ast
import re
from pathlib import Path

import streamlit as st
from streamlit.components.v2 import component_manager, manifest_scanner

from tests.support import streamlit_internals
from tests.support.streamlit_internals import APP_TEST, VERSION, open_page, sent

TESTS = Path(__file__).parents[1]
CHANGED = f"Streamlit {st.__version__} differs from {VERSION}; tests/support/streamlit_internals.py has to be adapted: "


def test_app_test_still_opens_pages_by_their_address(open_app):
    app = open_app()
    assert [name for name in APP_TEST if not hasattr(app, name)] == [], CHANGED + "AppTest has no such attributes."
    addresses = [info.get("url_pathname") for info in app._registered_pages.values()]
    assert addresses.count("leaderboard") == 1, CHANGED + f"the registered pages have other addresses, {addresses}."
    assert open_page(app, "leaderboard").title[0].value == "Leaderboard", CHANGED + "_page_hash does not open a page."


def test_app_test_still_keeps_the_state_of_widgets_as_a_message(open_app):
    states = open_app()._tree.get_widget_states()
    assert all(hasattr(state, "string_value") for state in states.widgets), CHANGED + "widget states are other messages."


def test_app_test_still_has_the_messages_of_all_elements(open_app):
    assert "Train a network" in sent(open_app()), CHANGED + "elements do not keep their messages."


def test_components_are_still_looked_for_in_the_function_that_the_tests_cache():
    called = "scan_component_manifests" in Path(component_manager.__file__).read_text()
    assert called and hasattr(manifest_scanner, "scan_component_manifests"), CHANGED + "components are found elsewhere."


def test_nothing_else_in_the_tests_reaches_into_streamlit():
    mine = {Path(streamlit_internals.__file__), Path(__file__)}
    reaching = re.compile(rf"\bapp\.({'|'.join(APP_TEST)})\b")
    for path in set(TESTS.rglob("*.py")) - mine:
        assert not reaching.search(path.read_text()), path
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("streamlit."):
                assert node.module.startswith("streamlit.testing."), path
