"""The pages that explain, in a real browser: the game against a network, the exam, and How it works."""

import re

import pytest
from playwright.sync_api import expect

from explorer.config import RunConfig
from explorer.ui.pages.how import STEPS
from tests.support import reviewer
from tests.support.browser import assert_no_traceback, await_drawn, press, until
from tests.support.cluster import StandIn
from tests.support.runs import TEST

pytestmark = pytest.mark.browser

SCORE = re.compile(r"Review \d+ of 10 · You (\d+) · machine (\d+) of \d+")


def press_key(page, key):
    """Press a key once the page is complete; before that, its buttons do not listen for keys."""
    await_drawn(page)
    page.keyboard.press(key)


def test_ten_reviews_are_guessed_by_click_and_key_and_the_mistakes_explained(visit, app, reviews):
    StandIn(app.store).trained(reviewer.CONFIG, model=reviewer.model(reviews.vocabulary.words), val_accuracy=0.97)
    page = visit()
    page.get_by_role("link", name="Your review").click()
    page.get_by_role("radio", name="Beat the machine").click()
    until(page, "new URLSearchParams(location.search).get('mode') === 'machine'")
    press(page, "Start")
    for number in range(1, 11):
        expect(page.get_by_text(f"Review {number} of 10")).to_be_visible()
        guess = page.get_by_role("button", name="Positive")
        expect(guess).to_be_visible()
        await_drawn(page)
        assert "The machine says" not in page.content() and "The truth" not in page.content()
        # The first half with the mouse, the rest with the keyboard.
        by_mouse = number <= 5
        if by_mouse:
            guess.click()
        else:
            press_key(page, "p")
        expect(page.get_by_text("The machine says")).to_be_visible()
        expect(page.get_by_text("The truth: its writer gave a")).to_be_visible()
        expect(page.get_by_text(SCORE)).to_have_text(re.compile(rf"machine \d+ of {number}$"))
        you, machine = map(int, SCORE.search(page.get_by_text(SCORE).inner_text()).groups())
        if by_mouse:
            page.get_by_role("button", name="Next").click()
        else:
            expect(page.get_by_role("button", name="Next" if number < 10 else "The result")).to_be_visible()
            press_key(page, "Enter")

    expect(page.get_by_role("heading", name="The result")).to_be_visible()
    for label, points in (("You", you), ("The machine", machine)):
        expect(page.get_by_test_id("stMetric").filter(has_text=label)).to_contain_text(f"{points} of 10")
    mistakes = page.get_by_test_id("stMain").get_by_test_id("stExpander")
    expect(mistakes).to_have_count(20 - you - machine)
    assert_no_traceback(page)

    mistakes.first.click()
    # A key pressed while it opens is lost.
    until(page, "document.getAnimations().length === 0")
    page.get_by_role("button", name="See why the machine says so").first.click()
    expect(page.get_by_text("The network says")).to_be_visible()
    expect(page.get_by_label("A review of a film, in English")).not_to_be_empty()
    assert_no_traceback(page)


def test_the_exam_is_opened_once_and_remembered_when_the_app_is_started_again(visit, app, reviews):
    run_id = StandIn(app.store).trained(reviewer.CONFIG, model=reviewer.model(reviews.vocabulary.words), val_accuracy=0.98)
    page = visit("exam")
    envelope = page.get_by_role("button", name="Open the envelope")
    expect(envelope).to_be_disabled()
    page.get_by_text(f"My choice is made: open the envelope for run {run_id}").click()
    envelope.click()
    expect(page.get_by_role("heading", name="The result")).to_be_visible()
    (opening,) = app.store.openings(TEST)
    assert (opening.run_id, opening.result.of) == (run_id, len(reviews.test))
    figure = f"{opening.result.accuracy:.1%}"
    expect(page.get_by_test_id("stMetric").filter(has_text="Right in the exam")).to_contain_text(figure)
    expect(page.get_by_test_id("stMain").get_by_test_id("stExpander")).to_have_count(10)
    assert_no_traceback(page)
    page.context.close()

    app.stop()
    app.start()
    again = visit("exam")
    expect(again.get_by_test_id("stMetric").filter(has_text="Right in the exam")).to_contain_text(figure)
    expect(again.get_by_role("button", name="Open the envelope")).to_have_count(0)
    assert app.store.openings(TEST) == [opening]
    assert_no_traceback(again)


def slide(page):
    page.get_by_test_id("stMain").get_by_role("slider").first.press("ArrowLeft")


def type_a_sentence(page):
    field = page.get_by_label("Type a sentence")
    field.fill("a truly wonderful film")
    field.press("Enter")


def type_a_long_sentence_with_pairs(page):
    page.get_by_text("Read pairs, too").click()
    await_drawn(page)
    field = page.get_by_label("Type a sentence")
    field.fill("This is not good at all, and it is not funny either, but a waste of time")
    field.press("Enter")
    expect(page.get_by_text("that say most")).to_be_visible()


# What a visitor does in each step, in order.
TOUCHES = [
    type_a_sentence,
    lambda page: page.get_by_text("Shuffle its words").click(),
    type_a_long_sentence_with_pairs,
    lambda page: page.get_by_test_id("stMain").get_by_role("radio").nth(1).click(),
    lambda page: page.get_by_role("button", name="boring").click(),
    *[slide] * 6,
]


def test_each_step_of_how_it_works_answers_when_it_is_touched(visit, app):
    worker = StandIn(app.store)
    (run_id,) = worker.submit([RunConfig(epochs=5)], "packaged")
    worker.begin(run_id)
    worker.epochs(run_id, 5)
    worker.finish(run_id)
    page = visit(f"how_it_works?run={run_id}")
    main = page.get_by_test_id("stMain")
    for number, touch in enumerate(TOUCHES, 1):
        expect(main.get_by_role("heading", name=STEPS[number - 1].title)).to_be_visible()
        await_drawn(page)
        before = main.inner_text()
        touch(page)
        until(page, "before => document.querySelector('[data-testid=stMain]').innerText !== before", before)
        assert_no_traceback(page)
        if number < len(TOUCHES):
            main.get_by_role("button", name="Next", exact=True).click()
    main.get_by_role("button", name="Now train one").click()
    expect(page).to_have_url(re.compile(rf"{app.url}/\?run={run_id}$"))
    assert_no_traceback(page)
