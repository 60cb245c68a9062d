"""The tables of the store in today's format. A change here needs a step in `explorer.store.migrations`."""

from dataclasses import fields
from typing import Any

import sqlalchemy as sa

from explorer.config import KNOBS, InputFormat
from explorer.history import Epoch
from explorer.store.records import Baseline, Result

metadata = sa.MetaData()

COLUMN_TYPES: dict[type, sa.types.TypeEngine[Any]] = {str: sa.String(40), int: sa.Integer(), float: sa.Double()}
EPOCH_FIELDS = tuple(field.name for field in fields(Epoch))


def _required(kind: type[sa.types.TypeEngine[Any]], *names: str) -> list[sa.Column]:
    return [sa.Column(name, kind, nullable=False) for name in names]


def _run_id() -> sa.Column:
    return sa.Column("run_id", sa.ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True)


schema = sa.Table("schema_version", metadata, sa.Column("version", sa.Integer, primary_key=True))

runs = sa.Table(
    "runs",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    *(sa.Column(knob.name, COLUMN_TYPES[type(knob.default)], nullable=False) for knob in KNOBS.values()),
    sa.Column("dataset", sa.String(40), nullable=False),
    sa.Column("state", sa.String(16), nullable=False, index=True),
    sa.Column("message", sa.Text, nullable=False, default=""),
    sa.Column("cluster_id", sa.String(200), nullable=False),
    sa.Column("stop_requested", sa.Boolean, nullable=False, default=False),
    sa.Column("created", sa.Double, nullable=False),
    sa.Column("started", sa.Double),
    sa.Column("finished", sa.Double),
    sa.Column("best_epoch", sa.Integer),
    sa.Column("last_epoch", sa.Integer),
    # How many epochs it had trained when a worker last began with it.
    sa.Column("resumed_from", sa.Integer, nullable=False, default=0),
    sqlite_autoincrement=True,
)

epochs = sa.Table(
    "epochs", metadata, _run_id(), sa.Column("epoch", sa.Integer, primary_key=True), *_required(sa.Double, *EPOCH_FIELDS[1:])
)

# Created once, because SQLAlchemy takes milliseconds for each.
at_best, at_last = epochs.alias("at_best"), epochs.alias("at_last")

models = sa.Table("models", metadata, _run_id(), *_required(sa.LargeBinary, "keras"))

# Networks between two epochs, of runs that were interrupted, as `explorer.training.checkpoint` packs them.
checkpoints = sa.Table(
    "checkpoints",
    metadata,
    _run_id(),
    *_required(sa.Integer, "epoch"),
    *_required(sa.LargeBinary, "network"),
    # Since when it waits to go on.
    *_required(sa.Double, "put_back"),
)

# Trainings of settings that nobody has asked for yet: `explorer.store.ahead`.
ahead = sa.Table(
    "ahead",
    metadata,
    sa.Column("dataset", sa.String(40), primary_key=True),
    # As JSON, without the number of epochs.
    sa.Column("settings", sa.Text, primary_key=True),
    # How many it has trained.
    sa.Column("epochs", sa.Integer, primary_key=True),
    # As JSON: the figures of each epoch.
    sa.Column("history", sa.Text, nullable=False),
    # Missing while it has not ended.
    sa.Column("keras", sa.LargeBinary),
    *_required(sa.LargeBinary, "network"),
    # For whom, and when.
    sa.Column("visitor", sa.String(40), nullable=False),
    *_required(sa.Double, "trained"),
)

hidden_runs = sa.Table("hidden_runs", metadata, _run_id())

baselines = sa.Table(
    "baselines",
    metadata,
    sa.Column("dataset", sa.String(40), primary_key=True),
    *(sa.Column(name, COLUMN_TYPES[type(KNOBS[name].default)], primary_key=True) for name in InputFormat._fields),
    *_required(sa.Double, *(field.name for field in fields(Baseline))),
)

openings = sa.Table(
    "exam_openings",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    # No ON DELETE CASCADE: nothing removes an opening, not even deleting its run by other means.
    sa.Column("run_id", sa.ForeignKey("runs.id"), nullable=False),
    sa.Column("envelope", sa.String(16), nullable=False),
    sa.Column("opened", sa.Double, nullable=False),
    sa.Column("guess", sa.Double),
    *_required(sa.Integer, *(field.name for field in fields(Result))),
    sa.UniqueConstraint("run_id", "envelope"),
    sqlite_autoincrement=True,
)

requests = sa.Table(
    "requests", metadata, _run_id(), sa.Column("visitor", sa.String(40), primary_key=True), *_required(sa.Double, "asked")
)

# Who has ended a run that others may have wanted; empty for a command on the computer that trained it.
stops = sa.Table("stops", metadata, _run_id(), sa.Column("visitor", sa.String(40), nullable=False))

# The names of visitors who have logged in.
accounts = sa.Table(
    "accounts",
    metadata,
    sa.Column("visitor", sa.String(40), primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
)

clusters = sa.Table(
    "clusters", metadata, sa.Column("cluster_id", sa.String(200), primary_key=True), *_required(sa.Double, "seen")
)

worker_starts = sa.Table(
    "worker_starts",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("cluster_id", sa.String(200), nullable=False),
    *_required(sa.Double, "began", "ready"),
    *_required(sa.Boolean, "prepared", "rehearsed"),
    sqlite_autoincrement=True,
)

searches = sa.Table(
    "searches",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("dataset", sa.String(40), nullable=False),
    # As JSON: it names knobs, and there will be others.
    sa.Column("space", sa.Text, nullable=False),
    sa.Column("networks", sa.Integer),
    sa.Column("budget_seconds", sa.Double),
    sa.Column("visitor", sa.String(40), nullable=False),
    sa.Column("state", sa.String(16), nullable=False, index=True),
    sa.Column("message", sa.Text, nullable=False, default=""),
    *_required(sa.Double, "created", "seconds", "looked_after"),
    sqlite_autoincrement=True,
)

search_runs = sa.Table(
    "search_runs",
    metadata,
    _run_id(),
    sa.Column("search_id", sa.ForeignKey("searches.id", ondelete="CASCADE"), nullable=False, index=True),
    # Missing for repeats of the finalists.
    sa.Column("bracket", sa.Integer),
)

datasets = sa.Table(
    "datasets",
    metadata,
    sa.Column("name", sa.String(16), primary_key=True),
    *_required(sa.Text, "label", "negative", "positive"),
    sa.Column("language", sa.String(40), nullable=False),
    *_required(sa.Integer, "train", "validation", "test", "validation_positive"),
    sa.Column("visitor", sa.String(40), nullable=False),
    sa.Column("created", sa.Double, nullable=False),
    # Its label and split of each review, as `explorer.datasets` packs them.
    sa.Column("rows", sa.LargeBinary, nullable=False),
)

dataset_texts = sa.Table(
    "dataset_texts",
    metadata,
    sa.Column("dataset", sa.ForeignKey("datasets.name", ondelete="CASCADE"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("packed", sa.LargeBinary, nullable=False),
)
