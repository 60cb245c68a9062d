"""A search in a real browser: begun, watched, stopped and gone on with, and its winner taken to the exam."""

import re

import pytest
from playwright.sync_api import expect

from explorer.config import RunConfig
from explorer.scheduling.search_space import Space
from explorer.scheduling.successive_halving import Budget
from explorer.store import SearchState
from tests.support.accessibility import assert_accessible
from tests.support.browser import assert_no_traceback, await_drawn, press
from tests.support.runs import TEST
from tests.support.viewport import PHONE, PROJECTOR, assert_no_sideways_scroll, assert_on_screen, resize
from tests.support.waiting import PATIENCE

pytestmark = pytest.mark.browser

FUNNEL = '[aria-label^="Validation accuracy of every network of the search"]'


def main(page):
    return page.get_by_test_id("stMain")


def test_a_search_is_begun_watched_stopped_and_its_winner_sits_the_exam(visit, app):
    page = visit("search", lambda page: page.set_viewport_size(dict(zip(("width", "height"), PROJECTOR))))
    begin = main(page).get_by_role("button", name="Search", exact=True)
    assert_on_screen(page, begin=begin, cards=page.get_by_role("heading", name="The best few, again"))
    resize(page, PHONE)
    box = main(page).get_by_role("radio", name="500 settings").bounding_box()
    assert box["x"] + box["width"] <= PHONE[0]
    resize(page, PROJECTOR)
    main(page).get_by_role("radio", name="100 settings").click()
    begin.click()
    stop = main(page).get_by_role("button", name="Stop", exact=True)
    expect(page.get_by_text(re.compile("networks of this round to go"))).to_be_visible()
    assert_on_screen(page, stop=stop, funnel=page.locator(FUNNEL).first)
    stop.click()
    expect(page.get_by_text("Nothing is lost: it can go on from here.")).to_be_visible()
    assert app.store.searches("packaged")[0].state == SearchState.STOPPED
    press(page, "Go on")
    expect(stop).to_be_visible()
    # What the page showed before is gone: its buttons would do nothing.
    expect(page.get_by_role("button", name="New search")).to_have_count(0)
    stop.click()
    press(page, "New search")
    expect(page.get_by_role("heading", name="Look for the best settings")).to_be_visible()

    # A smaller one than the page offers, which somebody else has begun.
    small = Space(RunConfig(epochs=9, batch_size=4096, vocabulary=1_000), ("units", "layers"))
    app.store.add_search(small, Budget(networks=6), "packaged")
    page = visit("search", lambda page: page.set_viewport_size(dict(zip(("width", "height"), PROJECTOR))))
    result = page.get_by_role("heading", name=re.compile("^(The winner gets|No winner)"))
    expect(result).to_be_visible(timeout=2 * PATIENCE * 1_000)
    take = page.get_by_role("button", name="Take it to the exam")
    assert_on_screen(page, result=result, funnel=page.locator(FUNNEL).first, take=take)
    assert_accessible(page)
    resize(page, PHONE)
    assert_no_sideways_scroll(page)
    resize(page, PROJECTOR)
    take.click()
    expect(page.get_by_role("heading", level=1, name="Exam")).to_be_visible()
    await_drawn(page)
    search = app.store.searches("packaged")[-1]
    repeats = [trial.run_id for trial in app.store.trials(search.id) if trial.bracket is None]
    shown = page.get_by_text(re.compile(r"^Run \d+: ")).first.inner_text()
    taken = int(re.match(r"Run (\d+)", shown).group(1))
    assert taken in repeats
    page.get_by_text(f"My choice is made: open the envelope for run {taken}").click()
    page.get_by_role("button", name="Open the envelope").click()
    expect(page.get_by_role("heading", name="The result")).to_be_visible()
    (opening,) = app.store.openings(TEST)
    assert opening.run_id == taken and opening.result.of == 5_000
    page.go_back()
    expect(result).to_be_visible()
    assert_no_traceback(page)
