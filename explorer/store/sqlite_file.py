"""Connections to a SQLite file: their settings, and dropping them when the file is damaged, replaced or deleted."""

import filecmp
import itertools
import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry

BUSY_TIMEOUT_SECONDS = 10
"""How long a write waits for another one to end. A person may be waiting for it."""
LONGEST_LOG = "wal_autocheckpoint = 10000"
"""Pages of 4 KB that the log of writes (WAL) may have before a write moves them to the file, which takes a tenth of a
second. Each network that was trained ahead adds 3 MB when it becomes a run, while its visitor waits; with SQLite's 1,000
pages, nearly every such write would have to move them. Workers write more, and mostly get there first."""
DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR)
"""SQLite's codes for a damaged file. The last one is for a missing table."""


def configure(engine: sa.Engine, path: Path) -> None:
    """Set up each connection of `engine`, and drop those to a file that was damaged, replaced or deleted."""
    sa.event.listen(engine, "connect", _set_pragmas)
    sa.event.listen(engine, "connect", partial(_remember_file, path))
    sa.event.listen(engine, "checkout", partial(_check_file, path))
    sa.event.listen(engine, "handle_error", _drop_connection)


def refuse_missing_file(engine: sa.Engine, path: Path) -> None:
    """From now on, neither create the file nor fill an empty one: somebody may be about to restore it."""
    sa.event.listen(engine, "do_connect", partial(_require_file, path))


def keep_copy(path: Path, version: int) -> Path:
    """Copy a store, with its WAL, to a file beside it, such as `runs.version-3.db`.

    Existing copies are never overwritten. If the first free name follows a copy with the same content, that one is enough.

    Args:
        path: The SQLite file.
        version: The version of its format.

    Returns:
        The path of the copy.

    Raises:
        OSError: the copy cannot be created, for example on a full disk.
        sqlite3.Error: the store cannot be read, or the copy cannot be written.
    """
    unfinished = path.with_name(f"{path.name}.copying")
    try:
        unfinished.unlink(missing_ok=True)
        # With the permissions of the store, before there is anything to read in it.
        unfinished.touch(path.stat().st_mode & 0o777)
        with closing(sqlite3.connect(path)) as store, closing(sqlite3.connect(unfinished)) as copy:
            store.backup(copy)
        suffixes = ("" if number == 1 else f".{number}" for number in itertools.count(1))
        names = (path.with_name(f"{path.stem}.version-{version}{suffix}{path.suffix}") for suffix in suffixes)
        kept = next(name for name in names if not name.exists() or filecmp.cmp(name, unfinished, shallow=False))
        return kept if kept.exists() else unfinished.rename(kept)
    finally:
        unfinished.unlink(missing_ok=True)


def _set_pragmas(connection: sqlite3.Connection, _record: ConnectionPoolEntry) -> None:
    """Let pages read while a worker writes (WAL), and let a write wait for another one instead of failing."""
    timeout = f"busy_timeout = {int(BUSY_TIMEOUT_SECONDS * 1000)}"
    for pragma in ("journal_mode = WAL", "synchronous = NORMAL", LONGEST_LOG, timeout, "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}").close()


def _remember_file(path: Path, _connection: sqlite3.Connection, record: ConnectionPoolEntry) -> None:
    record.info["file"] = _file_id(path)


def _check_file(path: Path, _connection: sqlite3.Connection, record: ConnectionPoolEntry, _proxy: object) -> None:
    # A connection to a file that was deleted or replaced still works, but what it writes is lost.
    if record.info["file"] != _file_id(path):
        raise DisconnectionError


def _drop_connection(context: sa.ExceptionContext) -> None:
    # What a connection has cached of a damaged file would outlive the file's repair.
    # The low eight bits of an extended error code are its primary code.
    if getattr(context.original_exception, "sqlite_errorcode", 0) & 0xFF in DAMAGED:
        context.is_disconnect = True


def _require_file(path: Path, *_arguments: object) -> None:
    if not path.exists():
        raise sqlite3.OperationalError("unable to open database file")
    if not path.stat().st_size:
        raise sqlite3.DatabaseError("file is not a database")


def _file_id(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
