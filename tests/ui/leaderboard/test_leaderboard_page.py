"""The Leaderboard page ranks what has finished and says how much of the ranking is luck."""

import re

import pytest

from explorer import corpus
from explorer.config import RunConfig
from tests.support.leaderboard import DETAILS, GRID_BUTTON, TANH, best_runs, headline, table
from tests.support.pages import button, click_cell, words


def test_an_empty_leaderboard_says_what_to_do(open_app):
    app = open_app("leaderboard")
    assert [title.value for title in app.title] == ["Leaderboard"]
    assert headline(app) == "Nobody has won yet"
    assert "No run has finished on these reviews. Go to **Train**" in words(app)
    assert not app.dataframe and not app.download_button and not app.exception


def test_runs_that_have_not_finished_are_not_ranked(open_app, cluster):
    for number, end in enumerate((None, "diverge", "fail"), 1):
        cluster.submit([RunConfig(seed=number)], "packaged")
        cluster.begin(number)
        cluster.epoch(number)
        if end:
            getattr(cluster, end)(number)
    app = open_app("leaderboard")
    assert not app.dataframe
    assert headline(app) == "Nobody has won yet"


def test_the_page_tells_who_won_whether_it_is_real_and_what_mattered(open_app, three_runs):
    app = open_app("leaderboard")
    leader, *details = [heading.value for heading in app.header]
    assert leader.startswith("Nobody leads yet: 2 of 3 settings tie, at 88.00% ± 0.")
    assert "**2 of 3 settings share first place**" in words(app)
    assert details == DETAILS


def test_a_single_run_has_the_whole_story_to_itself(open_app, cluster):
    cluster.trained(val_accuracy=0.88)
    app = open_app("leaderboard")
    assert [heading.value for heading in app.header][1:] == DETAILS
    assert "There is no other setting to compare it with yet." in words(app)
    assert table(app)["place"].tolist() == [1]
    assert not app.exception


def test_before_the_first_run_the_page_says_what_will_stand_there(open_app):
    app = open_app("leaderboard")
    assert [heading.value for heading in app.header] == ["Nobody has won yet"]
    assert all(f"### {heading}" in words(app) for heading in ("Who won", *DETAILS))


def test_other_reviews_have_a_leaderboard_of_their_own(open_app, cluster, monkeypatch):
    monkeypatch.setattr(corpus, "available_sources", lambda: ["packaged", "official"])
    cluster.trained(RunConfig(units=32), dataset="packaged", val_accuracy=0.85)
    cluster.trained(TANH, dataset="official", val_accuracy=0.88)
    app = open_app("leaderboard")
    assert best_runs(app, cluster) == [1]
    app.selectbox[0].set_value("official").run()
    assert best_runs(app, cluster) == [2]


def test_the_page_says_how_much_of_the_ranking_can_be_luck(open_app, three_runs):
    sentence = words(open_app("leaderboard"))
    assert "By what was measured beforehand, one run" in sentence
    assert re.search(r"within ±\d\.\d to ±\d\.\d percentage points of its setting's true average", sentence)
    assert "mostly together, by up to about 0.9 points" in sentence


def test_repeats_count_beside_what_was_measured_beforehand(open_app, cluster, three_runs):
    cluster.trained(RunConfig(units=32, seed=1), val_accuracy=0.86)
    sentence = words(open_app("leaderboard"))
    assert "By what was measured beforehand and 1 repeat here, one run" in sentence


def test_more_validation_reviews_leave_less_to_luck(open_app, cluster, monkeypatch):
    monkeypatch.setattr(corpus, "available_sources", lambda: ["packaged", "official"])
    cluster.trained(dataset="official", val_accuracy=0.88)
    sentence = words(open_app("leaderboard", reviews="official"))
    assert "the same 10,000 validation reviews" in sentence
    assert "by up to about 0.6 points" in sentence


def test_the_ranking_can_be_downloaded(open_app, three_runs):
    app = open_app("leaderboard")
    assert [download.label for download in app.download_button] == ["Download as CSV", "Download to print"]
    assert not app.exception


@pytest.mark.parametrize("label", [GRID_BUTTON, "Use these settings"])
def test_a_button_that_meets_a_broken_store_ends_in_one_sentence(open_app, cluster, label):
    cluster.trained(RunConfig(seed=1))
    app = click_cell(open_app("leaderboard"), 0)
    cluster.break_store()
    button(app, label).click().run()
    assert not app.exception
    assert len(app.error) == 1
    assert "cannot be used right now" in app.error[0].value
