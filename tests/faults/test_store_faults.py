"""A fault of a SQLite store is one sentence on the page, which works again when the store does."""

import contextlib
import resource
import sqlite3
import subprocess
import sys
import threading
import time
from itertools import count

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from explorer import corpus
from explorer.config import RunConfig
from explorer.errors import StoreUnavailable
from explorer.store import State, Store, sqlite_file
from explorer.training import job
from explorer.training.epoch_batches import Examples
from explorer.ui import faults, services
from explorer.ui.escaping import plain
from explorer.workers.cluster import Cluster
from explorer.workers.connection import Connection
from tests.support.cluster import StandIn
from tests.support.pages import APP, button, run_shown, words

pytestmark = pytest.mark.workers

COMES_BACK = "This page comes back by itself as soon as the store can be used again."
SHORT = 0.3
LOCKED_SECONDS = 30
TINY = RunConfig(vocabulary=500, epochs=3, batch_size=100)

LOCKER = """
import sqlite3, sys
store = sqlite3.connect(sys.argv[1], isolation_level=None)
store.execute("BEGIN EXCLUSIVE")
print("locked", flush=True)
sys.stdin.readline()
store.execute("ROLLBACK")
"""


def truncated(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def emptied(path):
    path.write_bytes(b"")


def overwritten(path):
    path.write_bytes(b"This is a letter and not a database. " * 2_000)


def deleted(path):
    path.unlink()


def upgraded(path):
    with contextlib.closing(sqlite3.connect(path)) as store, store:
        store.execute("UPDATE schema_version SET version = 99")


@pytest.fixture
def path(tmp_path):
    """The file of the stand-in's store."""
    return tmp_path / "runs.db"


@contextlib.contextmanager
def locked(path):
    """Another process locks the file."""
    other = subprocess.Popen([sys.executable, "-c", LOCKER, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert other.stdout.readline() == "locked\n"
        yield
    finally:
        other.communicate("\n", timeout=60)


@contextlib.contextmanager
def full_disk():
    """All writes of this process to files fail, as on a full disk. The system refuses them, even for root."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def whole(path):
    """The content of the file, including its WAL."""
    with contextlib.closing(sqlite3.connect(path)) as store:
        store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path.read_bytes()


def assert_says(app, *parts):
    """The page shows one error, a sentence with these words in it."""
    assert not app.exception
    (error,) = app.error
    assert all(plain(part) in error.value for part in parts), error.value
    assert error.value.endswith(".")


# The file is damaged while the app runs


@pytest.mark.parametrize(
    ("damage", "reason"),
    [
        (truncated, "The file is damaged: whoever runs this app has to put a copy of it in its place"),
        (emptied, "The file is damaged"),
        (overwritten, "The file is damaged: whoever runs this app has to put a copy of it in its place"),
        (deleted, "The file is gone, or closed to this program: whoever runs this app has to put it back"),
    ],
)
def test_a_damaged_file_is_one_sentence_and_nothing_is_lost_when_it_is_restored(open_app, cluster, path, damage, reason):
    run_id = cluster.trained(RunConfig(seed=3), model=b"x" * 50_000)
    app, copy = open_app(run=str(run_id)), whole(path)
    assert app.error == []
    damage(path)
    app.run()
    assert_says(app, "The store cannot be used right now", reason)
    assert str(path.parent) not in words(app)
    assert COMES_BACK in words(app)
    path.write_bytes(copy)
    app.run()
    assert app.error == []
    assert COMES_BACK not in words(app)
    assert run_shown(app) == run_id
    assert cluster.store.model(run_id) == b"x" * 50_000


def test_nothing_is_written_to_a_file_that_was_replaced(cluster, path, tmp_path):
    cluster.trained(RunConfig(seed=1))
    backup = tmp_path / "backup.db"
    backup.write_bytes(whole(path))
    cluster.trained(RunConfig(seed=2))
    whole(path)
    backup.replace(path)
    assert [run.config.seed for run in cluster.store.runs()] == [1]
    cluster.trained(RunConfig(seed=5))
    assert [run.config.seed for run in Store(cluster.store.url).runs()] == [1, 5]


# The app starts when the store cannot be opened


@pytest.fixture
def starting(monkeypatch, path):
    """A function that opens an app with the store at `path` and without a cluster yet."""
    monkeypatch.setenv("EXPLORER_STORE", str(path))
    monkeypatch.setattr(services, "Cluster", lambda store, scheduler, dataset: StandIn(store))
    services.cluster.clear()
    yield lambda: AppTest.from_file(APP, default_timeout=30).run()
    services.cluster.clear()


@pytest.mark.parametrize(
    ("damage", "reason"),
    [(overwritten, "The file is damaged"), (truncated, "The file is damaged"), (upgraded, "a newer version")],
)
def test_an_app_that_starts_without_its_store_says_so_and_recovers(starting, path, damage, reason):
    run_id = StandIn(Store(f"sqlite:///{path}")).trained()
    copy = whole(path)
    damage(path)
    app = starting()
    assert_says(app, reason)
    assert str(path.parent) not in words(app)
    assert COMES_BACK in words(app)
    path.write_bytes(copy)
    app.run()
    assert app.error == []
    assert services.store().run(run_id).state == State.FINISHED


def test_an_app_that_makes_a_store_at_a_chosen_place_says_so_in_its_log(starting, path, caplog):
    for _ in range(2):
        services.cluster.clear()
        assert not starting().error
    said = [message for message in caplog.messages if message.startswith("There was no store")]
    assert said == [f"There was no store at {path}: it has been made, and has no runs yet."]


def test_a_page_checks_the_store_repeatedly_but_not_at_the_moment_of_the_fault(cluster, monkeypatch):
    monkeypatch.setattr(faults.st, "caption", lambda text: None)
    drawn = []
    monkeypatch.setattr(faults.st, "rerun", lambda: drawn.append(True))
    looks = count()
    faults._wait_for_store(looks)
    assert drawn == []
    cluster.break_store()
    faults._wait_for_store(looks)
    assert drawn == []
    with cluster.store._engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE gone RENAME TO runs")
    faults._wait_for_store(looks)
    assert drawn == [True]


# The file is locked, or the disk is full


def test_a_click_while_the_store_is_locked_is_one_sentence_and_pages_can_be_read(open_app, cluster, path, monkeypatch):
    monkeypatch.setattr(sqlite_file, "BUSY_TIMEOUT_SECONDS", SHORT)
    cluster.store = Store(f"sqlite:///{path}")
    run_id = cluster.trained()
    app = open_app(run=str(run_id))
    with locked(path):
        button(app, "Train").click().run()
        assert_says(app, "Another program has been writing to it for longer than usual.")
        assert run_shown(app) == run_id
    button(app, "Train").click().run()
    assert app.error == []
    assert [run.state for run in cluster.store.runs()] == [State.FINISHED, State.QUEUED]


def test_a_click_on_a_full_disk_is_one_sentence_and_nothing_is_written(open_app, cluster):
    run_id = cluster.trained()
    app = open_app(run=str(run_id))
    with full_disk():
        button(app, "Train").click().run()
        assert_says(app, "Its disk is full or fails: whoever runs this app has to make room")
        assert run_shown(app) == run_id
    assert [run.id for run in cluster.store.runs()] == [run_id]
    button(app, "Train").click().run()
    assert app.error == []
    assert [run.state for run in cluster.store.runs()] == [State.FINISHED, State.QUEUED]


@pytest.mark.parametrize("trouble", ["locked", "deleted"])
def test_a_training_survives_a_fault_of_the_file_and_loses_no_epoch(cluster, path, reviews, monkeypatch, caplog, trouble):
    few = tuple(
        Examples(corpus.multi_hot(split.take(np.arange(200)), TINY.vocabulary), split.labels[:200])
        for split in (reviews.train, reviews.validation)
    )
    monkeypatch.setattr(job, "examples", lambda dataset, vocabulary: few)
    job.open_store.cache_clear()
    with contextlib.ExitStack() as damage:
        seen, waiting = threading.Event(), threading.Event()
        add_epochs = Store.add_epochs

        def write(self, *arguments):
            add_epochs(self, *arguments)
            if not seen.is_set():
                if trouble == "locked":
                    damage.enter_context(locked(path))
                else:
                    damage.callback(path.write_bytes, whole(path))
                    deleted(path)
                seen.set()

        def wait(*_arguments):
            waiting.set()

        monkeypatch.setattr(Store, "add_epochs", write)
        monkeypatch.setattr(job.logger, "warning", wait)
        (run_id,) = cluster.submit([TINY], "packaged")
        training = threading.Thread(target=job.run, args=([run_id], cluster.store.url))
        training.start()
        assert waiting.wait(60)
        if trouble == "locked":
            time.sleep(LOCKED_SECONDS - sqlite_file.BUSY_TIMEOUT_SECONDS)
        if trouble == "deleted":
            with pytest.raises(StoreUnavailable, match="The file is gone"):
                cluster.store.run(run_id)
        else:
            assert cluster.store.run(run_id).state == State.RUNNING
    training.join(60)
    assert cluster.store.run(run_id).state == State.FINISHED
    assert [epoch.epoch for epoch in cluster.store.history(run_id)] == [1, 2, 3]
    assert cluster.store.model(run_id) is not None


def test_a_worker_gets_ready_when_the_store_is_back_and_no_run_is_given_up(path, monkeypatch):
    store, tries = Store(f"sqlite:///{path}"), count()

    def warm_up(self, connection):
        if next(tries) < 2:
            raise StoreUnavailable("The store cannot be used right now.")

    monkeypatch.setattr("explorer.workers.cluster.HEARTBEAT_SECONDS", 0.05)
    monkeypatch.setattr(Connection, "open", lambda self: None)
    monkeypatch.setattr(Cluster, "_warm_up", warm_up)
    monkeypatch.setattr(Cluster, "_usable", lambda self: self.status.ready)
    submitting = threading.Event()
    monkeypatch.setattr(Cluster, "_submit_batches", lambda self, connection: submitting.set())
    cluster = Cluster(store, None, "packaged")
    try:
        (run_id,) = cluster.submit([TINY], "packaged")
        assert submitting.wait(60)
        assert next(tries) == 3
        assert store.run(run_id).state == State.QUEUED
    finally:
        cluster.close()
