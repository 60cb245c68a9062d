"""Small boards on which the leaderboard once claimed too much, each with what may be claimed of it."""

from dataclasses import replace

import numpy as np
import pytest

from explorer.config import RunConfig, article_grid
from explorer.insight.bets import Bet, Guess, settle
from explorer.insight.comparison import Answer, fresh, lead_of_runs, verdict
from explorer.insight.effects import changes, main_effects
from explorer.insight.ranking import standings
from tests.support.histories import REVIEWS
from tests.support.repeats import RELU, TANH, judged, runs
from tests.support.runs import epoch, run

ONE_EPOCH = RunConfig(epochs=1), RunConfig(epochs=1, units=32)


def test_two_seeds_of_one_setting_after_a_single_epoch_are_not_really_different():
    """Both figures are of one and the same setting, whose repeats reach from 81.7 to 86.8 %."""
    first, second = (
        run(number, config, [epoch(1, accuracy)]) for number, config, accuracy in zip((1, 2), ONE_EPOCH, (0.8684, 0.8460))
    )
    board = standings([first, second])
    assert verdict(board, 2).answer == Answer.CANNOT_TELL
    assert all(one.tied for one in board)
    assert board[0].half_width > 0.015
    lead = lead_of_runs(first, second, 2)
    assert lead.difference < lead.critical_difference
    (outcome,) = settle(Bet(Guess.BETTER), first.config, [epoch(1, 0.8684)], REVIEWS, second)
    assert outcome.happened == Guess.SAME


def test_the_leader_of_equal_settings_is_not_announced_too_high():
    """36 × 3 of 88.00 % with a deviation of 0.21 points: its own average would be 0.2 points too high."""
    rolls, off = np.random.default_rng(0), []
    for _ in range(20):
        made = [one for config in article_grid() for one in runs(config, *rolls.normal(0.88, 0.0021, 3))]
        leader = standings(made)[0]
        off.append((leader.estimate - 0.88, leader.mean - 0.88, leader.half_width))
    estimate, average, _ = np.mean(off, axis=0)
    assert average > 0.0017
    assert abs(estimate) < 0.001
    assert sum(abs(error) <= width for error, _, width in off) >= 17


def test_three_more_repeats_do_not_take_back_a_verdict():
    """A lead of 0.4 points with nine repeats of the only two settings."""
    first = (0.889, 0.892, 0.887, 0.890, 0.893, 0.888)
    second = tuple(one - 0.004 for one in first)
    assert judged(runs(TANH, *first), runs(RELU, *second)).answer == Answer.YES
    board = standings([*runs(TANH, *first, *first[:3]), *runs(RELU, *second, *second[:3])])
    assert verdict(board, 2, fresh(board, [7, 8, 9])).answer == Answer.YES


def test_as_many_repeats_as_advised_would_tell_in_most_cases():
    """A lead of 0.6 points with three repeats each, picked among 36."""
    rolls = np.random.default_rng(1)
    first, second = (0.8925, 0.8928, 0.8931), (0.8865, 0.8868, 0.8871)
    board = standings([*runs(TANH, *first), *runs(RELU, *second)])
    more, answer = verdict(board, 36).leads[0].more_repeats(2)
    assert answer == Answer.YES
    told = 0
    for _ in range(60):
        pair = [
            *runs(TANH, *first, *rolls.normal(0.8928, 0.0022, more)),
            *runs(RELU, *second, *rolls.normal(0.8868, 0.0022, more)),
        ]
        board = standings(pair)
        told += verdict(board, 36, fresh(board, range(4, 4 + more))).answer == Answer.YES
    assert told >= 0.7 * 60


def test_the_leads_that_were_given_absurd_numbers_of_repeats_get_sensible_ones():
    """0.06 points needed 24 repeats, 0.36 needed 36, and 0.05 with a noise of 0.49 about 4."""

    def advised(lead, noise):
        board = standings(
            [*runs(TANH, 0.889 + noise, 0.889 - noise), *runs(RELU, 0.889 - lead + noise, 0.889 - lead - noise)]
        )
        return verdict(board, 2).leads[0].more_repeats(2)

    small, large = advised(0.0006, 0.0015), advised(0.0036, 0.0015)
    assert small[1] == Answer.NO
    assert large is None or large[0] > small[0]
    noisy = advised(0.0005, 0.0049)
    assert noisy[1] == Answer.NO and noisy[0] > small[0]


def test_one_other_setting_with_five_seeds_is_no_evidence_for_a_change():
    rolls = np.random.default_rng(2)
    made = [*runs(TANH, 0.88), *runs(RELU, 0.88)]
    for config in (RunConfig("tanh", units=64), RunConfig(units=64)):
        made += [
            replace(one, id=one.id + 10)
            for one in runs(config, *rolls.normal(0.88 + 0.003 * (config.activation == "relu"), 0.001, 5))
        ]
    first, second = (next(one for one in standings(made) if one.config == config) for config in (RELU, TANH))
    (change,) = changes(first, second, made)
    assert not change.known


def test_more_epochs_are_not_called_the_better_choice():
    made = [
        run(number, RunConfig(epochs=epochs, units=units), [epoch(1, 0.88 + 0.003 * (epochs == 20))])
        for number, (epochs, units) in enumerate(
            (epochs, units) for epochs in (10, 20) for units in (8, 16, 32, 64, 128, 256)
        )
    ]
    assert "epochs" not in [effect.knob for effect in main_effects(made)]


@pytest.mark.parametrize("seed", range(1, 4))
def test_of_equal_settings_no_bar_and_no_sentence_claims_a_knob(seed):
    rolls = np.random.default_rng(seed)
    made = [one for config in article_grid() for one in runs(config, rolls.normal(0.88, 0.0026))]
    found = main_effects(made)
    sentences = [lead > width for *_, lead, width in (effect.contrast for effect in found)]
    bars = [any(abs(shift) > width for shift, width in map(effect.shift, range(len(effect.values)))) for effect in found]
    assert sentences == bars == [False] * 4
