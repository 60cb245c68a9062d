"""A file of one's own in a real browser: upload, choose columns, see the accuracy, filter, look at a row, download."""

import csv
import re

import pytest
from playwright.sync_api import expect

from tests.support import reviewer
from tests.support.browser import assert_no_traceback, await_drawn, click_table
from tests.support.cluster import StandIn

pytestmark = pytest.mark.browser

GOOD, BAD = "A great and fine film, by all means.", "An awful film, and bad in every way."
ROWS = [("first", "second", "kind"), *[(GOOD, BAD, "ham"), (GOOD, BAD, "spam"), ("=1+1 was a great film", BAD, "ham")] * 2]


@pytest.fixture
def file(tmp_path):
    """A file of which neither the text nor the positive label is clear, as Excel writes it."""
    path = tmp_path / "mails.csv"
    with path.open("w", newline="", encoding="cp1252") as stream:
        csv.writer(stream, delimiter=";").writerows(ROWS)
    return path


def choose(page, label, option):
    """Choose an option of a selectbox of the page.

    Where the last option lay over a table, the table's toolbar is on top of the next selectbox while the mouse stays there.
    """
    page.mouse.move(0, 0)
    page.get_by_test_id("stMain").get_by_role("combobox", name=label).click()
    page.get_by_role("option", name=option).click()
    await_drawn(page)


def test_a_file_is_uploaded_understood_judged_filtered_and_downloaded(visit, app, reviews, file, tmp_path):
    StandIn(app.store).trained(reviewer.CONFIG, model=reviewer.model(reviews.vocabulary.words), val_accuracy=0.97)
    page = visit("your_review")
    page.get_by_role("radio", name="A file").click()
    page.locator("input[type=file]").set_input_files(file)

    expect(page.get_by_text("which one is the text?")).to_be_visible()
    choose(page, "Texts", "first")
    choose(page, "Labels", "kind")
    expect(page.get_by_text("Which one is the positive one?")).to_be_visible()
    assert page.get_by_test_id("stDataFrame").count() == 1
    choose(page, "Positive label", "ham")
    expect(page.get_by_role("heading", name="66.7% right")).to_be_visible()
    expect(page.get_by_text("4 of 6")).to_be_visible()
    expect(page.get_by_text("where the label is “ham”, the answer positive counts as right")).to_be_visible()

    choose(page, "Show", re.compile("^Wrong answers"))
    expect(page.get_by_role("combobox", name="Show")).to_have_value("Wrong answers (2)")
    click_table(page, 20, 53, number=1)
    expect(page.get_by_role("heading", name="The network says:")).to_be_visible()
    expect(page.get_by_test_id("stMain").get_by_text("Line 3.")).to_be_visible()

    with page.expect_download() as download:
        page.get_by_role("button", name="Download all as CSV").click()
    download.value.save_as(tmp_path / "answers.csv")
    columns, *rows = csv.reader((tmp_path / "answers.csv").open(newline="", encoding="utf-8"))
    assert columns == ["line", "text", "answer", "probability of positive", "label", "right", "caution"]
    assert [row[0] for row in rows] == ["2", "3", "4", "5", "6", "7"] and rows[2][1] == "'=1+1 was a great film"
    assert [row[5] for row in rows] == ["yes", "no", "yes"] * 2

    page.get_by_role("button", name="Look at it in Your words").click()
    expect(page.get_by_label("A review of a film, in English")).to_have_value(GOOD)
    page.get_by_role("radio", name="A file").click()
    expect(page.get_by_role("heading", name="66.7% right")).to_be_visible()
    expect(page.get_by_text("mails.csv")).to_be_visible()
    assert_no_traceback(page)
