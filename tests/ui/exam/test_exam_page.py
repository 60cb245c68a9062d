"""The Exam page: an envelope is opened once, for one chosen run, and every opening is counted and named."""

import json
import re

import pytest
import vl_convert

from explorer.config import RunConfig
from explorer.ui.pages.exam.exam_charts import confusion_chart
from explorer.wording.classes import Classes
from explorer.workers.cluster import Status
from tests.support.charts import chart_specs, find, marks
from tests.support.pages import button, go_to, has_button, headings, metrics, words
from tests.support.runs import RESULT, TEST

PAGE = "exam"
SIMULATOR = "Why only once? The peeking simulator"


@pytest.fixture
def other(cluster, champion, network):
    """A run that ranks below the champion."""
    return cluster.trained(RunConfig(layers=0, vocabulary=1_000, dropout=0.5), model=network, val_accuracy=0.85)


def open_envelope(app):
    """Tick the box and press the button."""
    app.checkbox[0].check().run()
    return button(app, "Open the envelope").click().run()


def ledger(app):
    """The run, the guess and the accuracy of each opening in the list, the first one first."""
    entries = re.findall(
        r"^1\. \d+ \w+ \d+, \d+:\d+: \*\*([\d.%]+)\*\*.* for run (\d+), with ([\w .%]+) and", words(app), re.M
    )
    return [(run, guess, accuracy) for accuracy, run, guess in entries]


def choose(app, index):
    return app.selectbox[0].select_index(index).run()


# Sealed


def test_without_a_trained_network_the_page_says_how_to_get_one(open_app):
    app = open_app(PAGE)
    assert [title.value for title in app.title] == ["Exam"]
    assert "No network has been trained on these reviews yet. Press **Train a first one**" in app.info[0].value
    assert "No network has learned from them." in words(app)
    assert not app.selectbox and not app.exception and headings(app) == []


def test_the_champion_sits_the_exam_unless_another_run_is_chosen(open_app, champion, other):
    app = open_app(PAGE)
    assert [option.split(" · ")[0] for option in app.selectbox[0].options] == ["The champion", f"Run {other}"]
    assert headings(app) == ["The envelope is sealed", SIMULATOR]
    assert "This envelope has never been opened" in app.info[0].value
    assert f"for run {champion}" in app.checkbox[0].label
    assert f"for run {other}" in choose(app, 1).checkbox[0].label


def test_nothing_is_opened_before_the_box_is_ticked(open_app, cluster, champion):
    app = open_app(PAGE)
    assert button(app, "Open the envelope").disabled
    assert cluster.asked == []
    assert not button(app.checkbox[0].check().run(), "Open the envelope").disabled
    assert cluster.asked == [] and cluster.store.openings(TEST) == []


def test_a_tick_for_one_run_is_none_for_another(open_app, champion, other):
    app = open_app(PAGE)
    app.checkbox[0].check().run()
    assert button(choose(app, 1), "Open the envelope").disabled


def test_a_choice_stays_when_another_run_has_finished(open_app, cluster, champion, other, network):
    app = choose(open_app(PAGE), 1)
    cluster.trained(RunConfig(layers=0, vocabulary=1_000, dropout=0.25), model=network, val_accuracy=0.87)
    app.run()
    assert len(app.selectbox[0].options) == 3
    assert f"for run {other}" in app.checkbox[0].label


def test_a_click_opens_the_envelope_of_the_run_named_even_if_another_leads_by_now(open_app, cluster, champion, network):
    app = open_app(PAGE)
    app.checkbox[0].check().run()
    cluster.trained(RunConfig(layers=0, vocabulary=1_000, dropout=0.5), model=network, val_accuracy=0.95)
    button(app, "Open the envelope").click().run()
    assert [opening.run_id for opening in cluster.store.openings(TEST)] == [champion]


# Opened


def test_an_opened_envelope_shows_the_figure_the_guess_and_the_mistakes(open_app, cluster, champion):
    app = open_app(PAGE)
    app.slider(key=f"guess_{champion}_test").set_value(88.5).run()
    open_envelope(app)
    assert not app.exception
    assert headings(app) == ["The result", "Its most confident mistakes", "Every opening of this envelope"]
    assert cluster.asked == ["open_envelope", "confident_mistakes"]
    (opening,) = cluster.store.openings(TEST)
    assert (opening.run_id, opening.guess) == (champion, 0.885)
    shown = metrics(app)
    assert shown["Right in the exam"] == f"{opening.result.accuracy:.1%}"
    assert (shown["Validation"], shown["The guess"]) == ("88.0%", "88.5%")
    assert f"**{opening.result.right:,} of 5,000** right" in words(app)
    assert "The guess was **88.5%**" in words(app)
    assert "This is the first opening of the envelope" in words(app)
    assert not has_button(app, "Open the envelope") and not app.checkbox


def test_the_ten_mistakes_can_be_read_in_full_with_what_pushed_them(open_app, cluster, champion):
    app = open_envelope(open_app(PAGE))
    assert len(app.main.expander) == 10
    assert app.main.expander[0].label.startswith("**1. The writer meant ")
    assert "These are real reviews, as they were written." in words(app)
    for expander in app.main.expander:
        meant, said = re.search(r"meant (\w+), the network said (\w+), \d+\.\d+% sure", expander.label).groups()
        assert {meant, said} == {"positive", "negative"}
        (html,) = [element.value for element in expander.html]
        assert len(html) > 200 and "<mark" in html


def test_the_matrix_is_a_chart_whose_alternative_text_has_its_four_counts(open_app, cluster, champion):
    app = open_envelope(open_app(PAGE))
    result = cluster.store.opening(champion, TEST).result
    (chart,) = app.get("vega_lite_chart")
    assert marks(chart_specs(app)[0]) == ["rect", "text", "text"]
    for count, what in (
        (result.true_positives, "positive reviews called positive"),
        (result.false_positives, "negative reviews called positive"),
        (result.false_negatives, "positive reviews called negative"),
        (result.true_negatives, "negative reviews called negative"),
    ):
        assert f"{count:,} {what}" in chart.proto.alt


def test_the_cells_of_the_matrix_have_counts_and_shares():
    data = json.loads(confusion_chart(RESULT, Classes()).to_json())
    (rows,) = data["datasets"].values()
    assert {(row["true"], row["said"]): (row["count"], row["percent"]) for row in rows} == {
        ("negative", "negative"): ("2,150", "86.0%"),
        ("negative", "positive"): ("350", "14.0%"),
        ("positive", "negative"): ("300", "12.0%"),
        ("positive", "positive"): ("2,200", "88.0%"),
    }
    assert [0, 1] in find(data, "domain")


def test_long_names_of_classes_stand_in_lines_that_have_room_on_a_phone():
    names = ("Complaints about the delivery of parcels", "Praise-for-'every\"thing'-that-was-ordered")
    spec = confusion_chart(RESULT, Classes(names)).to_dict()
    (written,) = set(find(spec, "labelExpr"))
    for name in names:
        lines = re.findall(r"\[(.*?)\]", written)[names.index(name)]
        lines = json.loads(f"[{lines}]")
        assert 1 < len(lines) <= 5 and all(len(line) <= 13 for line in lines)
        assert "".join(lines).replace(" ", "") == name.replace(" ", "")
    # Vega can read it, and the lines are there.
    drawn = vl_convert.vegalite_to_svg(spec)
    assert "Complaints" in drawn and "parcels" in drawn


def test_drawing_the_page_again_opens_and_asks_nothing(open_app, cluster, champion):
    app = open_envelope(open_app(PAGE))
    go_to(go_to(app.run(), "leaderboard"), PAGE)
    assert headings(app)[0] == "The result"
    assert cluster.asked == ["open_envelope", "confident_mistakes"]


def test_another_visitor_sees_what_was_opened_and_does_not_open_it_again(open_app, cluster, champion):
    late = open_app(PAGE)
    late.checkbox[0].check().run()
    open_envelope(open_app(PAGE))
    # The late visitor's page still shows the button, and they press it, too.
    button(late, "Open the envelope").click().run()
    assert headings(late)[0] == "The result"
    assert len(cluster.store.openings(TEST)) == 1
    assert metrics(open_app(PAGE))["The guess"] == "75.0%"


def test_a_second_opening_is_named_for_what_it_is_and_every_opening_is_listed(open_app, cluster, champion, other):
    app = choose(open_envelope(open_app(PAGE)), 1)
    assert headings(app) == ["The envelope has been opened before", "Every opening of this envelope", SIMULATOR]
    assert "This envelope has been opened once already. This would be the second opening" in app.warning[0].value
    open_envelope(app)
    assert "This is the second opening: the more often an envelope is opened, the less its figures are worth" in words(app)
    assert [entry[:2] for entry in ledger(app)] == [(str(champion), "guess 75.0%"), (str(other), "guess 75.0%")]


def test_an_opening_of_a_hidden_run_stays_in_the_ledger(open_app, cluster, champion, other):
    cluster.store.open_exam(other, TEST, None, RESULT)
    cluster.store.hide([other])
    app = open_app(PAGE)
    assert len(app.selectbox[0].options) == 1
    assert "opened once already" in app.warning[0].value
    assert ledger(app) == [(str(other), "no guess", "87.0%")]
    cluster.store.hide([champion])
    app = open_app(PAGE)
    assert not app.selectbox and headings(app) == ["Every opening of this envelope"]


# The second envelope


def test_the_sentences_from_another_site_are_an_envelope_of_their_own(open_app, cluster, champion):
    app = open_envelope(open_app(PAGE))
    assert app.radio(key="envelope_row").options == [
        "Test reviews (5,000)",
        "Sentences from Rotten Tomatoes (8,530)",
    ]
    app.radio(key="envelope_row").set_value("second").run()
    assert headings(app) == ["The envelope is sealed"] and "never been opened" in app.info[0].value
    assert "**8,530 single sentences** from another site" in words(app)
    open_envelope(app)
    assert "of 8,530** right" in words(app) and "single sentences from another site" in words(app)
    assert cluster.asked == ["open_envelope", "confident_mistakes"] * 2


def test_reviews_without_a_second_envelope_offer_none(open_app, cluster, monkeypatch):
    monkeypatch.setattr("explorer.corpus.available_sources", lambda: ["packaged", "official"])
    app = open_app(PAGE, reviews="official")
    assert "**25,000 test reviews**" in words(app)
    assert app.radio(key="envelope_row").options == ["Test reviews (25,000)", "Packaged reviews (5,000)"]


# The worker


def test_while_the_worker_gets_ready_the_seal_cannot_be_broken(open_app, cluster, champion):
    cluster.status = Status(0.4, "Loading TensorFlow")
    app = open_app(PAGE)
    assert "Getting ready: Loading TensorFlow" in words(app)
    assert not app.checkbox and not has_button(app, "Open the envelope")
    cluster.status = Status(1.0, "Ready", ready=True)
    assert open_envelope(app.run()).main.expander


def test_the_figures_of_an_opened_envelope_need_no_worker(open_app, cluster, champion):
    cluster.store.open_exam(champion, TEST, 0.9, RESULT)
    cluster.status = Status(0.4, "Loading TensorFlow")
    app = open_app(PAGE)
    assert metrics(app)["Right in the exam"] == "87.0%"
    assert "Getting ready: Loading TensorFlow" in words(app) and not app.main.expander
    assert headings(app)[-1] == "Every opening of this envelope"


def test_a_worker_that_does_not_answer_is_a_sentence_and_opens_nothing(open_app, cluster, champion):
    cluster.unanswered = "The training worker has not answered. Try again in a moment."
    app = open_envelope(open_app(PAGE))
    assert "has not answered" in app.error[0].value and not app.exception
    assert cluster.store.openings(TEST) == []
    cluster.unanswered = ""
    assert headings(button(app, "Open the envelope").click().run())[0] == "The result"
