"""How long until runs end: everything that still has to happen, from a worker that starts to the last network kept."""

from dataclasses import replace
from itertools import pairwise

import pytest

from explorer.config import RunConfig, article_grid
from explorer.insight import time_left
from explorer.insight.time_left import Group, Start, Training, Work
from explorer.scheduling import cost
from explorer.scheduling.structure import REHEARSED, Compiled, Setup
from tests.support.timings import REVIEWS, batch, pace

ONE, NEW, LARGE = RunConfig(), RunConfig(units=32), RunConfig(units=512, layers=5, epochs=30)
NOW = 1_000.0
NOTHING_KNOWN = pace()


def group(*configs, first_id=100):
    return Group(dict(enumerate(configs, start=first_id)), REVIEWS)


def ends(*waiting, training=(), start=None, compiled=REHEARSED, known=NOTHING_KNOWN, workers=1, now=NOW):
    work = Work(start, [Training(one, REVIEWS) for one in training], waiting, compiled, workers)
    return time_left.ends(work, known, now)


def starting(fraction=cost.CONNECTING, began=NOW, since=NOW, rehearsed=False):
    return Start(began, fraction, since, prepared=False, rehearsed=rehearsed)


def cost_of(config, setup=Setup.KNOWN):
    """What a run costs by itself on the computer that was measured."""
    epochs = config.epochs * cost.epoch_seconds([config], REVIEWS)
    return cost.setup_seconds([config], setup) + epochs + cost.save_seconds([config])


def left(one, known=NOTHING_KNOWN, now=NOW, compiled=REHEARSED):
    """Seconds until the only run of a batch that trains has ended."""
    (seconds,) = ends(training=[one], known=known, now=now, compiled=compiled).values()
    return seconds


# Before a run


def test_a_run_takes_its_setup_its_epochs_and_being_kept():
    assert ends(group(ONE)) == {100: pytest.approx(cost_of(ONE), abs=0.1)}
    assert ends(group(LARGE)) == {100: pytest.approx(cost_of(LARGE, Setup.NEW), abs=0.1)}


def test_a_large_network_is_expected_to_take_as_much_longer_as_it_is_larger():
    small, large = (ends(group(replace(config, epochs=30)))[100] for config in (ONE, LARGE))
    assert large > 6 * small


def test_a_new_shape_takes_longer_than_a_known_one_and_the_first_of_all_longest():
    known, new, first = ends(group(ONE)), ends(group(NEW)), ends(group(ONE), compiled=Compiled())
    assert known[100] < new[100] < first[100]


def test_a_slow_computer_takes_longer():
    slow = pace([batch(factor=3.0, setup=Setup.FIRST), batch(factor=3.0, setup=Setup.KNOWN, started=1_100.0)])
    assert ends(group(ONE), known=slow)[100] == pytest.approx(3 * cost_of(ONE), rel=0.1)


def test_the_start_of_the_worker_is_part_of_it():
    whole = cost.start_seconds(prepared=False, rehearsed=False)
    waited = ends(group(ONE), start=starting(), compiled=Compiled())[100]
    assert waited == pytest.approx(whole + cost_of(ONE, Setup.FIRST), abs=0.1)
    later = ends(group(ONE), start=starting(since=NOW - 0.6, began=NOW - 0.6), compiled=Compiled())[100]
    assert later == pytest.approx(waited - 0.6, abs=0.1)


def test_those_ahead_are_part_of_it_and_what_trains_together_counts_once():
    alone, grid = ends(group(ONE))[100], group(*article_grid(), first_id=1)
    behind = ends(grid, group(ONE))
    assert behind[100] == pytest.approx(max(behind[number] for number in range(1, 37)) + alone, abs=0.2)
    assert behind[100] < 36 * alone / 2


def test_one_that_trains_now_is_waited_for():
    training = batch(ONE, ended=False, epochs=6, started=NOW - 0.7)
    assert ends(group(ONE), training=[training])[100] == pytest.approx(left(training) + cost_of(ONE), abs=0.1)


def test_a_shape_that_is_compiled_for_those_ahead_is_known_afterwards():
    first, second = ends(group(NEW), group(replace(NEW, seed=1), first_id=200)).values()
    assert second - first < first - 0.1


def test_two_workers_train_two_batches_at_a_time():
    groups = [group(replace(ONE, seed=seed), first_id=seed) for seed in range(1, 5)]
    one, two = ends(*groups), ends(*groups, workers=2)
    assert two[4] < 0.6 * one[4]
    assert two[1] == one[1]


def test_runs_of_a_batch_end_in_the_order_of_their_epochs():
    short, long = replace(ONE, epochs=2), replace(ONE, epochs=20)
    found = ends(group(long, short))
    assert found[101] < found[100] / 3


# A worker that starts


def test_what_the_start_took_so_far_says_how_long_the_rest_takes():
    rest = cost.start_seconds(False, False, cost.READING)
    quick, slow = (
        time_left.start_left(starting(cost.READING, began=NOW - seconds), NOTHING_KNOWN, NOW) for seconds in (3.0, 12.0)
    )
    assert quick == pytest.approx(rest, rel=0.1)
    assert 2.5 * rest < slow < 4 * rest


def test_a_start_that_takes_longer_than_expected_is_never_said_to_be_over():
    lefts = [time_left.start_left(starting(began=NOW, since=NOW), NOTHING_KNOWN, NOW + 0.5 * step) for step in range(120)]
    assert min(lefts) > 0.5
    # It waits for what does not come, without despair.
    assert lefts[-1] < 4 * 60


def test_a_rehearsal_is_waited_for():
    with_it, without = (
        time_left.start_left(starting(rehearsed=rehearsed), NOTHING_KNOWN, NOW) for rehearsed in (True, False)
    )
    assert with_it == pytest.approx(without + cost.REHEARSE_SECONDS)


# While it trains


def test_before_its_first_epoch_the_time_passes_as_expected():
    training = batch(ONE, ended=False, epochs=0)
    assert left(training, now=NOW + 0.1) == pytest.approx(cost_of(ONE) - 0.1)


def test_time_passes_between_epochs_too():
    slow = pace([batch(LARGE, factor=20.0, setup=Setup.FIRST)])
    training = batch(LARGE, factor=20.0, ended=False, epochs=5)
    training = replace(training, started=NOW - sum(training.epoch_seconds) - 20 * cost.SETUP_SECONDS / 2)
    lefts = [left(training, slow, NOW + seconds) for seconds in range(2, 12)]
    assert [before - after for before, after in pairwise(lefts)] == pytest.approx([1.0] * 9)


def test_the_first_epoch_with_its_compiling_is_not_stretched_over_the_rest():
    first = replace(batch(LARGE, ended=False, epochs=1), epoch_seconds=(4.96,))
    assert left(first, now=NOW + 5.0) < 29 * 4.96 / 2.5
    second = replace(first, epoch_seconds=(4.96, 0.7))
    assert left(second, now=NOW + 5.7) == pytest.approx(left(first, now=NOW + 5.0), rel=0.4)


def test_epochs_outweigh_what_was_expected_the_more_the_longer_it_trains():
    guessed, epoch = NOTHING_KNOWN, 5 * cost.epoch_seconds([LARGE], REVIEWS)
    shares = []
    for done in (2, 4, 8, 16):
        training = batch(LARGE, factor=5.0, ended=False, epochs=done)
        now = NOW + sum(training.epoch_seconds) + cost.SETUP_SECONDS / 2
        shares.append(left(training, guessed, now) / ((30 - done) * epoch))
    assert shares == sorted(shares)
    assert 0.5 < shares[0] < 0.9 < shares[-1] < 1.1


def test_the_time_left_never_jumps_wildly():
    """A network on a computer that is three times as slow as it looked, from the first word to the last."""
    training, epoch = batch(LARGE, factor=3.0, ended=False, epochs=0), 3 * cost.epoch_seconds([LARGE], REVIEWS)
    around, end = 3 * cost.setup_seconds([LARGE], Setup.NEW), 3 * cost_of(LARGE, Setup.NEW)
    said = []
    for step in range(int(end / 0.5)):
        now, trained = NOW + step * 0.5, step * 0.5 - around
        done = max(0, min(30, int(trained / epoch)))
        seen = replace(training, epoch_seconds=(epoch + around / 2, *[epoch] * 29)[:done])
        said.append(left(seen, now=now, compiled=Compiled(has_trained=True)))
    for before, after in pairwise(said):
        assert after < 1.5 * before + 2
        assert before < 1.5 * after + 2


def test_an_epoch_that_does_not_end_is_waited_for_longer_and_longer():
    training = batch(ONE, ended=False, epochs=5)
    lefts = [left(training, now=NOW + seconds) for seconds in (3.0, 10.0, 30.0)]
    assert lefts == sorted(lefts)


def test_a_run_that_was_asked_to_stop_has_its_current_epoch_left():
    training = batch(LARGE, ended=False, epochs=3, started=NOW - 3 * cost.epoch_seconds([LARGE], REVIEWS))
    stopping = replace(training, broke_off=frozenset([1]))
    assert left(stopping) < 2 * cost.epoch_seconds([LARGE], REVIEWS) < left(training)


def test_when_all_epochs_are_done_only_keeping_is_left():
    configs = article_grid()
    training = batch(*configs, ended=False, epochs=10)
    done = NOW + sum(training.epoch_seconds) + cost.SETUP_SECONDS / 2
    assert max(ends(training=[training], now=done).values()) == pytest.approx(cost.save_seconds(configs), rel=0.1)
    assert max(ends(training=[training], now=done + 60).values()) == 0


def test_of_runs_that_train_together_the_longest_counts_for_those_who_wait():
    training = batch(replace(ONE, epochs=3), replace(ONE, epochs=40), ended=False, epochs=2, started=NOW - 0.5)
    found = ends(group(ONE), training=[training])
    assert found[1] < found[2] < found[100]


def test_where_nothing_trains_or_waits_nothing_is_left():
    assert ends() == {}
