"""A visitor is a browser: its tabs and reloads are one, another browser is another, and the first page is drawn once."""

import re

import pytest
from playwright.sync_api import expect

from explorer.ui.identity import COOKIE
from tests.support.browser import await_drawn, press, run_of, until

pytestmark = pytest.mark.browser


def cookie(page):
    return next((one for one in page.context.cookies() if one["name"] == COOKIE), None)


def visitors(app):
    """Run id → who wants it."""
    return app.store.wishes([run.id for run in app.store.runs()])


def test_tabs_and_reloads_of_a_browser_are_one_visitor_and_another_is_not(app, visit):
    page = visit("?epochs=1&seed=1")
    await_drawn(page)
    until(page, f"document.cookie.includes('{COOKIE}')")
    kept = cookie(page)
    assert re.fullmatch("[0-9a-f]{32}", kept["value"])
    assert (kept["sameSite"], kept["path"]) == ("Strict", "/")
    press(page, "Train")
    run = run_of(page)
    tab = page.context.new_page()
    tab.goto(f"{app.url}/?epochs=1&seed=2")
    press(tab, "Train")
    expect(tab.get_by_role("heading", level=1, name=re.compile(r"^Run \d+$"))).to_be_visible()
    assert cookie(tab)["value"] == kept["value"]
    elsewhere = visit("?epochs=1&seed=3")
    press(elsewhere, "Train")
    run_of(elsewhere)
    assert cookie(elsewhere)["value"] != kept["value"]
    (first,), (second,), (third,) = visitors(app).values()
    assert first == second != third
    page.reload()
    assert run_of(page) == run
    expect(page.get_by_text("My runs", exact=True)).to_be_visible()
    assert cookie(page)["value"] == kept["value"]
    # It is nowhere on a page of somebody else's, nor in an address.
    assert kept["value"] not in page.url + elsewhere.content() + elsewhere.url
    app.forget()


def test_a_browser_without_cookies_can_use_everything(app, visit):
    def refuse_cookies(page):
        page.add_init_script("Object.defineProperty(document, 'cookie', {get: () => '', set: () => {}})")

    page = visit("?epochs=1&seed=4", refuse_cookies)
    press(page, "Train")
    run_of(page)
    assert cookie(page) is None
    app.forget()


def test_the_cookie_makes_no_page_run_of_its_own(app, visit):
    sent = []

    def listen(page):
        page.on("websocket", lambda socket: socket.on("framesent", lambda frame: sent.append(frame)))

    page = visit("", listen)
    await_drawn(page)
    until(page, f"document.cookie.includes('{COOKIE}')")
    page.wait_for_timeout(1000)
    # What a component tells the server makes it run the page again.
    assert sent and not [frame for frame in sent if b"identity" in frame]
