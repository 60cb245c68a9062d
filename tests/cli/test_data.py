"""`data add`, `data list` and `data remove`, and training on a data set of one's own."""

import io
import json
import os
import sys
import threading

import pytest

from tests.support.own_files import as_csv, messages
from tests.support.stores import add


@pytest.fixture
def file(tmp_path, store):
    path = tmp_path / "messages.csv"
    path.write_bytes(as_csv([*messages(50, 10), ("", "ham")]).getvalue())
    return str(path)


def test_a_file_becomes_a_data_set_and_what_it_has_is_said(call, file):
    code, out, err = call("data", "add", file, "--positive", "spam", "--name", "My messages")
    assert (code, err) == (0, "")
    for said in (
        "“My messages” is here: 36 reviews to learn from, 12 for validation, 12 sealed.",
        "60 reviews: 50 “ham” (83%) and 10 “spam” (17%).",
        "They seem to be in English.",
        "1 row is left out (line 62): it has no text.",
        "always answering “ham” gets 83.3% of the validation reviews right",
        "These are few. If a network gets 80% of 12 validation reviews right",
        "python -m explorer train --reviews own-",
    ):
        assert said in out


def test_what_a_file_does_not_say_is_asked(call, file):
    code, _, err = call("data", "add", file)
    assert code == 1
    assert "Which one is the positive one? Name it with --positive." in err


def test_a_file_without_labels_is_refused(call, tmp_path):
    path = tmp_path / "texts.txt"
    path.write_text("\n".join(text for text, _ in messages()))
    code, _, err = call("data", "add", str(path))
    assert code == 1
    assert "without labels there is nothing to learn" in err


def test_data_sets_are_listed_by_what_people_call_them(call, file):
    assert "no data sets of your own yet" in call("data", "list")[1]
    call("data", "add", file, "--positive", "spam")
    code, out, _ = call("data", "list")
    assert code == 0 and "messages" in out and "ham/spam" in out
    (listed,) = json.loads(call("data", "list", "--json")[1])
    assert listed | {"name": ""} == {
        "name": "",
        "label": "messages",
        "class_names": ["ham", "spam"],
        "train": 36,
        "validation": 12,
        "test": 12,
    }


def test_removing_one_asks_and_says_what_goes(call, file, store, monkeypatch):
    name = json.loads(call("data", "add", file, "--positive", "spam", "--json")[1])["name"]
    add(store, dataset=name)
    monkeypatch.setattr(sys, "stdin", io.StringIO("n\n"))
    code, _, err = call("data", "remove", "messages")
    assert code == 1
    assert "“messages” goes, and so does what was trained on it: 1 run" in err and "Nothing was removed." in err
    assert call("data", "remove", "messages", "--yes")[:2] == (0, "“messages” is removed.\n")
    assert store.datasets() == [] and store.runs() == []


def test_reviews_of_the_program_stay(call, store):
    code, _, err = call("data", "remove", "packaged", "--yes")
    assert code == 1 and "belong to the program and stay" in err


def test_unknown_reviews_are_refused_with_those_that_there_are(call, store):
    code, out, err = call("leaderboard", "--reviews", "mine")
    assert (code, out) == (1, "") and "There are no reviews called “mine”. There are packaged, official." in err


@pytest.mark.workers
def test_a_network_is_trained_on_it_by_its_name(call, file):
    call("data", "add", file, "--positive", "spam")
    code, out, _ = call("train", "--reviews", "messages", "--units", "4", "--epochs", "2", "--batch-size", "16", "--json")
    assert code == 0 and "2 epochs" in out


def test_a_pipe_is_read_once(call, tmp_path, store):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    content = as_csv(messages()).getvalue()
    threading.Thread(target=lambda: pipe.write_bytes(content), daemon=True).start()
    code, out, err = call("data", "add", str(pipe), "--positive", "spam")
    assert (code, err) == (0, "") and "“pipe” is here" in out


@pytest.mark.workers
def test_batches_suit_few_reviews_unless_somebody_says_so(call, file):
    call("data", "add", file, "--positive", "spam")
    on_them = ("--reviews", "messages", "--json")
    for command, batch in (
        (("train", "--epochs", "1"), 16),
        (("train", "--epochs", "1", "--batch-size", "512"), 512),
        (("grid", "--units", "4"), 16),
    ):
        code, out, _ = call(*command, *on_them)
        assert code == 0 and f'"batch_size": {batch}' in out


@pytest.mark.workers
def test_a_network_that_has_learned_from_it_is_found_by_its_name(call, file):
    call("data", "add", file, "--positive", "spam")
    code, _, err = call("predict", "--reviews", "messages", "win cash now")
    assert code == 1 and "No network has been trained yet on “messages”. Train one with: python -m explorer train" in err
    call("train", "--reviews", "messages", "--units", "4", "--epochs", "2")
    code, out, _ = call("predict", "--reviews", "messages", "win cash now")
    assert code == 0 and "% spam)" in out
    code, _, err = call("predict", "--run", "1", "--reviews", "packaged", "win cash now")
    assert code == 1 and "Run 1 has learned from other reviews: “messages”." in err
