"""The knobs of the sidebar are the settings of the next run, and the address bar says the same."""

import pytest
import streamlit as st

from explorer import corpus
from explorer.config import KNOBS, RunConfig
from explorer.store import State
from explorer.ui import sidebar
from explorer.ui.escaping import plain
from tests.support.pages import button, go_to, has_button, knobs, words

UNUSUAL = RunConfig("tanh", "mse", 64, 3, 20, 0.00123, 256, 5_000, 0.25, 0.0005, 77)
GET_OFFICIAL = "Get the official Keras reviews"
HUGE = "9" * 400


def widget(app, name):
    """The widget of a knob."""
    return app.get_by_key(f"knob_{name}")


def address_of(config):
    """The settings of `config` as parameters of an address."""
    return {name: str(value) for name, value in config.to_dict().items()}


# Knobs


@pytest.mark.parametrize("name", KNOBS)
def test_every_knob_has_its_name_and_its_help(open_app, name):
    knob = widget(open_app(), name)
    assert knob.label == KNOBS[name].label
    assert knob.help == KNOBS[name].help


def test_the_knobs_begin_at_the_articles_settings(open_app):
    assert RunConfig(**knobs(open_app())) == RunConfig()


def test_the_knobs_reach_from_limit_to_limit(open_app):
    app = open_app()
    for control in (*app.slider, *app.number_input):
        knob = KNOBS[control.key.removeprefix("knob_")]
        assert (control.min, control.max) == (knob.low, knob.high)
    for control in app.select_slider:
        knob = KNOBS[control.key.removeprefix("knob_")]
        assert (control.options[0].split(" ")[0], control.options[-1]) == (knob.show(knob.low), knob.show(knob.high))
    for control in app.radio:
        assert control.options == list(KNOBS[control.key.removeprefix("knob_")].choices.values())


def test_the_articles_sizes_are_marked_as_the_articles(open_app):
    marked = [option for option in widget(open_app(), "units").options if option.endswith("article")]
    assert marked == ["16 · article", "32 · article", "64 · article"]


def test_the_articles_settings_are_one_click_away(open_app):
    app = open_app(**address_of(UNUSUAL))
    button(app, "Back to the article's settings").click().run()
    assert RunConfig(**knobs(app)) == RunConfig()


# The address bar


def test_the_address_bar_fills_the_knobs(open_app):
    app = open_app(**address_of(UNUSUAL))
    assert RunConfig(**knobs(app)) == UNUSUAL
    assert not app.warning


@pytest.mark.parametrize("end", ["low", "high"])
def test_the_limits_themselves_are_allowed_in_the_address_bar(open_app, end):
    limits = {name: getattr(knob, end) for name, knob in KNOBS.items() if not knob.choices}
    app = open_app(**{name: str(value) for name, value in limits.items()})
    assert not app.warning and not app.exception
    assert knobs(app).items() >= limits.items()


def test_a_size_that_the_slider_usually_lacks_is_offered_when_the_address_has_it(open_app):
    app = open_app(units="17", batch_size="100")
    assert knobs(app).items() >= {"units": 17, "batch_size": 100}.items()
    assert "17" in widget(app, "units").options


def test_the_address_bar_follows_the_knobs(open_app):
    app = open_app()
    assert app.query_params == {}
    widget(app, "units").set_value(32)
    widget(app, "activation").set_value("tanh")
    app.run()
    assert app.query_params == {"activation": "tanh", "units": "32"}
    widget(app, "units").set_value(16).run()
    assert app.query_params == {"activation": "tanh"}


def test_the_address_bar_of_one_visitor_gives_another_the_same_page(open_app):
    mine = open_app(**address_of(UNUSUAL))
    button(mine, "Train").click().run()
    theirs = open_app(**mine.query_params)
    assert knobs(theirs) == knobs(mine)
    assert "**Run 1**" in words(theirs)
    assert theirs.query_params == mine.query_params


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("units", "3"),
        ("units", "513"),
        ("units", "16.5"),
        ("units", ""),
        ("units", "many"),
        ("units", HUGE),
        ("layers", "-1"),
        ("epochs", "0"),
        ("epochs", "51"),
        ("learning_rate", "nan"),
        ("learning_rate", "inf"),
        ("learning_rate", "0"),
        ("batch_size", "1e400"),
        ("vocabulary", "20001"),
        ("dropout", "0.91"),
        ("l2", "-0.1"),
        ("seed", "٣x"),
        ("activation", "RELU"),
        ("activation", "sigmoid"),
        ("loss", "mse "),
    ],
)
def test_a_setting_that_is_not_possible_falls_back_with_a_note(open_app, name, text):
    app = open_app(**{name: text})
    assert RunConfig(**knobs(app)) == RunConfig()
    (note,) = app.warning
    assert note.value.startswith(KNOBS[name].label)
    assert not app.exception and not app.error


def test_every_refusal_has_a_note_of_its_own_and_what_is_possible_is_kept(open_app):
    app = open_app(units="0", epochs="x", layers="3")
    assert [note.value.split(" is ")[0] for note in app.warning] == ["Hidden units", "Epochs"]
    assert knobs(app).items() >= {"units": 16, "epochs": 10, "layers": 3}.items()


def test_what_was_refused_leaves_the_address_bar(open_app):
    assert open_app(units="0", reviews="mine", run="99", layers="3").query_params == {"layers": "3"}


def test_names_that_are_no_setting_are_ignored(open_app):
    app = open_app(utm_source="a newsletter", knob_units="64", notes="x", dataset="y")
    assert RunConfig(**knobs(app)) == RunConfig()
    assert not app.warning and not app.exception


@pytest.mark.parametrize("run", ["7", "0", "-1", "1.0", "one", "", "²", "٣", HUGE])
def test_a_run_that_is_not_there_is_noted(open_app, run):
    app = open_app(run=run)
    (note,) = app.warning
    assert "There is no run" in note.value
    assert "Press **Train**" in words(app)
    assert not app.exception and not app.error


@pytest.mark.parametrize("reviews", ["official", "mine", "", "../../etc/passwd"])
def test_reviews_that_are_not_there_are_noted(open_app, reviews):
    app = open_app(reviews=reviews)
    (note,) = app.warning
    assert "which this computer does not have" in note.value
    assert app.session_state.dataset == "packaged"
    assert not app.exception and not app.error


@pytest.mark.parametrize("name", ["units", "activation", "run", "reviews"])
@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", "![x](http://evil.example/x.png)", "[click](http://evil.example)", "$x^2$ :red[a] `b`"],
)
def test_what_an_address_says_is_shown_letter_by_letter(open_app, name, text):
    app = open_app(**{name: text})
    (note,) = app.warning
    assert plain(text) in note.value
    assert text not in note.value
    assert not app.exception and not app.error


def test_notes_go_away_once_a_knob_is_changed(open_app):
    app = open_app(units="0")
    assert len(app.warning) == 1
    widget(app, "layers").set_value(2).run()
    assert not app.warning
    app.run()
    assert not app.warning


def test_notes_go_away_once_a_run_is_trained(open_app):
    app = button(open_app(units="0"), "Train").click().run()
    assert not app.warning


# Train


def test_train_queues_exactly_the_settings_that_the_knobs_show(open_app, cluster):
    button(open_app(**address_of(UNUSUAL)), "Train").click().run()
    (run,) = cluster.store.runs()
    assert run.config == UNUSUAL
    assert run.dataset == "packaged"
    assert run.state == State.QUEUED


def test_train_takes_a_knob_that_was_moved_just_before(open_app, cluster):
    app = open_app()
    widget(app, "units").set_value(48)
    widget(app, "loss").set_value("mse")
    widget(app, "learning_rate").set_value(0.01)
    button(app, "Train").click().run()
    assert cluster.store.run(1).config == RunConfig(units=48, loss="mse", learning_rate=0.01)


def test_train_shows_the_run_and_puts_it_into_the_address_bar(open_app):
    app = button(open_app(), "Train").click().run()
    assert "**Run 1** · ReLU · binary cross-entropy · 1 hidden layer of 16 · 10 epochs" in words(app)
    assert app.query_params == {"run": "1"}


def test_train_on_the_leaderboard_shows_the_run_as_well(open_app):
    app = open_app("leaderboard")
    button(app, "Train").click().run()
    # AppTest draws the page that the app has switched to only when it is asked for that page.
    go_to(app, "train")
    assert "**Run 1** · ReLU" in words(app)


def test_the_knobs_stay_as_they_are_on_another_page(open_app):
    app = open_app(units="64", dropout="0.5")
    go_to(app, "leaderboard")
    assert knobs(app).items() >= {"units": 64, "dropout": 0.5}.items()
    go_to(app, "train")
    assert knobs(app).items() >= {"units": 64, "dropout": 0.5}.items()


def test_two_visitors_do_not_turn_each_others_knobs(open_app):
    mine, theirs = open_app(units="64"), open_app()
    button(mine, "Train").click().run()
    theirs.run()
    assert knobs(theirs)["units"] == 16
    assert "Press **Train**" in words(theirs)


def test_there_is_nothing_to_stop_before_the_first_run(open_app):
    assert button(open_app(), "Stop").disabled


# Where the reviews come from


class Download:
    """A stand-in for `Fetch` whose progress the test sets."""

    started = ()

    def __init__(self, source, noun):
        self.fraction, self.sentence, self.done, self.error = 0.0, f"Asking for {noun}.", False, None
        self.source = source
        Download.started = (*Download.started, self)


@pytest.fixture
def download(monkeypatch):
    monkeypatch.setattr(sidebar, "Fetch", Download)
    monkeypatch.setattr(Download, "started", ())


def test_the_sidebar_says_which_reviews_there_are_and_how_many(open_app):
    texts = words(open_app())
    assert "**Packaged reviews.**" in texts
    assert "15,000 to learn from, 5,000 to check with" in texts
    assert "5,000 sealed for the final exam" in texts


def test_without_the_official_reviews_there_is_nothing_to_choose(open_app, download):
    app = open_app()
    assert has_button(app, GET_OFFICIAL)
    assert not app.selectbox
    assert not Download.started


def test_the_official_reviews_are_fetched_while_the_sidebar_shows_how_far_that_is(open_app, download):
    app = button(open_app(), GET_OFFICIAL).click().run()
    (fetch,) = Download.started
    assert fetch.source == "official"
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
    assert "10,000 to check with" in words(app)
    assert app.query_params == {"reviews": "official"}
    button(app, "Train").click().run()
    assert cluster.store.run(1).dataset == "official"


def test_the_address_bar_chooses_the_reviews(open_app, monkeypatch):
    monkeypatch.setattr(corpus, "available_sources", lambda: ["packaged", "official"])
    app = open_app(reviews="official")
    assert app.selectbox[0].value == "official"
    assert not app.warning


def test_official_reviews_are_the_usual_ones_where_they_are(open_app, monkeypatch):
    monkeypatch.setattr(corpus, "available_sources", lambda: ["packaged", "official"])
    monkeypatch.setattr(corpus, "default_source", lambda: "official")
    app = open_app()
    assert app.selectbox[0].value == "official"
    assert app.query_params == {}


# The link


def test_the_link_to_share_says_what_the_address_bar_says(open_app, monkeypatch):
    monkeypatch.setattr(type(st.context), "url", property(lambda _: "http://here:8501/leaderboard"))
    app = open_app(units="32", activation="tanh")
    assert [code.value for code in app.sidebar.code] == ["http://here:8501/leaderboard?units=32&activation=tanh"]
    app.slider(key="knob_layers").set_value(3).run()
    assert app.sidebar.code[0].value.endswith("layers=3")
    button(app, "Back to the article's settings").click().run()
    assert app.sidebar.code[0].value == "http://here:8501/leaderboard"
