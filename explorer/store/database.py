"""A database, opened, with the tables that this program needs; its faults are sentences."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

from explorer.errors import StoreError
from explorer.store.tables import SCHEMA_VERSION, metadata, prepare_sqlite, schema

OPEN_ATTEMPTS = 5


class Database:
    """The database at `url`; tables that are missing are made.

    Safe to share between threads. Every method raises StoreError when the database cannot do its part.

    Raises:
        StoreError: the database cannot be opened, or was written by a newer version of this program.
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
            raise StoreError(f"The folder of the store {parsed.database} cannot be made: {error.strerror}.") from error
        except (ModuleNotFoundError, NoSuchModuleError):
            raise StoreError(f"No driver is installed for a store at {parsed.drivername}://.") from None
        except (ArgumentError, ValueError):
            raise StoreError("EXPLORER_STORE is not a database address that SQLAlchemy understands.") from None
        self.url = parsed.render_as_string(hide_password=False)
        if self.is_file:
            sa.event.listen(self._engine, "connect", prepare_sqlite)
        self._open_schema()

    def _open_schema(self) -> None:
        """Make what is missing, and make sure that this program knows the format."""
        for attempt in range(1, OPEN_ATTEMPTS + 1):
            try:
                with self._transaction() as connection:
                    metadata.create_all(connection)
                    version = connection.scalar(sa.select(schema.c.version))
                    if version is None:
                        connection.execute(schema.insert().values(version=SCHEMA_VERSION))
                    elif version > SCHEMA_VERSION:
                        raise StoreError(
                            f"The store {self._name} was written by a newer version of Sentiment Explorer (format "
                            f"{version}; this one knows {SCHEMA_VERSION}). Update the program, or set EXPLORER_STORE to "
                            "another place."
                        )
                    else:
                        # What is newer than the store are tables, which have just been made.
                        connection.execute(schema.update().values(version=SCHEMA_VERSION))
                return
            except StoreError as error:
                # Another process may have made the same table in this very moment: then the next attempt finds it.
                if attempt == OPEN_ATTEMPTS or not isinstance(error.__cause__, DBAPIError):
                    raise

    @contextmanager
    def _transaction(self) -> Iterator[sa.Connection]:
        try:
            with self._engine.begin() as connection:
                yield connection
        except SQLAlchemyError as error:
            reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
            raise StoreError(f"The store {self._name} cannot be used right now: {reason}.") from error

    @contextmanager
    def _alone(self) -> Iterator[sa.Connection]:
        """A transaction that waits for every other one of this kind, of any process: what it reads stays so."""
        with self._transaction() as connection:
            # Whoever has written to this row first holds it; a SQLite file as a whole.
            connection.execute(schema.update().values(version=schema.c.version))
            yield connection
