"""A store is read as a copy: it stays as it is, whatever it is, and what is no store is said."""

import os
import shutil
import sqlite3
from contextlib import closing

import pytest

from explorer.errors import StoreError
from explorer.store import State, Store, snapshot
from explorer.store.migrations import SCHEMA_VERSION
from tests.support.experiments import contents, fill, train
from tests.support.old_stores import TABLES_ADDED_LATER, rows, write_old_store
from tests.support.ports import free_port
from tests.support.stores import SECRET, add, assert_is_a_sentence, execute


def refused(place):
    """What is said of a place where there is no store to take over."""
    with pytest.raises(StoreError) as error, snapshot(str(place)):
        pass
    assert_is_a_sentence(str(error.value))
    return str(error.value)


def files(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("version", TABLES_ADDED_LATER)
def test_a_store_of_any_older_version_is_migrated_in_the_copy_alone(url, tmp_path, version):
    write_old_store(url, version)
    before = rows(url)
    kept = files(tmp_path)
    with snapshot(url) as copy:
        store = Store(f"sqlite:///{tmp_path}/here.db")
        merged = store.merge(copy)
    # The third run waits.
    assert (merged.runs, merged.epochs, merged.networks, merged.unended) == (2, 4, 1, 1)
    assert [run.state for run in store.runs()] == [State.FINISHED, State.STOPPED]
    assert store.model(1) == b"a network's file: \x00\xff'"
    store.close()
    assert {name: data for name, data in files(tmp_path).items() if not name.startswith("here.db")} == kept
    assert rows(url) == before
    with snapshot(url) as copy:
        again = Store(f"sqlite:///{tmp_path}/here.db").merge(copy)
    assert (again.runs, again.known_runs) == (0, 2)


def test_what_an_open_app_has_just_written_is_in_the_copy(tmp_path):
    store = Store(f"sqlite:///{tmp_path}/runs.db")
    fill(store)
    latest = train(store, add(store))
    beside = set(files(tmp_path))
    assert "runs.db-wal" in beside
    with snapshot(str(tmp_path / "runs.db")) as copy:
        here = Store(f"sqlite:///{tmp_path}/here.db")
        here.merge(copy)
        assert contents(here) == contents(store)
        assert store.run(latest).config in {run.config for run in here.runs()}
    assert {name for name in files(tmp_path) if not name.startswith("here.db")} == beside


def test_a_file_copied_with_its_wal_is_read_with_it_and_nothing_is_left_there(tmp_path):
    store = Store(f"sqlite:///{tmp_path}/runs.db")
    train(store, add(store))
    stick = tmp_path / "stick"
    stick.mkdir()
    for name in ("runs.db", "runs.db-wal"):
        shutil.copy(tmp_path / name, stick / name)
    before = files(stick)
    with snapshot(str(stick / "runs.db")) as copy:
        here = Store(f"sqlite:///{tmp_path}/here.db")
        assert here.merge(copy).runs == 1
    assert files(stick) == before


def test_a_newer_store_is_left_alone(store, url, tmp_path):
    store.close()
    execute(url, f"UPDATE schema_version SET version = {SCHEMA_VERSION + 1}")
    said = refused(url)
    assert f"newer version of Sentiment Explorer (format {SCHEMA_VERSION + 1}; this one knows {SCHEMA_VERSION})" in said
    assert "Update the program on this computer" in said


def test_a_database_without_a_store_is_said_and_stays_empty(url, tmp_path):
    execute(url, "CREATE TABLE recipes (name TEXT)")
    assert "is not a store of Sentiment Explorer" in refused(url)
    assert rows(url) == {"recipes": []}


@pytest.mark.parametrize("contents", [b"", b"SQLite", b"activation,loss\nrelu,mse\n"])
def test_a_file_that_is_something_else_is_said(tmp_path, contents):
    (tmp_path / "runs.db").write_bytes(contents)
    said = refused(tmp_path / "runs.db")
    assert said.startswith(f"{tmp_path}/runs.db is not a store of Sentiment Explorer. Name the file of a store")


def test_a_damaged_file_is_said(tmp_path):
    store = Store(f"sqlite:///{tmp_path}/runs.db")
    fill(store)
    store.close()
    path = tmp_path / "runs.db"
    path.write_bytes(path.read_bytes()[:20_000])
    assert "cannot be read or copied: " in refused(path)


def test_what_is_no_file_is_said_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for place in (tmp_path, tmp_path / "pipe"):
        assert "is not a store of Sentiment Explorer" in refused(place)
    assert f"There is no file {tmp_path}/nowhere.db." in refused(tmp_path / "nowhere.db")
    assert [path.name for path in tmp_path.iterdir()] == ["pipe"]


def test_a_server_that_does_not_answer_is_said_without_its_password(tmp_path):
    said = refused(f"postgresql://explorer:{SECRET}@127.0.0.1:{free_port()}/runs")
    assert "The store postgresql://explorer:***@127.0.0.1" in said and SECRET not in said
    assert refused("oracle://host/runs") == "No driver is installed for a store at oracle://."
    assert refused("nonsense://").startswith("No driver is installed")


def test_a_file_that_is_closed_to_this_program_is_said(tmp_path, monkeypatch):
    with closing(sqlite3.connect(tmp_path / "runs.db")) as connection:
        connection.execute("CREATE TABLE schema_version (version INTEGER)")

    def no(*_arguments):
        raise PermissionError(13, "Permission denied")

    # Root, who may be running the tests, may read everything.
    monkeypatch.setattr(shutil, "copyfile", no)
    assert "cannot be read or copied: Permission denied" in refused(tmp_path / "runs.db")
