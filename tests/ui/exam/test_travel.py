"""The Exam page with the test reviews of another data set: how far a network travels, and that every opening is counted."""

import pytest

from explorer import corpus
from explorer.config import RunConfig
from explorer.store import Envelope, Result
from explorer.ui.escaping import plain
from explorer.workers.cluster import Status
from tests.support import messages as spam
from tests.support import own_files
from tests.support.hostile import ALIVE, HOSTILE
from tests.support.pages import button, has_button, headings, metrics, words

PAGE = "exam"
HOME = "packaged"


@pytest.fixture
def there(messages):
    """The test reviews of the messages."""
    return Envelope(messages)


@pytest.fixture
def travel(open_app, there):
    """A function that opens the page of the packaged reviews with the envelope of the messages."""

    def travel():
        app = open_app(PAGE, reviews=HOME)
        return app.radio(key="envelope_row").set_value(there.dataset).run()

    return travel


def open_envelope(app):
    """Tick the box and press the button."""
    app.checkbox[0].check().run()
    return button(app, "Open the envelope").click().run()


# Sealed


def test_every_other_data_set_is_an_envelope_with_its_name_and_size(open_app, champion, messages):
    app = open_app(PAGE, reviews=HOME)
    names = ["Test reviews (5,000)", "Sentences from Rotten Tomatoes (8,530)", f"{plain(spam.LABEL)} (10)"]
    assert app.radio(key="envelope_row").options == names
    app = open_app(PAGE, reviews=messages)
    assert app.radio(key="envelope_row").options == ["Test reviews (10)", "Packaged reviews (5,000)"]


def test_more_than_three_envelopes_are_a_list_in_which_nothing_is_markdown(open_app, champion, there, monkeypatch):
    monkeypatch.setitem(corpus.SOURCES, "twin", spam.source("twin"))
    app = open_app(PAGE, reviews=HOME)
    choice = app.selectbox(key="envelope_list")
    # Two that are called the same can be told apart.
    assert choice.options[2:] == ["My *own* messages (10)", "My *own* messages (10) · twin"]
    choice.set_value("twin").run()
    assert headings(app)[0] == "The envelope is sealed" and "of another data set" in words(app)
    assert not app.exception and not app.error


def test_another_data_set_begins_with_its_own_test_reviews(travel, open_app, champion, there):
    app = travel()
    app.selectbox(key="dataset").set_value(there.dataset).run()
    assert app.radio(key="envelope_row").value == "test" and "In this envelope are **10 test reviews**. " in words(app)
    app.radio(key="envelope_row").set_value(HOME).run()
    app.selectbox(key="dataset").set_value(HOME).run()
    assert app.radio(key="envelope_row").value == "test" and "In this envelope are **5,000 test reviews**. " in words(app)
    assert not app.exception and not app.error


def test_the_sealed_envelope_says_what_is_in_it_and_what_counts_for_what(travel, champion):
    app = travel()
    assert headings(app) == ["The envelope is sealed"]
    assert f"In this envelope are **10 test reviews** of another data set, **{plain(spam.LABEL)}**" in words(app)
    assert "Here, “spam” counts as “positive”, and “ham” counts as “negative”." in words(app)
    assert "This envelope has never been opened" in app.info[0].value
    # A network may do worse than a coin there.
    assert app.slider(key=f"guess_{champion}_{spam.NAME}").min == 0


def test_without_a_network_it_says_what_is_in_it_all_the_same(travel):
    app = travel()
    assert "of another data set" in words(app) and has_button(app, "Train a first one")
    assert not app.exception


# Opened


def test_an_opened_envelope_shows_what_is_lost_and_what_else_the_figure_is_worth(travel, cluster, champion, there):
    app = open_envelope(travel())
    assert not app.exception and not app.error
    (opening,) = cluster.store.openings(there)
    assert (opening.run_id, opening.result) == (champion, spam.REVIEWER)
    assert metrics(app)["Right in the exam"] == "70.0%" and metrics(app)["Validation"] == "88.0%"
    said = words(app)
    assert f"Trained on **Packaged reviews**, examined on **{plain(spam.LABEL)}**." in said
    assert "got 88.0% right. Here it loses **18.0 percentage points** (95% interval: " in said
    assert "Always answering “ham” gets 60.0% right" in said
    assert "Here, “spam” counts as “positive”, and “ham” counts as “negative”." in said
    assert "The network knows **" in app.warning[0].value and "worth little" in app.warning[0].value
    assert "most likely too good to be true" not in said
    assert cluster.asked == ["open_envelope", "known_shares", "confident_mistakes"]
    app.run()
    assert len(cluster.asked) == 3


def test_once_its_own_test_reviews_are_open_it_is_compared_with_these(travel, cluster, champion, there):
    cluster.store.open_exam(champion, Envelope(HOME), None, Result(2250, 2250, 250, 250))
    assert "On the test reviews of its own data set it got 90.0% right" in words(open_envelope(travel()))


def test_the_matrix_and_the_mistakes_have_the_names_of_that_data_set(travel, champion):
    app = open_envelope(travel())
    (chart,) = app.get("vega_lite_chart")
    assert "2 ham reviews called spam" in chart.proto.alt
    labels = [expander.label for expander in app.main.expander]
    assert len(labels) == 3
    assert labels[0].startswith("**1. The label says “ham”, the network said “spam”, ")
    assert labels[2].endswith(" sure.** Bad pills")
    assert "These are real reviews, as they were written." in words(app)


def test_while_the_worker_gets_ready_the_figures_are_there(travel, cluster, champion, there):
    cluster.store.open_exam(champion, there, 0.9, spam.REVIEWER)
    cluster.status = Status(0.4, "Loading TensorFlow")
    app = travel()
    assert metrics(app)["Right in the exam"] == "70.0%" and "Here it loses" in words(app)
    assert "The network knows" not in words(app) and not app.main.expander and not app.exception


# Every opening


def test_all_openings_of_the_same_reviews_are_counted_wherever_runs_come_from(
    open_app, travel, cluster, champion, network, there
):
    own = cluster.trained(RunConfig(units=8), dataset=spam.NAME, model=network, val_accuracy=0.9)
    cluster.store.open_exam(own, there, None, spam.REVIEWER)
    app = travel()
    assert headings(app)[:2] == ["The envelope has been opened before", "Every opening of this envelope"]
    assert "opened once already. This would be the second opening" in app.warning[0].value
    app = open_envelope(app)
    assert "This is the second opening" in words(app)
    # The runs of that data set see the traveller, too.
    other = cluster.trained(RunConfig(units=16), dataset=spam.NAME, model=network, val_accuracy=0.95)
    app = open_app(PAGE, reviews=spam.NAME)
    assert f"for run {other}" in app.checkbox[0].label
    assert "opened twice already. This would be the third opening" in app.warning[0].value
    assert f"for run {own}, with no guess" in words(app)
    assert f"for run {champion}, travelled from Packaged reviews, with guess 75.0%" in words(app)


def test_a_traveller_from_a_data_set_that_is_gone_stays_in_the_list(open_app, cluster, champion):
    gone = cluster.trained(RunConfig(units=8), dataset="gone[1]")
    cluster.store.open_exam(gone, Envelope(HOME), None, spam.REVIEWER)
    app = open_app(PAGE, reviews=HOME)
    assert f"for run {gone}, travelled from {plain('gone[1]')}, with no guess" in words(app)
    assert not app.exception and not app.error


# A data set that somebody has brought


def test_a_network_trained_on_films_is_examined_on_ones_own_file(open_app, cluster, champion):
    """Most of the words of its few test reviews are in none of its few training reviews."""
    great = [(f"A great word{number}, word{number + 100}", "spam") for number in range(20)]
    name = own_files.made(cluster.store, great + [(f"Awful word{number}", "ham") for number in range(200, 220)])
    app = open_app(PAGE, reviews=HOME)
    assert app.radio(key="envelope_row").options[2] == f"Messages ({corpus.get_source(name).test})"
    app.radio(key="envelope_row").set_value(name).run()
    open_envelope(app)
    assert not app.exception and not app.error
    (opening,) = cluster.store.openings(Envelope(name))
    assert opening.result.accuracy == 1 and "Trained on **Packaged reviews**, examined on **Messages**." in words(app)
    assert "There is not a single mistake." in words(app)


# Names from people


@pytest.mark.parametrize("text", HOSTILE)
def test_names_of_a_data_set_and_of_its_labels_are_shown_and_do_nothing(
    open_app, cluster, champion, monkeypatch, there, text
):
    label = " ".join(text.split())
    source = spam.source(label=label)
    object.__setattr__(source, "class_names", ("ham", label))
    monkeypatch.setitem(corpus.SOURCES, spam.NAME, source)
    cluster.store.open_exam(champion, there, None, spam.REVIEWER)
    cluster.status = Status(0.4, "Loading TensorFlow")
    app = open_app(PAGE, reviews=HOME)
    option = app.radio(key="envelope_row").options[2]
    assert not ALIVE.search(option.removesuffix(" (10)"))
    app.radio(key="envelope_row").set_value(there.dataset).run()
    assert not app.exception
    said = words(app)
    assert f"examined on **{plain(label)}**" in said and f"“{plain(label)}” counts as “positive”" in said
    assert label == plain(label) or label not in said.replace(plain(label), "")
