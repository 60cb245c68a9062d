"""Actions of a visitor in the running app."""

import re

from playwright.sync_api import expect

EPOCH = r"Epoch (\d+) of (\d+)"
LATER_EPOCH = f"""after => {{
    const found = document.body.textContent.match(/{EPOCH}/);
    return found && +found[1] > after ? +found[1] : false;
}}"""
FIRST_ROW = 53
ROW_HEIGHT = 35


def until(page, expression, argument=None):
    """The value of an expression in the page, once it is truthy. Polling in every frame would keep a processor busy."""
    return page.wait_for_function(expression, arg=argument, polling=100).json_value()


def press(page, label):
    """Press a button of the app once it is enabled; Streamlit's own Stop in the header is not meant."""
    page.locator("[data-testid=stSidebar], [data-testid=stMain]").get_by_role("button", name=label, exact=True).click()


def epoch_after(page, epoch):
    """The epoch that the page shows, once it is later than `epoch`."""
    return until(page, LATER_EPOCH, epoch)


def run_of(page):
    """The number of the run that the page shows."""
    title = page.get_by_role("heading", level=1, name=re.compile(r"^Run \d+$"))
    expect(title).to_be_visible()
    return int(title.inner_text().removeprefix("Run "))


def await_drawn(page):
    """Wait until the page is complete; before that, it may contain parts of the previous one."""
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()


def await_redrawn(page):
    """Wait until what was just clicked or typed is answered: tables and downloads take a moment to ask for that."""
    page.wait_for_timeout(500)
    await_drawn(page)


def assert_no_traceback(page):
    assert page.get_by_test_id("stException").count() == 0
    assert page.get_by_text("encountered an error").count() == 0
    assert "Traceback" not in page.content()


def tick_row(page, row):
    """Tick or untick a row of the leaderboard."""
    click_table(page, 20, FIRST_ROW + ROW_HEIGHT * row)


def click_first_row(page):
    click_table(page, 200, FIRST_ROW)


def click_table(page, x, y, number=0):
    """Click a table of the page, usually the first, at a position in pixels, and wait for the redrawn page.

    A table is a canvas, so there is nothing else to click.
    """
    await_drawn(page)
    page.get_by_test_id("stDataFrame").nth(number).click(position={"x": x, "y": y})
    # The table waits for further clicks before it sends its selection.
    await_redrawn(page)
