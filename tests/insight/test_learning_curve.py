"""A learning curve: which runs belong to it, what is still to be trained, and when nothing can be said."""

from dataclasses import replace

import pytest

from explorer.config import RunConfig
from explorer.insight.learning_curve import ALL, REPEATS, Doubt, learning_curve, missing, sizes
from explorer.store import State
from tests.support.learning_curves import ALL_SIZES, USUAL, runs_of, usual_runs
from tests.support.runs import run

ARTICLE = RunConfig()


def without(runs, *numbers, **changes):
    """The runs, those of these numbers with these changes."""
    return [replace(one, **changes) if one.id in numbers else one for one in runs]


def test_the_sizes_are_those_that_a_source_has_and_all_of_its_reviews():
    assert sizes(15_000) == sizes(25_000) == [100, 300, 1_000, 3_000, 10_000, ALL]
    assert sizes(12_000) == [100, 300, 1_000, 3_000, ALL]
    assert sizes(2_000) == [100, 300, 1_000, ALL]
    assert sizes(20) == [ALL]


def test_at_first_three_seeds_of_every_size_are_missing():
    wanted = missing(ARTICLE, [], 15_000)
    assert [(one.training_reviews, one.seed) for one in wanted] == [(size, seed) for size in ALL_SIZES for seed in range(3)]
    assert {replace(one, seed=0, training_reviews=ALL) for one in wanted} == {ARTICLE}


def test_a_seed_of_ones_own_is_one_of_the_three():
    wanted = missing(RunConfig(seed=7, units=64), [], 15_000)
    assert {one.seed for one in wanted} == {7, 0, 1} and len(wanted) == 18


def test_a_run_on_few_reviews_belongs_to_the_curve_of_its_other_settings():
    assert {*missing(RunConfig(training_reviews=300), [], 15_000)} == {*missing(ARTICLE, [], 15_000)}
    runs = runs_of(ARTICLE, {500: {0: 0.8}, 15_000: {0: 0.89}})
    assert [point.reviews for point in learning_curve(RunConfig(training_reviews=500), runs, 15_000).points] == [500, 15_000]


def test_what_waits_or_diverged_is_not_missing_but_what_is_hidden_or_stopped_is():
    runs = usual_runs()
    assert missing(ARTICLE, runs, 15_000) == []
    for state in (State.QUEUED, State.RUNNING, State.DIVERGED):
        assert missing(ARTICLE, without(runs, 1, 2, state=state), 15_000) == []
    for change in ({"state": State.STOPPED}, {"state": State.FAILED}, {"hidden": True}):
        again = missing(ARTICLE, without(runs, 4, 5, **change), 15_000)
        assert [(one.training_reviews, one.seed) for one in again] == [(300, 0), (300, 1)]


def test_repeats_with_other_seeds_count():
    runs = runs_of(ARTICLE, {100: {5: 0.7, 6: 0.71}, 15_000: dict.fromkeys(range(10, 20), 0.89)})
    wanted = missing(ARTICLE, runs, 15_000)
    assert [one.seed for one in wanted if one.training_reviews == 100] == [0]
    assert not [one for one in wanted if one.training_reviews == ALL]


def test_runs_of_other_settings_are_in_neither():
    others = usual_runs(RunConfig(wrong_labels=0.2))
    assert learning_curve(ARTICLE, others, 15_000).points == ()
    assert len(missing(ARTICLE, others, 15_000)) == 18


def test_each_size_is_a_point_with_its_average_and_interval():
    curve = learning_curve(ARTICLE, usual_runs(), 15_000)
    assert [point.reviews for point in curve.points] == [*ALL_SIZES]
    assert [point.mean for point in curve.points] == pytest.approx([*USUAL.values()])
    assert [len(point.runs) for point in curve.points] == [REPEATS] * 6
    few, many = curve.points[0].half_width, curve.points[-1].half_width
    assert many < 0.005 < few


def test_hidden_and_diverged_runs_are_in_no_point_and_the_diverged_are_counted():
    runs = without(usual_runs(), 1, hidden=True)
    runs = without(runs, 2, 18, state=State.DIVERGED)
    curve = learning_curve(ARTICLE, runs, 15_000)
    assert [len(point.runs) for point in curve.points] == [1, 3, 3, 3, 3, 2]
    assert curve.diverged == 2


def test_all_reviews_of_a_small_source_are_one_point_whatever_the_knob_says():
    runs = runs_of(ARTICLE, {2_000: {0: 0.85}, 15_000: {0: 0.85, 1: 0.86}, 5_000: {1: 0.86}, 1_000: {0: 0.82}})
    curve = learning_curve(ARTICLE, runs, 2_000)
    assert [(point.reviews, len(point.runs)) for point in curve.points] == [(1_000, 1), (2_000, 2)]


def test_twice_the_data_bring_a_little_less_than_the_last_doubling():
    curve = learning_curve(ARTICLE, usual_runs(), 15_000)
    outlook = curve.outlook
    assert curve.doubt is None
    assert 0 <= outlook.gain.low < outlook.gain.value < outlook.last_doubling.value
    assert 0.889 < outlook.twice.value < 0.905
    assert outlook.without_last.low < 0.889 < outlook.without_last.high


def test_too_few_sizes_say_nothing():
    runs = usual_runs(curve={100: 0.70, 15_000: 0.889})
    assert learning_curve(ARTICLE, runs, 15_000).doubt == Doubt.FEW_SIZES
    assert learning_curve(ARTICLE, [], 15_000).doubt == Doubt.FEW_SIZES


def test_a_network_that_has_hardly_learned_has_no_outlook():
    runs = usual_runs(RunConfig(wrong_labels=0.5), dict.fromkeys(ALL_SIZES, 0.5))
    curve = learning_curve(RunConfig(wrong_labels=0.5), runs, 15_000)
    assert (curve.doubt, curve.outlook) == (Doubt.HARDLY_LEARNED, None)
    # It does learn with many reviews, but two sizes make no law.
    late = usual_runs(curve=dict(zip(ALL_SIZES, (0.5, 0.5, 0.5, 0.6, 0.8, 0.85))))
    assert learning_curve(ARTICLE, late, 15_000).doubt == Doubt.HARDLY_LEARNED


def test_a_curve_that_jumps_follows_no_law():
    jump = dict(zip(ALL_SIZES, (0.80, 0.82, 0.83, 0.835, 0.84, 0.92)))
    assert learning_curve(ARTICLE, usual_runs(curve=jump), 15_000).doubt == Doubt.NO_LAW


def test_wild_repeats_make_the_interval_too_wide():
    wild = {size: {seed: mean + 0.038 * (seed - 1) for seed in range(3)} for size, mean in USUAL.items()}
    assert learning_curve(ARTICLE, runs_of(ARTICLE, wild), 15_000).doubt == Doubt.WIDE


def test_sizes_whose_repeats_lie_far_apart_are_no_basis():
    # As with word pairs by TF-IDF: some networks have learned something from 3,000 reviews, and others nothing.
    shaky = {
        size: {seed: mean + (0.08 * (seed - 1) if size < 10_000 else 0) for seed in range(3)} for size, mean in USUAL.items()
    }
    curve = learning_curve(ARTICLE, runs_of(ARTICLE, shaky), 15_000)
    assert [point.reviews for point in curve.lawful] == [10_000, 15_000]
    assert curve.doubt == Doubt.HARDLY_LEARNED


def test_single_runs_whose_luck_nobody_knows_are_no_basis():
    runs = runs_of(RunConfig(epochs=1), {size: {0: min(mean, 0.78)} for size, mean in USUAL.items()})
    curve = learning_curve(RunConfig(epochs=1), runs, 15_000)
    assert curve.points[0].half_width == float("inf") and curve.points[0] not in curve.lawful


def test_a_run_that_trains_is_in_no_point_yet():
    waiting = replace(run(99, RunConfig(training_reviews=100)), state=State.RUNNING)
    assert learning_curve(ARTICLE, [waiting], 15_000).points == ()
