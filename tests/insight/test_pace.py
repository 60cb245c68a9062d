"""The pace of a computer is learned from what trained on it, however that trained."""

from dataclasses import replace

import pytest

from explorer.config import RunConfig, article_grid
from explorer.insight.pace import LARGEST, replay
from explorer.scheduling.structure import MAX_CACHED, REHEARSED, Compiled, Setup
from tests.support.timings import HERE, REVIEWS, batch, pace, start

ONE, LARGE, GRID = [RunConfig()], [RunConfig(units=512, layers=5)], article_grid()


def epoch(known, configs=ONE):
    return known.epoch(configs, REVIEWS)


def shapes(count, first=0):
    """Batches of different structures, one after another."""
    return [batch(RunConfig(units=4 + number), started=1_000.0 + number) for number in range(first, first + count)]


def test_without_any_measurement_it_is_a_guess():
    known = pace(starts=[], guess=2.5)
    for factor in (known.start(), known.around(), epoch(known), epoch(known, GRID)):
        assert factor.value == pytest.approx(2.5)
        assert not factor.is_measured


def test_a_start_says_something_about_training_but_is_no_measurement_of_it():
    known = pace(starts=[start(3.0)])
    assert known.start().is_measured and known.start().value > 2
    assert epoch(known).value > 2 and not epoch(known).is_measured


@pytest.mark.parametrize("factor", [0.3, 4.0])
def test_what_trained_here_is_the_measure(factor):
    setups = (Setup.FIRST, Setup.KNOWN, Setup.KNOWN)
    known = pace([batch(factor=factor, started=1e3 + n, setup=setup) for n, setup in enumerate(setups)])
    assert epoch(known).value == pytest.approx(factor, rel=0.01)
    assert known.around().value == pytest.approx(factor, rel=0.01)
    assert epoch(known).is_measured and known.around().is_measured


def test_after_a_grid_a_single_run_still_goes_by_what_was_trained():
    one, five = (pace([batch(*GRID, factor=3.0, started=1e3 + n) for n in range(grids)]) for grids in (1, 5))
    assert epoch(one).is_measured and epoch(five).is_measured
    assert 1.5 < epoch(one).value < epoch(five).value == pytest.approx(3.0, rel=0.1)


def test_what_is_alike_counts_more_than_what_is_not():
    known = pace([batch(*LARGE, factor=4.0), batch(factor=1.0, started=2_000.0), batch(*LARGE, factor=4.0, started=3_000.0)])
    assert epoch(known).value < 1.5
    assert epoch(known, LARGE).value > 3.5


def test_what_is_new_counts_more_than_what_is_old():
    old, new = ([batch(factor=factor, started=begin + n) for n in range(4)] for factor, begin in ((1.0, 1e3), (3.0, 2e3)))
    assert epoch(pace(old + new)).value > 2 > epoch(pace(new + old)).value


def test_one_batch_that_was_disturbed_changes_little():
    usual = [batch(started=1_000.0 + number) for number in range(6)]
    assert epoch(pace([*usual, batch(factor=10.0, started=2_000.0)])).value < 1.5


def test_a_first_epoch_with_its_compiling_is_not_taken_for_the_others():
    known = pace([replace(batch(RunConfig(epochs=3)), epoch_seconds=(8.0, 0.1, 0.1))])
    assert epoch(known).value < 2


def test_a_run_of_one_epoch_tells_the_pace_of_everything():
    known = pace([batch(RunConfig(epochs=1), factor=2.0, setup=Setup.FIRST)])
    assert epoch(known).value == pytest.approx(2.0, rel=0.1)
    assert known.around().value == pytest.approx(2.0, rel=0.1)


def test_epochs_of_a_run_that_was_stopped_count_and_its_end_does_not():
    stopped = replace(batch(factor=2.0), broke_off=frozenset([1]), finished=9_000.0)
    assert epoch(pace([stopped])).value == pytest.approx(2.0, rel=0.1)
    assert not pace([stopped]).around().is_measured


def test_epochs_of_what_trains_now_count():
    training = batch(factor=5.0, ended=False, epochs=4)
    known = pace([]).including([training])
    assert epoch(known).value > 3 and epoch(known).is_measured
    assert not pace([]).including([batch(ended=False, epochs=0)]).epoch(ONE, REVIEWS).is_measured


def test_times_that_cannot_be_true_are_limited():
    never = replace(batch(), finished=1_000.0, epoch_seconds=(0.0, 0.0))
    forever = replace(batch(), finished=1e12, epoch_seconds=(1e9, 1e9))
    assert epoch(pace([never] * 9)).value >= 1 / LARGEST
    assert epoch(pace([forever] * 9)).value <= LARGEST * 1.001


# What workers have compiled


def test_the_first_training_a_new_shape_and_a_known_one_are_told_apart():
    batches = [
        batch(started=1_000.0),
        batch(RunConfig(units=32), started=1_100.0),
        batch(RunConfig(seed=1), started=1_200.0),
    ]
    before, _ = replay(batches, [start()], are_all=True)
    assert before == [Setup.FIRST, Setup.NEW, Setup.KNOWN]
    assert replay(batches, [start(rehearsed=True)], are_all=True)[0] == [Setup.KNOWN, Setup.NEW, Setup.KNOWN]


def test_a_worker_that_starts_again_has_compiled_nothing():
    batches = [batch(started=1_000.0), batch(started=1_500.0)]
    before, now = replay(batches, [start(), start(ready=1_400.0)], are_all=True)
    assert before == [Setup.FIRST, Setup.FIRST]
    assert now[HERE].before(ONE) == Setup.KNOWN
    assert replay(batches, [start(), start(ready=1_600.0)], are_all=True)[1][HERE] == Compiled()


def test_workers_of_different_clusters_are_not_mixed_up():
    batches = [batch(started=1_000.0), batch(started=1_001.0, cluster_id="here 2 0.00")]
    starts = [start(), start(cluster_id="here 2 0.00")]
    assert replay(batches, starts, are_all=True)[0] == [Setup.FIRST, Setup.FIRST]


def test_where_the_start_is_not_known_nothing_is_said_about_compiling():
    before, now = replay([batch()], [], are_all=True)
    assert before == [None]
    assert now[HERE].before(ONE) == Setup.KNOWN
    assert not pace([batch()], starts=[]).around().is_measured


def test_where_older_batches_are_left_out_it_takes_some_until_all_is_known():
    before, _ = replay(shapes(MAX_CACHED + 2), [start()], are_all=False)
    assert before == [None] * MAX_CACHED + [Setup.NEW] * 2
    # Another start after the first batch is followed from its beginning.
    assert replay(shapes(2), [start(ready=1_000.5)], are_all=False)[0] == [None, Setup.FIRST]


def test_a_cluster_of_which_nothing_is_known_is_taken_to_be_rehearsed():
    assert pace().compiled("elsewhere 1 0.00") == REHEARSED
