"""The command line answers on standard output, says what went wrong in a sentence, and ends with the right code."""

import csv
import io
import json
import math
import os
import re
import sqlite3
import subprocess
import sys
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest

from explorer.cli import commands
from explorer.cli.parser import main
from explorer.config import KNOBS, RunConfig, article_grid
from explorer.errors import CorpusError
from explorer.store import Envelope, State, open_store
from explorer.workers.cluster import Status
from tests.support.cluster import DIVERGED, StandIn

ROOT = Path(__file__).parents[2]
COMMANDS = ("train", "grid", "leaderboard", "predict", "exam", "encode", "fetch", "bench")
EXAMPLE = "Shawshank Redemption is probably the best movie ever"
PRAISE = (
    "A wonderful film, one of the best: superb, moving, excellent and perfect. I loved every minute, highly recommended."
)
COMPLAINT = "The worst movie ever: awful, boring, a terrible waste of time, poorly acted, with a stupid and pointless plot."


@pytest.fixture
def store(tmp_path, monkeypatch):
    """The store that the commands use, with nothing in it."""
    monkeypatch.setenv("EXPLORER_STORE", str(tmp_path / "runs.db"))
    return open_store(f"sqlite:///{tmp_path}/runs.db")


@pytest.fixture
def call(capsys):
    """A function that runs a command: exit code, standard output, standard error."""

    def call(*arguments):
        try:
            code = main(list(arguments))
        except SystemExit as end:
            code = end.code
        return code, *capsys.readouterr()

    return call


class InstantCluster(StandIn):
    """Trains what is submitted at once: all epochs, except that a learning rate of 10 diverges in the second."""

    def __init__(self, store, scheduler, dataset):
        super().__init__(store)

    def submit(self, configs, dataset, visitor=""):
        run_ids = super().submit(configs, dataset, visitor)
        for run_id, config in zip(run_ids, configs):
            self.begin(run_id)
            self.epochs(run_id, 1 if config.learning_rate == 10 else config.epochs)
            self.diverge(run_id) if config.learning_rate == 10 else self.finish(run_id)
        return run_ids


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


def assert_is_a_sentence(text):
    assert text.endswith(".\n") or text.endswith(": python -m explorer train\n") or text.endswith("leaderboard\n")
    assert text.count("\n") == 1
    assert "Traceback" not in text and "Error" not in text


# Help and mistakes


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(call, command):
    code, out, _ = call(command, "--help")
    assert code == 0
    assert out.startswith(f"usage: python -m explorer {command} ")
    assert "--json" in out


def test_the_program_explains_its_commands_and_exit_codes(call):
    code, out, _ = call("--help")
    assert code == 0
    assert [command for command in COMMANDS if not re.search(rf"^    {command}\b", out, re.MULTILINE)] == []
    assert "exit codes:" in out


@pytest.mark.parametrize("name", KNOBS)
def test_every_knob_is_an_option_with_its_help_limits_and_default(call, name):
    _, out, _ = call("train", "--help")
    text, knob = " ".join(out.split()), KNOBS[name]
    assert f"--{name.replace('_', '-')} " in text
    assert f"{knob.help.split('.')[0]}." in text.replace("- ", "-")
    assert f"({knob.limits}; usually {knob.default})" in text


@pytest.mark.parametrize(
    ("option", "value", "sentence"),
    [
        ("--units", "3", "Hidden units is “3”, but it has to be a whole number between 4 and 512."),
        ("--units", "many", "Hidden units is “many”, but it has to be a whole number between 4 and 512."),
        ("--epochs", "51", "Epochs is “51”, but it has to be a whole number between 1 and 50."),
        ("--learning-rate", "nan", "Learning rate is “nan”, but it has to be between 0.00001 and 10."),
        ("--dropout", "1", "Dropout is “1”, but it has to be between 0 and 0.9."),
        ("--activation", "sigmoid", "Activation is “sigmoid”, but it has to be one of relu, tanh."),
    ],
)
def test_a_knob_outside_its_limits_is_refused_by_name_value_and_limits(call, option, value, sentence):
    code, out, err = call("train", option, value)
    assert code == 2
    assert sentence in err
    assert out == ""


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["dance"],
        ["train", "--colour", "red"],
        ["train", "--reviews", "mine"],
        ["predict"],
        ["predict", "x", "--run", "one"],
        ["exam"],
        ["exam", "one"],
        ["exam", "1", "--envelope", "third"],
        ["exam", "1", "--guess", "nan"],
        ["exam", "1", "--guess", "101"],
    ],
)
def test_a_command_that_is_none_ends_with_2(call, arguments):
    code, out, err = call(*arguments)
    assert code == 2
    assert err.startswith("usage: python -m explorer")
    assert out == ""


# encode


def test_encode_shows_the_articles_example_as_the_article_has_it(call, reviews):
    code, out, _ = call("encode", "--keep-case", EXAMPLE)
    assert code == 0
    assert "Ranks: ? ? 6 239 1 115 17 123\n" in out


def test_encode_finds_words_that_are_written_with_capitals(call, reviews):
    _, out, _ = call("encode", "--json", "The BEST movie")
    assert [word["word"] for word in json.loads(out)["words"]] == ["the", "best", "movie"]
    assert [word["rank"] for word in json.loads(out)["words"]] == [1, 115, 17]


def test_encode_as_json_has_what_the_network_sees(call, reviews):
    code, out, err = call("encode", "--json", "--keep-case", EXAMPLE)
    data = json.loads(out)
    assert code == 0
    assert err == ""
    assert [word["rank"] for word in data["words"]] == [None, None, 6, 239, 1, 115, 17, 123]
    assert data["sequence"] == [1, 2, 2, 9, 242, 4, 118, 20, 126]
    assert data["ones"] == [1, 2, 4, 9, 20, 118, 126, 242]
    assert data["vocabulary"] == 10_000


def test_encode_with_a_smaller_vocabulary_knows_fewer_words(call, reviews):
    _, out, _ = call("encode", "--json", "--vocabulary", "500", "the movie redemption")
    assert json.loads(out)["sequence"] == [1, 4, 20, 2]


@pytest.mark.parametrize("text", ["", "   ", "...", "<br />"])
def test_encode_of_next_to_nothing_is_no_mistake(call, reviews, text):
    code, _, err = call("encode", text)
    assert code == 0
    assert err == ""


# leaderboard


@pytest.fixture
def ranking(store):
    """Two finished runs and one that diverged."""
    stand_in = StandIn(store)
    stand_in.trained(RunConfig(units=32), val_accuracy=0.85)
    stand_in.trained(RunConfig("tanh", learning_rate=0.01), val_accuracy=0.88)
    stand_in.submit([RunConfig(seed=3)], "packaged")
    stand_in.diverge(3)
    stand_in.trained(RunConfig(), dataset="official", val_accuracy=0.9)


def rows(out):
    return list(csv.DictReader(io.StringIO(out)))


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
    assert places == [["=1", "88.00%"], ["2", "85.00%"]]
    assert "tanh · binary cross-entropy · 1 hidden layer of 16 · 10 epochs" in out
    assert "Best so far: 88.00% of the validation reviews right. The leader is clearly ahead of all other settings" in out
    assert "**" not in out


def test_repeats_are_one_row_of_the_leaderboard_and_those_tied_for_first_are_marked(call, store):
    for seed, accuracy in enumerate((0.880, 0.884, 0.882)):
        StandIn(store).trained(RunConfig(seed=seed), val_accuracy=accuracy)
    StandIn(store).trained(RunConfig(units=32), val_accuracy=0.881)
    _, out, _ = call("leaderboard")
    first, second = (line.split() for line in out.splitlines() if "hidden layer" in line)
    assert (first[0], first[1], first[4:6], first[-1]) == ("=1", "88.20%", ["0.20", "3"], "2")
    assert (second[0], second[1], second[4:6], second[-1]) == ("=1", "88.10%", ["–", "1"], "4")
    assert "All 2 settings are tied for first" in out


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


def test_other_reviews_have_a_leaderboard_of_their_own(call, ranking):
    _, out, _ = call("leaderboard", "--csv", "--reviews", "official")
    assert [row["best_run"] for row in rows(out)] == ["4"]


def test_a_store_that_cannot_be_used_is_a_sentence(call, tmp_path, monkeypatch):
    (tmp_path / "runs.db").write_text("This is a letter to my aunt, not a database. " * 50)
    monkeypatch.setenv("EXPLORER_STORE", str(tmp_path / "runs.db"))
    code, out, err = call("leaderboard")
    assert (code, out) == (1, "")
    assert_is_a_sentence(err)


# train and grid, with a stand-in for the workers


def test_train_shows_each_epoch_and_marks_the_best(call, store, monkeypatch):
    monkeypatch.setattr(commands, "Cluster", InstantCluster)
    code, out, _ = call("train", "--epochs", "8", "--units", "32")
    assert code == 0
    assert out.startswith("Run 1: ReLU · binary cross-entropy · 1 hidden layer of 32 · 8 epochs\n")
    assert [line.split()[0] for line in out.splitlines()[2:10]] == [str(number) for number in range(1, 9)]
    assert [line.split()[0] for line in out.splitlines() if "← best" in line] == ["3"]


def test_train_ends_with_the_verdict_and_how_sure_it_is(call, store, monkeypatch):
    monkeypatch.setattr(commands, "Cluster", InstantCluster)
    _, out, _ = call("train", "--epochs", "8")
    verdict = out.splitlines()[-1]
    assert verdict.startswith("Overfitting since epoch 4. From there on")
    assert "Quite sure: the rise is 5.7 times what chance does" in verdict
    _, out, _ = call("train", "--epochs", "8", "--json")
    (finding,) = json.loads(out)["verdict"]
    assert (finding["kind"], finding["epochs"]) == ("overfitting", [3, 8])
    assert finding["suggestions"][0] == {"label": "Try 3 epochs", "changes": {"epochs": 3}}


def test_train_takes_every_knob(call, store, monkeypatch):
    monkeypatch.setattr(commands, "Cluster", InstantCluster)
    config = RunConfig("tanh", "mse", 64, 3, 2, 0.00123, 256, 5_000, 0.25, 0.0005, 77)
    options = [f"--{name.replace('_', '-')}={value}" for name, value in config.to_dict().items()]
    _, out, _ = call("train", "--json", *options)
    assert store.run(1).config == config
    assert json.loads(out)["config"] == config.to_dict()


def test_training_that_diverged_ends_with_3_and_says_why(call, store, monkeypatch):
    monkeypatch.setattr(commands, "Cluster", InstantCluster)
    code, out, _ = call("train", "--learning-rate", "10")
    assert code == 3
    assert DIVERGED in out
    code, out, _ = call("train", "--learning-rate", "10", "--json")
    data = json.loads(out)
    assert code == 3
    assert (data["status"], data["message"], len(data["epochs"])) == ("diverged", DIVERGED, 1)
    assert [finding["title"] for finding in data["verdict"]] == ["Diverged in epoch 2"]


def test_training_without_a_cluster_ends_with_3_and_says_why(call, store, monkeypatch):
    monkeypatch.setattr(commands, "Cluster", LostCluster)
    code, out, _ = call("train", "--json")
    data = json.loads(out)
    assert code == 3
    assert data["message"] == "No Dask scheduler answers at tcp://nowhere:1: is it running?"
    assert (data["status"], data["best_epoch"], data["epochs"], data["verdict"]) == ("failed", None, [], [])


def test_grid_trains_what_is_missing_and_shows_the_leaderboard(call, store, monkeypatch):
    monkeypatch.setattr(commands, "Cluster", InstantCluster)
    StandIn(store).trained(article_grid()[7])
    code, out, _ = call("grid", "--json")
    data = json.loads(out)
    assert code == 0
    assert data["trained"] == 35
    assert len(data["leaderboard"]) == 36
    assert {run.config for run in store.runs(states=[State.FINISHED])} == set(article_grid())


def test_grid_with_repeats_trains_each_combination_with_other_seeds_too(call, store, monkeypatch):
    monkeypatch.setattr(commands, "Cluster", InstantCluster)
    for config in article_grid():
        StandIn(store).trained(config)
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


def test_grid_that_is_trained_already_starts_nothing(call, store, monkeypatch):
    monkeypatch.setattr(commands, "Cluster", None)
    for config in article_grid():
        StandIn(store).trained(config)
    code, out, _ = call("grid")
    assert code == 0
    assert out.endswith("0 of the 0 missing combinations trained.\n")
    assert len(store.runs()) == 36


# predict


def test_predict_without_a_trained_network_says_how_to_train_one(call, store):
    code, out, err = call("predict", "A fine film")
    assert (code, out) == (1, "")
    assert err == "No network has been trained yet. Train one with: python -m explorer train\n"


def test_a_refusal_as_json_is_json_too(call, store):
    code, out, err = call("predict", "--json", "A fine film")
    assert code == 1
    assert json.loads(out) == {"error": err.strip()}


@pytest.mark.parametrize("run", ["7", "0", "-1", "9" * 30])
def test_predict_with_a_run_that_is_not_there_is_refused(call, store, run):
    code, out, err = call("predict", "A fine film", "--run", run)
    assert (code, out) == (1, "")
    assert "There is no trained network of a run" in err
    assert_is_a_sentence(err)


def test_who_judges_here_and_on_the_pages_is_the_same_champion(store, open_app, cluster, network):
    for units, seed, val_accuracy in ((16, 0, 0.88), (16, 1, 0.88), (32, 0, 0.885), (32, 1, 0.86)):
        cluster.trained(RunConfig(units=units, seed=seed, vocabulary=1_000), model=network, val_accuracy=val_accuracy)
    champion = commands._judge(cluster.store, None)
    assert champion.config.units == 16
    assert open_app("your_review").selectbox[0].value == champion


def test_predict_with_a_run_that_still_trains_is_refused(call, store):
    stand_in = StandIn(store)
    stand_in.submit([RunConfig()], "packaged")
    stand_in.begin(1)
    stand_in.epoch(1)
    code, _, err = call("predict", "A fine film", "--run", "1")
    assert code == 1
    assert_is_a_sentence(err)


def test_predict_with_a_run_that_broke_off_before_its_network_was_kept_is_refused(call, store, reviews):
    stand_in = StandIn(store)
    stand_in.submit([RunConfig()], "packaged")
    stand_in.begin(1)
    stand_in.epoch(1)
    stand_in.fail(1)
    code, out, err = call("predict", "A fine film", "--run", "1")
    assert (code, out) == (1, "")
    assert_is_a_sentence(err)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "cannot be read"),
        ("", "needs a column text"),
        ("text\n", "needs a column text, with at least one review in it"),
        ("review,label\nFine.,1\n", "needs a column text"),
        ("text,label\nFine.,1\nBad.,2\n", "Row 2 of"),
        ("text,label\nFine.,\n", "Row 1 of"),
        ('text\n"never closed\n', "is not CSV: a quotation mark is not closed"),
        ("text\na,b\na,b,c\n", "Row 1 of"),
    ],
    ids=["missing", "empty", "header only", "no text", "label 2", "no label", "open quote", "ragged"],
)
def test_a_file_that_is_not_one_of_reviews_is_refused_in_a_sentence(call, store, tmp_path, content, sentence):
    StandIn(store).trained()
    path = tmp_path / "reviews.csv"
    if content is not None:
        path.write_text(content)
    code, out, err = call("predict", "--file", str(path))
    assert (code, out) == (1, "")
    assert sentence in err and str(path) in err
    assert_is_a_sentence(err)


def test_a_folder_is_not_a_file_of_reviews(call, store, tmp_path):
    StandIn(store).trained()
    code, _, err = call("predict", "--file", str(tmp_path))
    assert code == 1
    assert "cannot be read" in err


@pytest.fixture(scope="module")
def trained(reviews, tmp_path_factory):
    """The path of a store with one real network, trained by Keras as a worker would train it."""
    from explorer.training import job

    path = tmp_path_factory.mktemp("trained") / "runs.db"
    store = open_store(f"sqlite:///{path}")
    (run_id,) = store.add([RunConfig(units=4, epochs=2, vocabulary=2_000)], "packaged", "test 1 0.00")
    job.run([run_id], store.url)
    assert store.run(run_id).state == State.FINISHED
    return path


@pytest.fixture
def judge(trained, call, monkeypatch):
    """A function that calls `predict` where there is a trained network."""
    monkeypatch.setenv("EXPLORER_STORE", str(trained))
    return lambda *arguments: call("predict", *arguments)


def test_predict_tells_praise_from_complaint(judge):
    code, out, _ = judge(PRAISE)
    assert code == 0
    assert out.startswith("positive (")
    assert "(Run 1: ReLU · binary cross-entropy · 1 hidden layer of 4 · 2 epochs · vocabulary 2,000)" in out
    assert judge(COMPLAINT)[1].startswith("negative (")


def test_predict_as_json_has_the_probability_and_the_settings_and_nothing_else(judge):
    code, out, err = judge("--json", PRAISE)
    data = json.loads(out)
    assert (code, err) == (0, "")
    assert data["run"] == 1
    assert data["config"]["vocabulary"] == 2_000
    ((text, positive),) = (prediction.values() for prediction in data["predictions"])
    assert text == PRAISE
    assert 0.5 < positive <= 1


def test_predict_with_a_run_by_its_number_is_the_same(judge):
    assert judge("--json", PRAISE, "--run", "1")[1] == judge("--json", PRAISE)[1]


def test_predict_judges_a_file_and_says_how_many_it_got_right(judge, tmp_path):
    path = tmp_path / "reviews.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows(
            [("text", "label"), (PRAISE, "1"), (COMPLAINT, "negative"), (COMPLAINT, "pos"), (PRAISE, "1.0")]
        )
    code, out, _ = judge("--file", str(path))
    assert code == 0
    assert [line.split(" ")[0] for line in out.splitlines()[:4]] == ["positive", "negative", "negative", "positive"]
    assert "75.00% of 4 reviews right." in out
    assert json.loads(judge("--file", str(path), "--json")[1])["accuracy"] == 0.75


def test_predict_judges_a_file_without_labels(judge, tmp_path):
    path = tmp_path / "reviews.csv"
    # As a spreadsheet on Windows saves it.
    path.write_bytes(f'\ufefftext\r\n"{PRAISE}"\r\nNA\r\n'.encode())
    data = json.loads(judge("--file", str(path), "--json")[1])
    assert [prediction["text"] for prediction in data["predictions"]] == [PRAISE, "NA"]
    assert "accuracy" not in data


@pytest.mark.parametrize("text", ["", "qwxyz", "映画 🎬", "<script>alert(1)</script>", "word " * 4_000])
def test_predict_has_an_answer_to_any_text(judge, text):
    code, out, _ = judge("--json", text)
    assert code == 0
    assert 0 <= json.loads(out)["predictions"][0]["positive"] <= 1


def test_predict_why_lists_the_words_with_their_push(judge):
    code, out, _ = judge("--why", "An awful film, qwxyz")
    lines = out.splitlines()
    assert code == 0
    assert lines[1].split() == ["Word", "Rank", "Push", "Positive", "without", "it"]
    word, rank, push, share = lines[2].split()
    assert (word, rank, push[0], share[-1]) == ("awful", "370", "-", "%")
    assert {line.split()[0] for line in lines[3:5]} == {"an", "film"}
    assert lines[5].startswith("The score is -")
    assert "negative" in lines[6] and "*" not in out


def test_predict_why_as_json_has_every_push_and_what_turns_the_verdict(judge):
    data = json.loads(judge("--json", "--why", PRAISE)[1])
    why, positive = data["why"], data["predictions"][0]["positive"]
    assert 1 / (1 + math.exp(-why["score"])) == pytest.approx(positive, abs=1e-5)
    strongest = why["words"][0]
    assert set(strongest) == {"word", "rank", "push", "without"}
    text = re.sub(rf"(?i)\b{strongest['word']}\b", "", PRAISE)
    assert strongest["without"] == pytest.approx(
        json.loads(judge("--json", text)[1])["predictions"][0]["positive"], abs=1e-5
    )
    assert why["flip"]["turned"] and why["flip"]["probability"] <= 0.5
    assert set(why["flip"]["words"]) <= {word["word"] for word in why["words"]}


def test_predict_without_why_has_no_reasons(judge):
    assert "why" not in json.loads(judge("--json", PRAISE)[1])
    assert "Push" not in judge(PRAISE)[1]


@pytest.mark.parametrize("text", ["", "映画 🎬", "qwxyz"])
def test_predict_why_has_a_sentence_for_a_text_without_a_word_it_knows(judge, text):
    code, out, _ = judge("--why", text)
    assert (code, out.splitlines()[1]) == (0, "The network knows none of these words.")
    assert json.loads(judge("--json", "--why", text)[1])["why"]["words"] == []


def test_predict_why_is_for_one_text(judge, tmp_path):
    code, out, err = judge("--why", "--file", str(tmp_path / "reviews.csv"))
    assert (code, out) == (1, "")
    assert_is_a_sentence(err)


# exam


@pytest.fixture
def sit(trained, call, monkeypatch, tmp_path):
    """A function that calls `exam` on a copy of the store with a trained network, for a person who types `answer`."""
    path = tmp_path / "runs.db"
    with closing(sqlite3.connect(trained)) as source, closing(sqlite3.connect(path)) as copy:
        source.backup(copy)
    monkeypatch.setenv("EXPLORER_STORE", str(path))

    def sit(*arguments, answer=""):
        monkeypatch.setattr(sys, "stdin", io.StringIO(answer))
        return call("exam", "1", *arguments)

    sit.openings = lambda envelope=Envelope.TEST: open_store(f"sqlite:///{path}").openings("packaged", envelope)
    return sit


@pytest.mark.parametrize("answer", ["y\n", "Yes\n"])
def test_exam_asks_before_it_opens_the_envelope(sit, answer):
    code, out, err = sit("--guess", "80", answer=answer)
    assert code == 0
    assert "This envelope has never been opened." in err and "Open the envelope for run 1 (" in err
    assert "of 5,000 right" in out and "95% interval" in out and "You guessed 80.0%" in out
    assert "This is the first opening of the envelope" in out
    assert "**" not in out + err
    (opening,) = sit.openings()
    assert (opening.guess, opening.result.of) == (0.8, 5_000)


@pytest.mark.parametrize("answer", ["", "\n", "n\n", "no\n", "maybe\n"])
def test_exam_without_a_yes_leaves_the_envelope_sealed(sit, answer):
    code, out, err = sit(answer=answer)
    assert (code, out) == (1, "")
    assert err.endswith("The envelope stays sealed.\n")
    assert sit.openings() == []


def test_exam_shows_an_open_envelope_as_it_was_without_asking(sit):
    sit("--yes", "--guess", "80")
    code, out, err = sit("--guess", "99")
    assert code == 0
    assert "[y/N]" not in err
    assert "You guessed 80.0%" in out
    assert len(sit.openings()) == 1


def test_exam_as_json_asks_all_the_same_and_has_every_figure(sit):
    code, out, err = sit("--json", answer="y\n")
    assert code == 0 and "[y/N]" in err
    data, (opening,) = json.loads(out), sit.openings()
    assert (data["run"], data["reviews"], data["envelope"], data["opening"]) == (1, "packaged", "test", 1)
    assert (data["guess"], data["opened"]) == (None, opening.opened)
    assert data["right"] == data["true_positives"] + data["true_negatives"]
    assert data["of"] == data["right"] + data["false_positives"] + data["false_negatives"] == 5_000
    low, high = data["interval_95"]
    assert low < data["accuracy"] == data["right"] / 5_000 < high
    assert json.loads(sit("--json", answer="n\n")[1]) == data


def test_exam_refused_as_json_is_json_too(sit):
    code, out, _ = sit("--json", answer="n\n")
    assert code == 1
    assert json.loads(out) == {"error": "The envelope stays sealed."}


def test_exam_has_a_second_envelope(sit):
    code, out, err = sit("--envelope", "second", answer="y\n")
    assert code == 0
    assert "Sentences from Rotten Tomatoes: This envelope has never been opened." in err
    assert "of 8,530 right" in out
    assert sit.openings() == [] and len(sit.openings(Envelope.SECOND)) == 1


def test_exam_of_another_run_says_that_the_envelope_was_opened_before(sit, call, monkeypatch):
    sit("--yes")
    store = open_store(f"sqlite:///{os.environ['EXPLORER_STORE']}")
    other = StandIn(store).trained(RunConfig(vocabulary=2_000, units=4), model=store.model(1))
    monkeypatch.setattr(sys, "stdin", io.StringIO("y\n"))
    code, out, err = call("exam", str(other))
    assert code == 0
    assert "opened once already. This would be the second opening" in err
    assert "This is the second opening" in out


def test_exam_of_a_run_that_has_no_network_or_no_such_envelope_is_refused(call, store):
    code, _, err = call("exam", "7", "--yes")
    assert code == 1 and "There is no trained network of a run 7" in err
    StandIn(store).trained()
    code, _, err = call("exam", "1", "--yes")
    assert code == 1 and "Run 1 ended before its network was kept." in err
    StandIn(store).trained(dataset="official")
    code, _, err = call("exam", "2", "--yes", "--envelope", "second")
    assert code == 1 and "no second envelope" in err
    assert store.openings("packaged", Envelope.TEST) == []


# fetch


def test_fetch_without_a_network_is_a_sentence(call, tmp_path, monkeypatch):
    # Nobody listens at the discard port. Python keeps in this variable how it reached the network the first time.
    monkeypatch.setattr(urllib.request, "_opener", None)
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.setenv("EXPLORER_CACHE", str(tmp_path))
    code, out, err = call("fetch")
    assert (code, out) == (1, "")
    assert "there is no connection to their server" in err
    assert_is_a_sentence(err)


def test_fetch_that_fails_is_json_when_json_is_asked_for(call, monkeypatch):
    def fail(source, progress):
        raise CorpusError("The disk is full.")

    monkeypatch.setattr(commands.corpus, "fetch", fail)
    assert call("fetch", "--json") == (1, '{"error": "The disk is full."}\n', "The disk is full.\n")


def test_fetch_says_what_has_arrived(call, reviews, monkeypatch):
    monkeypatch.setattr(commands.corpus, "fetch", lambda source, progress: reviews)
    code, out, _ = call("fetch")
    assert code == 0
    assert out == "The official reviews are here: 15,000 train, 5,000 validation, 5,000 test.\n"


# The whole way, with a real worker


def test_train_from_a_terminal_prints_json_and_nothing_else(reviews, tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "explorer", "train", "--epochs", "1", "--vocabulary", "2000", "--json"],
        cwd=ROOT,
        env=os.environ | {"EXPLORER_STORE": str(tmp_path / "runs.db")},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    data = json.loads(done.stdout)
    assert data["config"] == RunConfig(epochs=1, vocabulary=2_000).to_dict()
    assert (data["run"], data["reviews"], data["status"], data["message"]) == (1, "packaged", "finished", "")
    assert data["best_epoch"] == 1
    assert [finding["kind"] for finding in data["verdict"]] == ["too short to tell"]
    ((epoch),) = data["epochs"]
    assert list(epoch) == ["epoch", "loss", "accuracy", "val_loss", "val_accuracy", "seconds"]
    assert 0.6 < epoch["val_accuracy"] < 1
    assert open_store(f"sqlite:///{tmp_path}/runs.db").model(1)


# What comes from outside


def test_a_review_is_no_markup_of_the_terminal(call, reviews):
    code, out, _ = call("encode", "[red]great[/red] :smile: [/] [link=http://evil.example]x[/link]")
    assert code == 0
    assert [line.split()[0] for line in out.splitlines()[1:5]] == ["red", "great", "red", "smile"]


def test_words_in_a_table_are_no_markup():
    table = commands._table("Word", "Rank")
    table.add_row("[bold]x[/] :smile: [/nothing]", "1")
    assert commands._drawn(table).splitlines()[1].startswith("[bold]x[/] :smile: [/nothing]")


def test_what_a_terminal_would_obey_is_not_sent_to_it(call, judge, tmp_path):
    path = tmp_path / "reviews.csv"
    path.write_bytes("text\n\x1b]0;title\x07fine \x9b31m \u202egnol\n".encode())
    code, out, _ = judge("--file", str(path))
    assert code == 0 and "\ufffd]0;title\ufffdfine" in out
    assert not set(out) & set("\x1b\x07\x9b\u202e")
    code, _, err = judge("--file", f"{tmp_path}/\x1b[2Jnone.csv")
    assert code == 1 and "\x1b" not in err


def test_half_a_character_is_no_fault(judge):
    code, out, _ = judge("fine \udcff film")
    assert code == 0 and "fine \ufffd film" in out


def test_a_file_in_another_encoding_is_judged_with_a_note(judge, tmp_path):
    path = tmp_path / "reviews.csv"
    path.write_bytes("text\nA fine café\n".encode("latin-1"))
    code, out, _ = judge("--file", str(path))
    assert code == 0 and "A fine café" in out and "it was read as Latin-1" in out
    assert "Latin-1" in json.loads(judge("--file", str(path), "--json")[1])["note"]
