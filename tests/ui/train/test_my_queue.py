"""A visitor with several runs sees which of them trains and which waits, and can stop each."""

from explorer.config import RunConfig
from explorer.store import State
from tests.support.pages import button, has_button, knob_widget, run_shown, words


def train(app, seed):
    knob_widget(app, "seed").set_value(seed).run()
    return button(app, "Train").click().run()


def keyed(app, key):
    return next(one for one in app.button if one.key == key)


def two_runs(open_app, cluster):
    """The app of a visitor whose run 1 trains while run 2 waits."""
    app = train(open_app(), 1)
    cluster.begin(1)
    cluster.epochs(1, 2)
    return train(app, 2)


def test_a_second_run_does_not_take_the_first_out_of_sight(open_app, cluster):
    app = two_runs(open_app, cluster)
    assert run_shown(app) == 1
    assert [toast.value for toast in app.toast] == ["Run 2 waits until run 1 is done."]
    assert "**Run 2** waits for 1 other run" in words(app)
    assert app.query_params["run"] == "1"


def test_each_has_its_own_stop(open_app, cluster):
    app = two_runs(open_app, cluster)
    keyed(app, "stop_2").click().run()
    assert [run.state for run in cluster.store.runs()] == [State.RUNNING, State.STOPPED]
    assert not cluster.store.stop_requested([1])
    keyed(app, "stop_1").click().run()
    assert cluster.store.stop_requested([1])
    assert keyed(app, "stop_1").label == "Stopping …" and keyed(app, "stop_1").disabled


def test_the_waiting_one_can_be_watched(open_app, cluster):
    app = two_runs(open_app, cluster)
    button(app, "Watch").click().run()
    assert run_shown(app) == 2
    assert "**Run 1** trains: epoch 3 of 10" in words(app)


def test_what_waits_is_shown_beside_a_run_that_has_ended(open_app, cluster):
    app = two_runs(open_app, cluster)
    cluster.epochs(1, 8)
    cluster.finish(1)
    app.run()
    assert run_shown(app) == 1
    assert "**Run 2** is about to begin" in words(app)
    cluster.begin(2)
    cluster.epochs(2, 10)
    cluster.finish(2)
    app.run()
    assert "**Run 2**" not in words(app) and not has_button(app, "Watch")


def test_a_run_that_was_left_by_back_can_be_found_again(open_app, cluster):
    app = train(open_app(), 1)
    app.query_params = {}
    app.run()
    assert run_shown(app) is None
    button(app, "Watch").click().run()
    assert run_shown(app) == 1


def test_the_same_settings_of_two_visitors_are_one_run(open_app, cluster):
    train(open_app(), 1)
    app = train(open_app(), 1)
    assert run_shown(app) == 1
    assert [run.config for run in cluster.store.runs()] == [RunConfig(seed=1)]
