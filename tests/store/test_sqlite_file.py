"""Processes share a SQLite file."""

import sqlite3
from contextlib import closing

from explorer.store import Store
from tests.support.stores import add


def test_pages_can_read_while_a_worker_writes(tmp_path):
    store = Store(f"sqlite:///{tmp_path}/runs.db")
    run_id = add(store)
    with sqlite3.connect(tmp_path / "runs.db") as writer:
        assert writer.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("UPDATE runs SET message = 'not yet'")
        assert store.run(run_id).message == ""
    writer.close()
    assert store.run(run_id).message == "not yet"


def test_a_store_can_be_opened_while_a_worker_writes(tmp_path):
    url = f"sqlite:///{tmp_path}/runs.db"
    Store(url)
    with closing(sqlite3.connect(tmp_path / "runs.db")) as writer:
        writer.execute("BEGIN IMMEDIATE")
        assert Store(url).runs() == []
