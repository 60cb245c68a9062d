"""A grid of one's own is chosen, priced and trained on the page."""

import re
from dataclasses import replace

import pytest

from explorer.config import KNOBS, RunConfig
from explorer.grid import GRID_KNOBS
from explorer.scheduling.limits import Limits
from explorer.store import State
from tests.support.hostile import HOSTILE
from tests.support.leaderboard import GRID_BUTTON, headline, table
from tests.support.pages import button, has_button, knob_widget, words

TRAIN = "Train this grid"


def choose(app, **values):
    """Choose knobs and their values: texts for numbers, lists for choices, None for what stands there at first."""
    app.multiselect(key="own_grid_knobs").set_value([*values]).run()
    for name, chosen in values.items():
        if chosen is not None:
            app.get_by_key(f"own_grid_values_{name}").set_value(chosen).run()
    return app


def asked_for(cluster):
    return [run.config for run in cluster.store.runs(states=[State.QUEUED])]


def test_at_first_nothing_is_chosen_and_the_articles_grid_is_still_one_click(open_app):
    app = open_app("leaderboard")
    assert app.multiselect(key="own_grid_knobs").value == []
    assert app.multiselect(key="own_grid_knobs").options == [KNOBS[name].label for name in GRID_KNOBS]
    assert has_button(app, GRID_BUTTON) and not has_button(app, TRAIN)


def test_a_grid_says_how_many_networks_it_is_and_how_long_it_takes_and_is_a_race(open_app, cluster):
    app = choose(open_app("leaderboard"), units="16, 64, 128", activation=["relu", "gelu"], dropout="0; 0.5")
    assert "**Activation (2) × Hidden units (3) × Dropout (2) = 12 networks**" in words(app)
    assert re.search(r"All of them still to train · about \d+ seconds", words(app))
    assert "Everything else stands as in the sidebar: as in the article." in words(app)
    button(app, TRAIN).click().run()
    assert asked_for(cluster) == [
        RunConfig(activation, units=units, dropout=dropout)
        for activation in ("relu", "gelu")
        for units in (16, 64, 128)
        for dropout in (0.0, 0.5)
    ]
    assert headline(app) == "A race of 12 networks"
    assert has_button(app, "Stop these") and not has_button(app, TRAIN)


def test_it_begins_with_the_articles_values(open_app):
    app = choose(open_app("leaderboard"), units=None, loss=None, batch_size=None)
    assert "**Loss (2) × Hidden units (3) × Batch size (1) = 6 networks**" in words(app)


def test_what_is_trained_already_is_not_trained_again(open_app, cluster):
    cluster.trained(RunConfig(units=64))
    app = choose(open_app("leaderboard"), units="16, 64")
    assert re.search(r"\n1 of them still to train · about", words(app))
    app = choose(app, units="64")
    assert "It is trained already." in words(app) and not has_button(app, TRAIN)


def test_a_single_missing_network_is_watched_too(open_app, cluster):
    cluster.trained(RunConfig(units=64))
    app = button(choose(open_app("leaderboard"), units="16, 64"), TRAIN).click().run()
    assert asked_for(cluster) == [RunConfig()]
    assert headline(app) == "A race of 1 network"


def test_everything_else_stands_as_in_the_sidebar(open_app, cluster):
    app = open_app("leaderboard", epochs="20", units="128", seed="7")
    choose(app, units="16, 64")
    assert "Everything else stands as in the sidebar: 20 epochs, and otherwise as in the article." in words(app)
    knob_widget(app, "epochs").set_value(5).run()
    button(app, TRAIN).click().run()
    assert asked_for(cluster) == [RunConfig(units=units, epochs=5) for units in (16, 64)]


def test_repeats_are_seed_by_seed(open_app, cluster):
    app = choose(open_app("leaderboard"), units="16, 64")
    app.segmented_control(key="own_grid_repeats").set_value(3).run()
    assert "**Hidden units (2) × 3 repeats = 6 networks**" in words(app)
    button(app, TRAIN).click().run()
    assert asked_for(cluster) == [RunConfig(units=units, seed=seed) for seed in range(3) for units in (16, 64)]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("16, many", "Hidden units is “many”, but it has to be a whole number between 4 and 512"),
        ("", "Hidden units needs at least one value, between 4 and 512"),
        (HOSTILE[0], "but it has to be a whole number"),
    ],
)
def test_what_is_no_value_is_refused_and_nothing_can_be_trained(open_app, text, sentence):
    app = choose(open_app("leaderboard"), units=text)
    assert not app.exception
    assert sentence in app.error[0].value.replace("\\", "")
    assert not has_button(app, TRAIN)
    assert has_button(choose(app, units="16, 32"), TRAIN) and not app.error


def test_without_any_choice_of_a_knob_nothing_can_be_trained(open_app):
    app = choose(open_app("leaderboard"), activation=[])
    assert [error.value.replace("\\", "") for error in app.error] == ["Activation needs at least one value."]
    assert not has_button(app, TRAIN)


def test_more_than_one_person_may_ask_for_is_refused_in_a_sentence(open_app, cluster):
    many = ", ".join(map(str, range(4, 105)))
    app = choose(open_app("leaderboard"), units=many, loss=None)
    assert app.error[0].value.startswith("202 networks are still to train, but at most 200 can wait or train at a time")
    assert not has_button(app, TRAIN)
    cluster.trained(RunConfig(units=4))
    cluster.trained(RunConfig(units=5))
    assert has_button(app.run(), TRAIN)


def test_far_too_many_are_refused_without_making_them(open_app):
    app = open_app("leaderboard")
    many = ", ".join(map(str, range(4, 60)))
    app = choose(app, units=many, epochs=", ".join(map(str, range(1, 51))), batch_size=", ".join(map(str, range(16, 60))))
    assert "123,200 networks, but at most 2,000 can wait or train at a time in this app" in app.error[0].value
    assert not has_button(app, TRAIN) and not app.exception


def test_after_a_stop_the_choice_is_still_there(open_app, cluster):
    app = button(choose(open_app("leaderboard"), units="16, 64, 128"), TRAIN).click().run()
    app = button(app, "Stop these").click().run()
    assert "**Hidden units (3) = 3 networks**" in words(app)
    button(app, TRAIN).click().run()
    assert len(asked_for(cluster)) == 3 and headline(app) == "A race of 3 networks"


def test_a_refusal_by_the_queue_is_a_sentence(open_app, cluster):
    app = choose(open_app("leaderboard"), units="16, 64, 128")
    cluster.limits = Limits(queued=3)
    cluster.submit([RunConfig("tanh")], "packaged")
    button(app, TRAIN).click().run()
    assert not app.exception
    assert "There is no room for 3 more: at most 3 can wait" in app.error[0].value.replace("\\", "")


def test_a_broken_store_ends_in_one_sentence(open_app, cluster):
    app = choose(open_app("leaderboard"), units="16, 64")
    cluster.break_store()
    button(app, TRAIN).click().run()
    assert not app.exception and len(app.error) == 1


def test_another_visitor_sees_the_race_of_a_grid_of_ones_own(open_app, cluster):
    button(choose(open_app("leaderboard"), epochs="3, 5", l2="0, 0.001"), TRAIN).click().run()
    assert headline(open_app("leaderboard")) == "A race of 4 networks"


def test_settings_that_are_no_grid_are_no_race_for_others(open_app, cluster):
    cluster.submit([RunConfig("tanh", dropout=0.1), RunConfig(units=64, l2=0.01), RunConfig(epochs=3)], "packaged")
    assert headline(open_app("leaderboard")) == "Nobody has won yet"


def test_a_grid_is_ranked_once_it_is_trained(open_app, cluster):
    app = button(choose(open_app("leaderboard"), units="16, 64", dropout="0, 0.5"), TRAIN).click().run()
    for run in cluster.store.runs():
        cluster.begin(run.id)
        cluster.epochs(run.id, 10)
        cluster.finish(run.id)
    app.run()
    assert len(table(app)) == 4
    assert "All of them are trained already." in words(app)
    # Two of them are the article's, too.
    assert "**34 still to train**" in words(app)


@pytest.mark.parametrize("name", GRID_KNOBS)
def test_every_knob_can_be_chosen(open_app, cluster, name):
    knob = KNOBS[name]
    ends = [*knob.choices][:2] if knob.choices else [knob.low, knob.high]
    app = choose(open_app("leaderboard"), **{name: ends if knob.choices else "; ".join(map(knob.show, ends))})
    button(app, TRAIN).click().run()
    assert asked_for(cluster) == [replace(RunConfig(), **{name: value}) for value in ends]
