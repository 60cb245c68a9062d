"""Train works from every page, and the sidebar says where the reviews come from."""

import pytest

from explorer import corpus
from explorer.config import RunConfig
from explorer.store import State
from explorer.ui import sidebar
from explorer.ui.escaping import plain
from tests.support.pages import UNUSUAL, address_of, button, go_to, has_button, knob_widget, run_shown, words

GET_OFFICIAL = "Get the official Keras reviews"


# Train


def test_train_queues_exactly_the_settings_that_the_knobs_show(open_app, cluster):
    button(open_app(**address_of(UNUSUAL)), "Train").click().run()
    (run,) = cluster.store.runs()
    assert run.config == UNUSUAL
    assert run.dataset == "packaged"
    assert run.state == State.QUEUED


def test_train_takes_a_knob_that_was_moved_just_before(open_app, cluster):
    app = open_app()
    knob_widget(app, "units").set_value(48)
    knob_widget(app, "loss").set_value("mse")
    knob_widget(app, "learning_rate").set_value(0.01)
    button(app, "Train").click().run()
    assert cluster.store.run(1).config == RunConfig(units=48, loss="mse", learning_rate=0.01)


def test_train_shows_the_run_and_puts_it_into_the_address_bar(open_app):
    app = button(open_app(), "Train").click().run()
    assert run_shown(app) == 1
    assert "ReLU · binary cross-entropy · 1 hidden layer of 16 · 10 epochs" in words(app)
    assert app.query_params == {"run": "1"}


def test_train_on_the_leaderboard_shows_the_run_as_well(open_app):
    app = open_app("leaderboard")
    button(app, "Train").click().run()
    # AppTest draws the page that the app has switched to only when it is asked for that page.
    go_to(app, "train")
    assert run_shown(app) == 1


def test_there_is_nothing_to_stop_before_the_first_run(open_app):
    assert not has_button(open_app(), "Stop")


# Where the reviews come from


class Download:
    """A stand-in for the `Work` of a download whose progress the test sets."""

    started = ()

    def __init__(self, work, sentence, failure):
        self.fraction, self.sentence, self.done, self.error = 0.0, sentence, False, None
        Download.started = (*Download.started, self)


@pytest.fixture
def download(monkeypatch):
    monkeypatch.setattr(sidebar, "Work", Download)
    monkeypatch.setattr(Download, "started", ())


def test_the_sidebar_says_which_reviews_there_are_and_how_many(open_app):
    texts = words(open_app())
    assert "**Packaged reviews.**" in texts
    assert "15,000 to learn from, 5,000 to compare" in texts
    assert "5,000 sealed for the final exam" in texts


def test_without_the_official_reviews_there_is_nothing_to_choose(open_app, download):
    app = open_app()
    assert has_button(app, GET_OFFICIAL)
    assert not app.selectbox
    assert not Download.started


def test_the_official_reviews_are_fetched_while_the_sidebar_shows_how_far_that_is(open_app, download):
    app = button(open_app(), GET_OFFICIAL).click().run()
    (fetch,) = Download.started
    assert not has_button(app, GET_OFFICIAL)
    assert [bar.text for bar in app.sidebar.progress] == ["Asking for the official reviews."]
    fetch.fraction, fetch.sentence = 0.4, "Downloading imdb.npz: 7.0 of 17.5 MB."
    app.run()
    assert [(bar.value, bar.text) for bar in app.sidebar.progress] == [(40, "Downloading imdb.npz: 7.0 of 17.5 MB.")]


def test_every_visitor_sees_the_same_download(open_app, download):
    button(open_app(), GET_OFFICIAL).click().run()
    theirs = open_app()
    assert not has_button(theirs, GET_OFFICIAL)
    assert len(theirs.sidebar.progress) == 1
    assert len(Download.started) == 1


def test_a_download_that_failed_says_why_and_can_be_tried_again(open_app, download):
    app = button(open_app(), GET_OFFICIAL).click().run()
    sentence = "There is no connection to the server [of http://example.org]."
    Download.started[0].error, Download.started[0].done = sentence, True
    app.run()
    assert [warning.value for warning in app.sidebar.warning] == [plain(sentence)]
    assert not app.sidebar.progress and not app.exception
    button(app, GET_OFFICIAL).click().run()
    assert len(Download.started) == 2
    assert not app.sidebar.warning
    assert len(app.sidebar.progress) == 1


def test_official_reviews_that_have_arrived_can_be_chosen_and_the_choice_stays(open_app, download, monkeypatch):
    app = button(open_app(), GET_OFFICIAL).click().run()
    Download.started[0].done = True
    monkeypatch.setattr(corpus, "available_sources", lambda: ["packaged", "official"])
    monkeypatch.setattr(corpus, "default_source", lambda: "official")
    app.run()
    (choice,) = app.selectbox
    assert choice.value == "packaged"
    assert choice.options == ["Packaged reviews", "Official Keras reviews"]
    assert not has_button(app, GET_OFFICIAL) and not app.sidebar.progress


def test_train_uses_the_reviews_that_are_chosen(open_app, cluster, monkeypatch):
    monkeypatch.setattr(corpus, "available_sources", lambda: ["packaged", "official"])
    app = open_app()
    app.selectbox[0].set_value("official").run()
    assert "10,000 to compare" in words(app)
    assert app.query_params == {"reviews": "official"}
    button(app, "Train").click().run()
    assert cluster.store.run(1).dataset == "official"
