"""A file on the Your review page: how it is read, what is asked, how much is right, and the table of all answers."""

import csv
import gzip
import io
import json
import re
from dataclasses import replace

import openpyxl
import pandas as pd
import pytest

from explorer import corpus
from explorer.config import RunConfig
from explorer.export.csv_table import FORMULA
from explorer.scheduling.limits import Limits
from explorer.ui import file_form
from explorer.ui.pages.review import judged_table
from explorer.workers.cluster import Status
from tests.support import streamlit_internals
from tests.support.files import zipped
from tests.support.hostile import ALIVE, HOSTILE
from tests.support.judged_files import judged_file
from tests.support.pages import button, go_to, has_button, headings, words

PAGE = "your_review"
GOOD, BAD = "a great and fine film, by all means", "an awful film, and bad in every way"
CONTENT = f'text,label\n"{GOOD}",1\n"{BAD}",0\n"{GOOD}",0\n"{BAD}",0\n'


@pytest.fixture
def bring(open_app, champion):
    """A function that opens the mode and brings a file."""

    def bring(content, name="reviews.csv"):
        return take(open_app(PAGE, mode="file"), content, name)

    return bring


def take(app, content, name="reviews.csv"):
    content = content if isinstance(content, bytes) else content.encode()
    return app.file_uploader[0].set_value((name, content, "application/octet-stream")).run()


def box(app, label):
    """The selectbox with that label."""
    return next(box for box in app.selectbox if box.label == label)


def has_box(app, label):
    return label in [box.label for box in app.selectbox]


def answers(app):
    """The table of answers."""
    return app.dataframe[-1].value


def said(app):
    """All text of the page without the escapes of Markdown."""
    return re.sub(r"\\(.)", r"\1", words(app)).replace("\u2060", "")


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
    assert "But 75.0% of them are labelled negative" in words(app) and "**balanced accuracy**, is **83.3%**" in words(app)
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
    button(app, "Take it away").click().run()
    assert not app.dataframe and not has_button(app, "Take it away") and not app.exception


# What is asked and chosen


def test_an_open_question_is_asked_before_anything_is_judged(bring, cluster):
    app = bring(f'a,b,c\n"{GOOD}","{BAD}",p\n"{GOOD}","{BAD}",q\n')
    assert "The columns of reviews.csv are “a”, “b” and “c”; which one is the text?" in said(app)
    assert box(app, "Texts").value is None and not has_box(app, "Labels") and len(app.dataframe) == 1
    assert cluster.asked == []
    box(app, "Texts").set_value(0).run()
    assert answers(app)["answer"].tolist() == ["positive"] * 2 and not app.exception
    box(app, "Labels").set_value(2).run()
    assert "Which one is the positive one?" in said(app) and len(app.dataframe) == 1
    box(app, "Positive label").set_value("q").run()
    assert "The file calls its classes otherwise than the network: where the label is q" in said(app)
    assert answers(app)["label"].tolist() == ["p", "q"] and answers(app)["right"].tolist() == ["wrong", "right"]
    box(app, "Positive label").set_value("p").run()
    assert answers(app)["right"].tolist() == ["right", "wrong"]


def test_labels_that_are_not_understood_can_be_left_out(bring):
    rows = "".join(f'"{GOOD}",{number}.7,{number % 2}\n' for number in range(20))
    app = bring(f"text,label,other\n{rows}")
    assert "Which column has the labels, if any?" in said(app) and box(app, "Labels").value is None
    box(app, "Labels").set_value(1).run()
    assert "which are not understood" in said(app) and len(app.error) == 1 and not app.exception
    box(app, "Labels").set_value(-1).run()
    assert headings(app) == ["What it says"] and not app.error
    box(app, "Labels").set_value(2).run()
    assert headings(app) == ["50.0% right"]


def test_which_label_is_positive_is_chosen_only_where_that_can_be_doubted(bring):
    app = bring(CONTENT)
    assert box(app, "Positive label").value == "1"
    box(app, "Positive label").set_value("0").run()
    assert headings(app) == ["25.0% right"]
    assert not has_box(take(app, f'text,label\n"{GOOD}",positive\n"{BAD}",Negative\n'), "Positive label")
    assert not has_box(take(app, f'text,stars\n"{GOOD}",5\n"{BAD}",1\n"{BAD}",2\n'), "Positive label")


def test_a_guessed_encoding_can_be_changed(bring):
    app = bring('text,label\n"a great caf\xe9 film, my friend",1\n'.encode("cp1252"))
    assert "it was read as Windows-1252" in said(app) and "café" in app.dataframe[0].value.iloc[0, 0]
    box(app, "Encoding").set_value("mac-roman").run()
    assert "cafÈ" in app.dataframe[0].value.iloc[0, 0] and "it was read as" not in said(app)
    box(app, "Encoding").set_value("utf-16").run()
    assert len(app.error) == 1 and "UTF-16" in said(app)
    box(app, "Encoding").set_value("cp1252").run()
    assert not app.error and not app.exception
    assert not has_box(take(app, CONTENT), "Encoding")


def test_columns_of_the_same_name_can_be_told_apart(bring):
    app = bring(f'text,text,label\n"{GOOD}","{BAD}",1\n"{GOOD} 2","{BAD}",0\n')
    before = box(app, "Texts").value
    box(app, "Texts").set_value(1 - before).run()
    assert answers(app)["text"][0] == (GOOD, BAD)[1 - before] and not app.exception and not app.error


def test_a_file_is_looked_through_once_for_everything_that_is_said_of_it(bring, monkeypatch):
    looked, inspect = [], file_form.reading.inspect
    monkeypatch.setattr(
        file_form.reading, "inspect", lambda *arguments, **said: looked.append(said) or inspect(*arguments, **said)
    )
    app = bring(CONTENT)
    app.run()
    box(app, "Show").set_value("wrong").run()
    assert len(looked) == 1
    box(app, "Labels").set_value(-1).run()
    box(app, "Labels").set_value(1).run()
    assert len(looked) == 2


# The table


def test_the_filter_shows_some_of_the_rows(bring):
    app = bring(f'{CONTENT}"a fine film, by and by, of course",0\nqwxyz zyzzy qwxyz zyzzy qwxyz,0\n')
    assert box(app, "Show").options == [
        "All reviews (6)",
        "Wrong answers (2)",
        "Unsure answers (2)",
        "Taken for positive (3)",
        "Taken for negative (3)",
        "Few words that it knows (1)",
    ]
    for kind, places in {"wrong": [4, 6], "unsure": [6, 7], "1": [2, 4, 6], "0": [3, 5, 7], "caution": [7]}.items():
        box(app, "Show").set_value(kind).run()
        assert answers(app)["place"].tolist() == places
    assert answers(app)["caution"][0] == "the network knows none of its 5 words"


def test_a_filter_without_rows_says_so(bring):
    app = bring(f'text,label\n"{GOOD}",1\n')
    box(app, "Show").set_value("wrong").run()
    assert "There are none." in words(app) and not app.exception


def test_a_row_that_is_ticked_shows_its_words_and_can_be_taken_to_the_other_mode(bring, cluster):
    app = bring(CONTENT)
    box(app, "Show").set_value("wrong").run()
    streamlit_internals.select(app, app.dataframe[-1], {"rows": [0], "columns": [], "cells": []})
    assert "The network says: probably positive" in headings(app) and "Line 4." in words(app)
    assert any(re.search("<mark[^>]*>great</mark>", element.value) for element in app.main.html)
    assert cluster.asked == ["judge_reviews", "explain_review"]
    button(app, "Look at it in Your words").click().run()
    assert app.text_area[0].value == GOOD and app.query_params == {} and not app.exception
    app.segmented_control(key="mode").set_value("file").run()
    assert "75.0% right" in headings(app) and cluster.asked.count("judge_reviews") == 1


def test_a_row_that_is_ticked_is_not_ticked_in_the_next_file(bring):
    app = bring(CONTENT)
    streamlit_internals.select(app, app.dataframe[-1], {"rows": [0], "columns": [], "cells": []})
    assert has_button(app, "Look at it in Your words")
    before = app.dataframe[-1].proto.id
    app = take(app, CONTENT)
    assert not has_button(app, "Look at it in Your words") and app.dataframe[-1].proto.id != before


def test_another_network_can_judge(bring, cluster, network):
    other = cluster.trained(RunConfig(layers=0, vocabulary=1_000, dropout=0.5), model=network, val_accuracy=0.85)
    app = bring(CONTENT)
    app.selectbox(key="judge").select_index(1).run()
    assert cluster.asked == ["judge_reviews"] * 2 and f"Run {other}:" in words(app) and headings(app) == ["75.0% right"]


def test_many_reviews_are_sent_to_the_worker_in_parts(bring, cluster):
    app = bring("text,label\n" + "".join(f"a great film number {number},{number % 2}\n" for number in range(2_500)))
    assert cluster.asked == ["judge_reviews"] * 2 and "It gets **1,250 of 2,500** right" in words(app)


def test_while_the_worker_gets_ready_the_file_can_be_brought(bring, cluster):
    cluster.status = Status(0.4, "Loading TensorFlow")
    app = bring(CONTENT)
    assert "Getting ready: Loading TensorFlow" in words(app) and "4 rows." in words(app) and cluster.asked == []
    cluster.status = Status(1.0, "Ready", ready=True)
    assert headings(app.run()) == ["75.0% right"]


def test_a_worker_that_does_not_answer_is_a_sentence(bring, cluster):
    cluster.unanswered = "The training worker has not answered. Try again in a moment."
    app = bring(CONTENT)
    assert "has not answered" in app.error[0].value and not app.exception
    cluster.unanswered = ""
    assert headings(app.run()) == ["75.0% right"]


def test_the_csv_has_all_reviews_in_full(bring):
    long = f"{GOOD} " * 40
    text = judged_table._csv(judged_file(f'text,label\n"{long}",1\n"{BAD}",1\n', [0.9, 0.2]), ("negative", "positive"))
    rows = list(csv.DictReader(io.StringIO(text)))
    assert rows[0]["text"] == long.strip() and [row["right"] for row in rows] == ["yes", "no"]
    (download,) = bring(CONTENT).get("download_button")
    assert download.label == "Download all as CSV"


# Texts from outside


def test_hostile_cells_and_names_are_shown_as_they_are(bring):
    cells = [text.replace("\n", " ") for text in HOSTILE]
    content = io.StringIO()
    writer = csv.writer(content)
    writer.writerow(["text", cells[2], cells[0]])
    writer.writerows([text, (cells[3], cells[4])[number % 2], cells[1]] for number, text in enumerate(cells))
    app = bring(content.getvalue(), f"{cells[0]}{cells[2]}.csv")
    box(app, "Labels").set_value(1).run()
    box(app, "Positive label").set_value(cells[3]).run()
    assert len(app.dataframe) == 2 and not app.exception and not app.error
    outside = [element.value for element in (*app.main.markdown, *app.main.caption, *app.main.info)]
    assert any("javascript" in value for value in outside)
    for value in outside:
        for text in (cells[0], cells[2], cells[3], cells[4]):
            assert text not in value
    streamlit_internals.select(app, app.dataframe[-1], {"rows": [1], "columns": [], "cells": []})
    assert not app.exception and {tag for element in app.main.html for tag in re.findall(r"<(\w+)", element.value)} <= {
        "div",
        "mark",
        "span",
    }


def test_the_networks_names_of_the_classes_are_those_of_its_data_set(bring, monkeypatch):
    names = ("=ham", "<b>spam</b>")
    monkeypatch.setitem(corpus.SOURCES, "packaged", replace(corpus.SOURCES["packaged"], class_names=names))
    app = bring(CONTENT)
    assert not app.exception and not app.error and headings(app) == ["75.0% right"]
    assert answers(app)["answer"].tolist() == ["<b>spam</b>", "\u2060=ham"] * 2
    assert box(app, "Show").options[3:5] == ["Taken for <b>spam</b> (2)", "Taken for =ham (2)"]
    assert "where the label is positive, the answer <b>spam</b> counts as right" in said(app)
    assert not any("<b>" in element.value for element in app.main.markdown)


def test_a_hostile_name_is_escaped_where_it_is_refused(bring):
    app = bring("")
    for text in HOSTILE:
        app = take(app, "", f"{text}.csv")
        (error,) = app.error
        assert ALIVE.search(error.value) is None and not app.exception


def test_a_browser_can_save_both_tables_for_a_spreadsheet(bring):
    rows = "".join(f'"{first} great film, and a fine one",{first}{number % 2}\n' for number, first in enumerate("=+-@=+"))
    app = bring(f"text,=label\n{rows}")
    box(app, "Labels").set_value(-1).run()
    for table in app.dataframe:
        texts = [one for column in table.value for one in table.value[column] if isinstance(one, str)]
        assert texts and not any(text.startswith(FORMULA) for text in texts)
        labels = [column["label"] for column in json.loads(table.proto.columns).values() if column.get("label")]
        assert labels and not any(label.startswith(FORMULA) for label in labels)
