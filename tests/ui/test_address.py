"""The address bar says what the knobs say, and what pages declare; its text is input like any other."""

import pytest

from explorer import corpus
from explorer.config import KNOBS, RunConfig
from explorer.ui import address
from explorer.ui.escaping import plain
from explorer.ui.pages import BIG, PAGES
from tests.support.pages import UNUSUAL, address_of, button, go_to, knob_widget, knobs, run_shown, words

HUGE = "9" * 400


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
    assert "17" in knob_widget(app, "units").options


def test_the_address_bar_follows_the_knobs(open_app):
    app = open_app()
    assert app.query_params == {}
    knob_widget(app, "units").set_value(32)
    knob_widget(app, "activation").set_value("tanh")
    app.run()
    assert app.query_params == {"activation": "tanh", "units": "32"}
    knob_widget(app, "units").set_value(16).run()
    assert app.query_params == {"activation": "tanh"}


def test_the_address_bar_of_one_visitor_gives_another_the_same_page(open_app):
    mine = open_app(**address_of(UNUSUAL))
    button(mine, "Train").click().run()
    theirs = open_app(**mine.query_params)
    assert knobs(theirs) == knobs(mine)
    assert run_shown(theirs) == 1
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
        ("vocabulary", "40001"),
        ("dropout", "0.91"),
        ("l2", "-0.1"),
        ("seed", "٣x"),
        ("activation", "RELU"),
        ("activation", "swish"),
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
    assert "**Press Train**" in words(app)
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
    knob_widget(app, "layers").set_value(2).run()
    assert not app.warning
    app.run()
    assert not app.warning


def test_notes_go_away_once_a_run_is_trained(open_app):
    app = button(open_app(units="0"), "Train").click().run()
    assert not app.warning


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


# Parameters of pages


PARAMETERS = (BIG, *(parameter for page in PAGES for parameter in page.parameters))
pages_say = pytest.mark.parametrize("parameter", PARAMETERS, ids=lambda parameter: parameter.item.key)


def parsed(**said):
    return address.parse(said, ["packaged"], lambda run: False, PARAMETERS)


def test_no_two_things_in_the_address_have_the_same_name():
    names = ["reviews", "run", *KNOBS, *(parameter.item.key for parameter in PARAMETERS)]
    assert len(set(names)) == len(names)


@pages_say
def test_every_value_that_a_page_declares_is_accepted(parameter):
    name = parameter.item.key
    assert len(parameter.values) > 1 and parameter.item.default in parameter.values.values()
    for text, value in parameter.values.items():
        asked = parsed(**{name: text})
        assert asked.parameters[name] == value and asked.notes == []


@pages_say
@pytest.mark.parametrize("text", ["", "1.0", "Words", "x" * 1_000])
def test_any_other_text_is_refused_with_the_pages_sentence(parameter, text):
    asked = parsed(**{parameter.item.key: text})
    assert asked.parameters == parsed().parameters
    assert asked.notes == [parameter.refusal.format(text[:40])]


def test_an_address_has_the_parameters_of_its_own_page_only(open_app):
    app = open_app("how_it_works", step="3", mode="machine")
    assert app.query_params == {"step": "3"}
    assert not app.warning
    go_to(app, "exam")
    assert app.query_params == {}
    assert go_to(app, "how_it_works").session_state.step == 3


def test_big_type_is_part_of_every_address(open_app):
    app = open_app("exam", big="1")
    assert app.query_params == {"big": "1"}
    app.toggle(key="big").set_value(False).run()
    assert app.query_params == {}


# Back and Forward


def test_back_undoes_what_was_changed_and_forward_does_it_again(open_app, cluster):
    app = open_app()
    earlier = [dict(app.query_params)]
    knob_widget(app, "units").set_value(32).run()
    earlier.append(dict(app.query_params))
    button(app, "Train").click().run()
    earlier.append(dict(app.query_params))
    knob_widget(app, "dropout").set_value(0.3).run()
    earlier.append(dict(app.query_params))
    assert earlier[2:] == [{"units": "32", "run": "1"}, {"units": "32", "run": "1", "dropout": "0.3"}]
    for said in [*reversed(earlier[:-1]), *earlier[1:]]:
        app.query_params = dict(said)
        app.run()
        assert app.query_params == said
        assert {name: str(value) for name, value in knobs(app).items() if name in said} == {
            name: text for name, text in said.items() if name != "run"
        }
        assert (run_shown(app) == 1) == ("run" in said)


def test_the_links_to_the_pages_keep_settings_and_run(open_app):
    app = open_app(units="32", run="1")
    links = app.get("page_link")
    assert len(links) == len(PAGES)
    assert all("units=32" in link.proto.query_string for link in links)
