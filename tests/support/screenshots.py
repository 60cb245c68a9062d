"""The pictures of the README, taken from the running app: `python -m tests.support.screenshots`."""

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.support.running_app import ROOT, App
from tools.chromium import FLAGS, chromium

PICTURES = ROOT / "docs" / "screenshots"
SIZE = {"width": 1366, "height": 768}
PATIENCE = 300_000


def main() -> None:
    """Train one network and the article's 36 in a fresh store, search among 100 settings, and take pictures."""
    PICTURES.mkdir(exist_ok=True)
    with opened() as (_, page):
        # By then, the logistic regression has been measured as well.
        page.get_by_text("The training worker is ready.").wait_for()
        page.get_by_role("button", name="Train", exact=True).click()
        page.mouse.move(SIZE["width"] / 2, 5)
        page.get_by_text("Finished:").wait_for()
        _take(page, "train")
        page.get_by_role("link", name="Leaderboard").click()
        page.get_by_role("button", name="Train the article's 36 combinations").click()
        page.mouse.move(SIZE["width"] / 2, 5)
        page.get_by_text("are all trained").wait_for()
        _take(page, "leaderboard")
        page.get_by_role("link", name="Search").click()
        page.get_by_test_id("stMain").get_by_role("radio", name="100 settings").click()
        page.get_by_test_id("stMain").get_by_role("button", name="Search", exact=True).click()
        page.mouse.move(SIZE["width"] / 2, 5)
        page.get_by_role("heading", name=re.compile("^(The winner gets|No winner)")).wait_for(timeout=4 * PATIENCE)
        _take(page, "search")


@contextmanager
def opened() -> Iterator[tuple[App, Page]]:
    """The app with a fresh store, which trains ahead, and a visitor's page of it."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        app = App(Path(folder), EXPLORER_AHEAD="1")
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        page = browser.new_page(viewport=SIZE)
        page.set_default_timeout(PATIENCE)
        page.goto(app.url)
        yield app, page
        browser.close()
        app.stop()


def _take(page: Page, name: str) -> None:
    # Charts and tables are drawn after the text that they belong to.
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(1500)
    page.screenshot(path=PICTURES / f"{name}.png")


if __name__ == "__main__":
    main()
