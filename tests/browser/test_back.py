"""The browser's Back undoes what a visitor has changed, and Forward does it again."""

import re
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit, urlunsplit

import pytest
from playwright.sync_api import expect

from tests.support.browser import await_drawn, press, run_of

pytestmark = pytest.mark.browser

TITLES = {"/": re.compile(r"^(Train a network|Run \d+)$"), "/leaderboard": "Leaderboard"}


def said(page):
    """The page and the parameters in the address bar."""
    parts = urlsplit(page.url)
    return parts.path, {name: texts[0] for name, texts in parse_qs(parts.query).items()}


def await_said(page, path, **parameters):
    """Wait until the address says this, and the app has drawn the page for it: its own links say the same again.

    A step of Back that comes before the app has answered the one before is taken back by the answer.
    """
    query = urlencode(parameters)
    expect(page).to_have_url(urljoin(page.url, urlunsplit(("", "", path, query, ""))))
    expect(page.get_by_role("heading", level=1, name=TITLES[path])).to_be_visible()
    expect(page.get_by_role("link", name="Exam", exact=True)).to_have_attribute(
        "href", re.compile(rf"exam\??{re.escape(query)}$")
    )
    await_drawn(page)


def test_back_and_forward_undo_and_redo_knobs_pages_and_runs(visit):
    page = visit()
    sidebar = page.get_by_test_id("stSidebar")
    sidebar.get_by_text("tanh", exact=True).click()
    await_said(page, "/", activation="tanh")
    sidebar.get_by_role("slider", name="Epochs").focus()
    page.keyboard.press("Home")
    await_said(page, "/", activation="tanh", epochs="1")
    page.get_by_role("link", name="Leaderboard").click()
    await_said(page, "/leaderboard", activation="tanh", epochs="1")
    press(page, "Train")
    expect(page.get_by_text("Finished: 1 of 1 epochs")).to_be_visible()
    run = str(run_of(page))
    await_drawn(page)
    trained = {"activation": "tanh", "epochs": "1", "run": run}
    assert said(page) == ("/", trained)

    # Train on another page is two steps: the run, and the page that shows it.
    for path, parameters in (
        ("/leaderboard", trained),
        ("/leaderboard", {"activation": "tanh", "epochs": "1"}),
        ("/", {"activation": "tanh", "epochs": "1"}),
        ("/", {"activation": "tanh"}),
        ("/", {}),
    ):
        page.go_back(wait_until="commit")
        await_said(page, path, **parameters)
    expect(sidebar.get_by_role("radio", name="ReLU")).to_be_checked()
    expect(sidebar.get_by_role("slider", name="Epochs")).to_have_attribute("aria-valuetext", "10")
    expect(page.get_by_role("heading", name="Train a network")).to_be_visible()

    page.go_forward(wait_until="commit")
    await_said(page, "/", activation="tanh")
    expect(sidebar.get_by_role("radio", name="tanh")).to_be_checked()
