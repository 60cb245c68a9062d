"""Whatever a visitor reads about a data set has the names of its own classes, shown as text."""

import json
import re
from dataclasses import replace
from html import unescape

import pytest
import vl_convert

from explorer import corpus
from explorer.class_balance import Majority
from explorer.corpus.word_evidence import Evidence
from explorer.insight.review_reading import Flip, Piece, Push, Reading
from explorer.store import Envelope, Result
from explorer.ui import charts, class_names, coloured_review
from explorer.ui.escaping import plain
from explorer.ui.pages.exam.exam_charts import confusion_chart
from explorer.ui.pages.how import STEPS, review_charts
from explorer.ui.pages.review import word_charts
from explorer.ui.pages.train.network_drawing import drawing
from explorer.wording.classes import Classes
from tests.support.charts import find
from tests.support.hostile import OWN_TAGS, Reader
from tests.support.other_classes import LETTERS, NAMES
from tests.support.pages import button, go_to, headings, metrics, words
from tests.support.reviewer import CONFIG
from tests.support.runs import epoch
from tests.support.streamlit_internals import sent

OTHERS = re.compile(r"\b(positive|negative|films?|praise|blame|rating|good rating)\b", re.I)
ALWAYS = "gets 80.0% of the validation reviews right."
CLASSES = Classes(NAMES, films=False)
ESCAPED = tuple(map(plain, NAMES))
OTHER_CONFIG = replace(CONFIG, dropout=0.5)


@pytest.fixture
def network(letters_network):
    return letters_network


@pytest.fixture
def run(cluster, network):
    """A run on the letters that has kept its network."""
    cluster.trained(OTHER_CONFIG, LETTERS.name, network, val_accuracy=0.8)
    return cluster.trained(CONFIG, LETTERS.name, network, val_accuracy=0.95)


@pytest.fixture
def open_letters(open_app, letters):
    return lambda page=None, **query: open_app(page, reviews=LETTERS.name, **query)


def assert_only_its_own_names(app):
    """Assert that the page is there, says nothing of other classes, and shows the names of these as text."""
    assert not app.exception and not app.error
    found = OTHERS.search(sent(app))
    assert found is None, sent(app)[found.start() - 100 : found.end() + 100]
    texts = [words(app), *headings(app), *(box.label for box in app.expander), *(one.label for one in app.button)]
    assert not any(name in text for text in texts for name in NAMES)
    for html in app.get("html"):
        shown = Reader(html.value)
        assert {"script", "img"}.isdisjoint(shown.tags)
    return app


def test_other_names_would_be_found(open_app, champion_of_films):
    app = open_app("your_review")
    app.text_area[0].set_value("Great").run()
    # A label, an axis, a legend and an alternative text.
    for part in ("A review of a film", "Push towards negative", "Towards positive", "0% (negative)"):
        assert part in sent(app)
    assert "how likely the review is positive" in sent(open_app())


def test_a_first_visitor_reads_its_names(open_letters):
    app = assert_only_its_own_names(open_letters())
    assert f"learns to tell “{ESCAPED[1]}” from “{ESCAPED[0]}”" in words(app)
    assert f"the review is **“{ESCAPED[1]}”**" in words(app)


def test_a_run_is_measured_against_always_the_same_answer(open_letters, cluster, letters):
    (number,) = cluster.submit([replace(CONFIG, epochs=6)], LETTERS.name)
    cluster.begin(number)
    app = open_letters(run=str(number))
    assert f"Always answering “{ESCAPED[0]}” {ALWAYS}" in words(app)
    for loss in (0.5, 0.44, 0.39, 0.35, 0.32, 0.3):
        cluster.epoch(number, loss=loss, val_loss=loss, accuracy=0.81, val_accuracy=0.8)
    cluster.finish(number)
    app = assert_only_its_own_names(app.run())
    assert "No better than always the same answer" in "".join(headings(app)) and "Learning well" not in words(app)
    assert f"Always answering “{ESCAPED[0]}” {ALWAYS}" in words(app)


@pytest.mark.parametrize("step", range(1, len(STEPS) + 1))
def test_the_story_has_its_names(open_letters, step):
    app = assert_only_its_own_names(open_letters("how_it_works", step=str(step)))
    assert headings(app) == [STEPS[step - 1].title]


def test_the_leaderboard_says_the_least_to_beat(open_letters, run):
    app = assert_only_its_own_names(open_letters("leaderboard"))
    assert f"**The least to beat:** Always answering “{ESCAPED[0]}” {ALWAYS}" in words(app)


def test_the_search_page_has_its_names(open_letters, run):
    assert_only_its_own_names(open_letters("search"))


def test_a_text_is_judged_in_its_names(open_letters, run):
    app = open_letters("your_review")
    assert [one.label for one in app.button if one.label in ("Praise", "Irony")] == []
    app.text_area[0].set_value("Great and fine, but number1").run()
    app = assert_only_its_own_names(app)
    assert f"The network says: probably “{ESCAPED[1]}”" in headings(app)[0] or "almost certainly" in headings(app)[0]
    assert f"that this review is “{ESCAPED[1]}” at" in words(app)
    assert f"above zero is “{ESCAPED[1]}”, below is “{ESCAPED[0]}”" in words(app)
    assert f"the verdict turns from “{ESCAPED[1]}” to “{ESCAPED[0]}”" in words(app)
    app = assert_only_its_own_names(button(app, "Ask all 2").click().run())
    assert f"**All 2 networks say “{ESCAPED[1]}”.**" in words(app)
    app = assert_only_its_own_names(button(app, "Shuffle the words").click().run())
    assert re.search(rf"Shuffled: \*\*[\d.]+%\*\* “{re.escape(ESCAPED[1])}”", words(app))


def test_a_real_review_is_told_by_its_label_and_only_on_its_own_data_set(open_letters, run):
    app = button(open_letters("your_review"), "A random real one").click().run()
    assert "It is labelled **“" in words(assert_only_its_own_names(app))
    app.session_state["dataset"] = "packaged"
    assert "It is labelled" not in words(app.run()) and "gave the film" not in words(app)


def test_a_game_is_played_in_its_names(open_letters, run):
    app = assert_only_its_own_names(open_letters("your_review", mode="machine"))
    assert f"Who knows better whether a review is “{ESCAPED[1]}” or “{ESCAPED[0]}”, you or the machine?" in words(app)
    app = assert_only_its_own_names(button(app, "Start").click().run())
    assert headings(app) == ["Which one is it?"]
    for number in range(10):
        app = assert_only_its_own_names(button(app, ESCAPED[number % 2]).click().run())
        assert headings(app)[0].startswith("The truth: it is labelled **“")
        app = button(app, "Next" if number < 9 else "The result").click().run()
    app = assert_only_its_own_names(app)
    assert any(box.label.startswith("**1. The label says “") for box in app.main.expander)


def test_a_file_is_judged_in_its_names(open_letters, run):
    app = assert_only_its_own_names(open_letters("your_review", mode="file"))
    app.file_uploader[0].set_value(("letters.txt", b"Great and fine\nBad and awful\n", "text/plain")).run()
    app = assert_only_its_own_names(app)
    assert f"**1** for “{ESCAPED[1]}” (50.0%) and **1** for “{ESCAPED[0]}” (50.0%)." in words(app)
    *_, table = app.dataframe
    assert table.value["answer"].tolist() == [NAMES[1], NAMES[0]]


def test_an_exam_is_told_in_its_names_with_the_balanced_accuracy(open_letters, run):
    app = assert_only_its_own_names(open_letters("exam"))
    guess = app.slider(key=f"guess_{run}_test")
    assert (guess.min, guess.value) == (0.0, 80.0)
    assert "coin flip" not in guess.help and guess.help.startswith(f"Always answering “{ESCAPED[0]}” {ALWAYS}")
    app.checkbox[0].check().run()
    app = assert_only_its_own_names(button(app, "Open the envelope").click().run())
    assert metrics(app)["Balanced accuracy"] == "100.0%" and "There is not a single mistake." in words(app)


def test_an_exam_names_its_mistakes(open_letters, run, cluster):
    cluster.store.open_exam(run, Envelope("letters"), None, Result(2, 30, 2, 6))
    app = assert_only_its_own_names(open_letters("exam"))
    assert metrics(app)["Balanced accuracy"] == f"{(2 / 8 + 30 / 32) / 2:.1%}"
    zero, one = (f"“{name}”" for name in ESCAPED)
    assert f"It took 2 {zero} reviews for {one}, and 6 {one} reviews for {zero}." in words(app)
    assert f"always answering {zero} gets 80.0% right, and a balanced accuracy of 50%" in words(app)


def test_an_exam_of_balanced_classes_has_no_balanced_accuracy(open_app, cluster, champion_of_films):
    app = open_app("exam")
    guess = app.slider(key=f"guess_{champion_of_films}_test")
    assert guess.min == 50.0 and guess.help.startswith("50% is a coin flip.")
    cluster.store.open_exam(champion_of_films, Envelope("packaged"), None, Result(2200, 2150, 350, 300))
    assert "Balanced accuracy" not in metrics(app.run()) and "balanced accuracy" not in words(app)


@pytest.fixture
def champion_of_films(cluster, reviews):
    from tests.support import reviewer

    return cluster.trained(CONFIG, model=reviewer.model(reviews.vocabulary.words), val_accuracy=0.88)


# What is no Markdown


READING = Reading(
    (Piece("great", "great", 1, True),), 1.5, (Push("great", 1, 1.5, 0.2), Push("bad", 2, -1.0, 0.9)), Flip((), 0.5, False)
)
PICTURES = {
    "gauge": lambda: word_charts.gauge(READING, CLASSES),
    "pushes": lambda: word_charts.pushes(READING, CLASSES),
    "confusion": lambda: confusion_chart(Result(5, 4, 3, 2), CLASSES),
    "evidence": lambda: review_charts.evidence([Evidence(("great",), 1.0, 2, 3)], CLASSES),
}


@pytest.mark.parametrize("name", PICTURES)
def test_a_chart_is_drawn_with_any_names(name):
    drawn = PICTURES[name]().to_dict()
    svg = unescape(unescape(vl_convert.vegalite_to_svg(drawn)))
    assert NAMES[1] in svg and not re.search("positive|negative", json.dumps(drawn), re.I)


@pytest.mark.parametrize("name", ["'", '"', "\\", "'}[datum.value] || alert(1) //", "</script>"])
def test_no_name_ends_the_text_in_an_expression(name):
    chart = word_charts.gauge(READING, Classes((name, name + "2"), films=False)).to_dict()
    (expression,) = set(find(chart, "labelExpr"))
    texts, rest = json.JSONDecoder().raw_decode(expression)
    assert texts == {"0": f"0% · {name}", "1": f"100% · {name}2"} and expression[rest:] == "[datum.value] || datum.label"
    vl_convert.vegalite_to_svg(chart)


def test_html_shows_any_name_as_text():
    for html in (
        coloured_review.legend(CLASSES),
        coloured_review.why(READING, CLASSES),
        coloured_review.scale(CLASSES, ("#000000", "#ffffff")),
    ):
        shown = Reader(html)
        assert set(shown.tags) <= OWN_TAGS and set(shown.attributes) <= {"style", "title", "tabindex", "dir"}
    assert all(f"Towards “{name}”" in Reader(coloured_review.legend(CLASSES)).text for name in NAMES)
    assert f"without this word 20.0% “{NAMES[1]}”" in unescape(coloured_review.why(READING, CLASSES))


def test_the_drawing_of_the_network_says_what_it_answers():
    assert f"how likely the review is “{NAMES[1]}”" in drawing(CONFIG, CLASSES).units[-1].layer


def test_a_line_shows_always_the_same_answer_instead_of_a_coin_flip():
    annotations = charts.Annotations(majority=0.8)
    for chart, height in ((charts.accuracy_chart, 0.8), (charts.loss_chart, 0.5004)):
        spec = chart([epoch(1), epoch(2)], CONFIG, ended=True, annotations=annotations).to_dict()
        lines = [row for rows in spec["datasets"].values() for row in rows] + [
            row for values in find(spec, "values") if isinstance(values, list) for row in values if isinstance(row, dict)
        ]
        (line,) = [row for row in lines if row.get("name") == "always the same answer"]
        assert next(value for value in line.values() if isinstance(value, float)) == pytest.approx(height, abs=1e-4)
        assert not any(row.get("name") == "coin flip" for row in lines)


def test_a_source_says_which_class_is_the_more_frequent_one(letters):
    assert LETTERS.majority == Majority(0, 0.8)
    assert replace(LETTERS, positive_share=0.55).majority == Majority(1, 0.55)
    assert replace(LETTERS, positive_share=0.54).majority is replace(LETTERS, positive_share=0.5).majority is None
    assert float(letters.validation.labels.mean()) == LETTERS.positive_share


def test_names_are_one_line_and_escaped_once(letters, monkeypatch):
    monkeypatch.setitem(corpus.SOURCES, LETTERS.name, replace(LETTERS, class_names=("a\n\n# b", "c")))
    assert class_names.as_written(LETTERS.name).names == ("a # b", "c")
    assert class_names.in_markdown(LETTERS.name).names == ("a \\# b", "c")


def test_films_stay_films(open_app, cluster):
    assert "learns to tell praise from blame" in words(open_app())
    assert go_to(open_app(), "how_it_works").title
