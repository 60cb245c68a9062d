"""What people do with the app, from the first visit on: each test is a journey through the real thing."""

import re
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import expect

from explorer.config import RunConfig
from explorer.store import State
from tests.support import reviewer
from tests.support.browser import (
    assert_no_traceback,
    click_first_row,
    epoch_after,
    press,
    run_of,
    tick_row,
    until,
)
from tests.support.cluster import StandIn
from tests.support.waiting import eventually, is_running

pytestmark = pytest.mark.browser

# The two curves, without the buttons above them.
DRAWN = "[...document.querySelectorAll('[data-testid=stVegaLiteChart] svg')].slice(0, 2)"


def address(page):
    """The parameters in the address bar."""
    return {name: texts[0] for name, texts in parse_qs(urlsplit(page.url).query).items()}


def await_address(page, name, text):
    until(page, "([name, text]) => new URLSearchParams(location.search).get(name) === text", [name, text])


def sidebar(page):
    return page.get_by_test_id("stSidebar")


def expect_validation_accuracy(page, percent):
    """Wait for a validation accuracy that matches; a page updates the epoch before the figures."""
    figure = page.get_by_test_id("stMetric").filter(has_text="Validation accuracy").get_by_test_id("stMetricValue")
    expect(figure).to_have_text(re.compile(f"^{percent}%$"))


def test_a_first_visitor_trains_a_network_and_watches_it_learn(visit):
    page = visit("?epochs=30")
    expect(page.get_by_text("Press Train, and a small network")).to_be_visible()

    sidebar(page).get_by_text("Mean squared error", exact=True).click()
    await_address(page, "loss", "mse")
    sidebar(page).get_by_text("Binary cross-entropy", exact=True).click()
    until(page, "!new URLSearchParams(location.search).has('loss')")

    press(page, "Train")
    run = run_of(page)
    await_address(page, "run", str(run))
    assert address(page) == {"epochs": "30", "run": str(run)}

    first = epoch_after(page, 1)
    until(page, f"{DRAWN}.length == 2")
    page.evaluate(f"window.before = {DRAWN}.map(drawing => [drawing, drawing.outerHTML])")
    expect_validation_accuracy(page, r"\d\d\.\d")
    second = epoch_after(page, first)
    assert 1 < first < second <= 30
    # Both curves have grown within the same SVG elements: no chart was replaced.
    until(page, "window.before.every(([drawing, before]) => drawing.outerHTML !== before)")
    assert page.evaluate("window.before.every(([drawing]) => drawing.isConnected)")

    page.reload()
    assert epoch_after(page, second - 1) >= second
    assert run_of(page) == run

    expect(page.get_by_text("Finished: 30 of 30 epochs")).to_be_visible()
    expect(page.get_by_text(re.compile(r"At its best epoch, number \d+ of 30"))).to_be_visible()
    verdict = page.get_by_role("heading", name=re.compile("Overfitting"))
    expect(verdict).to_be_visible()
    expect(page.get_by_test_id("stVegaLiteChart")).to_have_count(2)
    expect_validation_accuracy(page, r"8\d\.\d")

    # Try its suggestion and overlay the two runs.
    page.get_by_role("button", name="Try vocabulary 20,000").click()
    until(page, "new URLSearchParams(location.search).get('vocabulary') === '20000'")
    press(page, "Train")
    until(page, "run => +new URLSearchParams(location.search).get('run') > run", run)
    expect(page.get_by_text("Finished: 30 of 30 epochs")).to_be_visible()
    expect(page.get_by_text(f"Faint and dashed: run {run}.")).to_be_visible()
    page.get_by_text("My runs", exact=True).click()
    expect(page.get_by_text("They differ in: vocabulary 10,000 → 20,000")).to_be_visible()
    expect(page.get_by_test_id("stVegaLiteChart")).to_have_count(6)
    assert_no_traceback(page)


def test_a_link_opened_fresh_has_the_page_and_the_settings(visit, app):
    run = StandIn(app.store).trained(RunConfig(units=24, epochs=1))
    mine = visit(f"?units=24&activation=tanh&run={run}")
    mine.get_by_role("link", name="Leaderboard").click()
    expect(mine.get_by_role("heading", name="Leaderboard", exact=True)).to_be_visible()
    press(mine, "Share")
    link = mine.get_by_test_id("stCode").get_by_text("http").inner_text()
    theirs = visit(link.removeprefix(f"{app.url}/"))
    expect(theirs.get_by_role("heading", name="Leaderboard", exact=True)).to_be_visible()
    expect(sidebar(theirs).get_by_role("radio", name="tanh")).to_be_checked()
    expect(sidebar(theirs).get_by_role("slider", name="Hidden units")).to_have_attribute("aria-valuetext", "24")
    assert address(theirs) == {"activation": "tanh", "units": "24"}
    mine.get_by_role("link", name="Train", exact=True).click()
    assert run_of(mine) == run
    assert_no_traceback(theirs)


def test_a_click_before_all_knobs_have_arrived_changes_only_what_was_clicked(visit):
    held = []
    page = visit(
        "?epochs=20&learning_rate=0.002&seed=7",
        lambda page: page.route(re.compile(r"/(NumberInput|Slider)\.[^/]*\.js$"), lambda route: held.append(route)),
    )
    expect(page.get_by_text("Press Train, and a small network")).to_be_visible()
    sidebar(page).get_by_text("tanh", exact=True).click()
    await_address(page, "activation", "tanh")
    assert len(held) == 2
    for file in held:
        file.continue_()
    expect(sidebar(page).get_by_role("slider", name="Epochs")).to_have_attribute("aria-valuetext", "20")
    sidebar(page).get_by_text("Mean squared error", exact=True).click()
    await_address(page, "loss", "mse")
    assert address(page) == {"activation": "tanh", "loss": "mse", "epochs": "20", "learning_rate": "0.002", "seed": "7"}


def test_a_second_run_waits_and_both_can_be_stopped(visit, app):
    page = visit("?epochs=50&units=512&layers=5")
    press(page, "Train")
    first = run_of(page)
    epoch_after(page, 0)

    sidebar(page).get_by_text("tanh", exact=True).click()
    await_address(page, "activation", "tanh")
    press(page, "Train")
    page.get_by_test_id("stMain").get_by_role("button", name="1 more run").click()
    listed = page.get_by_role("dialog", name="1 more run")
    expect(listed.get_by_text("waits for 1 other run")).to_be_visible()
    assert run_of(page) == first
    listed.get_by_role("button", name="Stop", exact=True).click()
    expect(page.get_by_role("button", name="1 more run")).to_have_count(0)
    assert [run.state for run in app.store.runs() if run.id > first] == [State.STOPPED]
    assert app.store.run(first).active

    other = visit(f"?run={first}")
    epoch_after(other, 0)
    # It is somebody else's.
    expect(other.get_by_test_id("stMain").get_by_role("button", name="Stop", exact=True)).to_be_disabled()
    press(page, "Stop")
    expect(page.get_by_role("button", name="Stopping …")).to_be_disabled()
    ended = re.compile(r"Stopped after epoch \d+ of 50\.")
    expect(page.get_by_text(ended)).to_be_visible()
    expect(other.get_by_text("Another visitor stopped it.")).to_be_visible()
    assert app.store.run(first).state == State.STOPPED
    assert app.store.run(first).last.epoch < 50
    assert app.store.model(first)
    assert_no_traceback(other)


def test_the_leaderboard_shows_how_a_run_learned_and_outlives_the_app(visit, app):
    best = StandIn(app.store).trained(RunConfig("tanh", "mse", units=64, layers=3, epochs=1), val_accuracy=0.93)
    page = visit("?units=32&dropout=0.5")
    page.get_by_role("link", name="Leaderboard").click()
    leader = re.compile("^Best so far: tanh · mean squared error · 3 hidden layers of 64 · 1 epoch, accuracy 93.00% ± ")
    expect(page.get_by_role("heading", name=leader)).to_be_visible()

    click_first_row(page)
    expect(page.get_by_role("heading", name=f"Run {best}")).to_be_visible()
    expect(page.get_by_test_id("stVegaLiteChart")).to_have_count(2)

    press(page, "Use these settings")
    await_address(page, "units", "64")
    settings = {name: text for name, text in address(page).items() if name != "run"}
    assert settings == {"activation": "tanh", "loss": "mse", "units": "64", "layers": "3", "epochs": "1"}
    expect(sidebar(page).get_by_role("radio", name="tanh")).to_be_checked()

    with page.expect_download() as download:
        press(page, "Download")
        page.get_by_test_id("stPopoverBody").get_by_role("button", name="Download as CSV").click()
    lines = Path(download.value.path()).read_text().splitlines()
    assert download.value.suggested_filename == "sentiment-explorer-leaderboard.csv"
    assert lines[0].startswith(
        "place,tied_for_first,val_accuracy,interval_95,mean_val_accuracy,standard_deviation,repeats,best_val_accuracy"
    )
    assert lines[1].startswith("1,True,0.93,")
    assert_no_traceback(page)
    page.context.close()

    workers = app.descendants
    app.stop()
    eventually(lambda: not any(map(is_running, workers)), "a process of the app is still there")
    app.start()
    again = visit()
    again.get_by_role("link", name="Leaderboard").click()
    expect(again.get_by_role("heading", name=leader)).to_be_visible()
    click_first_row(again)
    expect(again.get_by_role("heading", name=f"Run {best}")).to_be_visible()
    assert_no_traceback(again)


def test_two_ticked_rows_are_judged_while_a_third_is_looked_at(visit, app):
    stand_in = StandIn(app.store)
    for config, accuracies in ((RunConfig(units=48), (0.961, 0.962, 0.963)), (RunConfig(units=96), (0.941, 0.942, 0.943))):
        for seed, accuracy in enumerate(accuracies):
            stand_in.trained(replace(config, seed=seed), val_accuracy=accuracy)
    page = visit()
    page.get_by_role("link", name="Leaderboard").click()
    tick_row(page, 0)
    tick_row(page, 1)
    expect(page.get_by_text("48 hidden units is really better than 96 hidden units")).to_be_visible()
    click_first_row(page)
    expect(page.get_by_role("heading", name="the best of 3 repeats")).to_be_visible()
    page.get_by_role("radio", name="Really better?").click()
    expect(page.get_by_text("48 hidden units is really better than 96 hidden units")).to_be_visible()
    tick_row(page, 1)
    expect(page.get_by_text("Tick the boxes before two or more rows")).to_be_visible()
    assert_no_traceback(page)


def test_a_page_asks_nothing_of_other_computers(visit):
    page = visit()
    expect(page.get_by_text("Press Train, and a small network")).to_be_visible()
    page.get_by_role("link", name="Leaderboard").click()
    expect(page.get_by_role("heading", name="Leaderboard")).to_be_visible()
    page.get_by_role("link", name="Your review").click()
    expect(page.get_by_role("heading", name="Your review")).to_be_visible()
    assert page.asked
    # What the page has made itself is not asked for.
    asked = [url for url in page.asked if not url.startswith(("data:", "blob:"))]
    assert [url for url in asked if urlsplit(url).hostname != "127.0.0.1"] == []


HOSTILE = {
    "units": "<img src=x onerror=alert(1)>",
    "layers": "<script>alert(2)</script>",
    "epochs": "![x](https://evil.example/x.png)",
    "loss": "[click me](https://evil.example)",
    "activation": "https://evil.example/x",
    "dropout": "www.evil.example",
    "l2": "me@evil.example",
    "seed": ":material/delete: :smile: $x^2$",
    "reviews": "**bold** `code` <b>b</b>",
    "mode": "<svg onload=alert(3)>",
    "run": "</div><iframe src=//evil.example>",
}


def test_a_hostile_address_is_shown_letter_by_letter(visit):
    dialogs = []
    page = visit()
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.goto(f"{page.url}your_review?{urlencode(HOSTILE)}")
    notes = page.get_by_test_id("stAlertContentWarning")
    expect(notes).to_have_count(len(HOSTILE))
    # A word joiner, which has no width, keeps an address from becoming a link.
    shown = "\n".join(notes.all_inner_texts()).replace("\u2060", "")
    assert [text for text in HOSTILE.values() if text[:37] not in shown] == []
    alive = notes.locator("[data-testid=stMarkdownContainer] :not(p)").evaluate_all("all => all.map(one => one.outerHTML)")
    assert alive == []
    assert dialogs == []
    assert_no_traceback(page)


def test_a_review_is_judged_and_what_is_hostile_in_it_shown_letter_by_letter(visit, app, reviews):
    StandIn(app.store).trained(reviewer.CONFIG, model=reviewer.model(reviews.vocabulary.words), val_accuracy=0.97)
    dialogs = []
    page = visit()
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.get_by_role("link", name="Your review").click()
    page.get_by_label("A review of a film, in English").fill("\n".join(["great", *HOSTILE.values(), "bad"]))
    press(page, "Judge it")
    expect(page.get_by_text("The network says")).to_be_visible()
    blocks = page.get_by_test_id("stMain").get_by_test_id("stHtml")
    expect(blocks).to_have_count(4)
    for block in (blocks.nth(1), blocks.nth(2)):
        assert [text for text in HOSTILE.values() if text not in block.inner_text()] == []
    tags = blocks.locator("*").evaluate_all("all => [...new Set(all.map(one => one.tagName))].sort()")
    assert tags == ["B", "DIV", "MARK", "S", "SPAN", "SUB"]
    assert dialogs == []
    press(page, "Shuffle the words")
    expect(page.get_by_text("Shuffled:")).to_be_visible()
    assert_no_traceback(page)


def test_text_choice_and_step_are_still_there_after_visits_to_other_pages(visit, app, reviews):
    model = reviewer.model(reviews.vocabulary.words)
    runs = [StandIn(app.store).trained(replace(reviewer.CONFIG, seed=seed), model=model) for seed in (1, 2)]
    page = visit("your_review")
    text = page.get_by_label("A review of a film, in English")
    text.fill("A great film")
    judge = page.get_by_role("combobox", name="Which network judges?")
    judge.click()
    page.get_by_role("option", name=re.compile(f"Run {runs[1]} ")).click()
    expect(page.get_by_text("The network says")).to_be_visible()
    page.get_by_role("link", name="How it works").click()
    press(page, "Next")
    await_address(page, "step", "2")
    sidebar(page).get_by_text("tanh", exact=True).click()
    await_address(page, "activation", "tanh")
    page.get_by_role("link", name="Your review").click()
    expect(text).to_have_value("A great film")
    expect(judge).to_have_value(re.compile(f"^Run {runs[1]} "))
    expect(sidebar(page).get_by_role("radio", name="tanh")).to_be_checked()
    page.get_by_role("link", name="How it works").click()
    expect(page.get_by_role("heading", name="A row of switches")).to_be_visible()
    assert_no_traceback(page)


def test_a_store_that_breaks_under_a_visitor_is_one_sentence_until_it_is_back(visit, app):
    page = visit("?epochs=50")
    press(page, "Train")
    run = run_of(page)
    epoch_after(page, 0)
    StandIn(app.store).break_store()
    try:
        expect(page.get_by_text("cannot be used right now").first).to_be_visible()
        page.get_by_role("link", name="Leaderboard").click()
        expect(page.get_by_text("This page comes back by itself")).to_be_visible()
        assert_no_traceback(page)
    finally:
        with app.store._engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE gone RENAME TO runs")
        app.store.request_stop([run])
    expect(page.get_by_role("button", name="Train the article's 36 combinations")).to_be_visible()
    expect(page.get_by_text("cannot be used right now")).to_have_count(0)
