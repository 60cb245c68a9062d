"""The bench measures all sides on the real reviews and reports the result. The speed itself is not tested."""

import json

import pytest

from explorer.cli.main import main
from explorer.errors import ExplorerError
from tools import bench
from tools.bench.measures import MEASURES, NAMES, OPTIONAL
from tools.bench.requirements import missing

pytestmark = pytest.mark.workers


@pytest.fixture(scope="module")
def result():
    """The smallest comparison there is, with a single round."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bench, "ROUNDS", 1)
        return bench.compare(networks=1, epochs=1)


def test_every_measure_has_two_sides_and_their_ratio(result):
    # From start to end, only all 36 are measured.
    expected = [
        (measure.label.format(networks=1), NAMES[measure.side])
        for measure in MEASURES
        if measure.key != "whole_seconds" and measure.side not in missing(OPTIONAL)
    ]
    assert [(line["measure"], line["side"]) for line in result["measures"]] == expected
    for line in result["measures"]:
        assert line["theirs"] > 0
        assert line["ours"] > 0
        assert line["ratio"] == pytest.approx(line["theirs"] / line["ours"])


def test_all_sides_learn(result):
    assert {"article", "explorer"} <= result["best_val_accuracy"].keys()
    for accuracy in result["best_val_accuracy"].values():
        assert accuracy > 0.75


def test_a_side_that_is_not_installed_is_left_out_with_a_sentence(result):
    assert len(result["left_out"]) == len(missing(OPTIONAL))
    for sentence in result["left_out"]:
        assert sentence.endswith("python -m pip install -r requirements-bench.txt")
        assert sentence in bench.in_words(result)


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
    assert "% of the floor" in words and "\nLevers: huge pages " in words


def test_the_command_prints_the_same_as_json(result, monkeypatch, capsys):
    monkeypatch.setattr(bench, "compare", lambda networks, epochs: result | {"networks": networks, "epochs": epochs})
    assert main(["bench", "--networks", "2", "--epochs", "3", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == result | {"networks": 2, "epochs": 3}


def test_a_side_that_breaks_off_is_reported(monkeypatch):
    monkeypatch.setattr(bench, "EXPLORER", "nobody")
    monkeypatch.setitem(NAMES, "nobody", "nobody's loop")
    with pytest.raises(ExplorerError, match="Measuring nobody's loop broke off"):
        bench.compare(1, 1)


def test_the_median_counts_for_times_and_the_first_answer_for_memory():
    answers = [{"seconds": seconds, "peak_bytes": peak} for seconds, peak in ((3.0, 1), (1.0, 2), (2.0, 3))]
    assert bench.with_medians(answers) == {"seconds": 2.0, "peak_bytes": 1}
