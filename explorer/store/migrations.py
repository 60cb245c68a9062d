"""Migrating a store of an older version: one step from each version to the next.

Why not Alembic: the app migrates the store when it opens it, nobody runs a command to deploy it, and the store has its
version in a table already. Alembic's script folder, environment file and second version table are too much for a few ALTERs.

A step is SQL that works in SQLite and PostgreSQL. It finds the tables as they were at its time, so it defines what it needs
by itself instead of using `explorer.store.tables`, and it never changes once it is released. A new knob needs a step like
`_add_knobs_that_matter` at the end of STEPS, which makes the next version. The default is the value that existing runs were
trained with. Only old rows need it, because the program writes every knob of a new run; the columns of a new store have no
defaults, which is the only difference allowed between a new store and a migrated one.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.types import TypeEngine

from explorer.store.tables import schema


def stored_version(connection: sa.Connection, lock: bool = False) -> int | None:
    """The version of a store, or None if it is new. With `lock`, no other process changes it until the transaction ends."""
    if lock and connection.dialect.name == "sqlite":
        # Python's sqlite3 begins a transaction only before it writes rows. Without this, each ALTER would commit at once.
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    if not sa.inspect(connection).has_table(schema.name):
        return None
    query = sa.select(schema.c.version)
    version = connection.scalar(query.with_for_update() if lock else query)
    if not (version is None or isinstance(version, int)):
        raise sa.exc.InvalidRequestError("its format is no number, so the file is malformed")
    return version


def migrate(connection: sa.Connection, version: int) -> None:
    """Run all steps from `version` on. The transaction holds the lock of `stored_version`."""
    for step in STEPS[version - 1 :]:
        step(connection)
    connection.execute(schema.update().values(version=SCHEMA_VERSION))


def _add_hidden_runs_yardsticks_and_openings(connection: sa.Connection) -> None:
    _create_table(connection, "hidden_runs", _run_id())
    yardsticks = _required(sa.Double(), "accuracy", "binary_crossentropy", "mse")
    _create_table(connection, "yardsticks", _key("dataset", sa.String(40)), _key("vocabulary", sa.Integer()), *yardsticks)
    _add_openings(connection)


def _add_requests_and_owners(connection: sa.Connection) -> None:
    # The first stores of version 2 did not have this table yet.
    _add_openings(connection)
    _create_table(connection, "requests", _run_id(), _key("visitor", sa.String(40)), *_required(sa.Double(), "asked"))
    _create_table(connection, "owners", _key("name", sa.String(200)), *_required(sa.Double(), "seen"))


def _add_openings(connection: sa.Connection) -> None:
    _create_table(
        connection,
        "exam_openings",
        _key("id", sa.Integer()),
        sa.Column("run_id", sa.ForeignKey("runs.id"), nullable=False),
        *_required(sa.String(16), "envelope"),
        *_required(sa.Double(), "opened"),
        sa.Column("guess", sa.Double),
        *_required(sa.Integer(), "true_positives", "true_negatives", "false_positives", "false_negatives"),
        sa.UniqueConstraint("run_id", "envelope"),
        sqlite_autoincrement=True,
    )


def _use_the_terms_of_the_field(connection: sa.Connection) -> None:
    connection.exec_driver_sql("ALTER TABLE yardsticks RENAME TO baselines")
    connection.exec_driver_sql("ALTER TABLE owners RENAME TO clusters")
    connection.exec_driver_sql("ALTER TABLE clusters RENAME COLUMN name TO cluster_id")
    connection.exec_driver_sql("ALTER TABLE runs RENAME COLUMN owner TO cluster_id")
    if connection.dialect.name == "postgresql":
        # PostgreSQL names a primary key after its table, and keeps the name when the table is renamed.
        connection.exec_driver_sql("ALTER TABLE baselines RENAME CONSTRAINT yardsticks_pkey TO baselines_pkey")
        connection.exec_driver_sql("ALTER TABLE clusters RENAME CONSTRAINT owners_pkey TO clusters_pkey")


def _add_worker_starts(connection: sa.Connection) -> None:
    _create_table(
        connection,
        "worker_starts",
        _key("id", sa.Integer()),
        *_required(sa.String(200), "cluster_id"),
        *_required(sa.Double(), "began", "ready"),
        *_required(sa.Boolean(), "prepared", "rehearsed"),
        sqlite_autoincrement=True,
    )


def _add_knobs_that_matter(connection: sa.Connection) -> None:
    decimals = sa.Double().compile(connection.dialect)
    for column in (
        "optimizer VARCHAR(40) NOT NULL DEFAULT 'rmsprop'",
        "first_units INTEGER NOT NULL DEFAULT 16",
        "pairs VARCHAR(40) NOT NULL DEFAULT 'off'",
        "counting VARCHAR(40) NOT NULL DEFAULT 'present'",
        "training_reviews INTEGER NOT NULL DEFAULT 15000",
        f"wrong_labels {decimals} NOT NULL DEFAULT 0",
    ):
        statement = f"ALTER TABLE runs ADD COLUMN {column}"
        connection.exec_driver_sql(statement)
    # SQLite cannot change a primary key, so the table is made anew.
    query = "SELECT dataset, vocabulary, accuracy, binary_crossentropy, mse FROM baselines"
    measured = [dict(row) for row in connection.exec_driver_sql(query).mappings()]
    connection.exec_driver_sql("DROP TABLE baselines")
    numbers, texts = [_key("vocabulary", sa.Integer())], [_key(name, sa.String(40)) for name in ("pairs", "counting")]
    figures = _required(sa.Double(), "accuracy", "binary_crossentropy", "mse")
    baselines = _create_table(connection, "baselines", _key("dataset", sa.String(40)), *numbers, *texts, *figures)
    if measured:
        connection.execute(baselines.insert(), [{**one, "pairs": "off", "counting": "present"} for one in measured])


def _add_searches(connection: sa.Connection) -> None:
    _create_table(
        connection,
        "searches",
        _key("id", sa.Integer()),
        *_required(sa.String(40), "dataset"),
        *_required(sa.Text(), "space"),
        sa.Column("networks", sa.Integer),
        sa.Column("budget_seconds", sa.Double),
        *_required(sa.String(40), "visitor"),
        sa.Column("state", sa.String(16), nullable=False, index=True),
        *_required(sa.Text(), "message"),
        *_required(sa.Double(), "created", "seconds", "looked_after"),
        sqlite_autoincrement=True,
    )
    _create_table(
        connection,
        "search_runs",
        _run_id(),
        sa.Column("search_id", sa.ForeignKey("searches.id", ondelete="CASCADE"), nullable=False, index=True),
        sa.Column("bracket", sa.Integer),
    )


def _add_datasets(connection: sa.Connection) -> None:
    _create_table(
        connection,
        "datasets",
        _key("name", sa.String(16)),
        *_required(sa.Text(), "label", "negative", "positive"),
        *_required(sa.String(40), "language"),
        *_required(sa.Integer(), "train", "validation", "test", "validation_positive"),
        *_required(sa.String(40), "visitor"),
        *_required(sa.Double(), "created"),
        *_required(sa.LargeBinary(), "rows"),
    )
    _create_table(
        connection,
        "dataset_texts",
        sa.Column("dataset", sa.ForeignKey("datasets.name", ondelete="CASCADE"), primary_key=True),
        _key("number", sa.Integer()),
        *_required(sa.LargeBinary(), "packed"),
    )


def _add_checkpoints(connection: sa.Connection) -> None:
    statement = "ALTER TABLE runs ADD COLUMN resumed_from INTEGER NOT NULL DEFAULT 0"
    connection.exec_driver_sql(statement)
    epoch, network = _required(sa.Integer(), "epoch"), _required(sa.LargeBinary(), "network")
    _create_table(connection, "checkpoints", _run_id(), *epoch, *network, *_required(sa.Double(), "put_back"))


def _add_stops_and_accounts(connection: sa.Connection) -> None:
    _create_table(connection, "stops", _run_id(), *_required(sa.String(40), "visitor"))
    _create_table(connection, "accounts", _key("visitor", sa.String(40)), *_required(sa.Text(), "name"))


def _add_trainings_ahead(connection: sa.Connection) -> None:
    _create_table(
        connection,
        "ahead",
        _key("dataset", sa.String(40)),
        _key("settings", sa.Text()),
        _key("epochs", sa.Integer()),
        *_required(sa.Text(), "history"),
        sa.Column("keras", sa.LargeBinary),
        *_required(sa.LargeBinary(), "network"),
        *_required(sa.String(40), "visitor"),
        *_required(sa.Double(), "trained"),
    )


def _create_table(
    connection: sa.Connection, name: str, *columns: sa.Column | sa.UniqueConstraint, sqlite_autoincrement: bool = False
) -> sa.Table:
    """Create a table, unless there is one of that name."""
    tables = sa.MetaData()
    # What the foreign keys refer to.
    for other, key in (
        ("runs", _key("id", sa.Integer())),
        ("searches", _key("id", sa.Integer())),
        ("datasets", _key("name", sa.String(16))),
    ):
        if other != name:
            sa.Table(other, tables, key)
    table = sa.Table(name, tables, *columns, sqlite_autoincrement=sqlite_autoincrement)
    table.create(connection, checkfirst=True)
    return table


def _key(name: str, kind: TypeEngine[Any]) -> sa.Column:
    return sa.Column(name, kind, primary_key=True)


def _run_id() -> sa.Column:
    return sa.Column("run_id", sa.ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True)


def _required(kind: TypeEngine[Any], *names: str) -> list[sa.Column]:
    return [sa.Column(name, kind, nullable=False) for name in names]


STEPS = (
    # The first step leads from version 1, which had runs, epochs and models, to version 2.
    _add_hidden_runs_yardsticks_and_openings,
    _add_requests_and_owners,
    _use_the_terms_of_the_field,
    _add_worker_starts,
    _add_knobs_that_matter,
    _add_searches,
    _add_datasets,
    _add_checkpoints,
    _add_stops_and_accounts,
    _add_trainings_ahead,
)
SCHEMA_VERSION = len(STEPS) + 1
FORMER_TABLES = ("yardsticks", "owners")
"""The tables that older stores have under names of their own."""
