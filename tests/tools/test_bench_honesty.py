"""A small version of the simulation holds the leaderboard's promises; the whole one is in the README."""

import json
from functools import partial

import numpy as np
import pytest

from explorer.cli.main import main
from tools.bench import honesty
from tools.bench.honesty import ODD, World

BOARDS = 40
CLAIM = {"claim": "± holds: 36 settings × 3", "promise": "95%", "held": 0.953, "error": 0.012}
RESULT = {"boards": 40, "noise": {"trust": 23.0}, "claims": [CLAIM]}


def share(one, *arguments, boards=BOARDS, seed=0):
    """How often something held, on that many boards."""
    return float(np.mean([one(*arguments, world) for world in [World(seed)] for _ in range(boards)]))


@pytest.mark.parametrize("repeats", [(1,), (3,), (1, 4)], ids=str)
@pytest.mark.parametrize("spread", [0.0, 0.002])
def test_rows_and_leader_hold_their_truth_and_the_best_shares_first_place(repeats, spread):
    world = World(1)
    number = [repeats[place % len(repeats)] for place in range(36)]
    found = [honesty.rows(36, number, spread, 0.0, world) for _ in range(BOARDS)]
    assert np.mean([one["rows"] for one in found]) >= 0.92
    assert np.mean([one["leader"] for one in found]) >= 0.85
    assert abs(np.mean([one["bias"] for one in found])) < 0.0025
    assert np.mean([one["best"] for one in found]) >= 0.95
    if not spread:
        assert np.mean([one["ahead"] for one in found]) <= 0.05


def test_rows_hold_their_truth_behind_a_winner():
    world = World(4)
    assert np.mean([honesty.rows(36, [1] * 36, 0.002, 0.01, world)["rows"] for _ in range(BOARDS)]) >= 0.935


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_settings_outside_the_grid_hold_theirs_and_equal_ones_are_not_told_apart(odd):
    assert share(partial(honesty.odd_row, *odd, 3)) >= 0.85
    assert share(partial(honesty.false_yes, *odd, 3), boards=100) <= 0.05


def test_pressing_again_and_again_does_not_make_a_difference():
    assert share(partial(honesty.yes_after_presses, 2)) <= 0.1


def test_a_real_difference_is_told_and_as_many_repeats_as_recommended_tell_it():
    assert share(partial(honesty.true_yes, 2, 5, 0.005)) >= 0.7
    world = World(2)
    told = [one for _ in range(BOARDS) if (one := honesty.told_as_recommended(0.003, world)) is not None]
    assert np.mean(told) >= 0.65


def test_knobs_that_make_no_difference_hardly_ever_seem_to():
    world = World(3)
    assert np.mean([any(honesty.any_knob(1, world)) for _ in range(BOARDS)]) <= 0.1


def test_every_claim_is_measured(monkeypatch):
    claims = honesty.measure(4)["claims"]
    assert len(claims) > 100 and all(claim["claim"] and claim["promise"] for claim in claims)


def test_the_command_prints_the_same_as_json(monkeypatch, capsys):
    monkeypatch.setattr(honesty, "measure", lambda boards: RESULT)
    assert main(["bench", "--honesty", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == RESULT
    assert "± holds" in honesty.in_words(RESULT) and "95.3% ± 1.2%" in honesty.in_words(RESULT)
