"""A single visitor sees a curve grow at once; many visitors leave processor time for the training."""

from types import SimpleNamespace

import pytest

from explorer.config import RunConfig
from explorer.ui import refresh, services
from explorer.ui.refresh import QUICKEST_SECONDS, TOGETHER, interval_for


def test_few_are_not_held_up():
    assert [interval_for(count) for count in (0, 1, 2, 3)] == [QUICKEST_SECONDS] * 4


@pytest.mark.parametrize("count", [4, 10, 30, 100, 1_000])
def test_many_together_ask_for_about_as_much_as_they_may(count):
    assert TOGETHER / 1.5 < count / interval_for(count) < TOGETHER * 1.5


def test_the_more_watch_the_slower_for_each_in_few_steps():
    intervals = [interval_for(count) for count in range(1, 200)]
    assert intervals == sorted(intervals)
    assert len(set(intervals)) < 9


def test_a_visitor_who_watches_counts_until_nobody_has_seen_them_for_a_while(open_app, cluster, monkeypatch):
    clock = [1_000.0]
    monkeypatch.setattr(refresh, "time", SimpleNamespace(monotonic=lambda: clock[0]))
    (run_id,) = cluster.submit([RunConfig(epochs=5)], "packaged")
    cluster.begin(run_id)
    apps = [open_app(run=str(run_id)) for _ in range(3)]
    assert len(services.watchers()) == 3
    clock[0] += refresh.REMEMBERED_SECONDS + 1
    apps[0].run()
    assert list(services.watchers()) == [apps[0].session_state.tab]
