"""Beside a run that has ended, the Train page follows the knobs: a turn shows the run of its setting without a press."""

from dataclasses import replace

import pytest

from explorer.config import RunConfig
from explorer.errors import CorpusError
from explorer.history import Epoch
from explorer.scheduling.limits import Limits
from explorer.store import AheadResult, State
from explorer.ui.escaping import plain
from explorer.ui.pages.train import run_panel
from tests.support.pages import button, go_to, has_button, knob_widget, run_shown, words
from tests.support.runs import figures_of

USUAL = RunConfig()
WIDER = replace(USUAL, units=24)


@pytest.fixture(autouse=True)
def trains_ahead(cluster):
    cluster.trains_ahead = True


@pytest.fixture
def looking(open_app, cluster):
    """The app of a visitor who looks at a run of the usual settings that has ended; its id is 1."""
    cluster.trained(USUAL)
    return open_app(run="1")


def turn(app, name, value):
    return knob_widget(app, name).set_value(value).run()


def keep_ahead(cluster, config, epochs=10):
    history = [Epoch(**figures_of(number)) for number in range(1, epochs + 1)]
    cluster.store.keep_ahead([AheadResult(config, history, b"network", b"its network")], "packaged", "anna")


def follow(app, on):
    return app.toggle(key="follows").set_value(on).run()


def test_what_was_trained_ahead_stands_there_at_once(looking, cluster):
    keep_ahead(cluster, WIDER)
    assert [run.config for run in cluster.store.runs()] == [USUAL]
    app = turn(looking, "units", 24)
    assert run_shown(app) == 2 and app.query_params["run"] == "2"
    (_, run) = cluster.store.runs()
    assert (run.config, run.state) == (WIDER, State.FINISHED)
    assert "Faint and dashed: run 1." in words(app)
    assert not app.exception and not app.error


def test_what_was_not_is_trained_now(looking, cluster):
    app = turn(looking, "units", 24)
    assert run_shown(app) == 2
    assert cluster.store.run(2).state == State.QUEUED


def test_a_further_turn_asks_no_longer_for_what_the_one_before_has_asked_for(looking, cluster):
    app = turn(turn(looking, "units", 24), "units", 32)
    assert run_shown(app) == 3
    assert [run.state for run in cluster.store.runs()] == [State.FINISHED, State.STOPPED, State.QUEUED]
    cluster.begin(3)
    cluster.epoch(3)
    turn(app, "units", 48)
    # It has begun: it ends after the epoch that it is in, and counts as any run that was stopped.
    assert cluster.store.stop_requested([3]) == {3}


def test_an_answer_that_cannot_be_drawn_leaves_the_knobs(looking, cluster, monkeypatch):
    def fail(run):
        raise CorpusError("The answer cannot be drawn.")

    keep_ahead(cluster, WIDER)
    monkeypatch.setattr(run_panel, "ended", fail)
    app = turn(looking, "units", 24)
    assert [error.value for error in app.error] == [plain("The answer cannot be drawn.")]
    assert knob_widget(app, "units").value == 24 and has_button(app, "Train")
    assert app.query_params["run"] == "2" and not app.exception


def test_what_is_next_stands_beside_an_answer(looking, cluster):
    keep_ahead(cluster, WIDER)
    assert "**Next: the same again**" in words(turn(looking, "units", 24))


def test_a_run_that_is_there_is_opened(looking, cluster):
    cluster.trained(WIDER)
    app = turn(looking, "units", 24)
    assert run_shown(app) == 2 and len(cluster.store.runs()) == 2
    assert run_shown(turn(app, "units", 16)) == 1


def test_a_hidden_run_is_trained_again(looking, cluster):
    cluster.trained(WIDER)
    cluster.store.hide([2])
    assert run_shown(turn(looking, "units", 24)) == 3


def test_a_run_that_somebody_pressed_for_stays_in_sight(open_app, cluster):
    app = button(open_app(), "Train").click().run()
    app = turn(app, "units", 24)
    assert run_shown(app) == 1 and len(cluster.store.runs()) == 1


def test_nothing_is_asked_for_before_the_first_run(open_app, cluster):
    app = turn(open_app(), "units", 24)
    assert run_shown(app) is None and cluster.store.runs() == []


def test_while_others_train_a_turn_asks_for_nothing_but_shows_what_is_there(looking, cluster):
    cluster.submit([replace(USUAL, seed=7)], "packaged", "somebody")
    app = turn(looking, "units", 24)
    assert run_shown(app) == 1 and len(cluster.store.runs()) == 2
    keep_ahead(cluster, replace(USUAL, layers=2, units=24))
    assert run_shown(turn(app, "layers", 2)) == 3


def test_what_a_visitor_may_not_ask_for_is_said_on_pressing_train(looking, cluster):
    cluster.limits = Limits(minutes_by_one=1)
    app = turn(looking, "units", 512)
    for name, value in (("epochs", 50), ("layers", 5), ("batch_size", 16)):
        app = turn(app, name, value)
    assert not app.error and not app.exception
    assert cluster.store.runs()[-1].config != replace(USUAL, units=512, epochs=50, layers=5, batch_size=16)
    assert "That would take too long" in button(app, "Train").click().run().error[0].value


def test_reviews_that_have_been_removed_are_said_on_pressing_train(looking, cluster, monkeypatch):
    def refuse(*_arguments):
        raise CorpusError("These reviews have been removed.")

    monkeypatch.setattr(cluster, "submit", refuse)
    app = turn(looking, "units", 24)
    assert run_shown(app) == 1 and not app.exception and not app.error
    assert "These reviews have been removed" in button(app, "Train").click().run().error[0].value


def test_turns_on_other_pages_are_not_followed(looking, cluster):
    app = go_to(looking, "how_it_works")
    turn(app, "units", 24)
    assert run_shown(go_to(app, "train")) == 1 and len(cluster.store.runs()) == 1


def test_whoever_switches_it_off_presses_train_as_ever(looking, cluster):
    app = turn(follow(looking, False), "units", 24)
    assert run_shown(app) == 1 and len(cluster.store.runs()) == 1
    assert has_button(app, "Train this")
    app = turn(follow(app, True), "units", 32)
    assert run_shown(app) == 2


def test_where_nothing_is_trained_ahead_there_is_no_switch(looking, cluster):
    cluster.trains_ahead = False
    app = turn(looking, "units", 24)
    assert run_shown(app) == 1
    assert "follows" not in [toggle.key for toggle in app.toggle]


def test_a_suggestion_shows_its_result(open_app, cluster):
    cluster.submit([USUAL], "packaged")
    cluster.begin(1)
    for number in range(1, 11):
        cluster.epoch(1, accuracy=0.8 + number / 50, loss=0.5 - number / 25, val_accuracy=0.85, val_loss=0.3 + number / 20)
    cluster.finish(1)
    app = open_app(run="1")
    suggestion = next(one.label for one in app.button if one.label.startswith("Try "))
    app = button(app, suggestion).click().run()
    assert run_shown(app) == 2 and not has_button(app, suggestion.replace("Try", "Train with"))


def test_the_cluster_knows_who_looks_at_what(looking, cluster):
    ((visitor, config, dataset),) = cluster.looked_at.values()
    assert visitor and (config, dataset) == (USUAL, "packaged")
    go_to(looking, "leaderboard")
    assert cluster.looked_at == {}


def test_it_knows_at_once_who_waits_for_what(looking, cluster):
    turn(looking, "units", 24)
    assert cluster.store.run(2).state == State.QUEUED
    ((_, config, _),) = cluster.looked_at.values()
    assert config == WIDER
