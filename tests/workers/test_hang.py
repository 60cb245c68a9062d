"""A worker hangs if it gives no sign of life for far longer than it should take; nothing else is called a hang."""

import os
import subprocess
import sys

import psutil
import pytest

from explorer.workers import hang
from explorer.workers.hang import BUSY_FACTOR, BUSY_PATIENCE_SECONDS, FACTOR, PATIENCE_SECONDS, Hang, Look, processor_time

STEP = hang.LOOK_SECONDS
EPOCH = 20.0
IDLE, BUSY = 0.01, 0.9


def seconds_until_hang(share, *, sign=lambda now: "epoch 3", step=STEP, expected=EPOCH, debugged=False, most=20_000):
    """How long a worker is watched until it is called hung, which computes that `share` of the time; None for never."""
    watched, now, computed = Hang(), 0.0, 0.0
    while now < most:
        if watched.is_one(now, Look(sign(now), expected, computed, debugged)):
            return now
        now, computed = now + step, computed + share * step
    return None


def test_a_worker_that_does_nothing_hangs_after_many_times_its_epoch():
    patience = PATIENCE_SECONDS + FACTOR * EPOCH
    assert seconds_until_hang(IDLE) == pytest.approx(patience, abs=2 * STEP)
    assert seconds_until_hang(IDLE, expected=600.0) > 600.0 * FACTOR


def test_a_worker_that_computes_is_left_alone_for_an_hour_at_least():
    assert seconds_until_hang(BUSY) == pytest.approx(BUSY_PATIENCE_SECONDS + BUSY_FACTOR * EPOCH, abs=2 * STEP)


def test_a_slow_worker_that_ends_epochs_never_hangs():
    assert seconds_until_hang(IDLE, sign=lambda now: now // 300) is None


def test_a_little_processor_time_now_and_then_is_life():
    watched, computed = Hang(), 0.0
    for look in range(1_000):
        # A minute of nothing, as while memory is swapped, and then some work.
        computed += 1.0 if look % 12 == 0 else 0.0
        hangs = watched.is_one(look * STEP, Look("epoch 3", EPOCH, computed))
        assert not hangs or look * STEP > BUSY_PATIENCE_SECONDS


def test_nothing_hangs_where_nothing_is_to_be_done():
    assert seconds_until_hang(0.0, sign=lambda now: None) is None


def test_a_computer_that_was_asleep_has_not_waited():
    # It is looked at for 5 seconds each hour.
    assert seconds_until_hang(0.0, step=3_600.0, most=3_600.0 * 24) is None


def test_a_debugger_may_stop_a_worker_for_as_long_as_it_likes():
    assert seconds_until_hang(0.0, debugged=True) is None


def test_a_worker_that_was_replaced_is_not_taken_for_an_idle_one():
    watched = Hang()
    for look in range(100):
        assert not watched.is_one(look * STEP, Look("epoch 3", EPOCH, computed=100.0 - look))


def test_the_time_that_processes_have_taken_is_added_up():
    with subprocess.Popen([sys.executable, "-c", "sum(range(10**6)); input()"], stdin=subprocess.PIPE) as child:
        both = [psutil.Process(os.getpid()), psutil.Process(child.pid)]
        before = processor_time(both)
        assert before[0] > 0 and before[1] is False
        child.communicate(b"\n")
    assert processor_time(both)[0] > 0
