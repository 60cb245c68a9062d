"""Reviews of one's own: a file is brought, understood, learned from by a real worker, examined, and removed again."""

import re

import pytest
from playwright.sync_api import expect

from explorer.store import Envelope, State
from tests.support.accessibility import assert_accessible
from tests.support.browser import assert_no_traceback, await_drawn, press
from tests.support.own_files import as_csv, messages
from tests.support.viewport import PHONE, PROJECTOR, assert_no_sideways_scroll, resize

pytestmark = pytest.mark.browser


def test_a_file_is_brought_learned_from_examined_and_removed(visit, app):
    page = visit("", lambda page: page.set_viewport_size({"width": 1366, "height": 768}))
    press(page, "Your own reviews")
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("Everybody who can open this app sees what you bring")).to_be_visible()
    file = {"name": "messages.csv", "mimeType": "text/csv", "buffer": as_csv([*messages(700, 300), ("", "ham")]).getvalue()}
    dialog.locator("input[type=file]").set_input_files(file)
    question = dialog.get_by_text("Which one is the positive one?")
    expect(question).to_be_visible()
    dialog.get_by_role("combobox", name="Positive label").click()
    page.get_by_role("option", name="spam").click()
    expect(question).to_have_count(0)
    assert_accessible(page)
    dialog.get_by_role("button", name="Read it").click()
    expect(dialog.get_by_text("1,000 reviews: 700 “ham” (70%) and 300 “spam” (30%).")).to_be_visible()
    expect(dialog.get_by_text("1 row is left out (line 1,002): it has no text.")).to_be_visible()
    resize(page, PHONE)
    assert_no_sideways_scroll(page)
    assert_accessible(page)
    resize(page, PROJECTOR)
    dialog.get_by_role("textbox", name="What is it called?").fill("My messages")
    dialog.get_by_role("button", name="Make the data set").click()
    expect(dialog).to_have_count(0)
    (dataset,) = app.store.datasets()
    expect(page).to_have_url(re.compile(f"reviews={dataset.name}"))

    press(page, "Train")
    expect(page.get_by_text("Finished: 10 of 10 epochs")).to_be_visible()
    (run,) = app.store.runs(states=[State.FINISHED])
    assert run.dataset == dataset.name and run.best.val_accuracy > 0.9
    page.get_by_role("link", name="Leaderboard").click()
    expect(page.get_by_role("heading", level=2).first).to_be_visible()
    await_drawn(page)
    page.get_by_role("link", name="Exam").click()
    page.get_by_text("My choice is made").click()
    press(page, "Open the envelope")
    expect(page.get_by_text(re.compile(f"of {dataset.test} right"))).to_be_visible()
    expect(page.get_by_text("spam", exact=False).first).to_be_attached()

    page.get_by_role("radiogroup", name="Which envelope?").get_by_text("Packaged reviews").click()
    expect(page.get_by_text("of another data set, Packaged reviews")).to_be_visible()
    expect(page.get_by_text("Here, “positive” counts as “spam”, and “negative” counts as “ham”.")).to_be_visible()
    page.get_by_text("My choice is made").click()
    press(page, "Open the envelope")
    expect(page.get_by_text("Trained on My messages, examined on Packaged reviews.")).to_be_visible()
    expect(page.get_by_text(re.compile(f"for run {run.id}, travelled from My messages, with guess"))).to_be_visible()
    (opening,) = app.store.openings(Envelope("packaged"))
    assert opening.run_id == run.id and opening.result.of == 5_000
    await_drawn(page)
    assert_accessible(page)

    press(page, "Remove these")
    expect(dialog.get_by_text("“My messages” goes, and so does what was trained on it: 1 run")).to_be_visible()
    dialog.get_by_role("button", name="Remove them").click()
    expect(dialog).to_have_count(0)
    expect(page).not_to_have_url(re.compile("reviews="))
    assert app.store.datasets() == [] and app.store.runs() == [] and app.store.openings(Envelope("packaged")) == []
    assert_no_traceback(page)
