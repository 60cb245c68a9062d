"""Before anything is measured, a moment of plain Python and the system's load say how fast this computer may be."""

import os

import pytest

from explorer.workers import yardstick


@pytest.fixture(autouse=True)
def afresh():
    yardstick.slowness.cache_clear()
    yield
    yardstick.slowness.cache_clear()


@pytest.fixture
def load(monkeypatch):
    """A function that sets how many programs are at work on two cores."""
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    return lambda count: monkeypatch.setattr(os, "getloadavg", lambda: (count, 0.0, 0.0), raising=False)


def test_a_computer_on_which_nothing_else_happens_is_as_fast_as_its_rounds(load, monkeypatch):
    load(0.5)
    rounds = iter([0.9, *[3 * yardstick.USUAL_SECONDS] * (yardstick.ROUNDS - 1)])
    monkeypatch.setattr(yardstick, "_round", lambda: next(rounds))
    # A round that was disturbed does not count.
    assert yardstick.slowness() == pytest.approx(3.0)


def test_the_more_programs_are_at_work_the_longer_everything_takes(load):
    crowdings = []
    for count in (0.0, 2.0, 4.0, 14.0):
        load(count)
        crowdings.append(yardstick.crowding())
    assert crowdings[:2] == [1.0, 1.0]
    assert 1.2 < crowdings[2] < 2 < crowdings[3] < 7


def test_a_system_that_does_not_tell_its_load_is_taken_to_have_none(monkeypatch):
    monkeypatch.delattr(os, "getloadavg", raising=False)
    assert yardstick.crowding() == 1.0


def test_this_computer_gets_a_figure():
    assert 0.05 < yardstick.slowness() == yardstick.slowness() < 100
