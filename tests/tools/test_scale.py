"""Scaling is measured with real workers, and predicted for more of them from the costs of a batch."""

import json

import pytest

from explorer.cli.main import main
from tools.bench import scale

pytestmark = pytest.mark.workers


@pytest.fixture(scope="module")
def result():
    """One batch on one worker, the smallest possible measurement."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scale, "MEASURED", (1,))
        patch.setattr(scale, "BATCHES", 1)
        return scale.scale(networks=1, epochs=1)


def test_a_worker_is_measured(result):
    (measured,) = result["measured"]
    assert measured["workers"] == 1
    assert measured["seconds"] >= measured["batch_seconds"] > 0
    assert measured["warm_up_seconds"] > 0
    assert 0 < result["store_seconds"] < 10
    assert 0 <= result["handing_over_seconds"] <= measured["seconds"]


def test_the_words_give_every_figure(result):
    words = scale.in_words(result)
    assert "1 batches of 1 networks" not in words
    for text in ("Workers", "10 workers", "100 workers", "the limit is"):
        assert text in words


def test_the_command_prints_the_same_as_json(result, monkeypatch, capsys):
    monkeypatch.setattr(scale, "scale", lambda networks, epochs: result | {"networks": networks, "epochs": epochs})
    assert main(["bench", "--scale", "--networks", "2", "--epochs", "3", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == result | {"networks": 2, "epochs": 3}


@pytest.mark.parametrize(
    ("workers", "seconds", "limit"),
    [(1, 1000.0, "the workers"), (10, 100.0, "the workers"), (80, 20.0, "the workers"), (100, 15.0, "writing to the store")],
)
def test_the_slowest_of_three_activities_sets_the_time(workers, seconds, limit):
    predicted = scale.predict(workers, batches=100, batch=10.0, handing=0.1, store=0.15)
    assert (predicted["seconds"], predicted["limit"]) == (pytest.approx(seconds), limit)
    assert predicted["speedup"] == pytest.approx(1000 / seconds)


def test_handing_over_may_be_the_limit():
    assert scale.predict(100, batches=100, batch=10.0, handing=0.2, store=0.15)["limit"] == "handing over"
