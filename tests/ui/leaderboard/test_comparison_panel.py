"""Whether one setting is really better: the verdict on ticked rows, and more repeats of them."""

from explorer.config import RunConfig, repeated
from explorer.store import State
from tests.support.leaderboard import MORE_BUTTON, TANH, look_at, run_shown, table
from tests.support.pages import button, has_button, select, without_time, words


def test_nothing_is_judged_before_two_rows_are_ticked(open_app, three_runs):
    app = look_at(open_app("leaderboard"), "better")
    assert "Tick the boxes before two or more rows" in words(app)
    assert not has_button(app, MORE_BUTTON)
    assert not has_button(select(app, rows=[0]), MORE_BUTTON)


def test_two_ticked_rows_are_judged_at_once(open_app, cluster, three_runs):
    # A single run so far below the others would say nothing.
    for again in repeated([RunConfig(units=32)], [1, 2]):
        cluster.trained(again, val_accuracy=0.80)
    app = select(open_app("leaderboard"), rows=[0, 2])
    (verdict,) = app.success
    assert verdict.value.startswith(
        "**Yes.**\n\n**tanh, mean squared error, 64 hidden units, 3 hidden layers** is really better"
    )
    app = select(app, rows=[0, 1])
    (verdict,) = app.warning
    assert verdict.value.startswith("**Cannot tell yet.**\n\n")
    assert "You picked these 2 out of 3 settings" in words(app)


def test_three_more_repeats_of_each_ticked_row_are_one_click(open_app, cluster, three_runs):
    app = button(select(open_app("leaderboard"), rows=[0, 2]), MORE_BUTTON).click().run()
    queued = [run.config for run in cluster.store.runs(states=[State.QUEUED])]
    assert queued == repeated([TANH, RunConfig(units=32)], [1, 2, 3])
    assert button(app, MORE_BUTTON).disabled
    (bar,) = app.progress
    assert without_time(bar.text) == "6 repeats to come · waiting for the worker"
    # They do not count as part of the grid, although some of them have settings of the article.
    assert not has_button(app, "Stop these")


def test_repeats_that_finish_sharpen_the_verdict_and_the_ticks_move_with_their_rows(open_app, cluster, three_runs):
    app = button(select(open_app("leaderboard"), rows=[0, 1]), MORE_BUTTON).click().run()
    for run in cluster.store.runs(states=[State.QUEUED]):
        cluster.begin(run.id)
        cluster.epoch(run.id, val_accuracy=0.86 if run.config.activation == "tanh" else 0.89)
    assert "6 repeats to come · 6 of 60 epochs" in app.run().progress[0].text
    for run in cluster.store.runs(states=[State.RUNNING]):
        cluster.finish(run.id)
    app.run()
    assert not app.progress
    assert table(app)["repeats"].tolist() == [4, 4, 1]
    assert table(app)["learning_rate"].tolist()[0] == 0.01
    assert app.session_state.compared_settings == [TANH, RunConfig(learning_rate=0.01, dropout=0.5)]
    assert "is really better than" in app.success[0].value
    assert "88.62% against 86.50% on average" in app.success[0].value
    assert "Judged by all repeats, and again by those alone that were trained after you had ticked" in words(app)
    assert not button(app, MORE_BUTTON).disabled


def test_repeats_can_be_stopped(open_app, cluster, three_runs):
    app = button(select(open_app("leaderboard"), rows=[0, 1]), MORE_BUTTON).click().run()
    button(app, "Stop these repeats").click().run()
    assert {run.state for run in cluster.store.runs()[3:]} == {State.STOPPED}
    app.run()
    assert not app.progress


def test_repeats_go_on_being_shown_when_nothing_is_ticked_any_more(open_app, cluster, three_runs):
    app = button(select(open_app("leaderboard"), rows=[0, 1]), MORE_BUTTON).click().run()
    app = select(app)
    assert app.progress[0].text.startswith("6 repeats to come")
    assert not has_button(app, MORE_BUTTON)


def test_what_is_ticked_and_what_is_clicked_show_what_they_are_for(open_app, three_runs):
    app = select(open_app("leaderboard"), rows=[0])
    assert app.session_state.beside == "setting"
    app = select(app, rows=[0, 1])
    assert app.session_state.beside == "better"
    app = select(app, rows=[0, 1], cells=[[2, "mean_shown"]])
    assert app.session_state.beside == "setting" and run_shown(app) == "Run 1"
    app = look_at(app, "better")
    assert app.warning[0].value.startswith("**Cannot tell yet.**")
    assert app.session_state.chosen_setting == RunConfig(units=32)


def test_asking_for_repeats_in_a_broken_store_ends_in_one_sentence(open_app, cluster, three_runs):
    app = select(open_app("leaderboard"), rows=[0, 1])
    cluster.break_store()
    button(app, MORE_BUTTON).click().run()
    assert not app.exception
    assert len(app.error) == 1
