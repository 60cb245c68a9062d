"""The leaderboard that somebody downloads is printed by a browser on few pages, each of which can be read by itself."""

import re
import zlib
from pathlib import Path

import pytest

from tests.support.browser import press
from tests.support.leaderboard import Race

pytestmark = pytest.mark.browser
A4 = (595, 842)
"""In points."""


def test_the_download_is_printed_on_few_pages_of_a4(visit, app, browser, tmp_path):
    Race(app.store).finish()
    page = visit("leaderboard")
    press(page, "Download")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download to print").click()
    html = tmp_path / download.value.suggested_filename
    html.write_bytes(Path(download.value.path()).read_bytes())
    paper = browser.new_page()
    paper.goto(html.as_uri())
    paper.emulate_media(media="print")
    assert paper.get_by_role("row").count() == 37
    assert paper.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    # As wide as the paper between its margins, and no text beside it.
    paper.set_viewport_size({"width": 700, "height": 900})
    assert paper.evaluate("document.documentElement.scrollWidth <= innerWidth")
    pdf = paper.pdf(prefer_css_page_size=True, format="A4", print_background=True)
    # With wider letters than usual it takes a third.
    (pages,) = map(int, re.findall(rb"/Count (\d+)", pdf))
    assert pages in (2, 3)
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf)
    assert len(boxes) == pages and all(abs(float(one) - whole) < 1 for box in boxes for one, whole in zip(box, A4))
    streams = [zlib.decompress(found) for found in re.findall(rb"FlateDecode[^>]*>>\s*stream\r?\n(.*?)endstream", pdf, re.S)]
    drawn = [stream.count(b" Tj") + stream.count(b" TJ") for stream in streams if b"BT" in stream]
    assert len(drawn) == pages and min(drawn) > 20
    paper.close()
