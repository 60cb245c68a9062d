"""Stop takes one's own wish back: a run goes on for others who want it, and nobody reads a stop of others as their own."""

from explorer.config import RunConfig
from explorer.store import State
from tests.support.accounts import ANNA, BEN, KEEPER
from tests.support.pages import button, has_button, knob_widget, words

ONE, OTHER, THIRD = "1" * 32, "2" * 32, "3" * 32
NOT_YOURS = "Others asked for it, and only they can stop it."
GOES_ON = "You no longer wait for it. It goes on, because others asked for it as well."


def train(app, seed=1):
    knob_widget(app, "seed").set_value(seed).run()
    return button(app, "Train").click().run()


def shared(visit, cluster, *whose):
    """The apps of visitors who have all asked for run 1, which trains."""
    apps = [train(visit(one)) for one in whose]
    cluster.begin(1)
    cluster.epochs(1, 2)
    return [app.run() for app in apps]


def test_a_run_goes_on_for_others_and_who_pressed_stop_is_told(in_browser, cluster):
    first, second = shared(in_browser, cluster, ONE, OTHER)
    button(first, "Stop").click().run()
    assert not cluster.store.stop_requested([1])
    assert [toast.value for toast in first.toast] == [GOES_ON]
    stop = button(first, "Stop")
    assert stop.disabled and stop.help == NOT_YOURS
    button(second.run(), "Stop").click().run()
    assert cluster.store.stop_requested([1]) and has_button(second, "Stopping …")


def test_who_did_not_stop_a_run_reads_that_another_did(in_browser, cluster):
    first, second = shared(in_browser, cluster, ONE, OTHER)
    for app in (first, second):
        button(app.run(), "Stop").click().run()
    cluster.halt(1)
    assert first.run().warning[0].value.startswith("Another visitor stopped it")
    assert second.run().warning[0].value.startswith("Stopped after epoch 2")


def test_a_run_of_others_cannot_be_stopped_and_one_of_nobody_can(in_browser, cluster):
    shared(in_browser, cluster, ONE)
    watching = in_browser(THIRD, run="1")
    assert button(watching, "Stop").disabled
    cluster.submit([RunConfig(seed=2)], "packaged")
    button(in_browser(THIRD, run="2"), "Stop").click().run()
    assert cluster.store.run(2).state == State.STOPPED


def test_what_a_command_has_ended_is_not_taken_for_the_visitors_own_stop(in_browser, cluster):
    (app,) = shared(in_browser, cluster, ONE)
    cluster.stop([1])
    cluster.halt(1)
    assert app.run().warning[0].value.startswith("A command on the computer that trained it ended it")


def test_stopping_a_race_leaves_what_others_want_of_it(in_browser, cluster):
    app = in_browser(ONE, "leaderboard")
    button(app, "Train the article's 36 combinations").click().run()
    train(in_browser(OTHER), seed=RunConfig().seed)
    (shared_run,) = [run_id for run_id, visitors in cluster.store.wishes(range(1, 37)).items() if len(visitors) == 2]
    button(app.run(), "Stop these").click().run()
    assert [toast.value for toast in app.toast] == ["1 run goes on, because others asked for it as well."]
    states = {run.id: run.state for run in cluster.store.runs()}
    assert {run_id for run_id, state in states.items() if state == State.QUEUED} == {shared_run}


def test_somebody_elses_race_cannot_be_stopped(in_browser, cluster):
    button(in_browser(ONE, "leaderboard"), "Train the article's 36 combinations").click().run()
    stop = button(in_browser(OTHER, "leaderboard"), "Stop these")
    assert stop.disabled and stop.help == "Others asked for them, and only they can stop them."


# With accounts


def test_a_keeper_is_asked_before_a_run_ends_that_others_want(logged_in, cluster):
    shared(logged_in, cluster, ANNA)
    app = logged_in(KEEPER, run="1")
    assert "Others asked for this run and wait for it. Stop it for everybody?" in words(app)
    assert not has_button(app, "Take back my wish only") and not has_button(app, "Stop")
    button(app, "Stop for everybody").click().run()
    assert cluster.store.stop_requested([1])
    cluster.halt(1)
    assert "Keeper" in logged_in(ANNA, run="1").warning[0].value.replace("\\", "")
    assert logged_in(KEEPER, run="1").warning[0].value.startswith("Stopped after epoch 2")


def test_a_keeper_who_wants_the_run_too_can_take_that_back_alone(logged_in, cluster):
    app = shared(logged_in, cluster, ANNA, KEEPER)[1]
    app = logged_in(KEEPER, run="1")
    button(app, "Take back my wish only").click().run()
    assert not cluster.store.stop_requested([1])
    assert len(cluster.store.wishes([1])[1]) == 1


def test_who_is_no_keeper_stops_only_for_oneself(logged_in, cluster):
    shared(logged_in, cluster, ANNA)
    assert button(logged_in(BEN, run="1"), "Stop").disabled
    cluster.submit([RunConfig(seed=2)], "packaged")
    assert button(logged_in(BEN, run="2"), "Stop").disabled
    button(logged_in(ANNA, run="1"), "Stop").click().run()
    assert cluster.store.stop_requested([1])


def test_a_search_of_somebody_else_says_who_stopped_it(logged_in, cluster):
    button(logged_in(ANNA, "search"), "Search").click().run()
    assert button(logged_in(BEN, "search"), "Stop").disabled
    button(logged_in(KEEPER, "search"), "Stop").click().run()
    assert "stopped it" in words(logged_in(ANNA, "search"))
    button(logged_in(ANNA, "search"), "Go on").click().run()
    button(logged_in(ANNA, "search"), "Stop").click().run()
    assert "stopped it" not in words(logged_in(ANNA, "search"))
