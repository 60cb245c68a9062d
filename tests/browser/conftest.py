"""A real browser in front of the real app."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.support.running_app import WAITED, App
from tests.support.waiting import PATIENCE
from tools.chromium import FLAGS, chromium

INSTALL = "Install Chromium to run this test: apt-get install chromium-headless-shell (or chromium)"


@pytest.fixture(scope="package")
def program():
    """Where Chromium is."""
    found = chromium()
    if found is None:
        pytest.skip(INSTALL)
    return found


@pytest.fixture(scope="module")
def browser(program):
    """Chromium, for one module only: Playwright's event loop does not tolerate those of other tests."""
    expect.set_options(timeout=PATIENCE * 1000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def running_app(program, reviews, tmp_path_factory):
    """The running app, started once, because its worker takes a while; its reviews are prepared already."""
    app = App(tmp_path_factory.mktemp("app"))
    yield app
    if app.process.poll() is None:
        app.stop()


@pytest.fixture(scope="module")
def app(running_app):
    """The running app without any runs, as if it were new."""
    running_app.forget()
    return running_app


@pytest.fixture
def visit(app, browser):
    """A function that opens the app as a new visitor; fails if a page has logged an error in the browser's console."""
    complaints, contexts = [], []

    def listen(message):
        # Requests to other computers have a test of their own, and their outcome depends on the network.
        # On a page with an address of its own, Streamlit first looks for its server below that address, in vain.
        if message.type == "error" and is_here(message.location["url"]) and "/_stcore/" not in message.location["url"]:
            complaints.append(f"{message.text} ({message.location['url']})")

    def visit(path="", prepare=lambda page: None):
        context = browser.new_context(viewport={"width": 1400, "height": 1200})
        contexts.append(context)
        context.set_default_timeout(PATIENCE * 1000)
        page = context.new_page()
        page.asked = []
        page.on("request", lambda request: page.asked.append(request.url))
        page.on("console", listen)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        prepare(page)
        page.goto(f"{app.url}/{path}")
        return page

    yield visit
    for context in contexts:
        context.close()
    assert complaints == []


def is_here(url):
    """Whether an address is the app's own, or missing."""
    return urlsplit(url).hostname in (None, "127.0.0.1")


@pytest.fixture
def waited(record_property):
    """A function that reports what a visitor waited for, and how many milliseconds, at the end of all tests."""
    return lambda what, milliseconds: record_property(WAITED, f"{what}: {milliseconds:.0f} ms")
