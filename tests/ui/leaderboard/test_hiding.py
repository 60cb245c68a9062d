"""Runs can be hidden from the leaderboard and shown again."""

from dataclasses import replace

import pytest

from explorer.config import RunConfig
from tests.support.leaderboard import TANH, best_runs, run_shown, table
from tests.support.pages import button, click_cell, has_button, words


def hidden_list(app):
    return next((box.label for box in app.expander if box.label.startswith("Hidden runs")), None)


def test_a_run_is_hidden_and_the_undo_brings_it_back(open_app, cluster, three_runs):
    app = button(open_app("leaderboard"), "Hide this run").click().run()
    assert best_runs(app, cluster) == [3, 1]
    assert run_shown(app) == "Run 3"
    assert "Run 2 is hidden." in words(app)
    assert hidden_list(app) == "Hidden runs (1)"
    app = button(app, "Undo").click().run()
    assert best_runs(app, cluster) == [2, 3, 1]
    assert hidden_list(app) is None
    assert not has_button(app, "Undo")


def test_the_undo_goes_with_the_next_thing_that_is_done_and_the_list_stays(open_app, cluster, three_runs):
    app = button(open_app("leaderboard"), "Hide this run").click().run()
    app = click_cell(app, 0)
    assert not has_button(app, "Undo")
    assert "**Run 2** · tanh · mean squared error · 3 hidden layers of 64 · 10 epochs · 88.00%" in words(app)
    app = button(app, "Show again").click().run()
    assert best_runs(app, cluster) == [2, 3, 1]
    assert not any(run.hidden for run in cluster.store.runs())


def test_one_repeat_can_be_hidden_and_the_others_count_on(open_app, cluster):
    for seed, accuracy in enumerate((0.880, 0.884, 0.882)):
        cluster.trained(RunConfig(seed=seed), val_accuracy=accuracy)
    app = open_app("leaderboard")
    repeat = next(box for box in app.selectbox if box.label == "Which repeat?")
    assert repeat.options == ["Run 2 · seed 1 · 88.40%", "Run 3 · seed 2 · 88.20%", "Run 1 · seed 0 · 88.00%"]
    repeat.set_value(3).run()
    app = button(app, "Hide this run").click().run()
    assert table(app)["repeats"].tolist() == [2]
    assert "Run 3 is hidden." in words(app)


def test_a_setting_is_hidden_with_all_its_repeats_and_comes_back_with_them(open_app, cluster, three_runs):
    cluster.trained(replace(TANH, seed=1), val_accuracy=0.881)
    app = button(open_app("leaderboard"), "Hide all 2 repeats").click().run()
    assert best_runs(app, cluster) == [3, 1]
    assert "All 2 repeats of tanh · mean squared error · 3 hidden layers of 64 · 10 epochs are hidden." in words(app)
    assert hidden_list(app) == "Hidden runs (2)"
    app = button(app, "Show all of them again").click().run()
    assert table(app)["repeats"].tolist() == [2, 1, 1]


def test_when_all_runs_are_hidden_the_page_says_so(open_app, cluster):
    cluster.trained()
    app = button(open_app("leaderboard"), "Hide this run").click().run()
    assert not app.dataframe
    assert "All runs on these reviews are hidden. Show them again below" in words(app)
    assert "**36 still to train**" in words(app)
    button(app, "Undo").click().run()
    assert best_runs(app, cluster) == [1]


@pytest.mark.parametrize("label", ["Hide this run", "Show again", "Undo"])
def test_hiding_and_showing_in_a_broken_store_end_in_one_sentence(open_app, cluster, three_runs, label):
    app = open_app("leaderboard")
    if label != "Hide this run":
        button(app, "Hide this run").click().run()
    cluster.break_store()
    button(app, label).click().run()
    assert not app.exception
    assert len(app.error) == 1
