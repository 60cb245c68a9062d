"""A store of any older version is migrated completely or not at all, and a copy of a file is kept."""

import logging
import sqlite3
import threading
from contextlib import closing

import pytest
import sqlalchemy as sa

from explorer.config import RunConfig
from explorer.errors import StoreUnavailable
from explorer.history import Epoch
from explorer.store import Baseline, Result, State, Store, database, migrations, sqlite_file
from explorer.store.migrations import SCHEMA_VERSION, STEPS
from explorer.store.tables import metadata
from tests.support.old_stores import DATA, TABLES_ADDED_LATER, rows, write_old_store
from tests.support.runs import TEST
from tests.support.stores import UNUSUAL, at_once, execute, refusal

CONFIGS = [RunConfig(), UNUSUAL, RunConfig(seed=7)]
HISTORY = [
    Epoch(1, 0.5, 0.75, 0.375, 0.8125, 0.25),
    Epoch(2, 0.25, 0.875, 0.3125, 0.875, 0.25),
    Epoch(3, 0.125, 0.9375, 0.4375, 0.84375, 0.25),
]
CLUSTER = "here 1 1764000000.00"


@pytest.fixture
def other_url(request, url, tmp_path):
    """The address of another empty database of the same kind."""
    if url.startswith("sqlite"):
        yield f"sqlite:///{tmp_path}/other.db"
        return
    server = request.getfixturevalue("postgres_server")
    server.execute("CREATE DATABASE other")
    yield server.url("other")
    server.execute("DROP DATABASE other WITH (FORCE)")


@pytest.fixture
def path(tmp_path):
    """A file with a store of version 3."""
    write_old_store(f"sqlite:///{tmp_path}/runs.db")
    return tmp_path / "runs.db"


def shape(url):
    """The schema of a database, without defaults: those of a migration step are for old rows only."""
    engine = sa.create_engine(url)
    inspector = sa.inspect(engine)
    found = {
        table: {
            "columns": {
                column["name"]: (repr(column["type"]), column["nullable"]) for column in inspector.get_columns(table)
            },
            "primary key": inspector.get_pk_constraint(table),
            # Several of them come in any order.
            "foreign keys": sorted(inspector.get_foreign_keys(table), key=str),
            "unique": inspector.get_unique_constraints(table),
            "indexes": inspector.get_indexes(table),
        }
        for table in inspector.get_table_names()
    }
    engine.dispose()
    return found


def dump(path):
    """A SQLite file as SQL."""
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


# Everything is kept


@pytest.mark.parametrize("version", TABLES_ADDED_LATER)
def test_runs_of_every_version_are_kept_with_their_epochs_and_networks(url, version):
    write_old_store(url, version)
    store = Store(url)
    runs = store.runs()
    assert [run.config for run in runs] == CONFIGS
    assert [run.dataset for run in runs] == ["packaged", "official", "packaged"]
    assert [run.state for run in runs] == [State.FINISHED, State.STOPPED, State.QUEUED]
    assert [run.message for run in runs] == ["", "Stopped. It’s enough.", ""]
    assert {run.cluster_id for run in runs} == {CLUSTER}
    assert (runs[0].created, runs[0].started, runs[0].finished) == (1764000004.75, 1764000007.75, 1764000009.25)
    assert (runs[0].best, runs[0].last, runs[0].seconds) == (HISTORY[1], HISTORY[2], 0.75)
    assert store.histories([1, 2, 3]) == {1: HISTORY, 2: [Epoch(1, 0.25, 0.5, 0.25, 0.5, 1.5)], 3: []}
    assert store.model(1) == b"a network's file: \x00\xff'"
    assert rows(url)["schema_version"] == [(SCHEMA_VERSION,)]


@pytest.mark.parametrize("version", ["3", "5"])
def test_everything_else_is_kept(url, version):
    write_old_store(url, version)
    store, seen = Store(url), []
    assert [run.hidden for run in store.runs()] == [False, True, False]
    assert store.baseline("packaged", RunConfig().input_format) == Baseline(0.875, 0.3125, 0.09375)
    (opening,) = store.openings(TEST)
    assert (opening.id, opening.run_id, opening.opened, opening.guess) == (1, 1, 1764000012.25, 0.85)
    assert opening.result == Result(2200, 2150, 350, 300)
    assert rows(url)["requests"] == [
        (1, "ann", 1764000004.75),
        (2, "bob", 1764000006.25),
        (3, "ann", 1764000013.75),
        (3, "bob", 1764000015.25),
    ]
    store.take_over("another 2 0.00", lambda *cluster: seen.append(cluster) or True)
    assert seen == [(CLUSTER, 1764000003.25)]


@pytest.mark.parametrize("version", TABLES_ADDED_LATER)
def test_a_migrated_store_can_be_written(url, version):
    write_old_store(url, version)
    store = Store(url)
    assert store.claim(CLUSTER, 5) == [3]
    store.begin([3])
    store.add_epochs({3: HISTORY[0]})
    store.finish([3], State.FINISHED, model=b"weights")
    store.open_exam(3, TEST, None, Result(1, 2, 3, 4))
    store.set_baseline("official", RunConfig(vocabulary=500).input_format, Baseline(0.5, 0.6, 0.2))
    store.hide([3])
    store.heartbeat("another 2 0.00")
    assert store.add([RunConfig(seed=8)], "packaged", CLUSTER, "ann") == [4]
    assert Store(url).runs() == store.runs()


# A migrated store is like a new one


@pytest.mark.parametrize("version", TABLES_ADDED_LATER)
def test_a_migrated_store_has_the_tables_of_a_new_one(url, other_url, version):
    write_old_store(url, version)
    Store(url)
    Store(other_url)
    assert shape(url) == shape(other_url)


def test_a_knob_without_a_step_is_noticed_and_one_with_a_step_keeps_all_runs(url, other_url, monkeypatch):
    def add_knobs(connection):
        decimals = sa.Double().compile(connection.dialect)
        connection.exec_driver_sql("ALTER TABLE runs ADD COLUMN schedule VARCHAR(40) NOT NULL DEFAULT 'constant'")
        connection.exec_driver_sql(f"ALTER TABLE runs ADD COLUMN clipping {decimals} NOT NULL DEFAULT 0.0")

    later = sa.MetaData()
    for table in metadata.sorted_tables:
        table.to_metadata(later)
    later.tables["runs"].append_column(sa.Column("schedule", sa.String(40), nullable=False))
    later.tables["runs"].append_column(sa.Column("clipping", sa.Double, nullable=False))
    monkeypatch.setattr(database, "metadata", later)
    write_old_store(url)
    Store(url)
    Store(other_url)
    assert shape(other_url)["runs"]["columns"].keys() - shape(url)["runs"]["columns"].keys() == {"schedule", "clipping"}

    monkeypatch.setattr(migrations, "STEPS", (*STEPS, add_knobs))
    for module in (migrations, database):
        monkeypatch.setattr(module, "SCHEMA_VERSION", SCHEMA_VERSION + 1)
    assert [run.config for run in Store(url).runs()] == CONFIGS
    assert shape(url) == shape(other_url)


# Completely, once, or not at all


def test_a_step_that_fails_leaves_everything_as_it_was(url, monkeypatch):
    def fail(connection):
        STEPS[-1](connection)
        connection.exec_driver_sql("UPDATE runs SET units = 1")
        connection.exec_driver_sql("ALTER TABLE nowhere RENAME TO somewhere")

    write_old_store(url, "1")
    before = shape(url), rows(url)
    with monkeypatch.context() as patch:
        patch.setattr(migrations, "STEPS", (*STEPS[:-1], fail))
        sentence = refusal(url, StoreUnavailable)
    assert "has an older format (1) and cannot be brought up to date, so it is left as it is:" in sentence
    assert "nowhere" in sentence
    assert (shape(url), rows(url)) == before
    assert [run.config for run in Store(url).runs()] == CONFIGS


def test_a_step_that_is_interrupted_leaves_everything_as_it_was(url, monkeypatch):
    def interrupt(connection):
        STEPS[-1](connection)
        raise KeyboardInterrupt

    write_old_store(url)
    before = shape(url), rows(url)
    monkeypatch.setattr(migrations, "STEPS", (*STEPS[:-1], interrupt))
    with pytest.raises(KeyboardInterrupt):
        Store(url)
    assert (shape(url), rows(url)) == before


def test_an_old_store_that_many_open_at_once_is_migrated_once(url, monkeypatch):
    gate, steps = threading.Barrier(8, timeout=60), []

    def step(connection):
        steps.append(threading.get_ident())
        STEPS[-1](connection)

    def read_version(connection, lock=False):
        version = migrations.stored_version(connection, lock)
        if not lock and not steps:
            # All threads have seen the old version before one begins.
            gate.wait()
        return version

    write_old_store(url)
    monkeypatch.setattr(migrations, "STEPS", (*STEPS[:-1], step))
    monkeypatch.setattr(database, "stored_version", read_version)
    assert at_once(lambda: [run.config for run in Store(url).runs()]) == [CONFIGS] * 8
    assert len(steps) == 1


def test_a_newer_store_is_refused_and_left_alone(url):
    write_old_store(url)
    execute(url, f"UPDATE schema_version SET version = {SCHEMA_VERSION + 1}")
    before = shape(url), rows(url)
    sentence = refusal(url, StoreUnavailable)
    assert "newer version" in sentence
    assert "Update the program" in sentence
    assert (shape(url), rows(url)) == before


# The copy of a file


def test_a_copy_of_the_file_as_it_was_is_kept_and_named_in_the_log(path, caplog):
    before, copy = dump(path), path.with_name("runs.version-3.db")
    with caplog.at_level(logging.WARNING):
        Store(f"sqlite:///{path}")
    assert str(copy) in caplog.text
    assert dump(copy) == before
    assert dump(path) != before
    assert [run.config for run in Store(f"sqlite:///{copy}").runs()] == CONFIGS


def test_a_new_or_current_store_is_not_copied(tmp_path):
    for _ in range(2):
        Store(f"sqlite:///{tmp_path}/runs.db")
    assert {path.name for path in tmp_path.glob("*.db")} == {"runs.db"}


def test_the_copy_has_what_the_file_has_in_its_wal(tmp_path):
    path = tmp_path / "runs.db"
    with closing(sqlite3.connect(path)) as writer:
        writer.execute("PRAGMA journal_mode = WAL")
        writer.executescript((DATA / "store-version-3.sqlite.sql").read_text())
        assert path.stat().st_size < path.with_name("runs.db-wal").stat().st_size
        before = dump(path)
        Store(f"sqlite:///{path}")
    assert dump(path.with_name("runs.version-3.db")) == before


def test_an_existing_copy_is_not_overwritten(path):
    copy = path.with_name("runs.version-3.db")
    copy.write_text("mine")
    before = dump(path)
    Store(f"sqlite:///{path}")
    assert copy.read_text() == "mine"
    assert dump(path.with_name("runs.version-3.2.db")) == before


def test_trying_again_makes_no_second_copy(path, monkeypatch):
    def fail(connection):
        connection.exec_driver_sql("nonsense")

    monkeypatch.setattr(migrations, "STEPS", (*STEPS[:-1], fail))
    for _ in range(2):
        refusal(f"sqlite:///{path}", StoreUnavailable)
    assert {file.name for file in path.parent.iterdir() if "version" in file.name} == {"runs.version-3.db"}


def test_the_copy_has_the_permissions_of_the_file(path):
    path.chmod(0o600)
    Store(f"sqlite:///{path}")
    assert path.with_name("runs.version-3.db").stat().st_mode & 0o777 == 0o600


def test_without_room_for_a_copy_the_store_is_left_as_it_is(path, monkeypatch):
    def no_room(*_arguments):
        raise sqlite3.OperationalError("database or disk is full")

    before = dump(path)
    monkeypatch.setattr(sqlite_file, "keep_copy", no_room)
    sentence = refusal(f"sqlite:///{path}", StoreUnavailable)
    assert "no copy of it can be kept, so it is left as it is: database or disk is full. There is no room" in sentence
    assert dump(path) == before


def test_if_no_copy_can_be_written_the_store_is_left_as_it_is(path):
    before = dump(path)
    path.with_name("runs.db.copying").mkdir()
    sentence = refusal(f"sqlite:///{path}", StoreUnavailable)
    assert "no copy of it can be kept, so it is left as it is: Is a directory." in sentence
    assert dump(path) == before
    path.with_name("runs.db.copying").rmdir()
    assert [run.config for run in Store(f"sqlite:///{path}").runs()] == CONFIGS
