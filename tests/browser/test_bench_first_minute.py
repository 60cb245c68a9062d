"""The bench of the first minute starts the app and finds what it waits for on the page."""

from tools.bench.first_minute import _pressed
from tools.bench.processes import ROOT
from tools.chromium import MOST_SECONDS


def test_the_first_epoch_is_seen_after_a_press(program):
    assert 0 < _pressed(ROOT)["epoch"] < MOST_SECONDS
