"""The bar never goes back, moves each second while a worker starts, and is full in time if the estimate holds."""

import random
from itertools import pairwise

import pytest

from explorer.insight.progress_bar import ALMOST, STARTED, Bar


def drawn(lefts, step=0.4, is_starting=False, bar=None):
    """How full the bar is at each of several moments, `step` seconds apart, with what is estimated to be left then."""
    bar = bar or Bar(0.0, 100.0)
    filled = []
    for left in lefts:
        bar = bar.moved(bar.moment + step, left, is_starting)
        filled.append(bar.filled)
    return filled


def test_it_fills_evenly_if_the_estimate_holds():
    filled = drawn([10 - 0.4 * number for number in range(1, 25)])
    assert filled == pytest.approx([0.04 * number for number in range(1, 25)])


def test_a_page_that_is_opened_later_shows_how_much_of_the_time_has_passed():
    assert Bar(0.0, 100.0).moved(106.0, 2.0, is_starting=False).filled == pytest.approx(0.75)


def test_it_never_goes_back_whatever_is_estimated():
    chance = random.Random(3)
    for _ in range(200):
        lefts = [chance.choice([0.0, 0.1, 5.0, 1_000.0]) for _ in range(50)]
        filled = drawn(lefts, step=chance.choice([0.0, 0.05, 0.4, 8.0]), is_starting=chance.random() < 0.5)
        assert filled == sorted(filled)
        assert filled[0] >= 0 and filled[-1] <= ALMOST


def test_an_estimate_that_grows_slows_it_down_and_one_that_shrinks_speeds_it_up():
    bar = Bar(0.3, 100.0)
    steady, more, less = (drawn([left], bar=bar)[0] - 0.3 for left in (10.0, 100.0, 1.0))
    assert 0 < more < steady < less


def test_it_moves_each_second_while_the_worker_starts_however_long_the_whole_takes():
    percent = [int(100 * filled) for filled in drawn([1_000.0] * 40, step=1.0, is_starting=True)]
    assert all(after > before for before, after in pairwise(percent))


def test_a_start_that_takes_very_long_leaves_room_for_the_training():
    assert STARTED <= drawn([1_000.0] * 200, step=1.0, is_starting=True)[-1] < ALMOST


def test_it_is_not_full_before_the_end():
    assert drawn([0.0] * 10)[-1] == ALMOST


def test_a_clock_that_is_set_back_moves_nothing():
    bar = Bar(0.5, 100.0)
    assert bar.moved(40.0, 5.0, is_starting=True) == bar
