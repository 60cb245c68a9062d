"""What the verdict advises is trained with a real worker, put into a table, and followed. How good it is, is not tested."""

import json

import pytest

from explorer.cli.main import main
from explorer.config import KNOBS, RunConfig
from explorer.insight.verdict import evidence
from explorer.store import Store
from tools.bench import advice
from tools.bench.settings_sample import MOST_TURNED, WIDER, draw

SHORT = RunConfig(epochs=1, batch_size=4096)
RESULT = {
    "machine": "A machine",
    "table": [
        {
            "verdict": "memorising",
            "advice": "larger vocabulary",
            "helped": 42,
            "of": 49,
            "gain": 0.0018,
            "half_width": 0.0013,
        },
        {"verdict": "unstable", "advice": "larger batches", "helped": 1, "of": 1, "gain": 0.0066, "half_width": None},
    ],
    "starts": 80,
    "advised": 74,
    "helped": 25,
    "tied": 48,
    "not_tied_for_first": 53,
    "gain": 0.0213,
    "before": 0.8681,
    "after": 0.8836,
}


@pytest.fixture
def table(tmp_path, monkeypatch):
    """The path of a table of its own."""
    path = tmp_path / "advice.csv"
    monkeypatch.setattr(evidence, "TABLE", path)
    yield path
    evidence.records.cache_clear()


@pytest.mark.workers
def test_starts_and_what_they_are_advised_are_trained_once_and_make_the_table(monkeypatch, tmp_path, table):
    starts = [SHORT, RunConfig(epochs=1, batch_size=4096, units=32), RunConfig(epochs=1, batch_size=4096, layers=0)]
    monkeypatch.setattr(advice, "draw", lambda *_: starts)
    monkeypatch.setattr(advice, "HELD_OUT", 1)
    monkeypatch.setattr(advice, "SEEDS", (0,))
    monkeypatch.setattr(evidence, "FEWEST_RUNS", 1)
    kept = tmp_path / "runs.db"
    result = advice.measure(kept)
    [row] = result["table"]
    # One epoch is too short to tell, and so ten are advised.
    assert (row["verdict"], row["advice"], row["of"]) == ("too short to tell", "more epochs", 2)
    assert 0 < row["gain"] < 0.5
    assert (result["starts"], result["advised"]) == (1, 1)
    assert result["after"] - result["before"] > 0
    trained = Store(f"sqlite:///{kept}").runs()
    assert sorted(run.config.epochs for run in trained) == [1, 1, 1, 10, 10, 10]
    assert table.read_text().splitlines()[0] == "verdict,advice,helped,of,gain,half_width"
    # A second time, all is there.
    assert advice.measure(kept) == result
    assert len(Store(f"sqlite:///{kept}").runs()) == 6


def test_settings_are_drawn_over_the_whole_range_and_always_the_same():
    drawn = draw(400, seed=1, values=WIDER)
    assert drawn == draw(400, seed=1, values=WIDER) != draw(400, seed=2, values=WIDER)
    assert len(set(drawn)) == 400
    assert {sum(getattr(one, name) != knob.default for name, knob in KNOBS.items()) for one in drawn} <= set(
        range(MOST_TURNED + 1)
    )
    for name, values in WIDER.items():
        assert {getattr(one, name) for one in drawn} == {*values, KNOBS[name].default}


def test_the_words_have_every_row_and_what_following_brings():
    words = advice.in_words(RESULT)
    assert "42 of 49" in words and "+0.18 ±  0.13" in words
    assert "from 74 of 80 runs" in words and "together 99%" in words and "gained 2.13 points" in words


def test_the_command_prints_the_same_as_json_and_keeps_what_it_is_told_to(monkeypatch, capsys, tmp_path):
    kept = []
    monkeypatch.setattr(advice, "measure", lambda keep: kept.append(keep) or RESULT)
    assert main(["bench", "--advice", "--keep", str(tmp_path / "runs.db"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == RESULT
    assert kept == [tmp_path / "runs.db"]
