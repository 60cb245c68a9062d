"""A grid of one's own: chosen with mouse and keyboard, refused where it is wrong, trained by a real worker, and compared."""

import re

import pytest
from playwright.sync_api import expect

from explorer.config import RunConfig
from explorer.store import State
from tests.support.accessibility import assert_accessible
from tests.support.browser import assert_no_traceback, await_drawn, press, tick_row
from tests.support.viewport import PHONE, PROJECTOR, assert_no_sideways_scroll, assert_on_screen, resize

pytestmark = pytest.mark.browser

RACE = "Validation accuracy by epoch, one line for each network that trains"


def test_a_grid_is_chosen_trained_and_compared(visit, app):
    page = visit("leaderboard?epochs=1", lambda page: page.set_viewport_size({"width": 1366, "height": 768}))
    opener = page.get_by_role("button", name="Your own grid")
    assert_on_screen(page, leader=page.get_by_role("heading", level=2).first, grid=opener)
    opener.click()
    choice = page.get_by_test_id("stPopoverBody")
    for name in ("Activation", "Hidden units"):
        choice.get_by_role("combobox").click()
        page.get_by_role("option", name=name, exact=True).click()
        await_drawn(page)
    page.keyboard.press("Escape")
    expect(choice.get_by_text("Everything else stands as in the sidebar: 1 epoch")).to_be_visible()

    units = choice.get_by_role("textbox", name=re.compile("^Hidden units, between 4 and 512"))
    train = choice.get_by_role("button", name="Train this grid")
    units.fill("4, lots")
    units.press("Enter")
    refusal = choice.get_by_text("Hidden units is “lots”, but it has to be a whole number between 4 and 512.")
    expect(refusal).to_be_visible()
    expect(train).to_have_count(0)
    units.fill("4, 8")
    units.press("Enter")
    product = choice.get_by_text("Activation (2) × Hidden units (2) = 4 networks")
    expect(product).to_be_visible()
    expect(refusal).to_have_count(0)
    expect(choice.get_by_text(re.compile("^All of them still to train · (about|a second) ")).first).to_be_visible()
    assert_on_screen(page, product=product, train=train, units=units)
    assert_accessible(page)
    resize(page, PHONE)
    assert_no_sideways_scroll(page)
    resize(page, PROJECTOR)

    train.click()
    expect(page.get_by_role("heading", name="A race of 4 networks")).to_be_visible()
    expect(page.locator(f'[aria-label^="{RACE}"]').first).to_be_visible()
    expect(page.get_by_role("heading", name="What mattered")).to_be_visible()
    wanted = [RunConfig(name, units=units, epochs=1) for name in ("relu", "tanh") for units in (4, 8)]
    assert [run.config for run in app.store.runs(states=[State.FINISHED])] == wanted

    cells = page.locator('[aria-label="Validation accuracy by activation and hidden units."]').first
    expect(cells.locator("svg").get_by_text("tanh", exact=True)).to_be_visible()
    await_drawn(page)
    across = page.get_by_role("combobox", name=re.compile("Across"))
    # Its list closes while the page scrolls.
    across.scroll_into_view_if_needed()
    page.wait_for_timeout(500)
    across.click()
    page.get_by_role("option", name="Hidden units", exact=True).click()
    expect(page.locator('[aria-label="Validation accuracy by hidden units and activation."]').first).to_be_visible()

    await_drawn(page)
    page.get_by_test_id("stMain").evaluate("main => main.scrollTo(0, 0)")
    tick_row(page, 0)
    tick_row(page, 1)
    expect(page.get_by_role("heading", name="Is it really better?")).to_be_visible()
    page.get_by_role("radio", name="What differs?").click()
    expect(page.get_by_text(re.compile("These two differ in (one knob|2 knobs)"))).to_be_visible()
    press(page, "Your own grid")
    expect(page.get_by_text("All of them are trained already.")).to_be_visible()
    assert_no_traceback(page)
