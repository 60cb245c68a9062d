"""The noise bench trains repeats with a real worker, fits the trend, and writes both where they belong."""

import json

import numpy as np
import pytest

from explorer.cli.main import main
from explorer.config import RunConfig
from explorer.insight.seed_variance import Repeats, expected_deviation
from tools.bench import noise
from tools.bench.repeats import all_repeats

SHORT = [RunConfig(epochs=1, batch_size=4096, seed=seed, units=units) for units in (16, 32) for seed in (0, 1)]


@pytest.mark.workers
def test_repeats_are_trained_and_what_came_out_is_written(monkeypatch, tmp_path):
    monkeypatch.setattr(noise, "all_repeats", lambda: SHORT)
    monkeypatch.setattr(noise, "OTHERS", [])
    monkeypatch.setattr(noise, "NOISE", tmp_path / "noise.json")
    monkeypatch.setattr(noise, "FIXTURE", tmp_path / "repeats.csv")
    monkeypatch.setattr(noise, "fit", lambda board: {"intercept": -12.0, "trust": float(len(board))})
    result = noise.measure(tmp_path / "runs.db")
    written = json.loads((tmp_path / "noise.json").read_text())
    assert written == result["noise"]
    assert (written["runs"], written["trust"]) == (4, 2.0) and written["date"] and written["tensorflow"]
    lines = (tmp_path / "repeats.csv").read_text().splitlines()
    assert lines[0].endswith("seed,val_accuracy") and len(lines) == 5


def test_the_trend_is_found_again_in_repeats_that_were_made_with_it():
    rolls = np.random.default_rng(0)
    board = []
    for number in range(300):
        config = RunConfig(epochs=(1, 3, 10)[number % 3], units=4 + number)
        level = rolls.uniform(0.84, 0.9)
        deviation = expected_deviation(config, level)
        board.append(Repeats(config, tuple(level + deviation * rolls.standard_normal(6))))
    found = noise.fit(board)
    for config, level in ((RunConfig(), 0.885), (RunConfig(epochs=1), 0.86), (RunConfig(epochs=3), 0.875)):
        expected = np.exp(0.5 * sum(found[name] * value for name, value in noise.features(config, level).items()))
        assert expected == pytest.approx(expected_deviation(config, level), rel=0.2)


def test_every_run_is_asked_for_once():
    assert len(all_repeats()) == len(set(all_repeats())) > 500


def test_the_command_prints_the_same_as_json(monkeypatch, capsys):
    row = {"setting": "ReLU", "runs": 12, "mean": 0.893, "deviation": 0.002, "expected": 0.0021}
    result = {
        "machine": "A",
        "noise": {"date": "2026-01-01", "tensorflow": "2", "runs": 12, "trust": 23.0},
        "deviations": [row],
    }
    monkeypatch.setattr(noise, "measure", lambda keep: result)
    assert main(["bench", "--noise", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == result
    assert "89.30%" in noise.in_words(result) and "23.0 degrees" in noise.in_words(result)
