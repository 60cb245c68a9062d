"""The store of runs: the one truth that workers write and pages read.

A SQLite file by default, any SQLAlchemy URL by choice (`EXPLORER_STORE`, tested with PostgreSQL). Each epoch is written
as it ends, so a reload, a second browser, a restart of the app or the death of a worker loses nothing that was written.
"""

import os
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from functools import cache
from pathlib import Path

import platformdirs
import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, NoSuchModuleError, SQLAlchemyError

from explorer.config import KNOBS, RunConfig
from explorer.errors import ConfigError, StoreError
from explorer.history import Epoch, best_epoch

SCHEMA_VERSION = 2
"""1: runs, epochs, models. 2: hidden runs, yardsticks and openings of the exam as well, in tables of their own."""
OPEN_ATTEMPTS = 5
LARGEST_ID = 2**31 - 1


class State(StrEnum):
    """Where a run stands."""

    QUEUED = "queued"
    RUNNING = "running"
    FINISHED = "finished"
    STOPPED = "stopped"
    DIVERGED = "diverged"
    FAILED = "failed"


ACTIVE = (State.QUEUED, State.RUNNING)


@dataclass(frozen=True)
class Run:
    """One training of one network. Times are seconds since 1970 (UTC); `message` is a sentence for a person."""

    id: int
    config: RunConfig
    dataset: str
    state: State
    message: str
    owner: str
    created: float
    started: float | None
    finished: float | None
    best: Epoch | None
    last: Epoch | None
    seconds: float
    """The sum of its epochs' seconds: networks that train at once share the time between them."""
    hidden: bool = False
    """Whether somebody has taken it off the leaderboard."""

    @property
    def active(self) -> bool:
        """Whether it still waits or trains."""
        return self.state in ACTIVE


@dataclass(frozen=True)
class Yardstick:
    """How well a logistic regression does on the validation reviews: what any network should beat.

    `accuracy` is a share between 0 and 1; the losses, by the names of the knob, are means per review.
    """

    accuracy: float
    binary_crossentropy: float
    mse: float


class Envelope(StrEnum):
    """What an exam is about: the sealed test reviews, or those from another site."""

    TEST = "test"
    SECOND = "second"


@dataclass(frozen=True)
class Result:
    """How many reviews of an exam a network got right and wrong: “true” is right, “positive” is what it said."""

    true_positives: int
    true_negatives: int
    false_positives: int
    false_negatives: int

    @property
    def right(self) -> int:
        """How many it got right."""
        return self.true_positives + self.true_negatives

    @property
    def of(self) -> int:
        """How many reviews there were."""
        return self.right + self.false_positives + self.false_negatives

    @property
    def accuracy(self) -> float:
        """The share that it got right, between 0 and 1."""
        return self.right / self.of


@dataclass(frozen=True)
class Opening:
    """An envelope that was opened for a run: when (seconds since 1970, UTC), what was guessed, and what was in it.

    `guess` is an accuracy between 0 and 1, or None where nobody guessed.
    """

    id: int
    run_id: int
    envelope: Envelope
    opened: float
    guess: float | None
    result: Result


_metadata = sa.MetaData()

_COLUMN_TYPES = {str: sa.String(40), int: sa.Integer, float: sa.Double}

_schema = sa.Table("schema_version", _metadata, sa.Column("version", sa.Integer, primary_key=True))

_runs = sa.Table(
    "runs",
    _metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    *(sa.Column(knob.name, _COLUMN_TYPES[type(knob.default)], nullable=False) for knob in KNOBS.values()),
    sa.Column("dataset", sa.String(40), nullable=False),
    sa.Column("state", sa.String(16), nullable=False, index=True),
    sa.Column("message", sa.Text, nullable=False, default=""),
    sa.Column("owner", sa.String(200), nullable=False),
    sa.Column("stop_requested", sa.Boolean, nullable=False, default=False),
    sa.Column("created", sa.Double, nullable=False),
    sa.Column("started", sa.Double),
    sa.Column("finished", sa.Double),
    sa.Column("best_epoch", sa.Integer),
    sa.Column("last_epoch", sa.Integer),
    sqlite_autoincrement=True,
)

_epochs = sa.Table(
    "epochs",
    _metadata,
    sa.Column("run_id", sa.ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("epoch", sa.Integer, primary_key=True),
    sa.Column("loss", sa.Double, nullable=False),
    sa.Column("accuracy", sa.Double, nullable=False),
    sa.Column("val_loss", sa.Double, nullable=False),
    sa.Column("val_accuracy", sa.Double, nullable=False),
    sa.Column("seconds", sa.Double, nullable=False),
)

# Made once: SQLAlchemy takes milliseconds for each, and a page asks for runs seven times.
_best, _last = _epochs.alias("at_best"), _epochs.alias("at_last")

_models = sa.Table(
    "models",
    _metadata,
    sa.Column("run_id", sa.ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("keras", sa.LargeBinary, nullable=False),
)

_hidden = sa.Table(
    "hidden_runs",
    _metadata,
    sa.Column("run_id", sa.ForeignKey("runs.id", ondelete="CASCADE"), primary_key=True),
)

_yardsticks = sa.Table(
    "yardsticks",
    _metadata,
    sa.Column("dataset", sa.String(40), primary_key=True),
    sa.Column("vocabulary", sa.Integer, primary_key=True),
    *(sa.Column(field.name, sa.Double, nullable=False) for field in fields(Yardstick)),
)

_openings = sa.Table(
    "exam_openings",
    _metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    # Nothing takes an opening away: whoever deletes a run past this program is refused.
    sa.Column("run_id", sa.ForeignKey("runs.id"), nullable=False),
    sa.Column("envelope", sa.String(16), nullable=False),
    sa.Column("opened", sa.Double, nullable=False),
    sa.Column("guess", sa.Double),
    *(sa.Column(field.name, sa.Integer, nullable=False) for field in fields(Result)),
    sa.UniqueConstraint("run_id", "envelope"),
    sqlite_autoincrement=True,
)


def default_url() -> str:
    """`EXPLORER_STORE` (a database URL or a file's path), else a SQLite file in the user's data folder."""
    chosen = os.environ.get("EXPLORER_STORE", "").strip()
    if "://" in chosen:
        return chosen
    path = Path(chosen).expanduser() if chosen else platformdirs.user_data_path("sentiment-explorer") / "runs.db"
    return f"sqlite:///{path.resolve()}"


@cache
def open_store(url: str) -> "Store":
    """The store at `url`, opened once per process.

    Raises:
        StoreError: as `Store` does.
    """
    return Store(url)


class Store:
    """Runs, their epochs and their models in the database at `url`; its tables are made if they are missing.

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
            sa.event.listen(self._engine, "connect", _prepare_sqlite)
        self._open_schema()

    def _open_schema(self) -> None:
        """Make what is missing, and make sure that this program knows the format."""
        for attempt in range(1, OPEN_ATTEMPTS + 1):
            try:
                with self._transaction() as connection:
                    _metadata.create_all(connection)
                    version = connection.scalar(sa.select(_schema.c.version))
                    if version is None:
                        connection.execute(_schema.insert().values(version=SCHEMA_VERSION))
                    elif version > SCHEMA_VERSION:
                        raise StoreError(
                            f"The store {self._name} was written by a newer version of Sentiment Explorer (format "
                            f"{version}; this one knows {SCHEMA_VERSION}). Update the program, or set EXPLORER_STORE to "
                            "another place."
                        )
                    else:
                        # What is newer than the store are tables, which have just been made.
                        connection.execute(_schema.update().values(version=SCHEMA_VERSION))
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

    # Writing: what the app asks for

    def add(self, configs: Sequence[RunConfig], dataset: str, owner: str) -> list[int]:
        """Queue one run for each of `configs`; their ids, in that order. `owner` names the cluster that trains them."""
        now = time.time()
        with self._transaction() as connection:
            return [
                connection.execute(
                    _runs.insert().values(**config.to_dict(), dataset=dataset, state=State.QUEUED, owner=owner, created=now)
                ).inserted_primary_key[0]
                for config in configs
            ]

    def request_stop(self, run_ids: Collection[int]) -> None:
        """Ask for runs to be stopped: a waiting one at once, a training one when its trainer next looks."""
        with self._transaction() as connection:
            chosen = _runs.c.id.in_(run_ids)
            _lock(connection, chosen)
            connection.execute(
                _runs.update()
                .where(chosen, _runs.c.state == State.QUEUED)
                .values(state=State.STOPPED, finished=time.time(), message="Stopped before it began.")
            )
            connection.execute(_runs.update().where(chosen, _runs.c.state == State.RUNNING).values(stop_requested=True))

    def hide(self, run_ids: Collection[int]) -> None:
        """Take runs off the leaderboard. Nothing of them is lost: `unhide` puts them back."""
        with self._transaction() as connection:
            _lock(connection, _runs.c.id.in_(run_ids))
            hidden = sa.select(_hidden.c.run_id)
            chosen = connection.scalars(sa.select(_runs.c.id).where(_runs.c.id.in_(run_ids), _runs.c.id.not_in(hidden)))
            for run_id in chosen.all():
                connection.execute(_hidden.insert().values(run_id=run_id))

    def unhide(self, run_ids: Collection[int]) -> None:
        """Put runs back onto the leaderboard."""
        with self._transaction() as connection:
            connection.execute(_hidden.delete().where(_hidden.c.run_id.in_(run_ids)))

    def close_orphans(self, is_alive: Callable[[str], bool]) -> int:
        """Mark as stopped the runs whose cluster is gone; how many those were. `is_alive(owner)` tells."""
        with self._transaction() as connection:
            owners = connection.scalars(sa.select(_runs.c.owner).where(_runs.c.state.in_(ACTIVE)).distinct()).all()
            gone = [owner for owner in owners if not is_alive(owner)]
            orphans = (_runs.c.owner.in_(gone), _runs.c.state.in_(ACTIVE))
            _lock(connection, *orphans)
            return connection.execute(
                _runs.update()
                .where(*orphans)
                .values(
                    state=State.STOPPED,
                    finished=time.time(),
                    message="The app was closed before this run had finished. Train it again to see the whole story.",
                )
            ).rowcount

    # Writing: what a worker reports

    def begin(self, run_ids: Collection[int]) -> list[Run]:
        """Mark runs as training and return them, without those not to be trained (stopped while they waited, or done).

        A run that was already training lost its worker: its epochs are dropped, because training starts over.
        """
        wanted = (_runs.c.id.in_(run_ids), _runs.c.state.in_(ACTIVE))
        with self._transaction() as connection:
            _lock(connection, *wanted)
            connection.execute(
                _runs.update()
                .where(*wanted)
                .values(state=State.RUNNING, started=time.time(), best_epoch=None, last_epoch=None)
            )
            connection.execute(_epochs.delete().where(_epochs.c.run_id.in_(sa.select(_runs.c.id).where(*wanted))))
        return self.runs(ids=run_ids, states=[State.RUNNING])

    def add_epochs(self, epochs: Mapping[int, Epoch]) -> None:
        """Write the figures of epochs that have just ended, by run; those of a run that is closed are left out."""
        with self._transaction() as connection:
            _lock(connection, _runs.c.id.in_(epochs))
            so_far = self._histories(connection, epochs)
            for run_id, epoch in epochs.items():
                best = best_epoch([*so_far[run_id], epoch])
                written = connection.execute(
                    _runs.update()
                    .where(_runs.c.id == run_id, _runs.c.state.in_(ACTIVE))
                    .values(best_epoch=best.epoch, last_epoch=epoch.epoch)
                ).rowcount
                if written:
                    connection.execute(_epochs.insert().values(run_id=run_id, **asdict(epoch)))

    def stop_requested(self, run_ids: Collection[int]) -> set[int]:
        """Those of the runs that nobody waits for: asked to be stopped, closed already, or gone from the store."""
        wanted = sa.select(_runs.c.id).where(
            _runs.c.id.in_(run_ids), _runs.c.state.in_(ACTIVE), _runs.c.stop_requested.is_(False)
        )
        with self._transaction() as connection:
            return set(run_ids) - set(connection.scalars(wanted))

    def finish(self, run_ids: Collection[int], state: State, message: str = "", model: bytes | None = None) -> None:
        """Close those of the runs that are active, with their final state and, in the same transaction, a `.keras` file."""
        with self._transaction() as connection:
            wanted = (_runs.c.id.in_(run_ids), _runs.c.state.in_(ACTIVE))
            _lock(connection, *wanted)
            closed = connection.scalars(sa.select(_runs.c.id).where(*wanted)).all() if model is not None else []
            connection.execute(_runs.update().where(*wanted).values(state=state, message=message, finished=time.time()))
            for run_id in closed:
                connection.execute(_models.delete().where(_models.c.run_id == run_id))
                connection.execute(_models.insert().values(run_id=run_id, keras=model))

    def set_yardstick(self, dataset: str, vocabulary: int, yardstick: Yardstick) -> None:
        """Remember how a logistic regression does on those reviews, with so many words; the first one stays."""
        key = (_yardsticks.c.dataset == dataset, _yardsticks.c.vocabulary == vocabulary)
        try:
            with self._transaction() as connection:
                if connection.execute(sa.select(_yardsticks).where(*key)).first() is None:
                    connection.execute(
                        _yardsticks.insert().values(dataset=dataset, vocabulary=vocabulary, **asdict(yardstick))
                    )
        except StoreError as error:
            # Another worker has written the same in this very moment.
            if not isinstance(error.__cause__, IntegrityError):
                raise

    def open_exam(self, run_id: int, envelope: Envelope, guess: float | None, result: Result) -> Opening:
        """Write down that an envelope was opened for a run, and what was in it; one that is open already stays as it is.

        Raises:
            StoreError: there is no such run.
        """
        values = {"run_id": run_id, "envelope": envelope, "opened": time.time(), "guess": guess, **asdict(result)}
        try:
            with self._transaction() as connection:
                connection.execute(_openings.insert().values(**values))
        except StoreError as error:
            # It was open, perhaps since this very moment.
            there = self.opening(run_id, envelope) if isinstance(error.__cause__, IntegrityError) else None
            if there is None:
                raise
            return there
        return self.opening(run_id, envelope)

    # Reading

    def opening(self, run_id: int, envelope: Envelope) -> Opening | None:
        """The opening of an envelope for a run, or None while it is sealed."""
        found = self._select_openings(_openings.c.run_id == run_id, _openings.c.envelope == envelope)
        return found[0] if found else None

    def openings(self, dataset: str, envelope: Envelope) -> list[Opening]:
        """All openings of an envelope of those reviews, for whichever run, first to last."""
        return self._select_openings(_runs.c.dataset == dataset, _openings.c.envelope == envelope)

    def yardstick(self, dataset: str, vocabulary: int) -> Yardstick | None:
        """What `set_yardstick` has remembered for those reviews and so many words, or None."""
        columns = [_yardsticks.c[field.name] for field in fields(Yardstick)]
        query = sa.select(*columns).where(_yardsticks.c.dataset == dataset, _yardsticks.c.vocabulary == vocabulary)
        with self._transaction() as connection:
            row = connection.execute(query).first()
        return Yardstick(*row) if row else None

    def run(self, run_id: int) -> Run | None:
        """The run of that number, or None."""
        if not 0 < run_id <= LARGEST_ID:
            return None
        return next(iter(self._select(_runs.c.id == run_id)), None)

    def runs(
        self,
        states: Collection[State] = tuple(State),
        dataset: str | None = None,
        ids: Collection[int] | None = None,
        config: RunConfig | None = None,
        latest: int | None = None,
    ) -> list[Run]:
        """The runs in `states`, of one data set, among `ids` and with the settings `config` where those are given, oldest
        first; only the `latest` so many of them, if that is given.
        """
        conditions = [_runs.c.state.in_(states)]
        if dataset is not None:
            conditions.append(_runs.c.dataset == dataset)
        if ids is not None:
            conditions.append(_runs.c.id.in_(ids))
        if config is not None:
            conditions += [_runs.c[name] == value for name, value in config.to_dict().items()]
        return self._select(*conditions, latest=latest)

    def missing(self, configs: Sequence[RunConfig], dataset: str) -> list[RunConfig]:
        """Those of `configs` that are neither finished nor on their way on that data set; hidden runs do not count."""
        there = {run.config for run in self.runs(states=(*ACTIVE, State.FINISHED), dataset=dataset) if not run.hidden}
        return [config for config in configs if config not in there]

    def ahead(self, run: Run) -> int:
        """How many active runs of the same cluster come before `run`."""
        earlier = (_runs.c.id < run.id, _runs.c.owner == run.owner, _runs.c.state.in_(ACTIVE))
        with self._transaction() as connection:
            return connection.scalar(sa.select(sa.func.count()).select_from(_runs).where(*earlier))

    def history(self, run_id: int) -> list[Epoch]:
        """The epochs of a run so far, first to last."""
        return self.histories([run_id])[run_id]

    def histories(self, run_ids: Collection[int]) -> dict[int, list[Epoch]]:
        """The epochs of many runs so far, first to last, by run, in one query; of a run that is unknown, none."""
        with self._transaction() as connection:
            return self._histories(connection, run_ids)

    def model(self, run_id: int) -> bytes | None:
        """The `.keras` file of a run (the weights of its best epoch), or None."""
        with self._transaction() as connection:
            return connection.scalar(sa.select(_models.c.keras).where(_models.c.run_id == run_id))

    def with_model(self, run_ids: Collection[int]) -> set[int]:
        """Those of the runs that have kept their network."""
        with self._transaction() as connection:
            return set(connection.scalars(sa.select(_models.c.run_id).where(_models.c.run_id.in_(run_ids))))

    def _histories(self, connection: sa.Connection, run_ids: Collection[int]) -> dict[int, list[Epoch]]:
        rows = connection.execute(
            sa.select(_epochs.c.run_id, *(_epochs.c[name] for name in Epoch.__dataclass_fields__))
            .where(_epochs.c.run_id.in_(run_ids))
            .order_by(_epochs.c.run_id, _epochs.c.epoch)
        )
        histories = {run_id: [] for run_id in run_ids}
        for run_id, *figures in rows:
            histories[run_id].append(Epoch(*figures))
        return histories

    def _select_openings(self, *conditions: sa.ColumnElement[bool]) -> list[Opening]:
        query = (
            sa.select(_openings).join(_runs, _runs.c.id == _openings.c.run_id).where(*conditions).order_by(_openings.c.id)
        )
        with self._transaction() as connection:
            rows = connection.execute(query).mappings().all()
        return [
            Opening(
                id=row["id"],
                run_id=row["run_id"],
                envelope=Envelope(row["envelope"]),
                opened=row["opened"],
                guess=row["guess"],
                result=Result(*(row[field.name] for field in fields(Result))),
            )
            for row in rows
        ]

    def _select(self, *conditions: sa.ColumnElement[bool], latest: int | None = None) -> list[Run]:
        figures = [
            table.c[name].label(f"{table.name}_{name}") for table in (_best, _last) for name in Epoch.__dataclass_fields__
        ]
        seconds = sa.select(sa.func.coalesce(sa.func.sum(_epochs.c.seconds), 0.0)).where(_epochs.c.run_id == _runs.c.id)
        hidden = sa.exists().where(_hidden.c.run_id == _runs.c.id)
        query = (
            sa.select(_runs, *figures, seconds.scalar_subquery().label("seconds"), hidden.label("hidden"))
            .outerjoin(_best, sa.and_(_best.c.run_id == _runs.c.id, _best.c.epoch == _runs.c.best_epoch))
            .outerjoin(_last, sa.and_(_last.c.run_id == _runs.c.id, _last.c.epoch == _runs.c.last_epoch))
            .where(*conditions)
            .order_by(_runs.c.id.desc())
            .limit(latest)
        )
        with self._transaction() as connection:
            return [_run(row) for row in connection.execute(query).mappings()][::-1]


def _run(row: sa.RowMapping) -> Run:
    def figures(prefix: str) -> Epoch | None:
        if row[f"{prefix}_epoch"] is None:
            return None
        return Epoch(**{name: row[f"{prefix}_{name}"] for name in Epoch.__dataclass_fields__})

    try:
        config = RunConfig(**{name: row[name] for name in KNOBS})
    except ConfigError as error:
        raise StoreError(f"Run {row['id']} in the store has settings that are not possible. {error}") from error
    return Run(
        id=row["id"],
        config=config,
        dataset=row["dataset"],
        state=State(row["state"]),
        message=row["message"],
        owner=row["owner"],
        created=row["created"],
        started=row["started"],
        finished=row["finished"],
        best=figures("at_best"),
        last=figures("at_last"),
        seconds=row["seconds"],
        hidden=bool(row["hidden"]),
    )


def _lock(connection: sa.Connection, *conditions: sa.ColumnElement[bool]) -> None:
    """Take the runs that are about to be changed, lowest number first, and hold them until the transaction ends.

    A database server lets transactions run side by side: two that take the same rows in different orders could each wait
    for a row of the other's for ever. (A SQLite file has one writer at a time, and SQLAlchemy asks it for nothing more.)
    """
    connection.execute(sa.select(_runs.c.id).where(*conditions).order_by(_runs.c.id).with_for_update()).all()


def _prepare_sqlite(connection, _record) -> None:
    """WAL lets pages read while a worker writes; a write that meets another one waits instead of failing."""
    cursor = connection.cursor()
    for pragma in ("journal_mode = WAL", "synchronous = NORMAL", "busy_timeout = 30000", "foreign_keys = ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
