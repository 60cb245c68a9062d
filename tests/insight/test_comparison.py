"""The verdict on a few settings says yes, no or cannot tell, and is seldom wrong."""

from dataclasses import replace

import numpy as np
import pytest

from explorer.config import KNOBS, RunConfig, article_grid, repeated
from explorer.insight.comparison import Answer, differing, fresh, lead_of_runs, more_repeats, verdict
from explorer.insight.ranking import standings
from explorer.insight.seed_variance import MEASURED, critical_difference
from tests.support.repeats import RELU, TANH, judged, runs, scattered
from tests.support.runs import epoch, run


def test_as_many_repeats_as_recommended_do_tell():
    def by(count):
        return judged(runs(TANH, *scattered(0.886, count)), runs(RELU, *scattered(0.882, count)))

    recommended = by(2).leads[0].repeats_needed
    assert by(2).answer == Answer.CANNOT_TELL
    assert by(recommended + recommended % 2).answer == Answer.YES


def test_who_picks_two_of_many_needs_a_larger_lead():
    groups = (runs(TANH, *scattered(0.886, 4)), runs(RELU, *scattered(0.880, 4)))
    assert judged(*groups).answer == Answer.YES
    assert judged(*groups, compared=36).answer == Answer.CANNOT_TELL


@pytest.mark.parametrize("repeats", [1, 3, 5])
def test_luck_is_seldom_taken_for_a_difference(repeats):
    random = np.random.default_rng(repeats)
    answers = [
        judged(runs(TANH, *random.normal(0.88, 0.0026, repeats)), runs(RELU, *random.normal(0.88, 0.0026, repeats))).answer
        for _ in range(300)
    ]
    assert np.mean([answer == Answer.YES for answer in answers]) <= 0.05


def test_pressing_the_button_until_it_says_yes_does_not_help():
    random = np.random.default_rng(7)
    fooled = []
    for _ in range(200):
        first, second = random.normal(0.88, 0.0026, (2, 13))
        looks = [judged(runs(TANH, *first[:count]), runs(RELU, *second[:count])).answer for count in (1, 4, 7, 10, 13)]
        fooled.append(Answer.YES in looks)
    assert np.mean(fooled) <= 0.1


def test_fresh_repeats_are_judged_by_themselves():
    settings = standings([*runs(TANH, 0.88, 0.90, 0.89), *(replace(run, id=run.id + 10) for run in runs(RELU, 0.87, 0.86))])
    (only,) = fresh(settings, [1, 2, 99])
    assert (only.config, [run.id for run in only.runs], only.mean) == (TANH, [2, 1], pytest.approx(0.89))
    assert fresh(settings, []) == []


def test_fresh_repeats_do_not_tell_the_luckiest_from_the_unluckiest_of_many():
    random = np.random.default_rng(11)
    fooled = []
    for _ in range(150):
        first = {config: random.normal(0.88, 0.0026, 3) for config in article_grid()}
        best, worst = (
            max(first, key=lambda config: first[config].mean()),
            min(first, key=lambda config: first[config].mean()),
        )
        made = [run for config in first for run in runs(config, *first[config]) if config not in (best, worst)]
        made += [run for config in (best, worst) for run in runs(config, *first[config], *random.normal(0.88, 0.0026, 3))]
        numbered = [replace(run, id=number) for number, run in enumerate(made)]
        picked = [run.id for run in numbered[34 * 3 :] if run.config.seed >= 3]
        fooled.append(verdict(fresh(standings(numbered), picked), 2).answer == Answer.YES)
    assert np.mean(fooled) <= 0.05


def test_a_true_difference_is_seldom_called_none():
    random = np.random.default_rng(9)
    answers = [
        judged(runs(TANH, *random.normal(0.886, 0.0026, 4)), runs(RELU, *random.normal(0.880, 0.0026, 4))).answer
        for _ in range(200)
    ]
    assert np.mean([answer == Answer.NO for answer in answers]) <= 0.02
    assert np.mean([answer == Answer.YES for answer in answers]) >= 0.5


def test_more_repeats_have_the_next_seeds_that_none_of_the_settings_has_had():
    there = [replace(TANH, seed=0), replace(TANH, seed=1), replace(RELU, seed=3), RunConfig(units=64, seed=4)]
    assert more_repeats([TANH, RELU], there, 3) == repeated([TANH, RELU], [2, 4, 5])


def test_when_all_seeds_are_used_up_there_are_no_more_repeats():
    there = repeated([TANH], range(KNOBS["seed"].high))
    assert more_repeats([TANH], there, 3) == [replace(TANH, seed=9999)]


# Two runs


def test_only_what_differs_is_found_in_the_order_of_the_knobs():
    first, second = RunConfig(seed=1, units=16), RunConfig(seed=2, units=64)
    assert differing(first, second) == [(KNOBS["units"], 16, 64), (KNOBS["seed"], 1, 2)]
    assert differing(first, first) == []


def test_the_better_run_comes_first_with_its_lead():
    worse, better = run(1, RunConfig(), [epoch(1, 0.86)]), run(2, RunConfig("tanh"), [epoch(1, 0.88)])
    for lead in (lead_of_runs(worse, better, 5), lead_of_runs(better, worse, 5)):
        assert (lead.leader.best, lead.other.best) == (better, worse)
        assert lead.difference == pytest.approx(0.02)
        assert lead.critical_difference == critical_difference(5, MEASURED, MEASURED)
