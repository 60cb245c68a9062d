"""However many knobs differ, the leaderboard's table is as wide as its place, on a projector, in big type and on a phone."""

import pytest
from playwright.sync_api import expect

from explorer.config import article_grid
from tests.support.accessibility import assert_accessible
from tests.support.browser import await_drawn
from tests.support.cluster import StandIn
from tests.support.leaderboard import EIGHT_KNOBS
from tests.support.viewport import PHONE, PROJECTOR, assert_no_sideways_scroll, assert_on_screen, box

pytestmark = pytest.mark.browser

# Pixels of the table's header and of a row at normal size, and of a row in big type.
HEADER, ROW, BIG_ROW = 36, 35, 34


@pytest.fixture(scope="module")
def settings(app):
    """The article's 36 combinations, and four settings in which eight knobs differ."""
    cluster = StandIn(app.store)
    for config in (*article_grid(), *EIGHT_KNOBS):
        cluster.trained(config)


@pytest.fixture
def board(visit, settings):
    """A function that opens the leaderboard in that size; the page and its table, with the column that must be there."""

    def open_board(address, size):
        page = visit(address, lambda page: page.set_viewport_size(dict(zip(("width", "height"), size))))
        table = page.get_by_test_id("stDataFrame").first
        expect(table.locator("canvas [role=columnheader]").get_by_text("Settings")).to_have_count(1)
        await_drawn(page)
        return page, table

    return open_board


def assert_as_wide_as_its_place(table):
    wide, place = table.locator(".dvn-scroller").evaluate("one => [one.scrollWidth, one.clientWidth]")
    assert wide <= place + 1


@pytest.mark.parametrize(
    "address, scale, row", [("leaderboard", 1, ROW), ("leaderboard?big=1", 1.5, BIG_ROW)], ids=["usual", "big"]
)
def test_eight_knobs_are_told_in_words_and_eight_rows_are_on_the_screen(board, address, scale, row):
    page, table = board(address, PROJECTOR)
    assert_as_wide_as_its_place(table)
    assert_no_sideways_scroll(page)
    assert_on_screen(page, table=table)
    _, top, _, bottom = box(table)
    assert bottom - top >= scale * HEADER + 8 * row
    assert_accessible(page)


@pytest.mark.parametrize("address", ["leaderboard", "leaderboard?big=1"], ids=["usual", "big"])
def test_on_a_phone_eight_knobs_are_told_in_words_as_well(board, address):
    page, table = board(address, PHONE)
    assert_as_wide_as_its_place(table)
    assert_no_sideways_scroll(page)
