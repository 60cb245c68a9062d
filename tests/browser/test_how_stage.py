"""Each step of How it works is one screen on a projector, in big type as well, and nothing of it is cut off on a phone."""

import pytest
from playwright.sync_api import expect

from explorer.ui.pages.how import STEPS
from tests.support.accessibility import assert_accessible
from tests.support.browser import await_drawn
from tests.support.viewport import (
    LARGE,
    PHONE,
    PROJECTOR,
    assert_boxes_on_screen,
    assert_no_sideways_scroll,
    assert_readable,
    assert_starts_at_the_top,
    resize,
)

pytestmark = pytest.mark.browser

# The first step has no chart.
WITHOUT_CHART = {1}
OUTLINE = "one => { const style = getComputedStyle(one); return [style.outline, style.boxShadow]; }"


def walk(page):
    """Go through all steps as a visitor does; the number of each, once it is drawn."""
    main = page.get_by_test_id("stMain")
    for number, step in enumerate(STEPS, 1):
        expect(main.get_by_role("heading", name=step.title, level=2)).to_be_visible()
        await_drawn(page)
        if number not in WITHOUT_CHART:
            expect(chart(page).locator("svg")).to_be_visible()
        yield number
        if number < len(STEPS):
            main.get_by_role("button", name="Next", exact=True).click()


def chart(page):
    return page.get_by_test_id("stVegaLiteChart")


# Left, top, right and bottom of each, and what it says. Asking for one after the other takes ten times as long.
BOXES = """all => all.map(one => [one.getBoundingClientRect(), one.innerText.slice(0, 30)])
    .map(([box, text]) => [[box.left, box.top, box.right, box.bottom], text])"""


def boxes(page):
    """Where everything is that the page shows, by what it says."""
    elements = page.get_by_test_id("stMainBlockContainer").get_by_test_id("stElementContainer")
    shown = [(box, text) for box, text in elements.evaluate_all(BOXES) if box[3] - box[1] > 1]
    return {f"{number}: {text}": box for number, (box, text) in enumerate(shown, 1)}


def assert_chart_can_be_read(page):
    if chart(page).count():
        assert_readable(chart(page))


@pytest.mark.parametrize(("size", "big"), [(PROJECTOR, False), (PROJECTOR, True), (LARGE, False)], ids=str)
def test_each_step_is_one_screen(visit, size, big):
    page = visit("how_it_works?big=1" if big else "how_it_works")
    resize(page, size)
    for _ in walk(page):
        found = boxes(page)
        # The links, the stepper, the text, what to notice, and at least one thing to try.
        assert len(found) > 8
        assert_boxes_on_screen(page, found)
        assert_no_sideways_scroll(page)
        assert_chart_can_be_read(page)
        if size == PROJECTOR:
            assert_accessible(page)
        if not big:
            assert_starts_at_the_top(page)
            expect(page.get_by_test_id("stSidebar")).to_be_visible()


def test_on_a_phone_nothing_is_cut_off(visit):
    page = visit("how_it_works")
    resize(page, PHONE)
    for _ in walk(page):
        assert_no_sideways_scroll(page)
        assert_chart_can_be_read(page)
        width = page.viewport_size["width"]
        assert [name for name, (_, _, right, _) in boxes(page).items() if right > width] == []
        # A title that is too long for its field ends in the middle of a word.
        field = page.get_by_test_id("stMain").get_by_test_id("stSelectbox").locator("input")
        assert field.evaluate("field => field.scrollWidth <= field.clientWidth")


def test_steps_are_walked_with_the_keyboard_alone_and_the_focus_can_be_seen(visit):
    page = visit("how_it_works")
    main = page.get_by_test_id("stMain")
    for number, step in enumerate(STEPS, 1):
        expect(main.get_by_role("heading", name=step.title, level=2)).to_be_visible()
        await_drawn(page)
        last = number == len(STEPS)
        button = main.get_by_role("button", name="Now train one" if last else "Next", exact=True)
        main.get_by_test_id("stSelectbox").locator("input").focus()
        before = button.evaluate(OUTLINE)
        page.keyboard.press("Tab")
        expect(button).to_be_focused()
        assert button.evaluate(OUTLINE) != before
        page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="How it works", level=1)).to_have_count(0)
