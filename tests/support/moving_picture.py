"""The README's moving picture, taken from the running app: `python -m tests.support.moving_picture`.

Somebody drags the hidden units, and the curves follow.
"""

import io
import time

from PIL import Image
from playwright.sync_api import Page

from explorer.config import KNOBS, RunConfig
from tests.support.screenshots import PICTURES, SIZE, opened
from tests.support.waiting import eventually

DRAGGED = (24, 32, 48, 64, 96, 128)
# The sidebar's knobs, the curves and the figures.
PART = {"x": 0, "y": 0, "width": SIZE["width"], "height": 540}
WIDTH = 900
FRAME_SECONDS, REST_SECONDS = 0.3, 1.2


def main() -> None:
    """Train the article's setting, let its neighbours be trained ahead, and drag the hidden units as far as they reach."""
    with opened() as (app, page):
        page.get_by_role("button", name="Train", exact=True).click()
        page.get_by_text("Finished:").wait_for()
        frames = _pictures(page, REST_SECONDS)
        slider = page.get_by_test_id("stSidebar").get_by_role("slider", name=KNOBS["units"].label)
        for units in DRAGGED:
            config = RunConfig(units=units)
            eventually(lambda config=config: app.store.answered([config], "packaged"), "it is not trained ahead")
            slider.press("ArrowRight")
            frames += _pictures(page, REST_SECONDS)
    first, *others = frames
    PICTURES.mkdir(exist_ok=True)
    milliseconds = round(1000 * FRAME_SECONDS)
    first.save(
        PICTURES / "turn.webp", save_all=True, append_images=others, duration=milliseconds, loop=0, quality=60, method=6
    )


def _pictures(page: Page, seconds: float) -> list[Image.Image]:
    """What the page looks like during that time."""
    taken, end = [], time.monotonic() + seconds
    while time.monotonic() < end:
        image = Image.open(io.BytesIO(page.screenshot(clip=PART))).convert("RGB")
        taken.append(image.resize((WIDTH, round(image.height * WIDTH / image.width)), Image.Resampling.LANCZOS))
        page.wait_for_timeout(50)
    return taken


if __name__ == "__main__":
    main()
