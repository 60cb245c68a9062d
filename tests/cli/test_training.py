"""`train`, `grid` and `leaderboard`: what is trained, what is shown, and the exit codes."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from explorer.cli import training
from explorer.config import KNOBS, RunConfig, article_grid
from explorer.grid import GRID_KNOBS
from explorer.store import State, open_store
from explorer.workers.cluster import Status
from tests.support.cluster import DIVERGED, InstantCluster, StandIn
from tests.support.command_line import assert_is_a_sentence

ROOT = Path(__file__).parents[2]


class LostCluster(StandIn):
    """A cluster that could not be started: what is submitted fails."""

    def __init__(self, store, scheduler, dataset):
        super().__init__(store)
        self.status = Status(1.0, "No Dask scheduler answers at tcp://nowhere:1: is it running?", failed=True)

    def submit(self, configs, dataset, visitor=""):
        run_ids = super().submit(configs, dataset, visitor)
        for run_id in run_ids:
            self.fail(run_id, self.status.sentence)
        return run_ids


class SharedCluster(StandIn):
    """A cluster of which a visitor has stopped what the command waits for, after its first epoch."""

    def __init__(self, store, scheduler, dataset):
        super().__init__(store)

    def submit(self, configs, dataset, visitor=""):
        run_ids = super().submit(configs, dataset, visitor)
        for run_id in run_ids:
            self.begin(run_id)
            self.epoch(run_id)
            self.store.request_stop([run_id], by="anna")
            self.halt(run_id)
        return run_ids


@pytest.fixture
def instant(store, monkeypatch):
    """The commands train on an `InstantCluster`, in this store."""
    monkeypatch.setattr(training, "Cluster", InstantCluster)
    return store


@pytest.fixture
def ranking(store):
    """Two finished runs and one that diverged."""
    stand_in = StandIn(store)
    stand_in.trained(RunConfig(units=32), val_accuracy=0.80)
    stand_in.trained(RunConfig("tanh", learning_rate=0.01), val_accuracy=0.88)
    stand_in.submit([RunConfig(seed=3)], "packaged")
    stand_in.diverge(3)
    stand_in.trained(RunConfig(), dataset="official", val_accuracy=0.9)


def rows(out):
    return list(csv.DictReader(io.StringIO(out)))


@pytest.mark.parametrize(("name", "who"), [(None, "A visitor of the app"), ("Anna", "Anna")])
def test_whoever_waited_for_a_run_reads_who_has_stopped_it(call, store, monkeypatch, name, who):
    monkeypatch.setattr(training, "Cluster", SharedCluster)
    if name:
        store.name_account("anna", name)
    _, out, _ = call("train", "--epochs", "3")
    assert f"{who} stopped it. Stopped after epoch 1 of 3." in out


def test_an_empty_leaderboard_says_what_to_do(call, store):
    code, out, _ = call("leaderboard")
    assert code == 0
    assert out == "No run has finished on these reviews yet. Train one with: python -m explorer train\n"


def test_an_empty_leaderboard_as_json_is_an_empty_list(call, store):
    assert call("leaderboard", "--json")[:2] == (0, "[]\n")


def test_an_empty_leaderboard_as_csv_still_has_its_header(call, store):
    code, empty, _ = call("leaderboard", "--csv")
    StandIn(store).trained()
    _, full, _ = call("leaderboard", "--csv")
    assert code == 0
    assert empty.splitlines() == full.splitlines()[:1]


def test_the_leaderboard_has_the_best_setting_first_and_says_what_can_be_luck(call, ranking):
    code, out, _ = call("leaderboard")
    places = [line.split()[:2] for line in out.splitlines() if "hidden layer" in line]
    assert code == 0
    assert places[:2] == [["1", "88.00%"], ["2", "80.00%"]]
    assert "tanh · binary cross-entropy · 1 hidden layer of 16 · 10 epochs" in out
    assert ". The leader is clearly ahead of all other settings" in out
    assert "**" not in out


def test_repeats_are_one_row_and_settings_tied_for_first_are_marked(call, store):
    for seed, accuracy in enumerate((0.880, 0.884, 0.882)):
        StandIn(store).trained(RunConfig(seed=seed), val_accuracy=accuracy)
    StandIn(store).trained(RunConfig(units=32), val_accuracy=0.881)
    _, out, _ = call("leaderboard")
    first, second = (line.split() for line in out.splitlines() if "hidden layer" in line)
    assert (first[0], first[1], first[4:6], first[-1]) == ("=1", "88.20%", ["0.20", "3"], "2")
    assert (second[0], second[1], second[4:6], second[-1]) == ("=1", "88.10%", ["–", "1"], "4")
    assert "All 2 settings share first place" in out


def test_the_leaderboard_as_csv_has_every_setting_and_figure(call, ranking):
    code, out, _ = call("leaderboard", "--csv")
    first, second = rows(out)
    assert code == 0
    assert (first["place"], first["best_run"], second["place"], second["best_run"]) == ("1", "2", "2", "1")
    figures = {"mean_val_accuracy", "interval_95", "standard_deviation", "repeats", "tied_for_first", "seeds", "dataset"}
    assert {*KNOBS, *figures} - first.keys() == {"seed"}
    assert (first["activation"], float(first["mean_val_accuracy"])) == ("tanh", 0.88)


def test_the_leaderboard_as_json_says_the_same_as_the_csv(call, ranking):
    _, as_csv, _ = call("leaderboard", "--csv")
    code, as_json, err = call("leaderboard", "--json")
    assert (code, err) == (0, "")
    told = [{name: "" if value is None else str(value) for name, value in row.items()} for row in json.loads(as_json)]
    assert told == rows(as_csv)


def test_the_leaderboard_as_a_page_to_print_is_html(call, ranking):
    code, out, _ = call("leaderboard", "--html")
    assert code == 0 and out.startswith("<!doctype html>") and out.rstrip().endswith("</html>")
    assert out.count("<tr") == 3 and "88.00%" in out


def test_other_reviews_have_a_leaderboard_of_their_own(call, ranking):
    _, out, _ = call("leaderboard", "--csv", "--reviews", "official")
    assert [row["best_run"] for row in rows(out)] == ["4"]


def test_a_store_that_cannot_be_used_is_a_sentence(call, tmp_path, monkeypatch):
    (tmp_path / "runs.db").write_text("This is a letter to my aunt, not a database. " * 50)
    monkeypatch.setenv("EXPLORER_STORE", str(tmp_path / "runs.db"))
    code, out, err = call("leaderboard")
    assert (code, out) == (1, "")
    assert_is_a_sentence(err)


def test_train_shows_each_epoch_and_marks_the_best(call, instant):
    code, out, _ = call("train", "--epochs", "8", "--units", "32")
    assert code == 0
    assert out.startswith("Run 1: ReLU · binary cross-entropy · 1 hidden layer of 32 · 8 epochs\n")
    assert [line.split()[0] for line in out.splitlines()[2:10]] == [str(number) for number in range(1, 9)]
    assert [line.split()[0] for line in out.splitlines() if "← best" in line] == ["3"]


def test_train_ends_with_the_verdict_how_sure_it_is_and_what_to_try(call, instant):
    _, out, _ = call("train", "--epochs", "8")
    memorising, advice, more, overfitting = out.splitlines()[-4:]
    assert memorising.startswith("Memorising. In epoch 8 it got")
    assert advice.startswith("  Try vocabulary 20,000: Helped in")
    assert more.startswith("  Try words and pairs: Helped in")
    assert overfitting.startswith("Overfitting. Since epoch 4 it makes more confident mistakes")
    assert "Quite sure: of the 15 pairs of epochs from epoch 3 on, 15 have the higher loss later" in overfitting
    _, out, _ = call("train", "--epochs", "8", "--json")
    finding, _ = json.loads(out)["verdict"]
    assert (finding["kind"], finding["epochs"]) == ("memorising", [6, 8])
    assert finding["suggestions"][0]["changes"] == {"vocabulary": 20_000}


def test_train_takes_every_knob(call, instant):
    config = RunConfig("tanh", "mse", 64, 3, 2, "adam", 0.00123, 256, 24, 5_000, "on", "tfidf", 3_000, 0.1, 0.25, 0.0005, 77)
    options = [f"--{name.replace('_', '-')}={value}" for name, value in config.to_dict().items()]
    _, out, _ = call("train", "--json", *options)
    assert instant.run(1).config == config
    assert json.loads(out)["config"] == config.to_dict()


def test_training_that_diverged_ends_with_3_and_says_why(call, instant):
    code, out, _ = call("train", "--learning-rate", "10")
    assert code == 3
    assert DIVERGED in out
    code, out, _ = call("train", "--learning-rate", "10", "--json")
    data = json.loads(out)
    assert code == 3
    assert (data["status"], data["message"], len(data["epochs"])) == ("diverged", DIVERGED, 1)
    assert [finding["title"] for finding in data["verdict"]] == ["Diverged"]


def test_training_without_a_cluster_ends_with_3_and_says_why(call, store, monkeypatch):
    monkeypatch.setattr(training, "Cluster", LostCluster)
    code, out, _ = call("train", "--json")
    data = json.loads(out)
    assert code == 3
    assert data["message"] == "No Dask scheduler answers at tcp://nowhere:1: is it running?"
    assert (data["status"], data["best_epoch"], data["epochs"], data["verdict"]) == ("failed", None, [], [])


def test_grid_trains_what_is_missing_and_shows_the_leaderboard(call, instant):
    StandIn(instant).trained(article_grid()[7])
    code, out, _ = call("grid", "--json")
    data = json.loads(out)
    assert code == 0
    assert data["trained"] == 35
    assert len(data["leaderboard"]) == 36
    assert {run.config for run in instant.runs(states=[State.FINISHED])} == set(article_grid())


def test_grid_with_repeats_trains_each_combination_with_several_seeds(call, instant):
    for config in article_grid():
        StandIn(instant).trained(config)
    code, out, _ = call("grid", "--repeats", "3", "--json")
    data = json.loads(out)
    assert (code, data["trained"]) == (0, 72)
    assert [row["repeats"] for row in data["leaderboard"]] == [3] * 36
    assert {row["seeds"] for row in data["leaderboard"]} == {"0 1 2"}


@pytest.mark.parametrize("number", ["0", "11", "many"])
def test_grid_with_an_impossible_number_of_repeats_is_refused(call, number):
    code, out, err = call("grid", "--repeats", number)
    assert (code, out) == (2, "")
    assert "--repeats" in err


def test_a_grid_of_ones_own_is_every_combination_of_the_values_given(call, instant):
    StandIn(instant).trained(RunConfig("tanh", units=64))
    options = ["--units", "64", "16", "16", "--activation", "relu", "tanh"]
    code, out, _ = call("grid", "--json", *options)
    data = json.loads(out)
    assert (code, data["networks"], data["trained"], len(data["leaderboard"])) == (0, 4, 3, 4)
    wanted = {RunConfig(activation, units=units) for activation in ("relu", "tanh") for units in (16, 64)}
    assert {run.config for run in instant.runs()} == wanted
    _, out, _ = call("grid", *options, "--repeats", "2")
    assert out.splitlines()[-1] == (
        "Activation (2) × Hidden units (2) × 2 repeats = 8 networks. "
        "4 of the 4 missing runs of the combinations were trained."
    )
    assert {run.config.seed for run in instant.runs()} == {0, 1}


@pytest.mark.parametrize("name", GRID_KNOBS)
def test_every_knob_of_a_grid_takes_several_values(call, instant, name):
    knob = KNOBS[name]
    ends = [*knob.choices][:2] if knob.choices else [knob.low, knob.high]
    code, out, _ = call("grid", "--json", f"--{name.replace('_', '-')}", *map(str, ends))
    assert json.loads(out)["networks"] == len(ends)
    assert {getattr(run.config, name) for run in instant.runs()} == {*ends}
    assert code in (0, 3)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--units", "16", "many"], "Hidden units is “many”, but it has to be a whole number between 4 and 512."),
        (["--dropout", "0", "1"], "Dropout is “1”, but it has to be between 0 and 0.9."),
        (["--activation", "relu", "step"], "Activation is “step”, but it has to be one of relu, tanh"),
        (["--units"], "argument --units: expected at least one argument"),
        (["--seed", "1", "2"], "unrecognized arguments: --seed 1 2"),
    ],
)
def test_a_grid_of_impossible_values_is_refused(call, store, options, sentence):
    code, out, err = call("grid", *options)
    assert (code, out, store.runs()) == (2, "", [])
    assert sentence in err


def test_a_grid_beyond_the_limit_is_refused_before_anything_is_trained(call, store, monkeypatch):
    monkeypatch.setattr(training, "Cluster", None)
    many = [str(number) for number in range(1, 51)]
    code, out, err = call("grid", "--epochs", *many, "--units", *map(str, range(4, 500)), "--repeats", "10")
    assert (code, out) == (1, "")
    assert err == (
        "That is 248,000 networks, but at most 2,000 can wait or train at a time in this app. Choose fewer values.\n"
    )
    monkeypatch.setenv("EXPLORER_MAX_QUEUED", "3")
    assert "That is 4 networks, but at most 3 can" in call("grid", "--units", "4", "8", "16", "32")[2]


def test_a_complete_grid_starts_no_training(call, store, monkeypatch):
    monkeypatch.setattr(training, "Cluster", None)
    for config in article_grid():
        StandIn(store).trained(config)
    code, out, _ = call("grid")
    assert code == 0
    assert out.endswith("Nothing was missing: all of them had been trained before.\n")
    assert len(store.runs()) == 36


def test_train_from_a_terminal_prints_json_and_nothing_else(reviews, tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "explorer", "train", "--epochs", "1", "--vocabulary", "2000", "--json"],
        cwd=ROOT,
        env=os.environ | {"EXPLORER_STORE": str(tmp_path / "runs.db")},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert (done.returncode, done.stderr) == (0, "")
    data = json.loads(done.stdout)
    assert data["config"] == RunConfig(epochs=1, vocabulary=2_000).to_dict()
    assert (data["run"], data["reviews"], data["status"], data["message"]) == (1, "packaged", "finished", "")
    assert data["best_epoch"] == 1
    assert [finding["kind"] for finding in data["verdict"]] == ["too short to tell"]
    ((epoch),) = data["epochs"]
    assert list(epoch) == ["epoch", "loss", "accuracy", "val_loss", "val_accuracy", "seconds"]
    assert 0.6 < epoch["val_accuracy"] < 1
    assert open_store(f"sqlite:///{tmp_path}/runs.db").model(1)
