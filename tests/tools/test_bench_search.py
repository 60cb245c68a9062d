"""The bench of searches: what it counts as better, and what it prints."""

import json

import pytest

from explorer.cli.main import main
from explorer.config import RunConfig
from tools.bench import search

ABOVE, BELOW = [0.905, 0.906, 0.904, 0.905, 0.907], [0.897, 0.899, 0.898, 0.896, 0.898]
SIDE = {"tried": 300, "best": RunConfig(units=32).to_dict(), "seconds": 180.0, "accuracies": ABOVE}
RESULT = {
    "machine": "A",
    "minutes": 3.0,
    "left_out": [],
    "rounds": [{"explorer": SIDE, "keras_tuner": SIDE | {"tried": 12, "accuracies": BELOW}, "optuna": SIDE | {"tried": 10}}],
}


@pytest.mark.parametrize(
    ("own", "other", "said"),
    [(ABOVE, BELOW, "better"), (BELOW, ABOVE, "worse"), (ABOVE, ABOVE, "tied"), ([0.9] * 5, [0.9] * 5, "tied")],
)
def test_better_is_what_luck_does_not_explain(own, other, said):
    assert search.verdict(own, other) == said
    assert search.verdict([0.9] * 5, [0.8] * 5) == "better"


def test_the_words_have_a_line_for_each_side_and_the_best_settings():
    words = search.in_words(RESULT)
    assert "25.0×" in words and "30.0×" in words and "better" in words and "tied" in words
    assert "90.54%" in words and "1, Optuna" in words and "1 hidden layer of 32" in words


def test_the_command_prints_it_and_passes_the_minutes_on(monkeypatch, capsys):
    asked = []
    monkeypatch.setattr(search, "measure", lambda minutes: asked.append(minutes) or RESULT)
    assert main(["bench", "--search", "--minutes", "2", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == RESULT and asked == [2.0]


def test_without_any_other_it_says_what_to_install(monkeypatch, capsys):
    monkeypatch.setattr(search, "missing", list)
    assert main(["bench", "--search"]) == 1
    assert capsys.readouterr().err.endswith("python -m pip install -r requirements-bench.txt\n")


def test_one_that_is_missing_is_left_out_with_a_sentence(monkeypatch):
    monkeypatch.setattr(search, "NEEDS", {"keras_tuner": ("json",), "optuna": ("no_such_module",)})
    monkeypatch.setattr(search, "ROUNDS", 1)
    monkeypatch.setattr(search, "_own_search", lambda minutes, seed: {**SIDE})
    monkeypatch.setattr(search, "child_figures", lambda *arguments: SIDE | {"tried": 12})
    monkeypatch.setattr(search, "_with_fresh_seeds", lambda config: ABOVE)
    result = search.measure(1)
    assert [*result["rounds"][0]] == ["explorer", "keras_tuner"]
    (sentence,) = result["left_out"]
    assert sentence.startswith("Without Optuna's TPE") and sentence in search.in_words(result)
