"""Your review and Exam are stages: what one does and what comes of it are on one screen."""

import re

import pytest
from playwright.sync_api import expect

from tests.support.accessibility import assert_accessible
from tests.support.browser import assert_no_traceback, await_drawn, press
from tests.support.viewport import (
    LARGE,
    PHONE,
    PROJECTOR,
    assert_no_sideways_scroll,
    assert_on_screen,
    assert_readable,
    assert_starts_at_the_top,
    clipped_words,
)

pytestmark = pytest.mark.browser

WHO = ("You said", "The machine says")
GERMAN = "Ich habe den Film im Kino gesehen und er war sehr gut, wirklich toll"
SIZES = pytest.mark.parametrize(
    ("size", "big"), [(PROJECTOR, ""), (LARGE, ""), (PROJECTOR, "big=1")], ids=["projector", "large", "big type"]
)


@pytest.fixture
def trained(visit, app):
    """Two networks that the app itself has trained, the first time somebody asks."""
    for layers in range(len(app.store.runs()), 2):
        page = visit(f"?epochs=2&layers={layers}")
        press(page, "Train")
        expect(page.get_by_text("Finished: 2 of 2 epochs")).to_be_visible()
        page.context.close()


@pytest.fixture
def look(visit, trained):
    """A function that opens a page in a window of some size."""

    def look(path, size):
        page = visit(path, lambda page: page.set_viewport_size(dict(zip(("width", "height"), size))))
        expect(page.locator("h1")).to_be_visible()
        await_drawn(page)
        return page

    return look


def main(page):
    return page.get_by_test_id("stMain")


def button(page, label):
    return main(page).get_by_role("button", name=re.compile(f"^{label}"))


def judged(page):
    """What has to be on the screen once a review has been judged."""
    await_drawn(page)
    expect(main(page).locator("svg").get_by_text("50%").first).to_be_visible()
    return {
        "title": page.locator("h1"),
        "modes": main(page).get_by_role("radio", name="Beat the machine"),
        "text": page.get_by_label("A review of a film, in English"),
        "button": button(page, "A random real one"),
        "verdict": page.get_by_role("heading", level=2, name=re.compile("^The network says: ")),
        "gauge": chart(page, "A gauge"),
        "probability": main(page).get_by_text("It puts the probability"),
        "legend": main(page).get_by_text("strong colour, strong push"),
        "words": coloured(page),
    }


def coloured(page):
    """The review in the colours of its verdict."""
    return main(page).locator("div[tabindex='0']:has(mark)").first


def chart(page, alt):
    return main(page).locator(f"[aria-label^='{alt}']").first


def assert_charts_can_be_read(page):
    charts = main(page).get_by_test_id("stVegaLiteChart").all()
    assert charts
    for drawn in charts:
        drawn.scroll_into_view_if_needed()
        expect(drawn.locator("svg")).to_be_visible()
        assert_readable(drawn)


@SIZES
def test_a_text_its_verdict_and_its_coloured_words_are_on_one_screen(look, size, big):
    page = look(f"your_review?{big}", size)
    button(page, "A bit of both").click()
    assert_on_screen(page, **judged(page))
    if not big:
        assert_starts_at_the_top(page)
        expect(page.get_by_test_id("stSidebar")).to_be_visible()
    for _ in range(3):
        button(page, "A random real one").click()
        expect(page.get_by_text("A real review, as it was written.")).to_be_visible()
        parts = judged(page)
        assert_on_screen(page, **parts)
        assert not re.search(r"\bbr\b|<br", parts["text"].input_value() + parts["words"].inner_text())
    assert_no_sideways_scroll(page)
    assert_accessible(page)
    assert_no_traceback(page)


@SIZES
def test_that_it_knows_hardly_a_word_is_in_the_verdict_on_the_screen(look, size, big):
    page = look(f"your_review?{big}", size)
    page.get_by_label("A review of a film, in English").fill(GERMAN)
    button(page, "Judge it").click()
    said = page.get_by_role("heading", level=2, name=re.compile(r"but it knows only \d of these 14 words"))
    assert_on_screen(page, said=said, **judged(page))


@SIZES
def test_a_question_of_the_game_its_answer_and_the_end_are_one_screen_each(look, size, big):
    page = look(f"your_review?mode=machine&{big}", size)
    assert_on_screen(page, rules=main(page).get_by_text("You read 10 real reviews"), start=button(page, "Start"))
    button(page, "Start").click()
    review = main(page).locator("div[tabindex='0']")
    for number in range(1, 11):
        progress = page.get_by_text(f"Review {number} of 10")
        guesses = {"positive": button(page, "Positive"), "negative": button(page, "Negative")}
        assert_on_screen(page, title=page.locator("h1"), progress=progress, review=review, **guesses)
        if number == 1:
            assert_accessible(page)
        guesses["positive"].click()
        # The review, which is a real one, may hold almost any words.
        answers = {who: main(page).get_by_text(re.compile(f"^{who} (positive|negative)")) for who in WHO}
        answers["truth"] = page.get_by_role("heading", level=2, name="The truth: its writer gave a")
        go_on = button(page, "Next" if number < 10 else "The result")
        assert_on_screen(page, progress=progress, review=review, next=go_on, **answers)
        go_on.click()
    scores = {name: page.get_by_test_id("stMetric").filter(has_text=name) for name in ("You", "The machine")}
    luck = main(page).get_by_text(re.compile(r"^You got \d+ of 10 right"))
    assert_on_screen(page, title=page.locator("h1"), luck=luck, again=button(page, "Play again"), **scores)
    assert_no_sideways_scroll(page)
    assert_accessible(page)
    assert_no_traceback(page)


FIGURES = ("Right in the exam", "95% interval", "Validation", "The guess")


def sealed(page):
    """What has to be on the screen before an envelope is opened."""
    return {
        "title": page.locator("h1"),
        "meaning": main(page).get_by_text("In this envelope are"),
        "warning": main(page).get_by_text("This envelope has never been opened"),
        "choice": main(page).get_by_test_id("stSelectbox"),
        "guess": main(page).get_by_test_id("stSlider"),
        "sure": main(page).get_by_text("This will be recorded."),
        "open": button(page, "Open the envelope"),
    }


def opened(page):
    """What has to be on the screen afterwards."""
    figures = {name: page.get_by_test_id("stMetric").filter(has_text=name) for name in FIGURES}
    result = page.get_by_role("heading", level=2, name="The result")
    return {"title": page.locator("h1"), "result": result, "confusion": confusion(page), **figures}


def confusion(page):
    return main(page).locator("[aria-label*='reviews called']").first


def test_the_sealed_envelope_and_then_its_result_are_one_screen_each(look):
    for stage in (sealed, opened):
        for size, path in ((PROJECTOR, "exam"), (LARGE, "exam"), (PROJECTOR, "exam?big=1")):
            page = look(path, size)
            assert_on_screen(page, **stage(page))
            if stage is opened:
                expect(confusion(page).locator("svg")).to_be_visible()
                assert not clipped_words(confusion(page))
                expect(main(page).get_by_test_id("stExpander")).to_have_count(10)
            assert_no_sideways_scroll(page)
            assert_accessible(page)
            assert_no_traceback(page)
        if stage is sealed:
            main(page).get_by_text("This will be recorded.").click()
            button(page, "Open the envelope").click()
            expect(page.get_by_role("heading", level=2, name="The result")).to_be_visible()


def test_on_a_phone_your_review_can_be_read_and_nothing_is_cut_off(look):
    page = look("your_review", PHONE)
    assert_no_sideways_scroll(page)
    button(page, "Irony").click()
    judged(page)
    press(page, "Ask all 2")
    expect(page.get_by_role("combobox", name="Whose words?")).to_be_visible()
    await_drawn(page)
    assert_charts_can_be_read(page)
    assert_no_sideways_scroll(page)
    assert_accessible(page)
    page.get_by_text("Beat the machine").click()
    button(page, "Start").click()
    button(page, "Positive").click()
    expect(button(page, "Next")).to_be_visible()
    assert_no_sideways_scroll(page)


def test_on_a_phone_the_exam_can_be_read_and_nothing_is_cut_off(look):
    page = look("exam", PHONE)
    expect(button(page, "Open the envelope").or_(confusion(page))).to_be_visible()
    if button(page, "Open the envelope").is_visible():
        assert_no_sideways_scroll(page)
        main(page).get_by_text("This will be recorded.").click()
        button(page, "Open the envelope").click()
    expect(confusion(page).locator("svg")).to_be_visible()
    press(page, "Peek 200 times")
    for curve in ("On the half that it was chosen by", "On the other half"):
        expect(chart(page, "Accuracy of the best of").locator("svg").get_by_text(curve, exact=True)).to_be_visible()
    assert_charts_can_be_read(page)
    values = main(page).get_by_test_id("stMetricValue").all()
    assert len(values) == 4
    assert not [value.inner_text() for value in values if value.evaluate("one => one.scrollWidth > one.clientWidth + 1")]
    assert_no_sideways_scroll(page)
    assert_accessible(page)


def test_what_can_be_pressed_or_scrolled_shows_the_focus_of_the_keyboard(look):
    page = look("your_review", PROJECTOR)
    button(page, "Complaint").click()
    judged(page)
    page.get_by_label("A review of a film, in English").focus()
    reached = ""
    while "What a waste of time." not in reached:
        page.keyboard.press("Tab")
        page.wait_for_timeout(100)
        label, is_seen = page.evaluate(FOCUS)
        assert label and is_seen, f"nobody sees that “{label}” has the focus after {reached}"
        reached += f" · {label}"
    for label in ("Judge it", "Praise", "Irony", "A random real one", "Fullscreen: A gauge"):
        assert label in reached


FOCUS = """() => {
    const one = document.activeElement, style = getComputedStyle(one);
    const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1 || style.boxShadow !== 'none';
    return [one.ariaLabel || one.innerText.trim(), ring];
}"""
