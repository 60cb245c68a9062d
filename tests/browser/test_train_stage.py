"""The Train page is a stage: what one does and what comes of it are on one screen, on a projector and on a phone."""

import re

import pytest
from playwright.sync_api import expect

from tests.support.accessibility import assert_accessible
from tests.support.browser import await_drawn, epoch_after, press
from tests.support.viewport import (
    LARGE,
    PHONE,
    PROJECTOR,
    assert_no_sideways_scroll,
    assert_on_screen,
    assert_readable,
    assert_starts_at_the_top,
    box,
    resize,
    smallest_letters,
)

pytestmark = pytest.mark.browser

FIGURES = ("Validation accuracy", "Validation loss", "Training accuracy", "Training loss")


def main(page):
    return page.get_by_test_id("stMain")


def curve(page, name):
    return page.locator(
        f'[data-testid=stVegaLiteChart][aria-label^="{name} of the run"], [aria-label^="{name} of the run"]'
    ).first


def curves_and_figures(page):
    figures = {name: page.get_by_test_id("stMetric").filter(has_text=name) for name in FIGURES}
    return {"accuracy": curve(page, "Accuracy"), "loss": curve(page, "Loss")} | figures


def assert_curves_are_whole(page):
    for name in ("Accuracy", "Loss"):
        chart = curve(page, name)
        expect(chart.locator("svg").get_by_text("Epoch", exact=True)).to_be_visible()
        assert_readable(chart)


@pytest.mark.parametrize("size", [PROJECTOR, LARGE], ids=str)
@pytest.mark.parametrize("big", [False, True], ids=["usual type", "big type"])
def test_before_a_run_settings_time_and_train_are_on_screen(visit, size, big):
    page = visit("?big=1" if big else "")
    resize(page, size)
    assert_on_screen(
        page,
        title=page.locator("h1"),
        settings=main(page).get_by_text("1 hidden layer of 16 · 10 epochs"),
        time=main(page).get_by_text(re.compile("second|minute")).first,
        train=main(page).get_by_role("button", name="Train this"),
    )
    assert_no_sideways_scroll(page)
    assert_accessible(page)
    if not big:
        assert_starts_at_the_top(page)
        expect(page.get_by_test_id("stSidebar")).to_be_visible()


def test_while_it_trains_and_afterwards_all_is_on_one_screen_and_nothing_jumps(visit):
    page = visit("?epochs=40&units=256&layers=2")
    resize(page, PROJECTOR)
    main(page).get_by_role("button", name="Train this").click()
    epoch_after(page, 1)
    progress = page.get_by_test_id("stProgress").first
    parts = {"progress": progress, "stop": main(page).get_by_role("button", name="Stop")} | curves_and_figures(page)
    assert_on_screen(page, **parts)
    assert_curves_are_whole(page)
    assert_accessible(page)
    places = {name: box(locator)[:2] for name, locator in curves_and_figures(page).items()}

    expect(page.get_by_text("Finished: 40 of 40 epochs")).to_be_visible()
    heading = page.get_by_role("heading", level=2).filter(has_text=re.compile("Memorising|Overfitting"))
    expect(heading.first).to_be_visible()
    after = {f"headline {number}": found for number, found in enumerate(heading.all())}
    advice = main(page).get_by_role("button", name=re.compile("^Try |^Why"))
    after |= {f"advice {number}": button for number, button in enumerate(advice.all())}
    assert len(after) > 3
    after |= curves_and_figures(page) | {"progress": progress}
    await_drawn(page)
    assert {name: box(locator)[:2] for name, locator in curves_and_figures(page).items()} == places
    for size in (PROJECTOR, LARGE):
        resize(page, size)
        assert_on_screen(page, **after)
        assert_curves_are_whole(page)
        assert_no_sideways_scroll(page)
    resize(page, PROJECTOR)
    for opened in ("Why?", "Share", "Bet"):
        page.get_by_role("button", name=opened).first.click()
        expect(page.get_by_role("dialog", name=opened, exact=True)).to_be_visible()
        assert_accessible(page)
        page.keyboard.press("Escape")
    page.reload()
    expect(heading.first).to_be_visible()
    expect(curve(page, "Loss").locator("svg")).to_be_visible()
    await_drawn(page)
    assert {name: box(locator)[:2] for name, locator in curves_and_figures(page).items()} == places

    usual = {name: box(locator) for name, locator in curves_and_figures(page).items()}
    main(page).get_by_text("Big type", exact=True).click()
    page.wait_for_function("getComputedStyle(document.documentElement).fontSize === '24px'")
    await_drawn(page)
    assert "big=1" in page.url
    expect(heading.first).to_be_visible()
    page.wait_for_timeout(1000)
    assert_on_screen(page, **after)
    assert_curves_are_whole(page)
    assert_accessible(page)
    assert smallest_letters(curve(page, "Loss")) >= 1.5 * 11
    figure = FIGURES[0]
    assert box(curves_and_figures(page)[figure])[3] - box(curves_and_figures(page)[figure])[1] >= 1.4 * (
        usual[figure][3] - usual[figure][1]
    )


def test_nothing_jumps_when_a_run_is_stopped_and_its_name_can_be_read_among_my_runs(visit):
    page = visit("?epochs=100&units=256&layers=3&seed=21")
    resize(page, PROJECTOR)
    for _ in range(2):
        main(page).get_by_role("button", name="Train this").click()
        epoch_after(page, 1)
        places = {name: box(locator)[:2] for name, locator in curves_and_figures(page).items()}
        main(page).get_by_role("button", name="Stop").click()
        expect(page.get_by_text("Stopped after epoch")).to_be_visible()
        await_drawn(page)
        assert {name: box(locator)[:2] for name, locator in curves_and_figures(page).items()} == places
    page.get_by_text("My runs", exact=True).click()
    names = main(page).get_by_role("button", name=re.compile(r"^Run \d+ · "))
    expect(names).to_have_count(2)
    expect(names.first).to_be_disabled()
    # The sum of red, green and blue: on a light page, dark words.
    colours = [one.evaluate("one => getComputedStyle(one).color") for one in names.all()]
    assert all(sum(map(int, re.findall(r"\d+", colour)[:3])) < 100 for colour in colours), colours


def test_a_bet_is_for_one_run_and_its_outcome_is_on_the_screen(visit):
    page = visit("?epochs=20&seed=20")
    resize(page, PROJECTOR)
    page.get_by_role("button", name="Bet").click()
    yes = page.get_by_role("dialog", name="Bet").get_by_role("radio", name="Yes")
    yes.click()
    expect(yes).to_be_checked()
    page.keyboard.press("Escape")
    main(page).get_by_role("button", name="Train this").click()
    finished = page.get_by_text("Finished: 20 of 20 epochs")
    expect(finished).to_be_visible()
    await_drawn(page)
    outcome = main(page).get_by_text("You guessed it overfits")
    headings = main(page).locator(".st-key-verdict").get_by_role("heading", level=2)
    expect(headings).to_have_text([re.compile("Memorising"), re.compile("Overfitting")])
    advice = main(page).get_by_role("button", name=re.compile("^Try "))
    assert_on_screen(page, outcome=outcome, first=headings.first, second=headings.last, advice=advice.first)
    page.get_by_role("button", name="Bet").click()
    expect(yes).not_to_be_checked()
    page.keyboard.press("Escape")
    page.get_by_test_id("stSidebar").get_by_text("tanh", exact=True).click()
    page.wait_for_function("new URLSearchParams(location.search).get('activation') === 'tanh'")
    main(page).get_by_role("button", name="Train this").click()
    expect(main(page).get_by_text("tanh · binary cross-entropy")).to_be_visible()
    expect(finished).to_be_visible()
    await_drawn(page)
    expect(outcome).to_have_count(0)


def test_after_train_the_page_stands_at_its_top(visit):
    page = visit("?epochs=1")
    resize(page, (1366, 500))
    press(page, "Train")
    expect(page.get_by_text("Finished: 1 of 1 epochs")).to_be_visible()
    await_drawn(page)
    for seed in ("1", "2"):
        page.get_by_test_id("stMain").evaluate("main => main.scrollTo(0, 10_000)")
        assert page.get_by_test_id("stMain").evaluate("main => main.scrollTop") > 50
        page.get_by_test_id("stSidebar").get_by_role("slider", name="Epochs").press("ArrowRight")
        page.wait_for_function("seed => new URLSearchParams(location.search).get('epochs') > seed", arg=seed)
        press(page, "Train")
        page.wait_for_function("document.querySelector('[data-testid=stMain]').scrollTop === 0")
        expect(page.get_by_text("Finished:")).to_be_visible()
        await_drawn(page)


def test_on_a_phone_the_first_screen_has_what_one_needs_and_then_a_whole_curve(visit):
    page = visit("?epochs=5&seed=9", lambda page: page.set_viewport_size(dict(zip(("width", "height"), PHONE))))
    train = main(page).get_by_role("button", name="Train this")
    assert_on_screen(
        page,
        what_this_is=main(page).get_by_text("Press Train, and a small network"),
        settings=main(page).get_by_text("1 hidden layer of 16 · 5 epochs"),
        train=train,
    )
    expect(page.get_by_test_id("stSidebar")).not_to_be_in_viewport()
    assert_no_sideways_scroll(page)

    main(page).get_by_text("Turn the knobs", exact=True).click()
    main(page).get_by_text("tanh", exact=True).click()
    page.wait_for_function("new URLSearchParams(location.search).get('activation') === 'tanh'")
    assert_accessible(page)
    train.click()
    expect(page.get_by_text("Finished: 5 of 5 epochs")).to_be_visible()
    await_drawn(page)
    expect(curve(page, "Accuracy").locator("svg")).to_be_visible()
    assert_on_screen(page, accuracy=curve(page, "Accuracy"))
    assert_curves_are_whole(page)
    assert_no_sideways_scroll(page)
    expect(page.get_by_test_id("stSidebar")).not_to_be_in_viewport()

    page.get_by_test_id("stExpandSidebarButton").click()
    expect(page.get_by_test_id("stSidebar").get_by_text("press Train this on the page")).to_be_in_viewport()
    expect(page.get_by_test_id("stSidebar").get_by_role("button", name="Train", exact=True)).to_be_hidden()
