"""What is said about time before a training is measured with a real worker, and reported. How true it is, is not tested."""

import json

import pytest

from explorer.cli.main import main
from explorer.config import RunConfig
from explorer.errors import ExplorerError
from explorer.wording.formats import duration
from tools.bench import clock
from tools.bench.clock import Try, in_seconds

pytestmark = pytest.mark.workers
SHORT = RunConfig(epochs=1, batch_size=4096)
TRIES = [
    {"what": "first start of the app", "said": "about 9 seconds", "took": 10.8, "ratio": 1.2},
    {"what": "a new shape", "said": "a second or two", "took": 4.5, "ratio": 3.0},
]
RESULT = {"machine": "A machine", "tries": TRIES, "within": 1}


def test_each_try_has_what_was_said_and_what_it_took(monkeypatch):
    behind = Try("behind another", RunConfig(epochs=2, batch_size=4096, seed=1), [[RunConfig(epochs=3, units=64)]])
    monkeypatch.setattr(clock, "STARTS", ((Try("first start", SHORT), behind),))
    result = clock.measure()
    assert [one["what"] for one in result["tries"]] == ["first start", "behind another"]
    for one in result["tries"]:
        assert one["took"] > 0
        assert one["ratio"] == pytest.approx(one["took"] / in_seconds(one["said"]))
    assert 0 <= result["within"] <= 2
    # The start of the worker is part of the first.
    assert in_seconds(result["tries"][0]["said"]) > 2


def test_a_training_that_does_not_finish_is_an_error(monkeypatch):
    diverging = RunConfig(learning_rate=10.0, loss="mse", l2=0.1)
    monkeypatch.setattr(clock, "STARTS", ((Try("one that diverges", diverging),),))
    with pytest.raises(ExplorerError, match=r"did not finish, so nothing can be said about its time\. The loss blew up"):
        clock.measure()


@pytest.mark.parametrize("seconds", [1.0, 2.0, 42.0, 120.0, 3_000.0, 7_200.0])
def test_what_was_said_is_read_as_a_number(seconds):
    assert in_seconds(duration(seconds)) == seconds


def test_everything_that_can_be_said_can_be_read():
    for tenths in range(0, 200_000, 7):
        assert in_seconds(duration(tenths / 10)) == pytest.approx(max(tenths / 10, 1.0), rel=0.34)
    with pytest.raises(ValueError, match="“soon” is not a time"):
        in_seconds("soon")


def test_the_words_have_every_try_and_how_many_were_right():
    words = clock.in_words(RESULT)
    assert "first start of the app" in words and "about 9 seconds" in words and "10.8 s   1.20×" in words
    assert words.endswith("1 of 2 tries within a factor of 1.5.")


def test_the_command_prints_the_same_as_json(monkeypatch, capsys):
    monkeypatch.setattr(clock, "measure", lambda: RESULT)
    assert main(["bench", "--clock", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == RESULT
