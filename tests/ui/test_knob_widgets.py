"""The knobs of the sidebar are the settings of the next run."""

import pytest

from explorer.config import ARTICLE_KNOBS, KNOBS, RunConfig
from tests.support.pages import UNUSUAL, address_of, button, go_to, knob_widget, knobs, words


@pytest.mark.parametrize("name", KNOBS)
def test_every_knob_has_its_name_and_its_help(open_app, name):
    knob = knob_widget(open_app(), name)
    assert knob.label == KNOBS[name].label
    assert knob.help == KNOBS[name].help


def test_the_knobs_begin_at_the_articles_settings(open_app):
    assert RunConfig(**knobs(open_app())) == RunConfig()


def test_the_knobs_reach_from_limit_to_limit(open_app):
    app = open_app()
    app = app.sidebar
    for control in (*app.slider, *app.number_input):
        knob = KNOBS[control.key.removeprefix("knob_")]
        assert (control.min, control.max) == (knob.low, knob.high)
    for control in app.select_slider:
        knob = KNOBS[control.key.removeprefix("knob_")]
        assert [option.split(" ")[0] for option in (control.options[0], control.options[-1])] == [
            *map(knob.show, (knob.low, knob.high))
        ]
    for control in app.radio:
        assert control.options == list(KNOBS[control.key.removeprefix("knob_")].choices.values())


def test_the_other_knobs_stand_together_by_what_they_are_about(open_app):
    groups = [*dict.fromkeys(knob.group for knob in KNOBS.values())]
    assert groups[0] == "" and 3 < len(groups) < 8
    assert [name for name, knob in KNOBS.items() if not knob.group] == list(ARTICLE_KNOBS)
    said = [one.value for one in open_app().sidebar.markdown]
    assert [one for one in said if one.strip("*") in groups[1:]] == [f"**{group}**" for group in groups[1:]]


def test_the_articles_sizes_are_marked_as_the_articles(open_app):
    marked = [option for option in knob_widget(open_app(), "units").options if option.endswith("article")]
    assert marked == ["16 · article", "32 · article", "64 · article"]


def test_the_articles_settings_are_one_click_away(open_app):
    app = open_app(**address_of(UNUSUAL))
    button(app, "Back to the article's settings").click().run()
    assert RunConfig(**knobs(app)) == RunConfig()


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
    assert "**Press Train**" in words(theirs)
