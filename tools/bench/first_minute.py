"""The first minute of the app as it is against that of an earlier revision, which is checked out for the time being.

Both are started in turn, each time with an empty store and in a browser that has just been started as well.
"""

import re
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from explorer.wording.formats import count
from tools.bench import ROUNDS, machine
from tools.bench.against import worktree
from tools.bench.processes import ROOT
from tools.chromium import new_page
from tools.stress.app import App

if TYPE_CHECKING:
    from playwright.sync_api import Page

MEASURES = {
    "ready": "From “streamlit run” to a worker that is ready",
    "processor": "Processor time of the worker's start",
    "page": "First page complete in a new browser",
    "epoch": "Train pressed at once: first epoch on the screen",
}
"""Figure, in seconds → what it is."""
AIM = "≤ 0.50×"
LEARNS = re.compile(r"^(Epoch|Finished: )\d+ of ")
# Two frames after it stands in the document, it has been painted.
PAINTED = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


def measure(revision: str) -> dict:
    """Start both apps `ROUNDS` times in turn, after a first time that does not count.

    In that one, Python compiles what has just been checked out, and the system reads everything from the disk.

    Args:
        revision: What git knows: a commit, a tag, a branch.

    Returns:
        For each side, the medians of `MEASURES`.

    Raises:
        ExplorerError: there is no such revision, no git or no git checkout, no browser, or an app does not start.
    """
    with worktree(revision) as (commit, folder):
        rounds = []
        for number in range(ROUNDS + 1):
            print(f"Round {number} of {ROUNDS} …", file=sys.stderr)
            rounds.append([_first_minute(root) for root in (folder, ROOT)])
    then, now = ({name: median(side[name] for side in sides) for name in MEASURES} for sides in zip(*rounds[1:]))
    return {"machine": machine(), "revision": revision, "commit": commit, "rounds": rounds[1:], "then": then, "now": now}


def _first_minute(root: Path) -> dict[str, float]:
    """The figures of two starts of the app in this checkout."""
    return _waited(root) | _pressed(root)


def _waited(root: Path) -> dict[str, float]:
    """The figures of a start in which the visitor waits for the worker."""
    with _started(root) as (app, page, began):
        opened = time.monotonic()
        _complete(page, app.url)
        drawn = time.monotonic()
        page.get_by_text("The training worker is ready.").wait_for()
        ready, its = time.monotonic(), app.processor_seconds()
    return {"page": drawn - opened, "ready": ready - began, "processor": its["scheduler"] + its["worker"]}


def _pressed(root: Path) -> dict[str, float]:
    """The figure of a start in which the visitor presses Train as soon as the page is complete."""
    with _started(root) as (app, page, _began):
        _complete(page, app.url)
        pressed = time.monotonic()
        page.get_by_role("button", name="Train this").click()
        page.get_by_test_id("stMain").get_by_text(LEARNS).wait_for()
        page.evaluate(PAINTED)
        return {"epoch": time.monotonic() - pressed}


@contextmanager
def _started(root: Path) -> Iterator[tuple[App, "Page", float]]:
    """The app in this checkout, with an empty store; an empty page of a browser; and when the app was started after it."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, new_page() as page:
        began = time.monotonic()
        with App(Path(folder), root, EXPLORER_AHEAD="0") as app:
            yield app, page, began


def _complete(page: "Page", url: str) -> None:
    """Open the app's first page and wait until it is drawn."""
    page.goto(url)
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    page.get_by_role("button", name="Train this").wait_for()
    page.evaluate(PAINTED)


def in_words(result: dict) -> str:
    """The result of `measure` as a small table."""
    rows = [
        f"{label:50}{result['then'][name]:>10.1f} s{result['now'][name]:>10.1f} s"
        f"{result['now'][name] / result['then'][name]:>8.2f}×"
        for name, label in MEASURES.items()
    ]
    return "\n".join(
        [
            result["machine"],
            "",
            f"{'':50}{result['commit'][:10]:>12}{'as it is':>12}{'ratio':>9}",
            *rows,
            f"Aim for each: {AIM}. They are medians of {count(len(result['rounds']), 'start')} each, in turn.",
        ]
    )
