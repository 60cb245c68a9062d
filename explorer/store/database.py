"""A database, opened, with the tables that this program needs; its faults are sentences."""

import logging
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

from explorer.errors import StoreError, StoreUnavailable
from explorer.store import sqlite_file
from explorer.store.advice import advice
from explorer.store.migrations import SCHEMA_VERSION, migrate, stored_version
from explorer.store.tables import metadata, schema

OPEN_ATTEMPTS = 5

logger = logging.getLogger(__name__)


class Database:
    """The database at `url`; tables that are missing are made, those of an older version migrated.

    Safe to share between threads. Every method raises StoreUnavailable when the database cannot do its part.

    Raises:
        StoreError: there is no such kind of database.
        StoreUnavailable: the database cannot be opened, or was written by a newer version of this program.
    """

    def __init__(self, url: str) -> None:
        try:
            parsed = sa.make_url(url)
            self.is_file = parsed.get_backend_name() == "sqlite"
            if self.is_file and parsed.database:
                # Workers run in another folder.
                parsed = parsed.set(database=str(Path(parsed.database).expanduser().resolve()))
                Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
            elif self.is_file:
                raise StoreError("A store in memory would be lost with this process: name a file in EXPLORER_STORE.")
            # Without passwords, which may stand in the query, too: this is what error messages may show.
            self._name = parsed.database if self.is_file else parsed.set(query={}).render_as_string(hide_password=True)
            self._engine = sa.create_engine(parsed, pool_pre_ping=not self.is_file)
        except OSError as error:
            sentence = f"The folder of the store {parsed.database} cannot be made: {error.strerror}."
            raise StoreUnavailable(sentence) from error
        except (ModuleNotFoundError, NoSuchModuleError):
            raise StoreError(f"No driver is installed for a store at {parsed.drivername}://.") from None
        except (ArgumentError, ValueError):
            raise StoreError("EXPLORER_STORE is not a database address that SQLAlchemy understands.") from None
        self.url = parsed.render_as_string(hide_password=False)
        if self.is_file:
            sqlite_file.attend(self._engine)
        self._open_schema()
        if self.is_file:
            sqlite_file.make_no_other(self._engine)

    def check(self) -> None:
        """Look whether the store can be read.

        Raises:
            StoreUnavailable: it cannot.
        """
        with self._transaction() as connection:
            for table in metadata.sorted_tables:
                connection.execute(sa.select(*table.primary_key).limit(1)).all()

    def _open_schema(self) -> None:
        """Make what is missing, and make sure that this program knows the format."""
        end = time.monotonic() + sqlite_file.PATIENCE_SECONDS
        for attempt in range(1, OPEN_ATTEMPTS + 1):
            try:
                with self._transaction() as connection:
                    version = stored_version(connection)
                    if (version or 0) < SCHEMA_VERSION:
                        # Another process may have seen the same, and be done with it once this one has the store to itself.
                        version = stored_version(connection, hold=True)
                    if version is None:
                        metadata.create_all(connection)
                        connection.execute(schema.insert().values(version=SCHEMA_VERSION))
                    elif version < SCHEMA_VERSION:
                        self._migrate(connection, version)
                    elif version == SCHEMA_VERSION:
                        metadata.create_all(connection)
                    else:
                        raise StoreUnavailable(
                            f"The store {self._name} was written by a newer version of Sentiment Explorer (format "
                            f"{version}; this one knows {SCHEMA_VERSION}). Update the program, or set EXPLORER_STORE to "
                            "another place."
                        )
                return
            except StoreError as error:
                # Another process may have made the same table in this very moment: then the next attempt finds it.
                hopeless = attempt == OPEN_ATTEMPTS or time.monotonic() > end
                if hopeless or not isinstance(error.__cause__, DBAPIError):
                    raise

    def _migrate(self, connection: sa.Connection, version: int) -> None:
        """Bring a store of an older version up to date; of a file, a copy is kept."""
        fault = f"The store {self._name} has an older format ({version})"
        try:
            copy = sqlite_file.keep_copy(Path(self._engine.url.database), version) if self.is_file else None
        except (OSError, sqlite3.Error) as error:
            reason = getattr(error, "strerror", None) or str(error)
            sentence = f"{fault}, and no copy of it can be kept, so it is left as it is: {reason}.{advice(reason)}"
            raise StoreUnavailable(sentence) from error
        try:
            migrate(connection, version)
        except SQLAlchemyError as error:
            reason = _reason(error)
            sentence = f"{fault} and cannot be brought up to date, so it is left as it is: {reason}.{advice(reason)}"
            raise StoreUnavailable(sentence) from error
        kept = f" Its file as it was is kept in {copy}." if copy else ""
        # Nobody has set up logging for less than a warning, and this is worth a line.
        logger.warning("The store %s goes from format %d to %d.%s", self._name, version, SCHEMA_VERSION, kept)

    @contextmanager
    def _transaction(self) -> Iterator[sa.Connection]:
        try:
            with self._engine.begin() as connection:
                yield connection
        except SQLAlchemyError as error:
            reason = _reason(error)
            sentence = f"The store {self._name} cannot be used right now: {reason}.{advice(reason)}"
            raise StoreUnavailable(sentence) from error

    @contextmanager
    def _alone(self) -> Iterator[sa.Connection]:
        """A transaction that waits for every other one of this kind, of any process: what it reads stays so."""
        with self._transaction() as connection:
            # Whoever has written to this row first holds it; a SQLite file as a whole.
            connection.execute(schema.update().values(version=schema.c.version))
            yield connection


def _reason(error: SQLAlchemyError) -> str:
    """What the database itself says, without a full stop."""
    return str(getattr(error, "orig", None) or error).strip().splitlines()[0].rstrip(".")
