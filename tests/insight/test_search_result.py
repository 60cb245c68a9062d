"""What came of a search: who went on, and whether the best of the finalists is any good."""

from dataclasses import replace

import pytest

from explorer.config import RunConfig
from explorer.insight.search_result import Against, Fate, Rung, best_of, fates, funnel, leaders, search_result
from explorer.scheduling.successive_halving import Outcome
from explorer.store import Baseline, State
from tests.support.repeats import RELU, TANH, runs, scattered
from tests.support.trials import FUNNEL, trial


def baseline(accuracy):
    return Baseline(accuracy, 0.3, 0.1)


def fate_of(trials):
    return [fate for _, fate in fates(trials)]


GOOD, WORSE = runs(TANH, *scattered(0.89, 6)), runs(RELU, *scattered(0.87, 6))


def test_the_finalists_are_ranked_by_their_repeats():
    finalists = best_of([*WORSE, *GOOD])
    assert [one.config for one in finalists] == [TANH, RELU]
    assert [one.repeats for one in finalists] == [6, 6]
    assert [one.tied for one in finalists] == [True, False]


def test_repeats_that_train_or_have_learned_nothing_do_not_count_and_hidden_ones_do():
    first, second, *others = GOOD
    running, hidden = replace(first, state=State.RUNNING), replace(second, hidden=True)
    assert best_of([running, hidden, *others])[0].repeats == 5
    assert best_of([replace(first, best=None)]) == [] == best_of([])


@pytest.mark.parametrize(
    ("accuracy", "against"),
    [(0.86, Against.AHEAD), (0.8899, Against.ABOUT_EQUAL), (0.8901, Against.ABOUT_EQUAL), (0.92, Against.BEHIND)],
)
def test_a_winner_has_to_beat_the_logistic_regression_by_more_than_luck(accuracy, against):
    result = search_result(best_of([*GOOD, *WORSE]), baseline(accuracy))
    assert result.against == against
    assert result.winner == (result.best if against == Against.AHEAD else None)


def test_without_a_baseline_the_best_has_won():
    result = search_result(best_of(GOOD), None)
    assert result.against == Against.UNKNOWN and result.winner == result.best


def test_those_that_luck_may_have_put_in_order_are_counted():
    assert search_result(best_of([*GOOD, *WORSE]), None).tied == 1
    assert search_result(best_of([*GOOD, *runs(RELU, *scattered(0.8901, 6))]), None).tied == 2


def test_the_funnel_says_how_many_were_trained_how_many_went_on_and_the_best():
    assert funnel(FUNNEL) == [Rung(3, 3, 0, 1, 0.864), Rung(9, 1, 0, 1, 0.87), Rung(27, 1, 0, 1, 0.88)]
    waiting = trial(96, 3, bracket=1, outcome=Outcome.ACTIVE)
    assert funnel([*FUNNEL, waiting])[0] == Rung(3, 3, 1, 1, 0.864)
    assert funnel([]) == []


def test_networks_that_learned_from_a_part_of_the_reviews_are_a_rung_of_their_own():
    part = replace(trial(16, 3, 0.7, bracket=1), part=2_500)
    assert funnel([*FUNNEL, part])[:2] == [Rung(3, 1, 0, 0, 0.7, 2_500), Rung(3, 3, 0, 1, 0.864)]
    assert fate_of([part, trial(16, 9, 0.8, bracket=1)]) == [Fate.WENT_ON, Fate.OPEN]


def test_who_was_trained_for_longer_or_repeated_has_gone_on():
    assert fate_of(FUNNEL) == [Fate.DROPPED, Fate.DROPPED, *[Fate.WENT_ON] * 5]


def test_as_long_as_a_rung_trains_nobody_is_dropped_from_it():
    assert fate_of(FUNNEL[:3]) == [Fate.OPEN] * 3
    assert fate_of(FUNNEL[:4]) == [Fate.DROPPED, Fate.DROPPED, Fate.WENT_ON, Fate.OPEN]
    other = trial(16, 3, 0.9, bracket=1)
    assert fate_of([*FUNNEL[:4], other])[-1] == Fate.OPEN
    assert fate_of([*FUNNEL, other])[-1] == Fate.DROPPED


def test_what_was_interrupted_counts_once():
    again = trial(16, 3, 0.85)
    assert funnel([trial(16, 3, outcome=Outcome.STOPPED), again]) == [Rung(3, 1, 0, 0, 0.85)]


def test_the_leaders_are_the_best_settings_each_by_its_shortest_training():
    assert [(one.config.units, one.config.epochs) for one in leaders(FUNNEL)] == [(64, 27), (64, 9)][:1]
    equal = [trial(64, 3, 0.88), trial(64, 9, 0.88), trial(32, 3, 0.875)]
    assert [(one.config.units, one.config.epochs) for one in leaders(equal)] == [(64, 3), (32, 3)]
    assert leaders([trial(16, 3, outcome=Outcome.ACTIVE)]) == []


def test_repeats_are_of_the_setting_without_its_seed():
    assert best_of(GOOD)[0].config == replace(TANH, seed=RunConfig().seed)
