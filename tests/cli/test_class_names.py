"""The command line has the names of a data set's own classes; as JSON, the keys stay what they are."""

import json

import pytest

from explorer.config import RunConfig
from explorer.store import State
from tests.support.other_classes import LETTERS, NAMES
from tests.support.runs import epoch

LETTER = "Great and fine, but number1"


@pytest.fixture
def letter_run(store, letters_network):
    """The number of a run on the letters in the store that the commands use."""
    config = RunConfig(layers=0, vocabulary=1_000)
    (number,) = store.add([config], LETTERS.name, "test 1 0.00")
    store.begin([number])
    store.add_epochs({number: epoch(1, val_accuracy=0.95)})
    store.finish([number], State.FINISHED, model=letters_network)
    return str(number)


def test_predict_has_its_names(call, letter_run):
    code, out, _ = call("predict", "--why", LETTER, "--run", letter_run)
    assert code == 0 and "positive" not in out.lower() and "negative" not in out.lower()
    assert out.startswith(f"{NAMES[1]} (") and f"{NAMES[1]} without it" in out
    assert f"above zero means “{NAMES[1]}”" in out and f"turns from “{NAMES[1]}” to “{NAMES[0]}”" in out
    data = json.loads(call("predict", "--json", "--why", LETTER, "--run", letter_run)[1])
    assert 0.5 < data["predictions"][0]["positive"] < 1


def test_an_exam_has_its_names_and_the_balanced_accuracy(call, letter_run):
    code, out, _ = call("exam", letter_run, "--yes")
    assert code == 0 and "positive" not in out and "Labelled" in out and all(name in out for name in NAMES)
    assert f"always answering “{NAMES[0]}” gets 80.0% right" in out
    data = json.loads(call("exam", letter_run, "--json")[1])
    assert data["balanced_accuracy"] == 1.0 and data["true_positives"] == 8


def test_the_leaderboard_says_what_always_the_same_answer_gets(call, letter_run):
    code, out, _ = call("leaderboard", "--reviews", LETTERS.name)
    assert code == 0
    assert out.endswith(f"Always answering “{NAMES[0]}” gets 80.0% of the validation reviews right.\n")
