"""The verdict on a few settings says yes, no or cannot tell, and is seldom wrong."""

from dataclasses import replace

import numpy as np
import pytest

from explorer.config import KNOBS, RunConfig, article_grid, repeated
from explorer.insight.comparison import Answer, differing, fresh, lead_of_runs, more_repeats, verdict
from explorer.insight.ranking import standings
from explorer.insight.seed_variance import critical_difference, measured_variance
from tests.support.repeats import RELU, TANH, judged, runs, scattered
from tests.support.runs import epoch, run


def test_as_many_more_repeats_as_recommended_do_tell():
    def by(count):
        return judged(runs(TANH, *scattered(0.8866, count)), runs(RELU, *scattered(0.882, count)))

    more, answer = by(2).leads[0].more_repeats(2)
    assert by(2).answer == Answer.CANNOT_TELL
    assert answer == Answer.YES
    assert by(2 + more + more % 2).answer == Answer.YES


def test_where_they_can_only_be_equal_that_is_what_more_repeats_would_show():
    lead = judged(runs(TANH, *scattered(0.8823, 4)), runs(RELU, *scattered(0.882, 4))).leads[0]
    more, answer = lead.more_repeats(2)
    assert answer == Answer.NO and more > 4


def test_the_smaller_the_lead_the_more_repeats_it_takes_until_they_are_called_equal():
    leads = [
        judged(runs(TANH, *scattered(0.882 + by, 2)), runs(RELU, *scattered(0.882, 2))).leads[0] for by in (0.004, 0.005)
    ]
    (more, _), (fewer, _) = (lead.more_repeats(2) for lead in leads)
    assert more > fewer


def test_more_repeats_never_take_back_what_was_told():
    """Nine repeats of the only two settings: a lead of 0.4 points, which three fresh ones by themselves would not tell."""
    first = (0.889, 0.892, 0.887, 0.890, 0.893, 0.888)
    second = tuple(accuracy - 0.004 for accuracy in first)
    assert judged(runs(TANH, *first), runs(RELU, *second)).answer == Answer.YES
    settings = standings([*runs(TANH, *first, *first[:3]), *runs(RELU, *second, *second[:3])])
    fresh_ones = fresh(settings, [7, 8, 9])
    assert verdict(fresh_ones, 2).answer == Answer.CANNOT_TELL
    assert verdict(settings, 2, fresh_ones).answer == Answer.YES


def test_fresh_repeats_tell_what_all_of_them_among_many_do_not():
    old, new = scattered(0.884, 2), scattered(0.8885, 6, 0.001)
    settings = standings([*runs(TANH, *old, *new), *runs(RELU, *scattered(0.884, 2), *scattered(0.884, 6, 0.001))])
    anew = fresh(settings, range(3, 9))
    found = verdict(settings, 36, anew)
    assert verdict(settings, 36).answer == Answer.CANNOT_TELL
    assert found.answer == Answer.YES and found.leads[0].telling is found.leads[0].fresh


def test_who_picks_two_of_many_needs_a_larger_lead():
    groups = (runs(TANH, *scattered(0.889, 4)), runs(RELU, *scattered(0.880, 4)))
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
    assert np.mean(fooled) <= 0.05


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
        judged(runs(TANH, *random.normal(0.893, 0.0021, 4)), runs(RELU, *random.normal(0.887, 0.0021, 4))).answer
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
        variances = measured_variance(better.config, 0.88), measured_variance(worse.config, 0.86)
        assert lead.critical_difference == pytest.approx(critical_difference(5, *variances))
