"""Share gives an address that others reach, with the page and its settings and nothing else of this visitor."""

import pytest
import streamlit as st

from explorer.ui import share
from tests.support.pages import button


@pytest.fixture
def opened_as(monkeypatch):
    """A function that sets the address in the visitor's browser."""
    return lambda url: monkeypatch.setattr(type(st.context), "url", property(lambda _: url))


def shared(app):
    (code,) = app.sidebar.code
    return code.value


def test_it_says_the_page_and_what_is_unusual_about_the_settings(open_app, opened_as):
    opened_as("http://here:8501/leaderboard")
    app = open_app("leaderboard", units="32", activation="tanh", big="1", step="3", mode="machine")
    assert shared(app) == "http://here:8501/leaderboard?activation=tanh&units=32"
    app.slider(key="knob_layers").set_value(3).run()
    assert shared(app).endswith("layers=3")
    button(app, "Back to the article's settings").click().run()
    assert shared(app) == "http://here:8501/leaderboard"


def test_a_step_or_a_mode_is_part_of_its_page(open_app, opened_as):
    opened_as("https://here/how_it_works")
    assert shared(open_app("how_it_works", step="3")) == "https://here/how_it_works?step=3"


def test_the_run_stays_with_the_visitor(open_app, opened_as):
    opened_as("http://here/")
    app = open_app(units="32")
    button(app, "Train").click().run()
    assert app.query_params == {"units": "32", "run": "1"}
    assert shared(app) == "http://here/?units=32"


def test_a_visitor_on_this_computer_gets_the_address_for_the_others(open_app, opened_as, monkeypatch):
    monkeypatch.setattr(share, "own_address", lambda: "192.0.2.7")
    monkeypatch.setattr(share, "listens_to", lambda: "0.0.0.0")
    opened_as("http://localhost:8501/exam")
    app = open_app("exam")
    assert shared(app) == "http://192.0.2.7:8501/exam"
    assert len(app.get("image")) == 1


def test_an_app_for_this_computer_alone_says_how_to_let_others_in(open_app, opened_as):
    opened_as("http://localhost:8501/exam")
    app = open_app("exam")
    (said,) = (one.value for one in app.sidebar.markdown if "This link works" in one.value)
    assert said == (
        "This link works on this computer only: the app was started for it alone. To let in others on your network, end it "
        "and start it with `--server.address 0.0.0.0` at the end."
    )
    assert shared(app) == "http://localhost:8501/exam" and not app.get("image")


@pytest.mark.parametrize(
    ("opened", "listens_to", "own", "host", "why"),
    [
        ("school.example", "127.0.0.1", None, "school.example", ""),
        ("192.0.2.9", None, "192.0.2.7", "192.0.2.9", ""),
        ("localhost", None, "192.0.2.7", "192.0.2.7", ""),
        ("::1", "0.0.0.0", "192.0.2.7", "192.0.2.7", ""),
        ("localhost", None, None, "localhost", "not on a network"),
        ("127.0.0.1", "localhost", "192.0.2.7", "127.0.0.1", "started for it alone. To let in others"),
    ],
)
def test_it_says_when_others_cannot_reach_the_app(monkeypatch, opened, listens_to, own, host, why):
    monkeypatch.setattr(share, "own_address", lambda: own)
    found, sentence = share.reachable_host(opened, listens_to)
    assert found == host
    assert (why in sentence) and bool(why) == bool(sentence)


def test_the_own_address_is_no_loopback():
    assert share.own_address() is None or not share.own_address().startswith("127.")
