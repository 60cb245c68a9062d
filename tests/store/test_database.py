"""A database is opened, or refused in one sentence."""

import os
import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa

from explorer.config import RunConfig
from explorer.errors import StoreError
from explorer.store import State, Store, default_url
from explorer.store.tables import metadata
from tests.support.stores import SECRET, add, assert_is_a_sentence, at_once, begin, execute, refusal


def test_a_new_store_can_be_opened_by_many_at_once(url):
    assert at_once(lambda: Store(url).runs()) == [[]] * 8


def test_a_database_that_stops_answering_ends_in_a_sentence(url):
    store = Store(url)
    for table in reversed(metadata.sorted_tables):
        execute(url, f"DROP TABLE {table.name}")
    with pytest.raises(StoreError) as refused:
        store.runs()
    assert "cannot be used right now" in str(refused.value)
    assert_is_a_sentence(str(refused.value))


def test_the_users_data_folder_is_made_and_no_other(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.delenv("EXPLORER_STORE", raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    Store(default_url())
    assert (tmp_path / "data" / "sentiment-explorer" / "runs.db").is_file()
    sentence = refusal(f"sqlite:///{tmp_path}/mistyped/runs.db")
    assert sentence == f"There is no folder {tmp_path}/mistyped for the store: make it, or correct EXPLORER_STORE."
    assert not (tmp_path / "mistyped").exists()


def test_a_folder_in_the_place_of_the_file_is_called_a_folder(tmp_path):
    sentence = refusal(f"sqlite:///{tmp_path}")
    assert sentence.startswith(f"The store cannot be {tmp_path}, which is a folder: name a file in it")
    store = Store(f"sqlite:///{tmp_path}/runs.db")
    (tmp_path / "runs.db").unlink()
    (tmp_path / "runs.db").mkdir()
    with pytest.raises(StoreError, match=r"it is no file\. A folder or a device stands where its file should be"):
        store.runs()


def test_a_device_or_a_pipe_is_no_store_and_no_full_disk(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", "/dev/null"):
        assert refusal(f"sqlite:///{path}") == f"The store cannot be {path}, which is no file: name one."


def test_a_name_that_no_file_can_have_is_refused(tmp_path):
    sentence = refusal(f"sqlite:///{tmp_path}/{'a' * 300}")
    assert sentence.startswith(f"The file of the store cannot be made: {tmp_path}/aaa") and "too long" in sentence


def test_a_disk_that_has_become_read_only_is_not_called_full(tmp_path, monkeypatch):
    store = Store(f"sqlite:///{tmp_path}/runs.db")

    def fail(*_arguments):
        raise sqlite3.OperationalError("disk I/O error")

    # What SQLite says of a file whose disk was mounted anew, so that nothing may be written: tried with a real one.
    sa.event.listen(store._engine, "do_execute", fail)
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(StoreError, match=r"it is readonly\. This program may not write there"):
        store.heartbeat("somebody")


def test_only_sqlite_is_a_file(store):
    assert store.is_file == store.url.startswith("sqlite")


def test_a_file_that_is_not_a_database_is_refused_and_left_as_it_is(tmp_path):
    path = tmp_path / "letter.txt"
    path.write_text("Dear reader, this is a letter. " * 200)
    before = path.read_bytes()
    sentence = refusal(f"sqlite:///{path}")
    assert str(path) in sentence
    assert "not a database" in sentence
    assert path.read_bytes() == before


def test_a_path_that_cannot_be_a_file_is_refused(tmp_path):
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    for path in (tmp_path / "file" / "runs.db", tmp_path / "file" / "below" / "runs.db", tmp_path / "folder"):
        sentence = refusal(f"sqlite:///{path}")
        assert str(path if path.is_dir() else path.parent) in sentence


def test_a_folder_without_write_permission_is_refused(tmp_path, monkeypatch):
    def refuse(*_args, **_kwargs):
        raise PermissionError(13, "Permission denied")

    # Root has every permission, so the error is simulated.
    monkeypatch.setattr(Path, "mkdir", refuse)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "closed"))
    monkeypatch.setattr("sys.platform", "linux")
    folder = tmp_path / "closed" / "sentiment-explorer"
    sentence = refusal(f"sqlite:///{folder}/runs.db")
    assert sentence == f"The file of the store cannot be made: {folder}/runs.db: Permission denied."


@pytest.mark.parametrize("url", ["", "://", "runs.db", "http//nothing"])
def test_text_that_is_not_an_address_is_refused(url):
    sentence = refusal(url)
    assert "EXPLORER_STORE" in sentence


@pytest.mark.parametrize("url", [f"postgresql://me:{SECRET}@host:port/name", "sqlite://host/runs.db"])
def test_an_address_with_an_error_is_refused(url):
    refusal(url)


@pytest.mark.parametrize("driver", ["nonsense", "mysql", "postgresql+nonsense", "oracle"])
def test_a_database_without_a_driver_is_refused_by_its_name(driver):
    sentence = refusal(f"{driver}://me:{SECRET}@host/name")
    assert f"{driver}://" in sentence
    assert "driver" in sentence
    assert SECRET not in sentence


def test_a_server_that_does_not_answer_is_named_without_its_password():
    sentence = refusal(f"postgresql://me:{SECRET}@127.0.0.1:1/name")
    assert "me:***@127.0.0.1:1/name cannot be used right now" in sentence
    assert SECRET not in sentence


def test_a_password_in_the_query_of_an_address_is_not_shown_either():
    assert SECRET not in refusal(f"postgresql://127.0.0.1:1/name?user=me&password={SECRET}")


@pytest.mark.postgresql
def test_a_server_that_refuses_is_named_without_its_password(postgres_url):
    url = sa.make_url(postgres_url)
    wrong = url.set(password=SECRET).render_as_string(hide_password=False)
    absent = url.set(database="absent").render_as_string(hide_password=False)
    for address, reason in ((wrong, "password authentication failed"), (absent, "does not exist")):
        sentence = refusal(address)
        assert reason in sentence
        assert SECRET not in sentence
        assert url.password not in sentence


def test_a_reading_that_was_interrupted_does_not_hide_what_comes_later(url):
    reader, writer = Store(url), Store(url)
    run_id = begin(writer)

    def interrupt(*_arguments):
        raise KeyboardInterrupt

    sa.event.listen(reader._engine, "after_execute", interrupt, once=True)
    # As long as its frames live, so does the answer that was half read.
    with pytest.raises(KeyboardInterrupt) as interrupted:
        reader.runs()
    writer.finish([run_id], State.STOPPED, "Stopped.")
    assert reader.run(run_id).state == State.STOPPED
    assert interrupted.tb


@pytest.mark.postgresql
def test_an_address_that_names_the_driver_leads_to_the_same_store(postgres_url):
    run_id = add(Store(postgres_url), RunConfig())
    named = postgres_url.replace("postgresql://", "postgresql+psycopg://")
    assert Store(named).run(run_id).config == RunConfig()


@pytest.mark.postgresql
def test_a_server_that_was_away_is_used_again(postgres_url, postgres_server):
    store = Store(postgres_url)
    run_id = add(store, RunConfig())
    postgres_server.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        f"WHERE datname = '{sa.make_url(postgres_url).database}' AND pid <> pg_backend_pid()"
    )
    assert store.run(run_id).config == RunConfig()
