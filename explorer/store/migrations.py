"""How a store of an older version becomes one of today's: one step from each version to the next.

Why not Alembic: whoever starts the app opens, and so migrates, the store; nobody deploys it with a command. The store has
its version in a table already. A script folder, an environment file and a second version table are much for a few ALTERs.

A step is SQL for SQLite and PostgreSQL alike. It meets the tables as they were at its time, so it defines what it needs
itself instead of using `explorer.store.tables`, and it stays as it is once it was released. A new knob takes a step like
this one at the end of STEPS, which makes the next version:

    def _add_optimizer(connection: sa.Connection) -> None:
        connection.exec_driver_sql("ALTER TABLE runs ADD COLUMN optimizer VARCHAR(40) NOT NULL DEFAULT 'rmsprop'")

The default is what the runs that are there were trained with. Only old rows need it, because the program writes every knob
of a new run: a new store's columns have no defaults, and that is all in which it may differ from a migrated one. The type of
a knob with decimals is `sa.Double().compile(connection.dialect)`: each database has its own word for it.
"""

import sqlalchemy as sa

from explorer.store.tables import schema


def stored_version(connection: sa.Connection, hold: bool = False) -> int | None:
    """The version of a store, or None if it is new. With `hold`, no other process changes it until the transaction ends."""
    if hold and connection.dialect.name == "sqlite":
        # Python's sqlite3 begins a transaction only before it writes rows. Without this one, each ALTER would be final.
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    if not sa.inspect(connection).has_table(schema.name):
        return None
    version = sa.select(schema.c.version)
    return connection.scalar(version.with_for_update() if hold else version)


def migrate(connection: sa.Connection, version: int) -> None:
    """Bring a store of that version, which the transaction holds, up to date."""
    for step in STEPS[version - 1 :]:
        step(connection)
    connection.execute(schema.update().values(version=SCHEMA_VERSION))


def _add_hidden_runs_yardsticks_and_openings(connection: sa.Connection) -> None:
    tables = sa.MetaData()
    sa.Table("runs", tables, sa.Column("id", sa.Integer, primary_key=True))
    hidden_runs = sa.Table(
        "hidden_runs",
        tables,
        sa.Column("run_id", sa.ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
    )
    yardsticks = sa.Table(
        "yardsticks",
        tables,
        sa.Column("dataset", sa.String(40), primary_key=True),
        sa.Column("vocabulary", sa.Integer, primary_key=True),
        sa.Column("accuracy", sa.Double, nullable=False),
        sa.Column("binary_crossentropy", sa.Double, nullable=False),
        sa.Column("mse", sa.Double, nullable=False),
    )
    tables.create_all(connection, [hidden_runs, yardsticks])
    _add_openings(connection)


def _add_requests_and_owners(connection: sa.Connection) -> None:
    # The first stores of version 2 were made before there were exams.
    _add_openings(connection)
    tables = sa.MetaData()
    sa.Table("runs", tables, sa.Column("id", sa.Integer, primary_key=True))
    requests = sa.Table(
        "requests",
        tables,
        sa.Column("run_id", sa.ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("visitor", sa.String(40), primary_key=True),
        sa.Column("asked", sa.Double, nullable=False),
    )
    owners = sa.Table(
        "owners",
        tables,
        sa.Column("name", sa.String(200), primary_key=True),
        sa.Column("seen", sa.Double, nullable=False),
    )
    tables.create_all(connection, [requests, owners])


def _add_openings(connection: sa.Connection) -> None:
    tables = sa.MetaData()
    sa.Table("runs", tables, sa.Column("id", sa.Integer, primary_key=True))
    openings = sa.Table(
        "exam_openings",
        tables,
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("run_id", sa.ForeignKey("runs.id"), nullable=False),
        sa.Column("envelope", sa.String(16), nullable=False),
        sa.Column("opened", sa.Double, nullable=False),
        sa.Column("guess", sa.Double),
        sa.Column("true_positives", sa.Integer, nullable=False),
        sa.Column("true_negatives", sa.Integer, nullable=False),
        sa.Column("false_positives", sa.Integer, nullable=False),
        sa.Column("false_negatives", sa.Integer, nullable=False),
        sa.UniqueConstraint("run_id", "envelope"),
        sqlite_autoincrement=True,
    )
    tables.create_all(connection, [openings])


def _use_the_terms_of_the_field(connection: sa.Connection) -> None:
    connection.exec_driver_sql("ALTER TABLE yardsticks RENAME TO baselines")
    connection.exec_driver_sql("ALTER TABLE owners RENAME TO clusters")
    connection.exec_driver_sql("ALTER TABLE clusters RENAME COLUMN name TO cluster_id")
    connection.exec_driver_sql("ALTER TABLE runs RENAME COLUMN owner TO cluster_id")
    if connection.dialect.name == "postgresql":
        # A primary key is named after its table here, and keeps that name.
        connection.exec_driver_sql("ALTER TABLE baselines RENAME CONSTRAINT yardsticks_pkey TO baselines_pkey")
        connection.exec_driver_sql("ALTER TABLE clusters RENAME CONSTRAINT owners_pkey TO clusters_pkey")


STEPS = (
    # From version 1, which had runs, epochs and models, to 2, and so on.
    _add_hidden_runs_yardsticks_and_openings,
    _add_requests_and_owners,
    _use_the_terms_of_the_field,
)
SCHEMA_VERSION = len(STEPS) + 1
