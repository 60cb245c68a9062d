"""`search`: what it looks for, what it prints, and how it goes on after Ctrl-C."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from explorer.cli import search
from explorer.config import RunConfig
from explorer.scheduling.search_space import Space, usual_knobs
from explorer.scheduling.successive_halving import LONGEST
from explorer.store import Baseline, SearchState, open_store
from tests.support.cluster import StandIn
from tests.support.command_line import assert_is_a_sentence
from tests.support.waiting import PATIENCE

ROOT = Path(__file__).parents[2]


class InstantCluster(StandIn):
    """Does the whole of a search at once: the more units, the better."""

    def __init__(self, store, scheduler, dataset):
        super().__init__(store)

    def search(self, *arguments):
        search_id = super().search(*arguments)
        self.search_to_the_end(search_id)
        return search_id

    def resume_search(self, search_id):
        super().resume_search(search_id)
        self.search_to_the_end(search_id)


class InterruptedCluster(StandIn):
    """Trains one rung, and then somebody presses Ctrl-C."""

    def __init__(self, store, scheduler, dataset):
        super().__init__(store)

    def search(self, *arguments):
        search_id = super().search(*arguments)
        self.search_step(search_id)
        return search_id


@pytest.fixture
def instant(store, monkeypatch):
    monkeypatch.setattr(search, "Cluster", InstantCluster)
    return store


@pytest.fixture
def interrupted(store, call, monkeypatch):
    """A store in which a search was stopped by Ctrl-C after its first rung."""

    def interrupt(_seconds):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(search, "Cluster", InterruptedCluster)
        patch.setattr(search.time, "sleep", interrupt)
        assert call("search", "--networks", "9")[0] == 130
    monkeypatch.setattr(search, "Cluster", InstantCluster)
    return store


def test_a_search_prints_what_it_tried_and_who_won(call, instant):
    instant.set_baseline("packaged", RunConfig().input_format, Baseline(0.83, 0.4, 0.1))
    code, out, _ = call("search", "--networks", "20", "--vary", "units", "layers")
    assert code == 0
    assert out.startswith("Search 1. What moves: hidden units and hidden layers. What stays: ReLU, ")
    funnel = [line.split()[:4] for line in out.splitlines()[2:5]]
    assert funnel == [["1", "2,500", "20", "7"], ["4", "all", "7", "4"], ["12", "all", "3", "0"]]
    assert "20 settings tried in" in out
    assert "The winner gets 8" in out
    assert "It beats a logistic regression on the same input, which gets 83.00%" in out
    assert "Only 5 repeats with seeds that the search had not used count here" in out
    assert "**" not in out


def test_a_search_as_json_has_everything_that_is_printed(call, instant):
    instant.set_baseline("packaged", RunConfig().input_format, Baseline(0.83, 0.4, 0.1))
    code, out, err = call("search", "--networks", "20", "--vary", "units", "--json")
    data = json.loads(out)
    assert (code, err) == (0, "")
    assert (data["search"], data["status"], data["reviews"]) == (1, "finished", "packaged")
    assert (data["tried"], data["vary"], data["baseline"]) == (14, ["units"], 0.83)
    assert data["base"] == RunConfig(epochs=LONGEST).to_dict()
    assert data["rungs"][0] | {"best": None} == {
        "epochs": 1,
        "part_of_reviews": 2_500,
        "networks": 14,
        "went_on": 5,
        "best": None,
    }
    assert data["winner"] == data["finalists"][0]
    assert data["winner"]["config"]["units"] == 512
    assert data["winner"]["repeats"] == 5
    assert instant.run(data["winner"]["best_run"]).config.seed in range(1, 6)
    assert data["against_baseline"] == "ahead"


def test_what_does_not_beat_the_baseline_has_not_won(call, instant):
    instant.set_baseline("packaged", RunConfig().input_format, Baseline(0.9, 0.4, 0.1))
    _, out, _ = call("search", "--networks", "5", "--vary", "units")
    assert "No winner: the best, at 8" in out
    assert "found nothing that is worth its trouble" in out
    _, out, _ = call("search", "--networks", "5", "--vary", "units", "--json")
    assert json.loads(out)["winner"] is None and json.loads(out)["finalists"]


def test_only_the_repeats_are_on_the_leaderboard(call, instant):
    _, out, _ = call("search", "--networks", "20", "--vary", "units", "--json")
    finalists = json.loads(out)["finalists"]
    _, board, _ = call("leaderboard", "--json")
    assert {row["units"] for row in json.loads(board)} == {one["config"]["units"] for one in finalists}
    assert [row["repeats"] for row in json.loads(board)] == [5] * len(finalists)


def test_a_knob_that_is_given_a_value_does_not_move(call, instant):
    call("search", "--networks", "3", "--units", "32", "--epochs", "9", "--seed", "77")
    space = instant.search(1).space
    assert space == Space(RunConfig(units=32, epochs=9, seed=77), tuple(n for n in usual_knobs() if n != "units"))


def test_every_search_has_other_dice(call, instant):
    call("search", "--networks", "3")
    call("search", "--networks", "3")
    first, second = ({trial.config for trial in instant.trials(number)} for number in (1, 2))
    assert not first & second


def test_a_knob_cannot_both_move_and_stay(call, instant):
    code, out, err = call("search", "--vary", "units", "--units", "32")
    assert (code, out) == (1, "")
    assert err == "Hidden units cannot both move and be 32.\n"


def test_ctrl_c_stops_the_search_and_nothing_is_lost(call, interrupted):
    assert interrupted.search(1).state == SearchState.STOPPED
    done = {trial.run_id for trial in interrupted.trials(1)}
    code, out, _ = call("search", "--resume", "--json")
    assert code == 0
    assert json.loads(out)["search"] == 1
    assert {trial.run_id for trial in interrupted.trials(1)[: len(done)]} == done
    assert json.loads(out)["tried"] == 9


def test_a_search_that_was_killed_goes_on_and_another_one_is_told_so(call, interrupted):
    interrupted.resume_search(1)
    code, _, err = call("search", "--networks", "3")
    assert code == 1
    assert err == "Search 1 is running on these reviews. Wait until it is done, or stop it first.\n"
    assert_is_a_sentence(err)


@pytest.mark.parametrize("number", [[], ["7"], ["2147483647"]])
def test_where_nothing_can_go_on_it_says_how_to_begin(call, instant, number):
    code, out, err = call("search", "--resume", *number)
    assert (code, out) == (1, "")
    assert "Begin one with: python -m explorer search" in err


def test_a_search_from_a_terminal_finds_a_winner_and_prints_json_and_nothing_else(reviews, tmp_path):
    options = ["--vary", "units", "layers", "--networks", "6", "--vocabulary", "1000", "--batch-size", "4096", "--json"]
    done = subprocess.run(
        [sys.executable, "-m", "explorer", "search", *options],
        cwd=ROOT,
        env=os.environ | {"EXPLORER_STORE": str(tmp_path / "runs.db")},
        capture_output=True,
        text=True,
        timeout=3 * PATIENCE,
    )
    assert done.returncode == 0, done.stderr
    data, store = json.loads(done.stdout), open_store(f"sqlite:///{tmp_path}/runs.db")
    assert (data["search"], data["status"], data["tried"]) == (1, "finished", 6)
    assert [rung["networks"] for rung in data["rungs"]] == [6, 2, 1]
    assert all(setting["repeats"] == 5 for setting in data["finalists"])
    assert 0.6 < data["finalists"][0]["val_accuracy"] < 1
    assert data["baseline"] is not None
    repeats = {trial.run_id for trial in store.trials(1) if trial.bracket is None}
    assert store.with_model([trial.run_id for trial in store.trials(1)]) == repeats
