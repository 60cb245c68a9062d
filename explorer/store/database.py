"""Opening a database: creating or migrating its tables, and turning its errors into sentences."""

import logging
import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

from explorer import settings
from explorer.errors import IN_THE_LOG, StoreError, StoreUnavailable
from explorer.store import sqlite_file
from explorer.store.fault_advice import HOST, NO_FILE, READ_ONLY, advice
from explorer.store.migrations import SCHEMA_VERSION, migrate, stored_version
from explorer.store.soundness import LeftOut
from explorer.store.tables import metadata, schema

OPEN_ATTEMPTS = 5

logger = logging.getLogger(__name__)


class Database:
    """The database at `url`. Missing tables are created, tables of an older version migrated.

    Safe to share between threads. Every method raises StoreUnavailable when the database cannot do its part.

    Args:
        url: An SQLAlchemy URL of a SQLite file or a database server.

    Raises:
        StoreError: there is no driver for such a database, or `url` is not a URL.
        StoreUnavailable: the database cannot be opened, its folder does not exist, or it was written by a newer version of
            this program.
    """

    url: str
    """The URL with its password and, for a file, an absolute path."""

    def __init__(self, url: str) -> None:
        try:
            parsed = sa.make_url(url)
            self._path = _file_of(parsed)
            if self._path:
                parsed = parsed.set(database=str(self._path))
                _make_ready(self._path)
            # Error messages show this name. A password may also be in the query.
            self._name = str(self._path or parsed.set(query={}).render_as_string(hide_password=True))
            self._engine = sa.create_engine(parsed, pool_pre_ping=not self._path)
        except (ModuleNotFoundError, NoSuchModuleError):
            raise StoreError(f"No driver is installed for a store at {parsed.drivername}://.") from None
        except (ArgumentError, ValueError):
            raise StoreError("EXPLORER_STORE is not a database address that SQLAlchemy understands.") from None
        self.url = parsed.render_as_string(hide_password=False)
        self._left_out = LeftOut()
        if self._path:
            sqlite_file.configure(self._engine, self._path)
        self._open_schema()
        if self._path:
            sqlite_file.refuse_missing_file(self._engine, self._path)

    @property
    def is_file(self) -> bool:
        """Whether the database is a SQLite file, which only processes on this computer can use."""
        return self._path is not None

    def close(self) -> None:
        """Let go of its connections. What comes to use it again opens new ones."""
        self._engine.dispose()

    def check(self) -> None:
        """Read a row of each table.

        Raises:
            StoreUnavailable: the store cannot be read.
        """
        with self._transaction() as connection:
            for table in metadata.sorted_tables:
                connection.execute(sa.select(*table.primary_key).limit(1)).all()

    def _open_schema(self) -> None:
        """Create what is missing, migrate what is old, and refuse what is newer."""
        deadline = time.monotonic() + sqlite_file.BUSY_TIMEOUT_SECONDS
        for attempt in range(1, OPEN_ATTEMPTS + 1):
            try:
                with self._transaction() as connection:
                    version = stored_version(connection)
                    if (version or 0) < SCHEMA_VERSION:
                        # Read it again with a lock: another process may have migrated the store in the meantime.
                        version = stored_version(connection, lock=True)
                    if version is None:
                        metadata.create_all(connection)
                        connection.execute(schema.insert().values(version=SCHEMA_VERSION))
                    elif version < SCHEMA_VERSION:
                        self._migrate(connection, version)
                    elif version == SCHEMA_VERSION:
                        metadata.create_all(connection)
                    else:
                        newer = (
                            f"was written by a newer version of Sentiment Explorer (format {version}; this one knows "
                            f"{SCHEMA_VERSION})."
                        )
                        raise StoreUnavailable(
                            f"The store {self._name} {newer} Update the program, or set EXPLORER_STORE to another place.",
                            public=f"The store {newer} {HOST.capitalize()} update the program, or choose another store.",
                        )
                return
            except StoreError as error:
                # Another process may have created the same table at this moment. Then the next attempt finds it.
                is_last = attempt == OPEN_ATTEMPTS or time.monotonic() > deadline
                if is_last or not isinstance(error.__cause__, DBAPIError):
                    raise

    def _migrate(self, connection: sa.Connection, version: int) -> None:
        """Migrate a store of an older version. A copy of a file is kept."""
        fault = ", and no copy of it can be kept"
        try:
            copy = sqlite_file.keep_copy(self._path, version) if self._path else None
            fault = " and cannot be brought up to date"
            migrate(connection, version)
        except (OSError, sqlite3.Error, SQLAlchemyError) as error:
            what = f"has an older format ({version}){fault}, so it is left as it is"
            raise self._unavailable(what, error) from error
        kept = f" Its file as it was is kept in {copy}." if copy else ""
        # A warning, because without any set-up Python's logging shows nothing below that.
        logger.warning("The store %s goes from format %d to %d.%s", self._name, version, SCHEMA_VERSION, kept)

    @contextmanager
    def _transaction(self) -> Iterator[sa.Connection]:
        try:
            with self._engine.begin() as connection:
                try:
                    yield connection
                except KeyboardInterrupt:
                    # SQLite shows a connection nothing new while one of its answers is half read, and the pool would hand
                    # this one out again: a command that was told to stop would wait for ever for what has long ended.
                    connection.invalidate()
                    raise
        except SQLAlchemyError as error:
            raise self._unavailable("cannot be used right now", error) from error

    def _unavailable(self, what: str, error: Exception) -> StoreUnavailable:
        """The error for people: `what` is the matter, the database's or the system's own words, and what to do about it.

        Visitors read what to do and not those words, in which a server names its host and its user.
        """
        own_words = getattr(error, "strerror", None) or getattr(error, "orig", None) or error
        reason = str(own_words).strip().splitlines()[0].rstrip(".")
        if self._path and self._path.exists() and not self._path.is_file():
            reason = NO_FILE
        elif self._path and "disk i/o" in reason.lower() and self._path.exists() and not os.access(self._path, os.W_OK):
            reason = READ_ONLY
        advised = advice(reason)
        return StoreUnavailable(
            f"The store {self._name} {what}: {reason}.{advised}", public=f"The store {what}.{advised or f' {IN_THE_LOG}'}"
        )


def missing_file(url: str) -> Path | None:
    """The file that a store at `url` would have, if it is not there yet; None for all other stores."""
    with suppress(ArgumentError, ValueError, StoreError, OSError):
        path = _file_of(sa.make_url(url))
        return path if path and not path.exists() else None
    return None


def _file_of(url: sa.URL) -> Path | None:
    """The absolute path of a SQLite database (workers run in another folder), or None for a database server.

    Raises:
        StoreError: it is a SQLite database in memory.
    """
    if url.get_backend_name() != "sqlite":
        return None
    if not url.database:
        raise StoreError("A store in memory would be lost with this process: name a file in EXPLORER_STORE.")
    return Path(url.database).expanduser().resolve()


def _make_ready(path: Path) -> None:
    """See to it that the file of a store can be made.

    Only the user's data folder is made for it: in one that somebody has mistyped, nobody would look for what they train.

    Raises:
        StoreUnavailable: there is no such folder, or a folder has the name of the file.
    """
    folder = path.parent
    try:
        if folder == settings.data_folder().resolve():
            folder.mkdir(parents=True, exist_ok=True)
        has_folder, is_folder, is_other = folder.is_dir(), path.is_dir(), path.exists() and not path.is_file()
    except OSError as error:
        what = "The file of the store cannot be made"
        raise StoreUnavailable(f"{what}: {path}: {error.strerror}.", public=f"{what}. {IN_THE_LOG}") from error
    if not has_folder:
        raise StoreUnavailable(
            f"There is no folder {folder} for the store: make it, or correct EXPLORER_STORE.",
            public=f"The folder of the store does not exist. {IN_THE_LOG}",
        )
    if is_other:
        what = f"a folder: name a file in it, such as {path / 'runs.db'}" if is_folder else "no file: name one"
        raise StoreUnavailable(
            f"The store cannot be {path}, which is {what}.", public=f"The place of the store is taken. {IN_THE_LOG}"
        )
