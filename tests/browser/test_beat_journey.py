"""A game against a network, from the first review to the list of mistakes, in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from tests import reviewer
from tests.browser.test_journeys import assert_no_traceback, press
from tests.stand_in import StandIn

pytestmark = pytest.mark.browser

SCORE = re.compile(r"Review \d+ of 10 · You (\d+) · machine (\d+) of (\d+)")


def press_key(page, key):
    """Press a key once the page has been drawn whole; before that, its buttons do not listen for keys yet."""
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    page.keyboard.press(key)


def test_ten_reviews_are_guessed_by_click_and_by_key_and_the_mistakes_read_and_explained(visit, app, reviews):
    StandIn(app.store).trained(reviewer.CONFIG, model=reviewer.model(reviews.vocabulary.words), val_accuracy=0.97)
    page = visit()
    page.get_by_role("link", name="Your review").click()
    page.get_by_role("radio", name="Beat the machine").click()
    page.wait_for_function("new URLSearchParams(location.search).get('mode') === 'machine'")
    press(page, "Start")
    for number in range(1, 11):
        expect(page.get_by_text(f"Review {number} of 10")).to_be_visible()
        guess = page.get_by_role("button", name="Positive")
        expect(guess).to_be_visible()
        assert "The machine says" not in page.content() and "The truth" not in page.content()
        # The first half by mouse, the rest from the keyboard alone.
        by_mouse = number <= 5
        if by_mouse:
            guess.click()
        else:
            press_key(page, "p")
        expect(page.get_by_text("The machine says")).to_be_visible()
        expect(page.get_by_text("The truth: its writer gave the film a")).to_be_visible()
        shown = page.get_by_text(SCORE)
        expect(shown).to_be_visible()
        you, machine, of = map(int, SCORE.search(shown.inner_text()).groups())
        assert of == number
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
    page.get_by_role("button", name="See why the machine says so").first.click()
    expect(page.get_by_text("The network says")).to_be_visible()
    expect(page.get_by_label("A review of a film, in English")).not_to_be_empty()
    assert_no_traceback(page)
