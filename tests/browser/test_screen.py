"""The server knows whether the screen is a phone's, and draws a page again only when that has changed."""

import pytest
from playwright.sync_api import expect

from explorer.config import article_grid
from tests.support.browser import await_drawn
from tests.support.cluster import StandIn
from tests.support.streamlit_internals import BackMsg
from tests.support.viewport import PHONE, PROJECTOR, resize

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def settings(app):
    """The article's 36 combinations: a phone has no room for their curves."""
    cluster = StandIn(app.store)
    for config in article_grid():
        cluster.trained(config)


@pytest.fixture
def open_board(visit, settings):
    """A function that opens the leaderboard in that size; the page, with a list of what the server is asked to run."""

    def open_board(size):
        runs = []

        def note(payload):
            message = BackMsg.FromString(payload)
            if message.HasField("rerun_script") and not message.rerun_script.fragment_id:
                runs.append(message)

        def prepare(page):
            page.set_viewport_size(dict(zip(("width", "height"), size)))
            page.on("websocket", lambda socket: socket.on("framesent", note))

        page = visit("leaderboard", prepare)
        expect(headings(page).get_by_text("Layers")).to_have_count(1)
        await_drawn(page)
        return page, runs

    return open_board


def headings(page):
    return page.get_by_test_id("stDataFrame").first.locator("canvas [role=columnheader]")


def test_a_wide_page_is_drawn_once_until_it_becomes_as_narrow_as_a_phone(open_board):
    page, runs = open_board(PROJECTOR)
    curve = headings(page).get_by_text("Curve")
    expect(curve).to_have_count(1)
    # As long as an answer of the browser would take.
    page.wait_for_timeout(1500)
    assert len(runs) == 1
    for size, there, run in ((PHONE, 0, 2), (PROJECTOR, 1, 3)):
        resize(page, size)
        expect(curve).to_have_count(there)
        assert len(runs) == run


def test_a_phones_page_is_drawn_once_more_and_other_pages_are_not(open_board):
    page, runs = open_board(PHONE)
    expect(headings(page).get_by_text("Curve")).to_have_count(0)
    await_drawn(page)
    assert len(runs) == 2
    page.get_by_role("link", name="Exam").click()
    expect(page.get_by_role("heading", level=1, name="Exam")).to_be_visible()
    await_drawn(page)
    page.wait_for_timeout(1500)
    assert len(runs) == 3


def test_what_watches_the_screen_takes_no_room(open_board):
    page, _ = open_board(PROJECTOR)
    expect(page.locator(".st-key-screen")).to_have_count(1)
    expect(page.locator(".st-key-screen")).to_be_hidden()
