"""The bench measures all sides on the real reviews and reports the result. The speed itself is not tested."""

import json

import pytest

from explorer.cli.parser import main
from explorer.errors import ExplorerError
from tools import bench

pytestmark = pytest.mark.workers


@pytest.fixture(scope="module")
def result():
    """The smallest comparison there is."""
    return bench.compare(networks=1, epochs=1)


def test_every_measure_has_two_sides_and_their_ratio(result):
    # The whole command in a fresh process is measured for all 36 only.
    assert len(result["measures"]) == len(bench.MEASURES) - 1
    for line in result["measures"]:
        assert line["theirs"] > 0
        assert line["ours"] > 0
        assert line["ratio"] == pytest.approx(line["theirs"] / line["ours"])


def test_both_sides_learn(result):
    for accuracy in result["best_val_accuracy"].values():
        assert accuracy > 0.75


def test_a_step_has_parts_and_a_floor(result):
    step = result["step"]
    assert len(step["parts"]) == 6
    assert step["parts"]["Whole step"] > 0
    # For one network: 10,000 · 16 numbers of four bytes, seven times.
    assert step["bytes"] == 7 * 640_000
    assert step["floor_seconds"] == step["bytes"] / step["bandwidth"] + step["flops"] / step["flop_rate"] > 0


def test_the_words_name_the_machine_and_every_measure(result):
    words = bench.in_words(result)
    assert result["machine"] in words
    for name in (*(line["measure"] for line in result["measures"]), *result["step"]["parts"]):
        assert name in words
    assert "% of the floor" in words


def test_the_command_prints_the_same_as_json(result, monkeypatch, capsys):
    monkeypatch.setattr(bench, "compare", lambda networks, epochs: result | {"networks": networks, "epochs": epochs})
    assert main(["bench", "--networks", "2", "--epochs", "3", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == result | {"networks": 2, "epochs": 3}


def test_a_side_that_breaks_off_is_reported(monkeypatch):
    monkeypatch.setattr(bench, "NAMES", {"nobody": "nobody's loop"})
    with pytest.raises(ExplorerError, match="Measuring nobody's loop broke off"):
        bench.compare(1, 1)


def test_without_scikit_learn_a_sentence_says_what_to_install(monkeypatch):
    monkeypatch.setattr(bench, "find_spec", lambda name: None)
    with pytest.raises(ExplorerError, match=r"scikit-learn too: python -m pip install -r requirements-dev.txt\.$"):
        bench.compare(1, 1)
