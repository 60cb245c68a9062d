"""The article's 36 combinations are trained with one click, and only those that are missing."""

import re

from explorer.config import RunConfig, article_grid, repeated
from explorer.store import State
from explorer.ui.pages.leaderboard import race_panel
from explorer.workers.cluster import Status
from tests.support.leaderboard import GRID_BUTTON, best_runs, headline, table
from tests.support.pages import button, go_to, has_button, words


def test_the_grid_is_one_click_and_exactly_the_articles_36(open_app, cluster):
    app = open_app("leaderboard")
    assert re.search(r"\*\*36 still to train\*\*, about \d\d seconds\.", words(app))
    button(app, GRID_BUTTON).click().run()
    assert [run.config for run in cluster.store.runs()] == article_grid()
    assert {run.state for run in cluster.store.runs()} == {State.QUEUED}
    assert not has_button(app, GRID_BUTTON)


def test_what_is_trained_already_is_not_trained_again(open_app, cluster):
    grid = article_grid()
    cluster.trained(grid[0])
    cluster.trained(grid[35])
    app = open_app("leaderboard")
    assert "**34 still to train**" in words(app)
    button(app, GRID_BUTTON).click().run()
    assert [run.config for run in cluster.store.runs(states=[State.QUEUED])] == grid[1:35]


def test_repeats_of_the_grid_are_queued_seed_by_seed_and_only_what_is_missing(open_app, cluster):
    cluster.trained(article_grid()[0])
    app = open_app("leaderboard")
    app.segmented_control(key="grid_repeats").set_value(3).run()
    assert re.search(r"\*\*107 of 108 still to train\*\*, about \d\d seconds\.", words(app))
    button(app, GRID_BUTTON).click().run()
    queued = [run.config for run in cluster.store.runs(states=[State.QUEUED])]
    assert queued == repeated(article_grid(), range(3))[1:]
    assert not has_button(app, GRID_BUTTON)
    for run in cluster.store.runs(states=[State.QUEUED]):
        cluster.begin(run.id)
        cluster.epochs(run.id, 1)
        cluster.finish(run.id)
    assert "combinations** are all trained 3 times." in words(app.run())
    app.segmented_control(key="grid_repeats").set_value(5).run()
    assert "**72 of 180 still to train**" in words(app)


def test_runs_outside_the_grid_and_those_that_failed_do_not_count_as_trained(open_app, cluster):
    cluster.trained(RunConfig(seed=1))
    cluster.submit([RunConfig()], "packaged")
    cluster.begin(2)
    cluster.fail(2)
    app = open_app("leaderboard")
    assert "**36 still to train**" in words(app)


def test_the_grid_shows_how_far_it_is_and_how_long_it_will_take(open_app, cluster):
    app = button(open_app("leaderboard"), GRID_BUTTON).click().run()
    line = r"\*\*The race\*\*: 36 networks learn at once · waiting for the worker · about \d\d seconds left"
    assert re.fullmatch(line, app.progress[0].text)
    for run_id in range(1, 37):
        cluster.begin(run_id)
        cluster.epoch(run_id, seconds=1 / 36)
        cluster.epoch(run_id, seconds=1 / 36)
    app.run()
    (bar,) = app.progress
    assert 0 < bar.value < 100
    assert re.search(r"36 networks learn at once · epoch 3 of 10 · (about|a) .* left$", bar.text)
    assert headline(app) == "A race of 36 networks"


def test_those_of_the_grid_that_have_finished_are_ranked_while_the_others_go_on(open_app, cluster):
    app = button(open_app("leaderboard"), GRID_BUTTON).click().run()
    for run_id in (1, 2, 3):
        cluster.begin(run_id)
        cluster.epochs(run_id, 3)
        cluster.finish(run_id)
    app.run()
    assert "33 networks learn at once" in app.progress[0].text
    assert not app.dataframe
    app = button(app, "Show the table").click().run()
    assert "33 networks learn at once" in app.progress[0].text
    assert best_runs(app, cluster) == [1, 2, 3]
    app = button(app, "Watch the race").click().run()
    assert headline(app) == "A race of 36 networks" and not app.dataframe


def test_whoever_looks_at_the_table_keeps_it_when_somebody_else_begins_a_race(open_app, cluster):
    cluster.trained(RunConfig(units=128))
    mine, theirs = open_app("leaderboard"), open_app("leaderboard")
    button(theirs, GRID_BUTTON).click().run()
    assert headline(theirs) == "A race of 36 networks"
    mine.run()
    assert len(table(mine)) == 1
    assert has_button(mine, "Watch the race") and has_button(mine, "Stop these")


def test_after_the_race_the_table_is_back(open_app, cluster):
    app = button(open_app("leaderboard"), GRID_BUTTON).click().run()
    for run_id in range(1, 37):
        cluster.begin(run_id)
        cluster.epochs(run_id, 1)
        cluster.finish(run_id)
    app.run()
    assert len(table(app)) == 36
    cluster.submit([RunConfig(seed=1)], "packaged")
    assert len(table(app.run())) == 36


def test_whatever_the_stage_shows_has_as_many_parts(open_app, cluster):
    # Streamlit keeps what stands at a place until something else is drawn there: what is left over would stand there twice.
    def parts(app):
        ((stage,),) = ([*outer.children.values()] for outer in app.get_by_key("board").children.values())
        _head, line, body = stage.children.values()
        ((row,),) = ([*outer.children.values()] for outer in line.children.values())
        return len(row.children), len(body.children)

    app = open_app("leaderboard")
    found = [parts(app)]
    cluster.trained(RunConfig(units=128))
    found.append(parts(app.run()))
    button(app, GRID_BUTTON).click().run()
    found.append(parts(app))
    button(app, "Show the table").click().run()
    found.append(parts(app))
    for run_id in range(2, 38):
        cluster.begin(run_id)
        cluster.epochs(run_id, 1)
        cluster.finish(run_id)
    found.append(parts(app.run()))
    assert found == [(4, 2)] * 5


def test_the_page_is_drawn_again_when_all_networks_that_trained_together_are_kept(cluster, monkeypatch):
    drawn = []
    monkeypatch.setattr(race_panel.st, "rerun", lambda: drawn.append(True))
    ids = cluster.submit([RunConfig(epochs=3, units=units) for units in (16, 32, 64)] + [RunConfig(epochs=5)], "packaged")
    for run_id in ids:
        cluster.begin(run_id)
        cluster.epochs(run_id, 3)
    for run_id, times in zip(ids, (0, 0, 1)):
        cluster.finish(run_id)
        race_panel._redraw_when_ended(cluster.store.runs(), ids)
        assert len(drawn) == times


def test_the_grid_says_what_the_worker_does_before_it_is_ready(open_app, cluster):
    cluster.status = Status(0.2, "Loading TensorFlow")
    app = button(open_app("leaderboard"), GRID_BUTTON).click().run()
    assert app.progress[0].text.startswith("**The race**: 36 networks learn at once · Loading TensorFlow · about ")


def test_the_grid_can_be_stopped(open_app, cluster):
    app = button(open_app("leaderboard"), GRID_BUTTON).click().run()
    cluster.begin(1)
    app.run()
    button(app, "Stop these").click().run()
    assert {run.state for run in cluster.store.runs()[1:]} == {State.STOPPED}
    assert cluster.store.stop_requested([1])
    cluster.epoch(1)
    cluster.halt(1)
    app.run()
    assert "**36 still to train**" in words(app)
    assert has_button(app, GRID_BUTTON)


def test_the_grid_once_trained_is_said_to_be(open_app, cluster):
    for config in article_grid():
        cluster.trained(config)
    app = open_app("leaderboard")
    assert "**The article's 36 combinations** are all trained." in words(app)
    assert not has_button(app, GRID_BUTTON)
    assert len(table(app)) == 36


def test_two_visitors_who_press_the_button_train_the_grid_once(open_app, cluster):
    mine, theirs = open_app("leaderboard"), open_app("leaderboard")
    button(mine, GRID_BUTTON).click().run()
    button(theirs, GRID_BUTTON).click().run()
    assert len(cluster.store.runs()) == 36


def test_one_run_with_the_articles_settings_is_not_taken_for_the_whole_grid(open_app):
    app = button(open_app(), "Train").click().run()
    go_to(app, "leaderboard")
    assert has_button(app, GRID_BUTTON)


def test_stopping_the_grid_in_a_broken_store_ends_in_one_sentence(open_app, cluster):
    app = button(open_app("leaderboard"), GRID_BUTTON).click().run()
    cluster.break_store()
    button(app, "Stop these").click().run()
    assert not app.exception
    assert len(app.error) == 1
