"""How long work will still take, before and after anything is known about this computer."""

from dataclasses import replace

import pytest

from explorer.config import RunConfig
from explorer.insight.time_left import expected_seconds, seconds_left
from explorer.store import State
from tests.support.runs import epoch, run


def training(number, epochs, done, seconds=0.5, state=State.RUNNING):
    """A run with that many epochs, the first `done` of which it has trained."""
    history = [epoch(number + 1) for number in range(done)]
    active = run(number, RunConfig(epochs=epochs, seed=number), history)
    return replace(active, state=state, finished=None, seconds=seconds * done)


def test_before_anything_is_known_more_networks_and_more_epochs_take_longer():
    assert 0 < expected_seconds(1, 1) < expected_seconds(1, 10) < expected_seconds(36, 10)
    # That is what training them at once is for.
    assert expected_seconds(36, 10) < 36 * expected_seconds(1, 10) / 4


def test_runs_that_have_not_begun_take_as_long_as_expected():
    runs = [training(number, epochs=10, done=0, state=State.QUEUED) for number in range(3)]
    assert seconds_left(runs) == expected_seconds(3, 10)


def test_a_run_goes_on_at_the_pace_of_its_epochs_so_far():
    assert seconds_left([training(1, epochs=10, done=4, seconds=0.5)]) == pytest.approx(6 * 0.5)


def test_runs_that_train_at_once_take_as_long_as_the_longest_of_them():
    runs = [training(1, epochs=3, done=2, seconds=0.5), training(2, epochs=10, done=2, seconds=0.5)]
    assert seconds_left(runs) == pytest.approx(8 * (0.5 + 0.5))


def test_when_all_have_ended_nothing_is_left_but_a_moment():
    assert seconds_left([run(1, history=[epoch(1)])]) <= expected_seconds(0, 0)
