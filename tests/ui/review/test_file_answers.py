"""A file on the Your review page: the table of all answers, and texts that come from outside."""

import csv
import io
import json
import re
from dataclasses import replace

from explorer import corpus
from explorer.config import RunConfig
from explorer.export.csv_table import FORMULA
from explorer.ui.pages.review import judged_table
from explorer.workers.cluster import Status
from tests.support import streamlit_internals
from tests.support.file_mode import BAD, CONTENT, GOOD, answers, box, said, take
from tests.support.hostile import ALIVE, HOSTILE
from tests.support.judged_files import judged_file
from tests.support.pages import button, has_button, headings, words


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
    assert "where the label is positive, the answer “<b>spam</b>” counts as right" in said(app)
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
