"""Stores as older versions of this program have left them."""

import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
import sqlalchemy as sa

from tests.support.stores import execute

DATA = Path(__file__).parents[1] / "data"
FILES = {"5": "5"}
"""The version of the file in `DATA` that stands for a store of a version. The others are made from version 3."""
TABLES_ADDED_LATER = {
    "1": ("requests", "owners", "exam_openings", "yardsticks", "hidden_runs"),
    "2, before there were exams": ("requests", "owners", "exam_openings"),
    "2": ("requests", "owners"),
    "3": (),
    "5": (),
}
"""The tables of version 3 that each older version did not have yet. Its other tables were the same."""


def write_old_store(url, version="3"):
    """Write a store of that version: three runs, one trained, one stopped and hidden, one waiting."""
    name = f"store-version-{FILES.get(version, '3')}"
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.executescript((DATA / f"{name}.sqlite.sql").read_text())
    else:
        with psycopg.connect(url) as connection:
            connection.execute((DATA / f"{name}.postgresql.sql").read_text())
    drops = [f"DROP TABLE {table}" for table in TABLES_ADDED_LATER[version]]
    for statement in (*drops, f"UPDATE schema_version SET version = {version[0]}"):
        execute(url, statement)


def rows(url):
    """Every row of every table."""
    engine, tables = sa.create_engine(url), sa.MetaData()
    tables.reflect(engine)
    with engine.connect() as connection:
        found = {table.name: connection.execute(sa.select(table)).all() for table in tables.sorted_tables}
    engine.dispose()
    return found
