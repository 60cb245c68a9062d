"""A learning curve in a real browser: trained by a real worker with one click, stopped, finished, and read."""

import re

import pytest
from playwright.sync_api import expect

from explorer.config import RunConfig
from explorer.insight.learning_curve import SIZES
from explorer.store import State
from tests.support.accessibility import assert_accessible
from tests.support.browser import assert_no_traceback, await_drawn, press
from tests.support.viewport import (
    PHONE,
    PROJECTOR,
    assert_no_sideways_scroll,
    assert_on_screen,
    assert_readable,
    resize,
    smallest_letters,
)

pytestmark = pytest.mark.browser

CHART = '[data-testid=stVegaLiteChart][aria-label^="Validation accuracy by the number of reviews"], '
CHART += '[aria-label^="Validation accuracy by the number of reviews"]'


def to_the_curve(page):
    await_drawn(page)
    page.get_by_role("heading", name="Learning curve").evaluate("heading => heading.scrollIntoView()")
    page.wait_for_timeout(300)


def test_a_curve_is_trained_with_one_click_and_says_what_more_reviews_would_bring(visit, app):
    page = visit("?epochs=4&units=8", lambda page: page.set_viewport_size({"width": 1366, "height": 768}))
    press(page, "Train this")
    offer = page.get_by_role("button", name=re.compile(r"^Train its learning curve: 17 networks, about \d+ seconds$"))
    expect(offer).to_be_visible()
    to_the_curve(page)
    assert_accessible(page)

    offer.click()
    chart = page.locator(CHART).first
    expect(chart.locator("svg")).to_be_visible()
    expect(page.get_by_text(re.compile(r"^\d+ of 18 networks trained · ")).first).to_be_visible()
    press(page, "Stop these")
    rest = page.get_by_role("button", name=re.compile("^Train (the rest of )?its learning curve"))
    expect(rest).to_be_visible()
    rest.click()

    told = page.get_by_text(re.compile("^Twice the data would bring|What twice the data would bring cannot be said"))
    expect(rest).to_have_count(0)
    expect(page.get_by_text("follows as soon as enough sizes are trained")).to_have_count(0)
    expect(page.get_by_role("button", name="Stop these")).to_have_count(0)
    expect(told).to_be_visible()
    finished = [run.config for run in app.store.runs(states=[State.FINISHED])]
    wanted = [
        RunConfig(epochs=4, units=8, training_reviews=size, seed=seed) for size in (*SIZES, 15_000) for seed in range(3)
    ]
    assert {*finished} >= {*wanted}

    to_the_curve(page)
    assert_readable(chart)
    for tick in ("100", "1,000", "15,000", "30,000"):
        expect(chart.locator("svg").get_by_text(tick, exact=True)).to_be_visible()
    assert_on_screen(page, chart=chart, told=told)
    page.get_by_text("How do you know?").click()
    expect(page.get_by_text("the same 5,000 validation reviews")).to_be_visible()
    assert_accessible(page)
    resize(page, PHONE)
    to_the_curve(page)
    assert_no_sideways_scroll(page)
    assert_readable(chart)
    expect(chart.locator("svg").get_by_text("30,000", exact=True)).to_be_visible()
    assert_accessible(page)
    resize(page, PROJECTOR)
    page.get_by_test_id("stMain").get_by_text("Big type", exact=True).click()
    page.wait_for_function("getComputedStyle(document.documentElement).fontSize === '24px'")
    to_the_curve(page)
    page.wait_for_timeout(1000)
    assert_readable(chart)
    assert smallest_letters(chart) >= 1.5 * 11
    assert_no_sideways_scroll(page)
    assert_no_traceback(page)
