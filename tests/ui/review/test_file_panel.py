"""A file on the Your review page: the mode, how a file is read, and how much is right."""

import gzip
import io
import json
import re

import openpyxl
import pandas as pd
import pytest

from explorer.scheduling.limits import Limits
from tests.support.file_mode import BAD, CONTENT, GOOD, PAGE, answers, box, has_box, said, take
from tests.support.files import zipped
from tests.support.pages import button, go_to, has_button, headings, words


def workbook(rows):
    book, content = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(content)
    return content.getvalue()


def parquet(rows):
    return pd.DataFrame(rows, columns=["text", "label"]).to_parquet()


# The mode


def test_the_mode_is_chosen_on_the_page_and_stands_in_the_address(open_app, champion):
    app = open_app(PAGE)
    app.segmented_control(key="mode").set_value("file").run()
    assert app.query_params == {"mode": "file"} and len(app.file_uploader) == 1
    assert "CSV, Excel" in words(app) and "Your file is not kept" in words(app)
    assert not app.dataframe and not app.exception


def test_without_a_trained_network_the_page_says_how_to_get_one(open_app):
    app = open_app(PAGE, mode="file")
    assert "No network has been trained on these reviews yet" in words(app) and not app.file_uploader


def test_a_host_can_switch_uploads_off(open_app, champion, monkeypatch):
    monkeypatch.setenv("EXPLORER_UPLOADS", "0")
    app = open_app(PAGE)
    assert app.segmented_control(key="mode").options == ["Your words", "Beat the machine"]
    app = open_app(PAGE, mode="file")
    assert "The host of this app has switched off uploads" in words(app) and not app.file_uploader
    app.segmented_control(key="mode").set_value("words").run()
    assert app.text_area and not app.exception


def test_a_wrong_word_for_uploads_is_a_sentence(open_app, champion, monkeypatch):
    monkeypatch.setenv("EXPLORER_UPLOADS", "<b>maybe</b>")
    app = open_app(PAGE)
    assert "EXPLORER_UPLOADS must be 1 or 0, and not “<b>maybe</b>”." in said(app) and not app.exception


def test_the_page_allows_no_more_than_host_and_server_do(open_app, champion, cluster):
    assert open_app(PAGE, mode="file").file_uploader[0].proto.max_upload_size_mb == 200
    for allowed, shown in ((7, 7), (5_000, 200)):
        cluster.limits = Limits(file_size=allowed)
        assert open_app(PAGE, mode="file").file_uploader[0].proto.max_upload_size_mb == shown


# A file


def test_a_file_with_labels_is_judged(bring, cluster):
    app = bring(CONTENT)
    assert not app.exception and not app.error and headings(app) == ["75.0% right"]
    assert "Read as a table with commas. Texts: column “text”. Labels: column “label”." in said(app)
    assert "4 rows." in said(app)
    assert "It gets **3 of 4** right: **75.0%**. Of all reviews of this kind, it would most likely get between" in words(app)
    assert "**balanced accuracy**" in words(app) and "**83.3%**" in words(app)
    assert "always answering negative gets 75.0% right" in words(app)
    assert "takes **2** for positive (50.0%) and **2** for negative (50.0%)" in words(app)
    first, table = (element.value for element in app.dataframe)
    assert first.shape == (3, 2) and first.iloc[0].tolist() == [GOOD, "1"]
    assert table["place"].tolist() == [2, 3, 4, 5] and table["answer"].tolist() == ["positive", "negative"] * 2
    assert table["right"].tolist() == ["right", "right", "wrong", "right"] and table["label"][2] == "negative"
    assert table["probability"][0] == pytest.approx(88.1, abs=0.1)
    assert cluster.asked == ["judge_reviews"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("excel.csv", f"text;label\r\n{GOOD};1\r\n{BAD};0\r\n".encode("cp1252")),
        ("excel.tsv", f"text\tlabel\n{GOOD}\t1\n{BAD}\t0\n".encode("utf-16")),
        ("excel.xlsx", workbook([("text", "label"), (GOOD, 1), (BAD, 0)])),
        (
            "lines.jsonl",
            "\n".join(json.dumps({"text": text, "label": label}) for text, label in ((GOOD, 1), (BAD, 0))).encode(),
        ),
        ("table.parquet", parquet([(GOOD, 1), (BAD, 0)])),
        ("folder.zip", zipped({"pos/1.txt": GOOD, "neg/2.txt": BAD})),
        ("packed.csv.gz", gzip.compress(f'text,label\n"{GOOD}",1\n"{BAD}",0\n'.encode(), mtime=0)),
    ],
)
def test_a_file_of_every_kind_is_judged(bring, name, content):
    app = bring(content, name)
    assert not app.exception and not app.error and "It gets **2 of 2** right" in words(app)
    assert answers(app)["answer"].tolist() == ["positive", "negative"]
    if name == "folder.zip":
        assert answers(app)["place"].tolist() == ["pos/1.txt", "neg/2.txt"] and not has_box(app, "Texts")


def test_a_text_without_labels_is_judged_without_accuracy(bring):
    app = bring(f"{GOOD}\n{BAD}\n", "reviews.txt")
    assert headings(app) == ["What it says"] and "right" not in answers(app) and "It gets" not in words(app)
    assert not has_box(app, "Texts") and not has_box(app, "Labels") and not app.exception


def test_rows_that_are_left_out_are_counted_with_their_lines(bring):
    app = bring(f'text,stars\n"{GOOD}",5\nso so,3\n,1\n"{BAD}",1\n')
    assert "1 row is left out (line 3): it has the label “3”, which is neither one nor the other." in said(app)
    assert "1 row is left out (line 4): it has no text." in said(app)
    assert answers(app)["place"].tolist() == [2, 5]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "has no review"),
        ("text,label\n", "has no review below its first line"),
        ("text,label\nso so,3\nhm,3\n,5\n", "has no review that can be used"),
        (b"\x89PNG\r\n", "is a picture"),
        (b"PK\x03\x04 nothing", "is damaged"),
        ("text\n" + "x\n" * 10_001, "has more than 10,000 reviews"),
    ],
    ids=["empty", "header only", "none usable", "picture", "damaged", "too many"],
)
def test_a_file_that_cannot_be_judged_is_a_sentence_and_another_one_can(bring, content, sentence, cluster):
    app = bring(content)
    (error,) = app.error
    assert sentence in re.sub(r"\\(.)", r"\1", error.value) and not app.exception and cluster.asked == []
    app = take(app, CONTENT)
    assert not app.error and headings(app) == ["75.0% right"]


def test_a_file_that_is_taken_away_is_gone(bring):
    app = bring(CONTENT)
    app.file_uploader[0].clear().run()
    assert not app.dataframe and not headings(app) and not app.exception


def test_a_file_outlives_visits_to_other_pages_with_what_was_chosen(bring, cluster):
    app = bring(f'a,b,label\n"{GOOD}","{BAD}",1\n"{GOOD}","{BAD}",0\n')
    box(app, "Texts").set_value(1).run()
    app = go_to(go_to(app, "leaderboard"), PAGE)
    assert "reviews.csv" in said(app) and box(app, "Texts").value == 1 and headings(app) == ["50.0% right"]
    assert cluster.asked == ["judge_reviews"]
    button(app, "Remove it").click().run()
    assert not app.dataframe and not has_button(app, "Remove it") and not app.exception
