"""A real worker loses its store in the middle of a run, waits for it, and continues; so do the pages."""

import resource
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest

from explorer.config import RunConfig
from explorer.store import State, Store
from explorer.ui import services
from explorer.ui.escaping import plain
from explorer.workers.cluster import Cluster
from tests.support.pages import words
from tests.support.postgres import running_server
from tests.support.waiting import eventually, worker
from tests.support.worker_tasks import complaint

pytestmark = pytest.mark.workers

SHORT = RunConfig(epochs=1, batch_size=4096)
LONG = RunConfig(epochs=30, batch_size=4096)


@dataclass
class Outage:
    """A store, how to make it unusable for a cluster's worker and usable again, and whether pages lose it, too."""

    url: str
    begin: Callable[[Cluster], None]
    end: Callable[[Cluster], None]
    for_pages: bool


@pytest.fixture(params=["full disk", pytest.param("server", marks=pytest.mark.postgresql)])
def outage(request, tmp_path) -> Iterator[Outage]:
    with ExitStack() as stack:
        if request.param == "server":
            server = stack.enter_context(running_server())
            server.execute("CREATE DATABASE runs")
            yield Outage(server.url("runs"), lambda _: server.stop(), lambda _: server.start(), for_pages=True)
        else:
            yield Outage(f"sqlite:///{tmp_path}/runs.db", fill_disk, make_room, for_pages=False)


def fill_disk(cluster):
    """All writes of the worker to files fail, as on a full disk. The system refuses them, even for root."""
    resource.prlimit(worker(cluster).pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))


def make_room(cluster):
    resource.prlimit(worker(cluster).pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))


@pytest.fixture
def cluster(outage, reviews, monkeypatch):
    """A real cluster with that store, instead of the app's."""
    cluster = Cluster(Store(outage.url), None, "packaged")
    monkeypatch.setattr(services, "cluster", lambda: cluster)
    yield cluster
    cluster.close()


def test_a_run_continues_where_it_was_when_the_store_comes_back(outage, cluster, open_app):
    (first,) = cluster.submit([SHORT], "packaged")
    eventually(lambda: not cluster.store.run(first).active)
    kept, before = cluster.store.model(first), worker(cluster)
    assert kept is not None
    app = open_app(run=str(first))
    assert app.error == []
    (second,) = cluster.submit([LONG], "packaged")
    eventually(lambda: (run := cluster.store.run(second)).last and run.last.epoch >= 2)

    outage.begin(cluster)
    sentence = cluster.ask(complaint, outage.url)
    assert "cannot be used right now" in sentence
    app.run()
    assert not app.exception
    if outage.for_pages:
        assert plain("Its database server does not answer at the moment.") in app.error[0].value
        assert "comes back by itself" in words(app)
    else:
        assert "Its disk is full or fails" in sentence
        assert app.error == []
        stopped_at = cluster.store.history(second)
        assert len(stopped_at) < LONG.epochs
        cluster.ask(complaint, outage.url)
        assert cluster.store.history(second) == stopped_at
    outage.end(cluster)

    eventually(lambda: not cluster.store.run(second).active)
    app.run()
    assert app.error == []
    run = cluster.store.run(second)
    assert (run.state, run.message) == (State.FINISHED, "")
    assert [epoch.epoch for epoch in cluster.store.history(second)] == list(range(1, LONG.epochs + 1))
    assert cluster.store.model(second) is not None
    assert cluster.store.model(first) == kept
    assert worker(cluster) == before
