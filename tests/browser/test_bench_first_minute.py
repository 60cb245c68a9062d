"""The bench of the first minute starts the app, finds what it waits for on the page, and ends what it has started."""

import psutil

from tools.bench.first_minute import _pressed
from tools.bench.processes import ROOT


def test_the_first_epoch_is_seen_and_nothing_is_left_running(program):
    found = _pressed(ROOT)
    assert found["epoch"] > 0
    assert not psutil.Process().children(recursive=True)
