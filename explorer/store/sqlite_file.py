"""How a SQLite file is opened, and what becomes of its connections when somebody damages it or takes it away."""

import filecmp
import itertools
import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import DisconnectionError

PATIENCE_SECONDS = 10
"""How long a write waits for a SQLite file that somebody else writes to. A person waits for it, too."""
DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR)
"""SQLite's codes for a file that is not as it was; the last one, for a table that is missing."""


def attend(engine: sa.Engine) -> None:
    """Prepare each connection of `engine`, and let go of those to a file that is damaged or not there any more."""
    path = Path(engine.url.database)
    sa.event.listen(engine, "connect", _prepare)
    sa.event.listen(engine, "connect", partial(_remember, path))
    sa.event.listen(engine, "checkout", partial(_compare, path))
    sa.event.listen(engine, "handle_error", _let_go)


def make_no_other(engine: sa.Engine) -> None:
    """From now on, do not make a file where there is none, nor fill an empty one: somebody may be about to put it back."""
    sa.event.listen(engine, "do_connect", partial(_insist_on, Path(engine.url.database)))


def keep_copy(path: Path, version: int) -> Path:
    """Copy a store beside itself, with what its WAL holds, as `runs.version-3.db` or the like; where the copy is.

    A copy that is there is never overwritten: if it is of the same content, no other one is made.

    Raises:
        OSError: the folder or its disk does not allow it.
        sqlite3.Error: the store cannot be read, or the copy not be written.
    """
    unfinished = path.with_name(f"{path.name}.copying")
    try:
        unfinished.unlink(missing_ok=True)
        # Open to nobody whom the store is closed to.
        unfinished.touch(path.stat().st_mode & 0o777)
        with closing(sqlite3.connect(path)) as store, closing(sqlite3.connect(unfinished)) as copy:
            store.backup(copy)
        suffixes = ("" if number == 1 else f".{number}" for number in itertools.count(1))
        names = (path.with_name(f"{path.stem}.version-{version}{suffix}{path.suffix}") for suffix in suffixes)
        kept = next(name for name in names if not name.exists() or filecmp.cmp(name, unfinished, shallow=False))
        return kept if kept.exists() else unfinished.rename(kept)
    finally:
        unfinished.unlink(missing_ok=True)


def _prepare(connection: sqlite3.Connection, _record) -> None:
    """WAL lets pages read while a worker writes; a write that meets another one waits instead of failing."""
    cursor = connection.cursor()
    patience = f"busy_timeout = {int(PATIENCE_SECONDS * 1000)}"
    for pragma in ("journal_mode = WAL", "synchronous = NORMAL", patience, "foreign_keys = ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _remember(path: Path, _connection, record) -> None:
    record.info["file"] = _identity(path)


def _compare(path: Path, _connection, record, _proxy) -> None:
    # A file that was deleted or replaced lives on, unseen, for those who have it open: what they write is lost.
    if record.info["file"] != _identity(path):
        raise DisconnectionError


def _let_go(context) -> None:
    # What a connection remembers of a damaged file would outlive its repair.
    # The last eight bits are the kind of an error, those before them tell it more exactly.
    if getattr(context.original_exception, "sqlite_errorcode", 0) & 0xFF in DAMAGED:
        context.is_disconnect = True


def _insist_on(path: Path, *_arguments) -> None:
    if not path.exists():
        raise sqlite3.OperationalError("unable to open database file")
    if not path.stat().st_size:
        raise sqlite3.DatabaseError("file is not a database")


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
