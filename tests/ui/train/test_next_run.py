"""Before Train is pressed, the page draws the network, estimates the time, and offers an equal run if there is one."""

import re

import pytest

from explorer.config import RunConfig, article_grid
from explorer.history import Epoch
from explorer.store import State
from explorer.workers.cluster import Status
from tests.support.charts import network_drawn
from tests.support.cluster import READY
from tests.support.pages import button, has_button, run_shown, words
from tests.support.runs import figures_of


def takes(app):
    """The training time that the page gives."""
    return next(caption.value for caption in app.caption if "Training will take" in caption.value)


def test_the_network_is_drawn_and_described_as_the_knobs_are_set(open_app):
    app = open_app(units="32", layers="2")
    assert "Hidden layer 2: 32 units, ReLU" in network_drawn(app)
    assert "2 hidden layers of 32 units each" in words(app)
    app.slider(key="knob_layers").set_value(1).run()
    assert "A hidden layer of 32 units, bent by" in words(app)
    assert "Hidden layer 1: 32 units, ReLU" in network_drawn(app) and "Hidden layer 2" not in network_drawn(app)


def test_the_drawing_stays_where_it_is_while_a_run_trains(open_app, cluster):
    app = button(open_app(), "Train").click().run()
    app.session_state.network_of_knobs = True
    waiting = network_drawn(app.run())
    cluster.begin(1)
    cluster.epochs(1, 4)
    assert network_drawn(app.run()) == waiting
    cluster.epochs(1, 6)
    cluster.finish(1)
    assert network_drawn(app.run()) == waiting


def test_a_button_beside_the_drawing_trains_too(open_app, cluster):
    app = button(open_app(units="64"), "Train this").click().run()
    assert cluster.store.run(1).config == RunConfig(units=64)
    assert run_shown(app) == 1


# How long it takes


def test_a_computer_that_has_trained_nothing_makes_a_first_guess(open_app):
    assert takes(open_app()).endswith("Training will take about a second, which is a first guess.")


def test_what_was_trained_before_says_how_fast_the_computer_is(open_app, cluster):
    (run_id,) = cluster.submit([RunConfig(epochs=4)], "packaged")
    cluster.begin(run_id)
    for _ in range(4):
        cluster.epoch(run_id, seconds=2.0)
    cluster.finish(run_id)
    app = open_app(seed="1")
    assert takes(app).endswith("Training will take about 18 seconds, going by what was trained here before.")
    app.slider(key="knob_epochs").set_value(50).run()
    assert "about 2 minutes" in takes(app)


def test_after_the_grid_a_single_run_goes_by_what_was_trained(open_app, cluster):
    guessed = takes(open_app(units="512", layers="5"))
    ids = cluster.submit(article_grid(), "packaged")
    cluster.store.begin(ids)
    for _ in range(10):
        cluster.store.add_epochs({run_id: Epoch(**figures_of(len(cluster.store.history(run_id)) + 1)) for run_id in ids})
    cluster.store.finish(ids, State.FINISHED)
    measured = takes(open_app(units="512", layers="5"))
    # 36 networks at a quarter of a second each are nine seconds for an epoch: this computer is slow.
    assert "about 8 seconds, which is a first guess" in guessed
    assert measured.endswith("seconds, going by what was trained here before.")
    assert int(re.search(r"about (\d+) seconds", measured).group(1)) > 12


def test_the_start_of_the_worker_and_those_ahead_are_part_of_it(open_app, cluster):
    cluster.status = Status(0.05, "Starting the training worker")
    assert takes(open_app()).endswith("which is a first guess; most of that is for the training worker to get ready.")
    cluster.status = READY
    cluster.submit(article_grid(), "packaged")
    assert takes(open_app(seed="3")).endswith("which is a first guess; 36 runs are ahead of it.")


def test_before_train_and_after_it_the_same_time_is_said(open_app, cluster):
    app = open_app(units="512", layers="5", epochs="50")
    said = takes(app)
    button(app, "Train").click().run()
    before, after = (int(re.search(r"about (\d+) seconds", text).group(1)) for text in (said, app.progress[0].text))
    # Between the two, a few seconds may pass on a busy computer.
    assert 30 < before - 5 <= after <= before


# What is there already


def test_settings_that_were_trained_can_be_opened(open_app, cluster):
    cluster.trained(RunConfig(units=32), val_accuracy=0.871)
    app = open_app()
    assert not any(one.label.startswith("Open run") for one in app.button)
    app.select_slider(key="knob_units").set_value(32).run()
    button(app, "Open run 1 (87.1%)").click().run()
    assert run_shown(app) == 1
    assert not has_button(app, "Open run 1 (87.1%)")
    assert len(cluster.store.runs()) == 1


@pytest.mark.parametrize("other", [{"seed": "1"}, {"dropout": "0.3"}])
def test_other_settings_are_not_taken_for_the_same(open_app, cluster, other):
    cluster.trained()
    assert not any(one.label.startswith("Open run") for one in open_app(**other).button)


def test_a_hidden_run_is_not_offered(open_app, cluster):
    cluster.store.hide([cluster.trained()])
    assert not any(one.label.startswith("Open run") for one in open_app().button)


def test_a_run_that_was_stopped_is_not_offered(open_app, cluster):
    (run_id,) = cluster.submit([RunConfig()], "packaged")
    cluster.begin(run_id)
    cluster.epochs(run_id, 2)
    cluster.stop([run_id])
    cluster.halt(run_id)
    assert cluster.store.run(run_id).state == State.STOPPED
    assert not any(one.label.startswith("Open run") for one in open_app().button)


# Bets


def bet_on(app, **answers):
    for key, answer in answers.items():
        app.segmented_control(key=f"bet_{key}_0").set_value(answer)
    return app.run()


def learn(cluster, run_id, **figures):
    cluster.begin(run_id)
    for _ in range(10):
        cluster.epoch(run_id, **figures)
    cluster.finish(run_id)


def test_a_bet_is_scored_when_the_run_has_ended(open_app, cluster):
    app = button(open_app(), "Train").click().run()
    learn(cluster, 1)
    app.run()
    assert "Your score" not in words(app)
    app.select_slider(key="knob_units").set_value(32).run()
    bet_on(app, guess="better", overfits=True)
    button(app, "Train").click().run()
    assert "Your score" not in words(app)
    learn(cluster, 2)
    app.run()
    assert "You guessed **better**, and it did **about the same**" in words(app)
    assert "You guessed **it overfits**" in words(app)
    assert "Your score in this session: 1 of 2 right." in words(app)


def test_a_first_run_can_only_be_bet_on_for_overfitting(open_app):
    app = open_app()
    keys = [control.key for control in app.segmented_control]
    assert keys == ["bet_overfits_0"]


def test_a_bet_is_for_one_run(open_app, cluster):
    app = open_app()
    bet_on(app, overfits=False)
    button(app, "Train").click().run()
    learn(cluster, 1)
    app.run()
    assert app.segmented_control(key="bet_overfits_1").value is None
    app.select_slider(key="knob_units").set_value(32).run()
    button(app, "Train").click().run()
    learn(cluster, 2)
    app.run()
    assert "You guessed" not in words(app)
