"""Reading the store: rows as records, and locking them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import fields
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from explorer.config import KNOBS, InputFormat, RunConfig
from explorer.errors import ConfigError, CorpusError
from explorer.history import Epoch
from explorer.knob import Value
from explorer.store.database import Database
from explorer.store.records import ACTIVE, OWN_PREFIX, Baseline, Envelope, Opening, Result, Run, State
from explorer.store.soundness import SOUND_EPOCHS, Damage, damage_of_opening, damage_of_run, is_number
from explorer.store.tables import (
    EPOCH_FIELDS,
    at_best,
    at_last,
    baselines,
    checkpoints,
    datasets,
    epochs,
    hidden_runs,
    models,
    openings,
    runs,
    schema,
    search_runs,
)

LARGEST_ID = 2**31 - 1
PLAIN_FIELDS = ("id", "dataset", "message", "cluster_id", "created", "started", "finished", "seconds", "resumed_from")
"""The columns that are fields of `Run` without any conversion."""

IS_TRIAL = runs.c.id.in_(sa.select(search_runs.c.run_id).where(search_runs.c.bracket.is_not(None)))
"""Whether a search trains a run to choose among settings: its repeats of the chosen ones are runs like any other."""


class Queries(Database):
    """The reading methods of `Store`."""

    def run(self, run_id: int) -> Run | None:
        """The run with that id, or None."""
        if not 0 < run_id <= LARGEST_ID:
            return None
        return next(iter(self._select_runs(_RUN, run_id=run_id)), None)

    def runs(
        self,
        states: Collection[State] = tuple(State),
        dataset: str | None = None,
        ids: Collection[int] | None = None,
        config: RunConfig | None = None,
        free: Collection[str] = (),
        latest: int | None = None,
    ) -> list[Run]:
        """The runs that match all arguments, oldest first. Trials of searches are among them only if `ids` names them.

        Args:
            states: The states to include.
            dataset: The name of a data set. None includes all.
            ids: The ids to include. None includes all.
            config: The settings. None includes all.
            free: The knobs in which runs may differ from `config`.
            latest: How many runs to return at most, the latest ones. None returns all.
        """
        settings = {} if config is None else {name: value for name, value in config.to_dict().items() if name not in free}
        places = {"dataset": dataset, "ids": None if ids is None else [*ids], "latest": latest}
        given = {name: value for name, value in places.items() if value is not None}
        return self._select_runs(
            _query_of_runs(frozenset(given), frozenset(settings)), states=[*states], **given, **settings
        )

    def ended(self) -> list[int]:
        """The ids of all runs that have ended, oldest first, trials of searches as well."""
        with self._transaction() as connection:
            return list(connection.scalars(sa.select(runs.c.id).where(runs.c.state.not_in(ACTIVE)).order_by(runs.c.id)))

    def missing(self, configs: Sequence[RunConfig], dataset: str) -> list[RunConfig]:
        """Those of `configs` that have no finished or active run on that data set. Hidden runs do not count."""
        found = {run.config for run in self.runs(states=(*ACTIVE, State.FINISHED), dataset=dataset) if not run.hidden}
        return [config for config in configs if config not in found]

    def history(self, run_id: int) -> list[Epoch]:
        """The epochs of a run so far, first to last."""
        return self.histories([run_id])[run_id]

    def histories(self, run_ids: Collection[int]) -> dict[int, list[Epoch]]:
        """The epochs of many runs so far, by run id, in one query. A run that does not exist has none."""
        with self._transaction() as connection:
            return self._select_histories(connection, run_ids)

    def left_out(self, dataset: str) -> int:
        """How many runs on a data set are left out because their rows are damaged, as far as they have been read."""
        found = self._left_out.runs_on(dataset)
        if not found:
            return 0
        with self._transaction() as connection:
            return connection.execute(sa.select(sa.func.count()).select_from(runs).where(runs.c.id.in_(found))).scalar_one()

    def model(self, run_id: int) -> bytes | None:
        """The `.keras` file of a run, with the weights of its best epoch, or None. A damaged one may be any bytes."""
        with self._transaction() as connection:
            # SQLite may have something else than bytes there.
            kept = connection.scalar(
                sa.select(sa.type_coerce(models.c.keras, sa.types.NullType())).where(models.c.run_id == run_id)
            )
        return kept if kept is None or isinstance(kept, bytes) else b""

    def with_model(self, run_ids: Collection[int]) -> set[int]:
        """Those of the runs that have a model."""
        with self._transaction() as connection:
            return set(connection.scalars(sa.select(models.c.run_id).where(models.c.run_id.in_(run_ids))))

    def checkpoints(self, run_ids: Collection[int]) -> dict[int, bytes]:
        """The networks of those of the runs that were interrupted, as they were then, by run id."""
        query = sa.select(checkpoints.c.run_id, checkpoints.c.network).where(checkpoints.c.run_id.in_(run_ids))
        with self._transaction() as connection:
            return dict(connection.execute(query).all())

    def baseline(self, dataset: str, form: InputFormat) -> Baseline | None:
        """The baseline of a data set for networks that read `form`, or None if it has not been measured."""
        columns = [baselines.c[field.name] for field in fields(Baseline)]
        of_form = (baselines.c[name] == value for name, value in form._asdict().items())
        query = sa.select(*columns).where(baselines.c.dataset == dataset, *of_form)
        with self._transaction() as connection:
            row = connection.execute(query).first()
        # A damaged one is as good as none: no page depends on it.
        return Baseline(*row) if row and all(map(is_number, row)) else None

    def opening(self, run_id: int, envelope: Envelope) -> Opening | None:
        """The opening of an envelope for a run, or None while it is sealed."""
        return next(iter(self._select_openings(openings.c.run_id == run_id, _is_of(envelope))), None)

    def openings(self, envelope: Envelope) -> list[Opening]:
        """All openings of an envelope, for any run on any data set, first to last."""
        return self._select_openings(_is_of(envelope))

    def _select_runs(self, query: sa.Select, **values: Any) -> list[Run]:
        with self._transaction() as connection:
            result = connection.execute(query, values)
            names = tuple(result.keys())
            rows = [tuple(row) for row in result][::-1]
        found = []
        for row in rows:
            run = _to_run(names, row)
            if isinstance(run, Damage):
                values = dict(zip(names, row))
                self._left_out.add("Run", values["id"], run, values["dataset"])
            else:
                self._left_out.remove("Run", run.id)
                found.append(run)
        return found

    def _select_histories(self, connection: sa.Connection, run_ids: Collection[int]) -> dict[int, list[Epoch]]:
        rows = connection.execute(_HISTORIES, {"run_ids": [*run_ids]})
        histories: dict[int, list[Epoch]] = {run_id: [] for run_id in run_ids}
        for run_id, *figures in rows:
            # Without the others it would be another history: what comes after a damaged epoch is left out with it.
            if figures[0] == len(histories[run_id]) + 1 and all(map(is_number, figures)):
                histories[run_id].append(Epoch(*figures))
        return histories

    def _select_openings(self, *conditions: sa.ColumnElement[bool]) -> list[Opening]:
        query = sa.select(runs.c.dataset, openings).join(runs, runs.c.id == openings.c.run_id).where(*conditions)
        with self._transaction() as connection:
            rows = connection.execute(query.order_by(openings.c.id)).all()
        found = []
        for dataset, opening_id, run_id, name, opened, guess, *figures in rows:
            if damage := damage_of_opening(opened, guess, figures):
                self._left_out.add("Opening", opening_id, damage)
            else:
                found.append(Opening(opening_id, run_id, Envelope.of(dataset, name), opened, guess, Result(*figures)))
        return found

    def _sound_configs(self, rows: Iterable[sa.RowMapping]) -> dict[int, RunConfig]:
        """The settings in each of some rows of `runs`, by run id, without those that are damaged."""
        found = {}
        for row in rows:
            config = to_config(row)
            if isinstance(config, Damage):
                self._left_out.add("Run", row["id"], config, row["dataset"])
            else:
                found[row["id"]] = config
        return found


# These queries have their values as parameters, because pages ask them again and again, and SQLAlchemy takes longer to put
# one together than the database to answer it.
_RUNS = (
    sa.select(
        runs,
        *(table.c[name].label(f"{table.name}_{name}") for table in (at_best, at_last) for name in EPOCH_FIELDS),
        sa.select(sa.func.coalesce(sa.func.sum(epochs.c.seconds), 0.0))
        .where(epochs.c.run_id == runs.c.id)
        .scalar_subquery()
        .label("seconds"),
        SOUND_EPOCHS.label("sound_epochs"),
        sa.exists().where(hidden_runs.c.run_id == runs.c.id).label("hidden"),
        IS_TRIAL.label("is_trial"),
    )
    .select_from(runs)
    .outerjoin(at_best, sa.and_(at_best.c.run_id == runs.c.id, at_best.c.epoch == runs.c.best_epoch))
    .outerjoin(at_last, sa.and_(at_last.c.run_id == runs.c.id, at_last.c.epoch == runs.c.last_epoch))
    .order_by(runs.c.id.desc())
)
_RUN = _RUNS.where(runs.c.id == sa.bindparam("run_id"))
_HISTORIES = (
    sa.select(epochs.c.run_id, *(epochs.c[name] for name in EPOCH_FIELDS))
    .where(epochs.c.run_id.in_(sa.bindparam("run_ids", expanding=True)))
    .order_by(epochs.c.run_id, epochs.c.epoch)
)


@lru_cache
def _query_of_runs(given: frozenset[str], settings: frozenset[str]) -> sa.Select:
    """The query of `Queries.runs` with these arguments, and with these knobs of `config`."""
    query = _RUNS.where(runs.c.state.in_(sa.bindparam("states", expanding=True)))
    query = query.where(runs.c.id.in_(sa.bindparam("ids", expanding=True)) if "ids" in given else ~IS_TRIAL)
    if "dataset" in given:
        query = query.where(runs.c.dataset == sa.bindparam("dataset"))
    if "latest" in given:
        query = query.limit(sa.bindparam("latest", type_=sa.Integer))
    return query.where(*(runs.c[name] == sa.bindparam(name) for name in sorted(settings)))


# Each visitor's session keeps the runs that its page shows. Of a run that has not changed, all of them have the same object;
# with copies, six sessions kept twelve objects for every run of the leaderboard.
@lru_cache(maxsize=16_384)
def _to_run(names: tuple[str, ...], values: tuple) -> Run | Damage:
    """The run of a row that has all columns of `runs` and, labelled `at_best_…` and `at_last_…`, those of two epochs."""
    row = dict(zip(names, values))
    config = to_config(row)
    if damage := damage_of_run(row):
        return damage
    if isinstance(config, Damage):
        return config
    return Run(
        **{name: row[name] for name in PLAIN_FIELDS},
        config=config,
        state=State(row["state"]),
        best=_to_epoch(row, "at_best"),
        last=_to_epoch(row, "at_last"),
        hidden=bool(row["hidden"]),
        is_trial=bool(row["is_trial"]),
    )


def to_config(row: sa.RowMapping | dict[str, Any]) -> RunConfig | Damage:
    """The settings in a row of `runs`, or which of them is outside the limits of its knob."""
    try:
        return _checked_config(*(row[name] for name in KNOBS))
    except ConfigError as error:
        return Damage(str(error).rstrip("."))


def was_interrupted() -> sa.ColumnElement[bool]:
    """Whether a run has trained some epochs before, after which it can go on."""
    return runs.c.id.in_(sa.select(checkpoints.c.run_id))


def _is_of(envelope: Envelope) -> sa.ColumnElement[bool]:
    """Whether an opening is one of that envelope: for a run that learned from its data set, or for one from elsewhere."""
    name = envelope.name_for(envelope.dataset)
    own = sa.and_(runs.c.dataset == envelope.dataset, openings.c.envelope == name)
    return own if envelope.second else sa.or_(own, openings.c.envelope == envelope.dataset)


def let_one_in(connection: sa.Connection) -> None:
    """Let only one process at a time get past this write: it locks this row of a database server, or the SQLite file."""
    connection.execute(schema.update().values(version=schema.c.version))


def lock(connection: sa.Connection, *conditions: sa.ColumnElement[bool]) -> None:
    """Lock the runs that are about to change until the transaction ends, in the order of their ids.

    Two transactions on a database server that lock the same rows in different orders can deadlock. (SQLite has one writer
    at a time, and SQLAlchemy leaves FOR UPDATE out there.)
    """
    connection.execute(sa.select(runs.c.id).where(*conditions).order_by(runs.c.id).with_for_update()).all()


def _to_epoch(row: sa.RowMapping | dict[str, Any], prefix: str) -> Epoch | None:
    if row[f"{prefix}_epoch"] is None:
        return None
    return Epoch(**{name: row[f"{prefix}_{name}"] for name in EPOCH_FIELDS})


@lru_cache(maxsize=4096)
def _checked_config(*values: Value) -> RunConfig:
    # Checking takes longer than reading, and the same settings are read again and again.
    return RunConfig(*values)


def refuse_removed(connection: sa.Connection, dataset: str) -> None:
    """Refuse to train on a data set that has been removed: a worker may have it in memory, and a page still be open.

    Raises:
        CorpusError: it is not there.
    """
    is_there = sa.select(datasets.c.name).where(datasets.c.name == dataset)
    if dataset.startswith(OWN_PREFIX) and connection.scalar(is_there) is None:
        raise CorpusError("These reviews have been removed, so nothing is trained on them. Choose others.")
