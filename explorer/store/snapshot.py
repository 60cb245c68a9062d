"""A copy of another store, which is brought up to today's format while the store itself stays as it is."""

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from explorer.errors import StoreError
from explorer.store.database import Database
from explorer.store.migrations import FORMER_TABLES, SCHEMA_VERSION, migrate, stored_version
from explorer.store.tables import metadata

HEADER = b"SQLite format 3\0"
WHAT_TO_NAME = "Name the file of a store, or the address of a database, such as postgresql://user:password@host/name."
ROWS_AT_ONCE = 20
"""So many networks are in memory at a time."""


@contextmanager
def snapshot(place: str) -> Iterator[Database]:
    """A copy of the store at `place` as it is at this moment, whatever is at work there. It is removed at the end.

    Args:
        place: The path of a SQLite file, or a database address.

    Raises:
        StoreError: there is no store, it cannot be read, or a newer version of this program has written it.
    """
    url, path = _parsed(place)
    # A password is nobody's business.
    name = str(path or url.set(query={}).render_as_string(hide_password=True))
    with tempfile.TemporaryDirectory(prefix="explorer-") as folder:
        copy = Path(folder, "store.db")
        engine = sa.create_engine(f"sqlite:///{copy}")
        try:
            if path:
                _copy_file(path, copy)
            else:
                _copy_tables(url, engine)
            with engine.begin() as connection:
                version = stored_version(connection, lock=True)
                if version is not None and version < SCHEMA_VERSION:
                    migrate(connection, version)
        except (OSError, sqlite3.Error, SQLAlchemyError) as error:
            own_words = getattr(error, "strerror", None) or getattr(error, "orig", None) or error
            reason = str(own_words).strip().splitlines()[0].rstrip(".")
            raise StoreError(f"The store {name} cannot be read or copied: {reason}.") from error
        finally:
            engine.dispose()
        if version is None:
            raise _no_store(name)
        if version > SCHEMA_VERSION:
            raise StoreError(
                f"The store {name} was written by a newer version of Sentiment Explorer (format {version}; this one knows "
                f"{SCHEMA_VERSION}). Update the program on this computer first."
            )
        other = Database(f"sqlite:///{copy}")
        try:
            yield other
        finally:
            other.close()


def _parsed(place: str) -> tuple[sa.URL, Path | None]:
    """The address and, of a SQLite file, its path.

    Raises:
        StoreError: there is no such file, or it is no address.
    """
    url = sa.URL.create("sqlite", database=place)
    if "://" in place:
        try:
            url = sa.make_url(place)
            url.get_dialect().import_dbapi()
        except (ModuleNotFoundError, NoSuchModuleError):
            raise StoreError(f"No driver is installed for a store at {url.drivername}://.") from None
        except (ArgumentError, ValueError):
            raise StoreError(f"This is not a database address. {WHAT_TO_NAME}") from None
    if url.get_backend_name() != "sqlite":
        return url, None
    path = Path(url.database or "").expanduser().absolute()
    if not path.exists():
        raise StoreError(f"There is no file {path}. {WHAT_TO_NAME}")
    if not path.is_file():
        raise _no_store(str(path))
    return url, path


def _no_store(name: str) -> StoreError:
    return StoreError(f"{name} is not a store of Sentiment Explorer. {WHAT_TO_NAME}")


def _copy_file(path: Path, copy: Path) -> None:
    """Copy a SQLite file with what stands in its WAL, and leave nothing beside it.

    Raises:
        StoreError: it is something else.
        OSError, sqlite3.Error: it cannot be read, or not copied.
    """
    with path.open("rb") as file:
        if file.read(len(HEADER)) != HEADER:
            raise _no_store(str(path))
    wal, index = (path.with_name(f"{path.name}-{suffix}") for suffix in ("wal", "shm"))
    if wal.exists() and index.exists():
        # Somebody may be writing. They have made the index, which SQLite would otherwise leave behind.
        reading = f"{path.as_uri()}?mode=ro"
        with closing(sqlite3.connect(reading, uri=True)) as store, closing(sqlite3.connect(copy)) as copied:
            store.backup(copied)
        return
    shutil.copyfile(path, copy)
    if wal.exists():
        shutil.copyfile(wal, copy.with_name(f"{copy.name}-wal"))


def _copy_tables(url: sa.URL, here: sa.Engine) -> None:
    """Write the tables of a store on a database server into a SQLite file, as they are at one moment.

    Raises:
        OSError, SQLAlchemyError: they cannot be read, or not written.
    """
    there = sa.create_engine(url, isolation_level="REPEATABLE READ", execution_options={"postgresql_readonly": True})
    found, copied = sa.MetaData(), sa.MetaData()
    known = {*metadata.tables, *FORMER_TABLES}
    try:
        with there.connect() as source, here.begin() as target:
            # There may be others in the same database.
            found.reflect(source, only=lambda name, _: name in known)
            for table in found.sorted_tables:
                columns = (
                    sa.Column(one.name, one.type.as_generic(), primary_key=one.primary_key, nullable=one.nullable)
                    for one in table.columns
                )
                made = sa.Table(table.name, copied, *columns)
                made.create(target)
                rows = source.execute(sa.select(table).execution_options(yield_per=ROWS_AT_ONCE)).mappings()
                for some in rows.partitions():
                    target.execute(made.insert(), [dict(row) for row in some])
    finally:
        there.dispose()
