"""Where Chromium is on this computer, and how it is started without a screen."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from explorer.errors import ExplorerError

if TYPE_CHECKING:
    from playwright.sync_api import Page

# Debian's headless shell takes a third less processor time per page.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
MOST_SECONDS = 120
"""How long a page waits for what it is asked to wait for."""


def chromium() -> str | None:
    """Where Chromium is on this computer, or None."""
    return next(filter(None, map(shutil.which, BROWSERS)), None)


@contextmanager
def new_page() -> Iterator["Page"]:
    """An empty page of a browser that has just been started.

    Raises:
        ExplorerError: there is no browser, or nothing to drive it with.
    """
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        raise ExplorerError("A browser is needed: python -m pip install -r requirements-dev.txt") from error
    program = chromium()
    if program is None:
        raise ExplorerError("A browser is needed, such as Debian's package chromium-headless-shell.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        page = browser.new_page(viewport={"width": 1366, "height": 768})
        page.set_default_timeout(1000 * MOST_SECONDS)
        yield page
        browser.close()
