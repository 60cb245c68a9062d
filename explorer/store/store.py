"""The store of runs: the one truth that workers write and pages read.

A SQLite file by default, any SQLAlchemy URL by choice (`EXPLORER_STORE`, tested with PostgreSQL). Each epoch is written
as it ends, so a reload, a second browser, a restart of the app or the death of a worker loses nothing that was written.
"""

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, fields
from functools import cache, lru_cache
from pathlib import Path

import platformdirs
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from explorer import settings
from explorer.config import KNOBS, RunConfig
from explorer.errors import ConfigError, LimitError, StoreError
from explorer.history import Epoch, best_epoch
from explorer.scheduling.fair_queue import Request, ahead, in_turn, next_batch
from explorer.scheduling.limits import Limits
from explorer.store.database import Database
from explorer.store.records import ACTIVE, Baseline, Envelope, Opening, Result, Run, State
from explorer.store.tables import (
    at_best,
    at_last,
    baselines,
    clusters,
    epochs,
    hidden_runs,
    models,
    openings,
    requests,
    runs,
)

LARGEST_ID = 2**31 - 1
FORGET_SECONDS = 24 * 60 * 60


def default_url() -> str:
    """`EXPLORER_STORE` (a database URL or a file's path), else a SQLite file in the user's data folder."""
    chosen = settings.store()
    if chosen and "://" in chosen:
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


class Store(Database):
    """Runs, their epochs and their models in the database at `url`; its tables are made if they are missing.

    Safe to share between threads. Every method raises StoreUnavailable when the database cannot do its part.

    Raises:
        StoreError: as `Database` does.
    """

    # Writing: what the app asks for

    def add(
        self, configs: Sequence[RunConfig], dataset: str, cluster_id: str, visitor: str = "", limits: Limits | None = None
    ) -> list[int]:
        """Queue one run for each of `configs`; their ids, in that order. `cluster_id` names the cluster that trains them.

        A run of the same settings that is on its way already, whoever has asked for it, is shared and not queued again.

        Raises:
            LimitError: there would be more runs on their way than `limits` allow, of this `visitor` or of everybody.
        """
        now = time.time()
        with self._alone() as connection:
            on_their_way = (runs.c.dataset == dataset, runs.c.state.in_(ACTIVE), runs.c.stop_requested.is_(False))
            there = {_config(row): row["id"] for row in connection.execute(sa.select(runs).where(*on_their_way)).mappings()}
            if limits is not None:
                wanted = len(set(configs) - there.keys())
                self._check_room(connection, wanted, visitor, limits)
            for config in configs:
                if config not in there:
                    values = {"dataset": dataset, "state": State.QUEUED, "cluster_id": cluster_id, "created": now}
                    inserted = connection.execute(runs.insert().values(**config.to_dict(), **values))
                    there[config] = inserted.inserted_primary_key[0]
            run_ids = [there[config] for config in configs]
            theirs = sa.select(requests.c.run_id).where(requests.c.visitor == visitor, requests.c.run_id.in_(run_ids))
            known = set(connection.scalars(theirs))
            for run_id in dict.fromkeys(run_ids):
                if run_id not in known:
                    connection.execute(requests.insert().values(run_id=run_id, visitor=visitor, asked=now))
        return run_ids

    def _check_room(self, connection: sa.Connection, wanted: int, visitor: str, limits: Limits) -> None:
        everybody = sa.select(sa.func.count()).select_from(runs).where(runs.c.state.in_(ACTIVE))
        if wanted and connection.scalar(everybody) + wanted > limits.queued:
            raise LimitError(
                f"So many networks wait to be trained that there is no room for {_more(wanted)}: {limits.queued:,} are the "
                "most that this app keeps at a time. Try again when some of them are done."
            )
        theirs = everybody.join(requests, requests.c.run_id == runs.c.id).where(requests.c.visitor == visitor)
        if wanted and visitor and (waiting := connection.scalar(theirs)) + wanted > limits.queued_by_one:
            one_or_none = {0: "No network of yours waits or trains", 1: "1 network of yours waits or trains"}
            yours = one_or_none.get(waiting, f"{waiting:,} networks of yours wait or train")
            remedy = "Stop some, or wait until they are done." if waiting else "Ask for fewer at a time."
            raise LimitError(
                f"{yours}, and {limits.queued_by_one:,} are the most at a time for one person, so there is no room "
                f"for {_more(wanted)}. {remedy}"
            )

    def claim(self, cluster_id: str, most: int) -> list[int]:
        """Mark the runs of that cluster whose turn it is, at most `most`, as training; their ids."""
        with self._transaction() as connection:
            batch = next_batch(self._turns(connection, cluster_id), most)
            _lock(connection, runs.c.id.in_(batch))
            waiting = (runs.c.id.in_(batch), runs.c.state == State.QUEUED)
            claimed = list(connection.scalars(sa.select(runs.c.id).where(*waiting).order_by(runs.c.id)))
            connection.execute(runs.update().where(*waiting).values(state=State.RUNNING, started=time.time()))
        return claimed

    def runs_of(self, cluster_id: str, *states: State) -> list[int]:
        """The ids of the runs in one of these states that the cluster of that name is to train."""
        with self._transaction() as connection:
            theirs = sa.select(runs.c.id).where(runs.c.cluster_id == cluster_id, runs.c.state.in_(states))
            return list(connection.scalars(theirs.order_by(runs.c.id)))

    def put_back(self, run_ids: Collection[int]) -> None:
        """Queue runs again whose training was lost; those that were asked to stop have done so."""
        if not run_ids:
            return
        with self._transaction() as connection:
            _put_back(connection, runs.c.id.in_(run_ids), runs.c.state == State.RUNNING)

    def take_over(self, cluster_id: str, is_alive: Callable[[str, float | None], bool]) -> int:
        """Queue the runs of clusters that are gone for the cluster `cluster_id`; how many those were.

        `is_alive(name, seen)` tells whether a cluster is still there, which has last said so at `seen` (seconds since 1970).
        """
        with self._transaction() as connection:
            known = runs.outerjoin(clusters, clusters.c.cluster_id == runs.c.cluster_id)
            others = sa.select(runs.c.cluster_id, clusters.c.seen).select_from(known)
            others = others.where(runs.c.state.in_(ACTIVE), runs.c.cluster_id != cluster_id).distinct()
            gone = [name for name, moment in connection.execute(others) if not is_alive(name, moment)]
            theirs = (runs.c.cluster_id.in_(gone), runs.c.state.in_(ACTIVE))
            return _put_back(connection, *theirs, cluster_id=cluster_id) if gone else 0

    def heartbeat(self, cluster_id: str) -> None:
        """Note that the cluster of that name is there now, and forget those that nobody has heard of for a day."""
        now = time.time()
        with self._transaction() as connection:
            known = clusters.update().where(clusters.c.cluster_id == cluster_id).values(seen=now)
            if not connection.execute(known).rowcount:
                connection.execute(clusters.insert().values(cluster_id=cluster_id, seen=now))
                connection.execute(clusters.delete().where(clusters.c.seen < now - FORGET_SECONDS))

    def give_up(self, cluster_id: str) -> None:
        """Mark the runs of that cluster that are not done as stopped, because the app is being closed."""
        message = "The app was closed before this run had finished. Train it again to see the whole story."
        self.finish(self.runs_of(cluster_id, *ACTIVE), State.STOPPED, message)

    def request_stop(self, run_ids: Collection[int]) -> None:
        """Ask for runs to be stopped: a waiting one at once, a training one when its trainer next looks."""
        with self._transaction() as connection:
            chosen = runs.c.id.in_(run_ids)
            _lock(connection, chosen)
            connection.execute(
                runs.update()
                .where(chosen, runs.c.state == State.QUEUED)
                .values(state=State.STOPPED, finished=time.time(), message="Stopped before it began.")
            )
            connection.execute(runs.update().where(chosen, runs.c.state == State.RUNNING).values(stop_requested=True))

    def hide(self, run_ids: Collection[int]) -> None:
        """Take runs off the leaderboard. Nothing of them is lost: `unhide` puts them back."""
        with self._transaction() as connection:
            _lock(connection, runs.c.id.in_(run_ids))
            hidden = sa.select(hidden_runs.c.run_id)
            chosen = connection.scalars(sa.select(runs.c.id).where(runs.c.id.in_(run_ids), runs.c.id.not_in(hidden)))
            for run_id in chosen.all():
                connection.execute(hidden_runs.insert().values(run_id=run_id))

    def unhide(self, run_ids: Collection[int]) -> None:
        """Put runs back onto the leaderboard."""
        with self._transaction() as connection:
            connection.execute(hidden_runs.delete().where(hidden_runs.c.run_id.in_(run_ids)))

    # Writing: what a worker reports

    def begin(self, run_ids: Collection[int]) -> list[Run]:
        """Mark runs as training and return them, without those not to be trained (stopped while they waited, or done).

        A run that was already training lost its worker: its epochs are dropped, because training starts over.
        """
        wanted = (runs.c.id.in_(run_ids), runs.c.state.in_(ACTIVE))
        with self._transaction() as connection:
            _lock(connection, *wanted)
            connection.execute(
                runs.update()
                .where(*wanted)
                .values(state=State.RUNNING, started=time.time(), best_epoch=None, last_epoch=None)
            )
            connection.execute(epochs.delete().where(epochs.c.run_id.in_(sa.select(runs.c.id).where(*wanted))))
        return self.runs(ids=run_ids, states=[State.RUNNING])

    def add_epochs(self, ended: Mapping[int, Epoch], since: float | None = None) -> None:
        """Write the figures of epochs that have just ended, by run; those of a run that is closed are left out.

        `since` is when the training that they belong to began: nothing is written to a run that has begun again after that.
        """
        with self._transaction() as connection:
            _lock(connection, runs.c.id.in_(ended))
            so_far = self._histories(connection, ended)
            for run_id, epoch in ended.items():
                best = best_epoch([*so_far[run_id], epoch])
                written = connection.execute(
                    runs.update()
                    .where(runs.c.id == run_id, *_trained(since))
                    .values(best_epoch=best.epoch, last_epoch=epoch.epoch)
                ).rowcount
                # It may be there: a server that goes away in the middle of an answer leaves open whether it had written it.
                if written and epoch not in so_far[run_id]:
                    connection.execute(epochs.insert().values(run_id=run_id, **asdict(epoch)))

    def stop_requested(self, run_ids: Collection[int], since: float | None = None) -> set[int]:
        """Those of the runs that nobody waits for: asked to be stopped, closed, begun again after `since`, or gone."""
        wanted = sa.select(runs.c.id).where(runs.c.id.in_(run_ids), *_trained(since), runs.c.stop_requested.is_(False))
        with self._transaction() as connection:
            return set(run_ids) - set(connection.scalars(wanted))

    def finish(
        self,
        run_ids: Collection[int],
        state: State,
        message: str = "",
        model: bytes | None = None,
        since: float | None = None,
    ) -> None:
        """Close those of the runs that are active, with their final state and, in the same transaction, a `.keras` file.

        As with `add_epochs`, one that has begun again after `since` is left alone.
        """
        if not run_ids:
            return
        with self._transaction() as connection:
            wanted = (runs.c.id.in_(run_ids), *_trained(since))
            _lock(connection, *wanted)
            closed = connection.scalars(sa.select(runs.c.id).where(*wanted)).all() if model is not None else []
            connection.execute(runs.update().where(*wanted).values(state=state, message=message, finished=time.time()))
            for run_id in closed:
                connection.execute(models.delete().where(models.c.run_id == run_id))
                connection.execute(models.insert().values(run_id=run_id, keras=model))

    def set_baseline(self, dataset: str, vocabulary: int, baseline: Baseline) -> None:
        """Remember how a logistic regression does on those reviews, with so many words; the first one stays."""
        key = (baselines.c.dataset == dataset, baselines.c.vocabulary == vocabulary)
        try:
            with self._transaction() as connection:
                if connection.execute(sa.select(baselines).where(*key)).first() is None:
                    connection.execute(baselines.insert().values(dataset=dataset, vocabulary=vocabulary, **asdict(baseline)))
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
                connection.execute(openings.insert().values(**values))
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
        found = self._select_openings(openings.c.run_id == run_id, openings.c.envelope == envelope)
        return found[0] if found else None

    def openings(self, dataset: str, envelope: Envelope) -> list[Opening]:
        """All openings of an envelope of those reviews, for whichever run, first to last."""
        return self._select_openings(runs.c.dataset == dataset, openings.c.envelope == envelope)

    def baseline(self, dataset: str, vocabulary: int) -> Baseline | None:
        """What `set_baseline` has remembered for those reviews and so many words, or None."""
        columns = [baselines.c[field.name] for field in fields(Baseline)]
        query = sa.select(*columns).where(baselines.c.dataset == dataset, baselines.c.vocabulary == vocabulary)
        with self._transaction() as connection:
            row = connection.execute(query).first()
        return Baseline(*row) if row else None

    def run(self, run_id: int) -> Run | None:
        """The run of that number, or None."""
        if not 0 < run_id <= LARGEST_ID:
            return None
        return next(iter(self._select(runs.c.id == run_id)), None)

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
        conditions = [runs.c.state.in_(states)]
        if dataset is not None:
            conditions.append(runs.c.dataset == dataset)
        if ids is not None:
            conditions.append(runs.c.id.in_(ids))
        if config is not None:
            conditions += [runs.c[name] == value for name, value in config.to_dict().items()]
        return self._select(*conditions, latest=latest)

    def missing(self, configs: Sequence[RunConfig], dataset: str) -> list[RunConfig]:
        """Those of `configs` that are neither finished nor on their way on that data set; hidden runs do not count."""
        there = {run.config for run in self.runs(states=(*ACTIVE, State.FINISHED), dataset=dataset) if not run.hidden}
        return [config for config in configs if config not in there]

    def ahead(self, run: Run) -> int:
        """How many runs of the same cluster train now or have their turn before `run`, as things stand."""
        others = (runs.c.cluster_id == run.cluster_id, runs.c.id != run.id)
        training = sa.select(sa.func.count()).select_from(runs).where(*others)
        with self._transaction() as connection:
            now = connection.scalar(training.where(runs.c.state == State.RUNNING))
            return now + (ahead(self._turns(connection, run.cluster_id), run.id) if run.state == State.QUEUED else 0)

    def _turns(self, connection: sa.Connection, cluster_id: str) -> list[list[Request]]:
        """The turns in which that cluster's waiting runs are trained."""
        queued = sa.select(runs).where(runs.c.cluster_id == cluster_id, runs.c.state == State.QUEUED)
        # A run that many have asked for is read once: every page that waits asks for this several times a second.
        waiting = {
            row["id"]: (_config(row), row["dataset"], row["created"]) for row in connection.execute(queued).mappings()
        }
        asked = sa.select(requests.c.run_id, requests.c.visitor, requests.c.asked).where(requests.c.run_id.in_(waiting))
        by_whom = connection.execute(asked).all()
        # Who asked for a run of an older format is not known.
        unknown = waiting.keys() - {run_id for run_id, _, _ in by_whom}
        by_whom += [(run_id, "", waiting[run_id][2]) for run_id in unknown]
        found = [Request(run_id, *waiting[run_id][:2], visitor, moment) for run_id, visitor, moment in by_whom]
        served = (
            sa.select(requests.c.visitor, sa.func.max(runs.c.started))
            .join(runs, runs.c.id == requests.c.run_id)
            .where(requests.c.visitor.in_({request.visitor for request in found}), runs.c.started.is_not(None))
            .group_by(requests.c.visitor)
        )
        return in_turn(found, dict(connection.execute(served).all()) if found else {})

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
            return connection.scalar(sa.select(models.c.keras).where(models.c.run_id == run_id))

    def with_model(self, run_ids: Collection[int]) -> set[int]:
        """Those of the runs that have kept their network."""
        with self._transaction() as connection:
            return set(connection.scalars(sa.select(models.c.run_id).where(models.c.run_id.in_(run_ids))))

    def _histories(self, connection: sa.Connection, run_ids: Collection[int]) -> dict[int, list[Epoch]]:
        rows = connection.execute(
            sa.select(epochs.c.run_id, *(epochs.c[name] for name in Epoch.__dataclass_fields__))
            .where(epochs.c.run_id.in_(run_ids))
            .order_by(epochs.c.run_id, epochs.c.epoch)
        )
        histories = {run_id: [] for run_id in run_ids}
        for run_id, *figures in rows:
            histories[run_id].append(Epoch(*figures))
        return histories

    def _select_openings(self, *conditions: sa.ColumnElement[bool]) -> list[Opening]:
        query = sa.select(openings).join(runs, runs.c.id == openings.c.run_id).where(*conditions).order_by(openings.c.id)
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
            table.c[name].label(f"{table.name}_{name}")
            for table in (at_best, at_last)
            for name in Epoch.__dataclass_fields__
        ]
        seconds = sa.select(sa.func.coalesce(sa.func.sum(epochs.c.seconds), 0.0)).where(epochs.c.run_id == runs.c.id)
        hidden = sa.exists().where(hidden_runs.c.run_id == runs.c.id)
        query = (
            sa.select(runs, *figures, seconds.scalar_subquery().label("seconds"), hidden.label("hidden"))
            .outerjoin(at_best, sa.and_(at_best.c.run_id == runs.c.id, at_best.c.epoch == runs.c.best_epoch))
            .outerjoin(at_last, sa.and_(at_last.c.run_id == runs.c.id, at_last.c.epoch == runs.c.last_epoch))
            .where(*conditions)
            .order_by(runs.c.id.desc())
            .limit(latest)
        )
        with self._transaction() as connection:
            return [_run(row) for row in connection.execute(query).mappings()][::-1]


def _run(row: sa.RowMapping) -> Run:
    def figures(prefix: str) -> Epoch | None:
        if row[f"{prefix}_epoch"] is None:
            return None
        return Epoch(**{name: row[f"{prefix}_{name}"] for name in Epoch.__dataclass_fields__})

    return Run(
        id=row["id"],
        config=_config(row),
        dataset=row["dataset"],
        state=State(row["state"]),
        message=row["message"],
        cluster_id=row["cluster_id"],
        created=row["created"],
        started=row["started"],
        finished=row["finished"],
        best=figures("at_best"),
        last=figures("at_last"),
        seconds=row["seconds"],
        hidden=bool(row["hidden"]),
    )


def _config(row: sa.RowMapping) -> RunConfig:
    try:
        return _settings(*(row[name] for name in KNOBS))
    except ConfigError as error:
        raise StoreError(f"Run {row['id']} in the store has settings that are not possible. {error}") from error


@lru_cache(maxsize=4096)
def _settings(*values: str | int | float) -> RunConfig:
    # Checking them takes longer than reading them, and the same ones are read again and again.
    return RunConfig(*values)


def _trained(since: float | None) -> list[sa.ColumnElement[bool]]:
    """That a run is on its way, and its training the one that began at `since`, where that is given."""
    return [runs.c.state.in_(ACTIVE), *([] if since is None else [runs.c.started == since])]


def _more(count: int) -> str:
    return "another one" if count == 1 else f"{count:,} more"


def _put_back(connection: sa.Connection, *conditions: sa.ColumnElement[bool], **values: str) -> int:
    """Queue those runs (again), with new `values`; how many. The ones that were asked to stop end here."""
    _lock(connection, *conditions)
    stopped = runs.update().where(*conditions, runs.c.stop_requested.is_(True))
    connection.execute(stopped.values(state=State.STOPPED, finished=time.time(), message="Stopped."))
    return connection.execute(runs.update().where(*conditions).values(state=State.QUEUED, **values)).rowcount


def _lock(connection: sa.Connection, *conditions: sa.ColumnElement[bool]) -> None:
    """Take the runs that are about to be changed, lowest number first, and hold them until the transaction ends.

    A database server lets transactions run side by side: two that take the same rows in different orders could each wait
    for a row of the other's for ever. (A SQLite file has one writer at a time, and SQLAlchemy asks it for nothing more.)
    """
    connection.execute(sa.select(runs.c.id).where(*conditions).order_by(runs.c.id).with_for_update()).all()
