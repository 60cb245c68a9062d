"""Take it away in a real browser: everything is downloaded, and what judges texts does so without this program."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import expect

from explorer.export.files import KINDS
from explorer.ui.pictures import ENDINGS
from tests.support import reviewer
from tests.support.browser import assert_no_traceback, await_drawn
from tests.support.cluster import StandIn

pytestmark = pytest.mark.browser

ROW = {"Network": "network", "Judge": "judge", "Model card": "card", "Python code": "script", "Notebook": "notebook"}
OTHERS = {"For NumPy (npz)": "npz", "For safetensors": "safetensors", "For ONNX": "onnx", "For LiteRT": "litert"}


def test_everything_is_downloaded_and_the_judge_judges_by_itself(visit, app, reviews, tmp_path):
    run = StandIn(app.store).trained(reviewer.CONFIG, model=reviewer.model(reviews.vocabulary.words), val_accuracy=0.97)
    page = visit(f"?run={run}")
    expect(page.get_by_role("heading", name="Take it away")).to_be_visible()
    await_drawn(page)

    def take(label, kind):
        with page.expect_download() as download:
            page.get_by_role("button", name=label, exact=True).click()
        assert download.value.suggested_filename == KINDS[kind].file_name(run)
        download.value.save_as(tmp_path / kind / download.value.suggested_filename)
        return next((tmp_path / kind).iterdir())

    taken = {kind: take(label, kind) for label, kind in ROW.items()}
    page.get_by_role("button", name=re.compile("Other formats")).click()
    taken |= {kind: take(label, kind) for label, kind in OTHERS.items()}
    assert taken.keys() == KINDS.keys() and all(path.stat().st_size > 1_000 for path in taken.values())

    page.get_by_role("button", name="Picture", exact=True).first.click()
    with page.expect_download() as download:
        page.get_by_role("button", name=ENDINGS["png"]).click()
    assert download.value.suggested_filename == f"sentiment-explorer-accuracy-of-run-{run}.png"
    assert Path(download.value.path()).read_bytes().startswith(b"\x89PNG")

    judge: Path = taken["judge"]
    command = [sys.executable, "-I", "-S", judge.name, "A great and fine film", "An awful film"]
    answers = subprocess.run(command, cwd=judge.parent, capture_output=True, text=True, check=True, timeout=60).stdout
    assert [line.split(" (")[0] for line in answers.splitlines()] == ["positive", "negative"]
    assert_no_traceback(page)


def test_on_a_phone_all_of_it_is_within_the_page(visit, app, reviews):
    run = StandIn(app.store).trained(reviewer.CONFIG, model=reviewer.model(reviews.vocabulary.words), val_accuracy=0.97)
    page = visit(f"?run={run}", lambda page: page.set_viewport_size({"width": 390, "height": 844}))
    expect(page.get_by_role("button", name="Other formats")).to_be_visible()
    for label in [*ROW, "Curves", "History"]:
        box = page.get_by_role("button", name=label, exact=True).bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= 390
    page.get_by_role("button", name=re.compile("Other formats")).click()
    for label in OTHERS:
        expect(page.get_by_role("button", name=label, exact=True)).to_be_in_viewport(ratio=1)
