"""One damaged row of the store takes no page from anybody, stops no command and blocks no worker."""

from dataclasses import replace

import pytest

from explorer.config import RunConfig
from explorer.store import State, open_store
from explorer.training import job
from explorer.ui.pages import PAGES
from explorer.workers.cluster import Cluster
from explorer.workers.connection import Connection
from tests.support.pages import words
from tests.support.stores import execute
from tests.support.waiting import eventually

DAMAGE = [
    "UPDATE runs SET units = 0 WHERE id = 2",
    "UPDATE epochs SET val_accuracy = 'good' WHERE run_id = 3",
    "UPDATE models SET keras = substr(keras, 1, 500) WHERE run_id = 4",
    "DELETE FROM epochs WHERE run_id = 5",
    "UPDATE baselines SET accuracy = 'high'",
    "UPDATE worker_starts SET began = 'then'",
    "UPDATE exam_openings SET guess = 'half'",
]


@pytest.fixture
def many(cluster, network):
    """Runs of several settings with networks, a start of a worker, and an opening."""
    ids = [
        cluster.trained(replace(RunConfig(), units=units, seed=seed), model=network, val_accuracy=0.8 + seed / 100)
        for units in (16, 32, 64)
        for seed in range(2)
    ]
    execute(cluster.store.url, "INSERT INTO worker_starts VALUES (1, 'here 1 0.00', 1.0, 2.0, 0, 1)")
    execute(cluster.store.url, "INSERT INTO exam_openings VALUES (1, 3, 'test', 1.0, 0.8, 3, 3, 1, 1)")
    return ids


def test_every_page_goes_on_with_damaged_rows(open_app, cluster, many):
    for damage in DAMAGE:
        execute(cluster.store.url, damage)
    for page in PAGES:
        app = open_app(page.address, run="4")
        assert not app.exception and not app.error, (page.address, [error.value for error in app.error])


def test_the_leaderboard_says_how_many_runs_are_left_out(open_app, cluster, many):
    sentence = "1 run on these reviews is left out: what the store says of it is damaged."
    assert sentence not in words(open_app("leaderboard"))
    execute(cluster.store.url, DAMAGE[0])
    assert sentence in words(open_app("leaderboard"))


def test_who_looks_at_a_run_when_it_is_damaged_reads_why_it_is_gone(open_app, cluster, many):
    app = open_app(run="2")
    execute(cluster.store.url, DAMAGE[0])
    app.run()
    assert not app.exception and "Run 2 cannot be shown" in words(app)


def test_a_damaged_queued_row_ends_and_the_others_train(tmp_path, monkeypatch):
    """A cluster whose worker trains nothing: what matters is what it is given."""
    given = []
    monkeypatch.setattr("explorer.workers.cluster.HEARTBEAT_SECONDS", 0.05)
    monkeypatch.setattr(Connection, "open", lambda self: None)
    monkeypatch.setattr(Cluster, "_warm_up", lambda self, connection: None)
    monkeypatch.setattr(Cluster, "_usable", lambda self: True)
    monkeypatch.setattr(Cluster, "_submit_batches", lambda self, connection: given.append(self._batches._next()))
    store = open_store(f"sqlite:///{tmp_path}/runs.db")
    ids = store.add([RunConfig(seed=seed) for seed in range(3)], "packaged", "gone 1 0.00")
    execute(store.url, f"UPDATE runs SET activation = 'swish' WHERE id = {ids[1]}")
    cluster = Cluster(store, None, "packaged")
    try:
        eventually(lambda: store.runs_of(cluster.cluster_id, State.FAILED) == [ids[1]], "the damaged one waits for ever")
        eventually(lambda: {run_id for batch in given for run_id in batch} == {ids[0], ids[2]}, "the others do not train")
    finally:
        cluster.close()


def test_a_worker_trains_the_others_of_a_batch_with_a_damaged_row(cluster, reviews):
    tiny = RunConfig(vocabulary=500, epochs=1, batch_size=4096, layers=0)
    first, damaged = cluster.submit([tiny, replace(tiny, seed=1)], "packaged")
    execute(cluster.store.url, f"UPDATE runs SET units = 0 WHERE id = {damaged}")
    job.open_store.cache_clear()
    job.run([first, damaged], cluster.store.url)
    assert cluster.store.run(first).state == State.FINISHED
    cluster.store.fail_damaged(cluster.cluster_id)
    assert cluster.store.runs_of(cluster.cluster_id, State.FAILED) == [damaged]
