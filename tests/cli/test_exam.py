"""`exam` opens an envelope once, after asking, and refuses in a sentence."""

import io
import json
import os
import re
import sqlite3
import sys
from contextlib import closing

import pytest

from explorer import corpus
from explorer.config import RunConfig
from explorer.store import Envelope, open_store
from tests.support import messages as spam
from tests.support import own_files
from tests.support.cluster import StandIn
from tests.support.runs import SECOND, TEST


@pytest.fixture
def sit(trained, call, monkeypatch, tmp_path):
    """A function that calls `exam` on a copy of the store with a trained network and types `answer`."""
    path = tmp_path / "runs.db"
    with closing(sqlite3.connect(trained)) as source, closing(sqlite3.connect(path)) as copy:
        source.backup(copy)
    monkeypatch.setenv("EXPLORER_STORE", str(path))

    def sit(*arguments, answer=""):
        monkeypatch.setattr(sys, "stdin", io.StringIO(answer))
        return call("exam", "1", *arguments)

    sit.openings = lambda envelope=TEST: open_store(f"sqlite:///{path}").openings(envelope)
    return sit


@pytest.mark.parametrize("answer", ["y\n", "Yes\n"])
def test_exam_asks_before_it_opens_the_envelope(sit, answer):
    code, out, err = sit("--guess", "80", answer=answer)
    assert code == 0
    assert "This envelope has never been opened:" in err and "Open the envelope for run 1 (" in err
    assert "of 5,000 right" in out and "95% interval" in out and "The guess was 80.0%" in out
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


def test_exam_shows_an_open_envelope_again_without_asking(sit):
    sit("--yes", "--guess", "80")
    code, out, err = sit("--guess", "99")
    assert code == 0
    assert "[y/N]" not in err
    assert "The guess was 80.0%" in out
    assert len(sit.openings()) == 1


def test_exam_as_json_asks_too_and_has_every_figure(sit):
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
    assert "Sentences from Rotten Tomatoes: This envelope has never been opened:" in err
    assert "of 8,530 right" in out
    assert sit.openings() == [] and len(sit.openings(SECOND)) == 1


def test_exam_abroad_has_an_envelope_of_the_data_sets_name(sit, messages):
    code, out, err = sit("--envelope", messages, "--guess", "40", answer="y\n")
    assert code == 0
    assert err.startswith(f"{spam.LABEL}: This envelope has never been opened:")
    assert f"Trained on Packaged reviews, examined on {spam.LABEL}." in out
    assert "Here, “spam” counts as “positive”, and “ham” counts as “negative”." in out
    assert "of 10 right" in out and "Always answering “ham” gets 60.0% right" in out
    assert re.search(r"^On the validation reviews, which .* Here it (loses|gains) .* \(95% interval: ", out, re.M)
    assert re.search(r"^The network knows \d+\.\d% of the words in this envelope", out, re.M)
    assert re.search(r"^ +ham +spam +\d+ ", out, re.M)
    assert sit.openings() == [] and len(sit.openings(Envelope(messages))) == 1
    data = json.loads(sit("--envelope", messages, "--json")[1])
    assert (data["reviews"], data["envelope"], data["examined_on"]) == ("packaged", messages, messages)
    assert (data["of"], data["guess"]) == (10, 0.4) and 0 < data["known_words"] < 0.9


def test_exam_abroad_is_compared_with_the_own_test_reviews_once_these_are_open(sit, messages):
    sit("--yes")
    out = sit("--yes", "--envelope", messages)[1]
    assert "On the test reviews of its own data set it got" in out and "The network knows" in out


def test_exam_by_the_name_of_its_own_data_set_is_the_usual_one(sit):
    assert sit("--envelope", "packaged", "--yes")[0] == 0
    assert len(sit.openings()) == 1
    assert json.loads(sit("--json")[1])["envelope"] == "test"


def test_exam_abroad_counts_what_runs_of_that_data_set_have_opened(sit, messages):
    store = open_store(f"sqlite:///{os.environ['EXPLORER_STORE']}")
    own = StandIn(store).trained(dataset=messages)
    store.open_exam(own, Envelope(messages), None, spam.REVIEWER)
    out, err = sit("--envelope", messages, "--yes")[1:]
    assert "opened once already. This would be the second opening" in err and "This is the second opening" in out


@pytest.mark.parametrize("name", ["third", "official", "gone", "", "Test"])
def test_exam_on_an_envelope_that_is_not_there_is_refused_with_those_that_are(sit, messages, name):
    code, out, err = sit("--envelope", name, "--yes")
    assert (code, out) == (1, "")
    assert err == f"There is no envelope called “{name}” for run 1. It can be examined on: test, second and {messages}.\n"


def test_exam_abroad_finds_a_data_set_of_ones_own_by_its_label(sit):
    store = open_store(f"sqlite:///{os.environ['EXPLORER_STORE']}")
    name = own_files.made(store, label="My own messages")
    code, out, err = sit("--envelope", "my own Messages", "--yes")
    assert code == 0 and err.startswith("My own messages: ")
    assert [opening.envelope.dataset for opening in sit.openings(Envelope(name))] == [name]
    assert sit("--envelope", name)[1] == out
    assert "examined on: test, second and “My own messages”." in sit("--envelope", "official")[2]


def test_a_label_cannot_steer_the_terminal(sit, messages, monkeypatch):
    monkeypatch.setitem(corpus.SOURCES, messages, spam.source(label="red\x1b[31m"))
    code, out, err = sit("--envelope", messages, "--yes")
    assert code == 0 and "red" in err and "\x1b" not in out + err


def test_exam_of_another_run_says_that_the_envelope_was_opened_before(sit, call, monkeypatch):
    sit("--yes")
    store = open_store(f"sqlite:///{os.environ['EXPLORER_STORE']}")
    other = StandIn(store).trained(RunConfig(vocabulary=2_000, units=4), model=store.model(1))
    monkeypatch.setattr(sys, "stdin", io.StringIO("y\n"))
    code, out, err = call("exam", str(other))
    assert code == 0
    assert "opened once already. This would be the second opening" in err
    assert "This is the second opening" in out


def test_exam_of_a_run_without_a_network_or_that_envelope_is_refused(call, store):
    code, _, err = call("exam", "7", "--yes")
    assert code == 1 and "There is no run 7 with a trained network" in err
    StandIn(store).trained()
    code, _, err = call("exam", "1", "--yes")
    assert code == 1 and "No network of run 1 is in the store." in err
    StandIn(store).trained(dataset="official", model=b"a network")
    code, _, err = call("exam", "2", "--yes", "--envelope", "second")
    assert code == 1
    assert err == "There is no envelope called “second” for run 2. It can be examined on: test and packaged.\n"
    assert store.openings(TEST) == []
