"""What workers write: that training has begun, the epochs, how a run ended, baselines and exam results."""

import time
from collections.abc import Collection, Mapping
from dataclasses import asdict

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from explorer.config import InputFormat
from explorer.errors import StoreError
from explorer.history import Epoch, best_epoch
from explorer.store.continuing import sweep_checkpoints
from explorer.store.line import Lines
from explorer.store.queries import IS_TRIAL, lock, was_interrupted
from explorer.store.records import ACTIVE, Baseline, Envelope, Opening, Result, Run, State
from explorer.store.tables import baselines, checkpoints, epochs, models, openings, runs


class WorkerReports(Lines):
    """The methods of `Store` with which workers report.

    A worker that was believed lost may still report when another one has begun its runs again. Where a method takes
    `started`, the time at which the worker's own training began (`Run.started`), it ignores runs that have begun later.
    """

    def begin(self, run_ids: Collection[int]) -> list[Run]:
        """Mark runs as training. A run that was training already has lost its worker: it starts over without its epochs.

        One that was interrupted keeps the epochs until then.

        Returns:
            The runs to train, without those that have ended or were stopped while they waited.
        """
        wanted = (runs.c.id.in_(run_ids), runs.c.state.in_(ACTIVE))
        with self._transaction() as connection:
            lock(connection, *wanted)
            kept = sa.select(checkpoints.c.epoch).where(checkpoints.c.run_id == runs.c.id).scalar_subquery()
            started = {"state": State.RUNNING, "started": time.time(), "best_epoch": None, "last_epoch": kept}
            resumed = {"resumed_from": sa.func.coalesce(kept, 0)}
            connection.execute(runs.update().where(*wanted).values(started | resumed))
            done = sa.select(runs.c.resumed_from).where(runs.c.id == epochs.c.run_id).scalar_subquery()
            theirs = sa.select(runs.c.id).where(*wanted)
            connection.execute(epochs.delete().where(epochs.c.run_id.in_(theirs), epochs.c.epoch > done))
            interrupted = connection.scalars(theirs.where(was_interrupted())).all()
            for run_id, history in self._select_histories(connection, interrupted).items():
                best = runs.update().where(runs.c.id == run_id).values(best_epoch=best_epoch(history).epoch)
                connection.execute(best)
        return self.runs(ids=run_ids, states=[State.RUNNING])

    def add_epochs(self, ended: Mapping[int, Epoch], started: float | None = None) -> None:
        """Write the figures of epochs that have just ended, by run id. Runs that have ended are ignored."""
        with self._transaction() as connection:
            lock(connection, runs.c.id.in_(ended))
            histories = self._select_histories(connection, ended)
            for run_id, epoch in ended.items():
                best = best_epoch([*histories[run_id], epoch])
                written = connection.execute(
                    runs.update()
                    .where(runs.c.id == run_id, *_in_training(started))
                    .values(best_epoch=best.epoch, last_epoch=epoch.epoch)
                ).rowcount
                # It may be there already: a server that fails while it answers may have written it before.
                if written and epoch not in histories[run_id]:
                    connection.execute(epochs.insert().values(run_id=run_id, **asdict(epoch)))

    def stop_requested(self, run_ids: Collection[int], started: float | None = None) -> set[int]:
        """The runs not to train any longer: asked to stop, ended, deleted, or begun again."""
        wanted = sa.select(runs.c.id).where(runs.c.id.in_(run_ids), *_in_training(started), runs.c.stop_requested.is_(False))
        with self._transaction() as connection:
            return set(run_ids) - set(connection.scalars(wanted))

    def gives_way(self, run_ids: Collection[int], started: float | None = None) -> bool:
        """Whether the training of these runs, a batch that began at `started`, should be interrupted for another one."""
        theirs = (runs.c.id.in_(run_ids), *_in_training(started))
        with self._transaction() as connection:
            batch = connection.execute(sa.select(runs.c.cluster_id, runs.c.resumed_from).where(*theirs).limit(1)).first()
            queued = sa.select(runs.c.id).where(runs.c.cluster_id == (batch and batch.cluster_id))
            if not batch or connection.scalar(queued.where(runs.c.state == State.QUEUED).limit(1)) is None:
                return False
            line = self._line(connection, batch.cluster_id)
        training = [request for request in line.training if request.run_id in run_ids]
        return bool(training) and line.gives_way(training, batch.resumed_from, time.time())

    def keep_checkpoint(self, run_id: int, epoch: int, network: bytes, started: float | None = None) -> None:
        """Keep the network of a run that trains as it is after an epoch, so that it can go on from there."""
        with self._transaction() as connection:
            wanted = (runs.c.id == run_id, *_in_training(started))
            lock(connection, *wanted)
            connection.execute(checkpoints.delete().where(checkpoints.c.run_id.in_(sa.select(runs.c.id).where(*wanted))))
            _insert_checkpoint(connection, epoch, network, *wanted)

    def drop_checkpoints(self, run_ids: Collection[int]) -> None:
        """Forget what was kept of runs: they begin with their first epoch."""
        with self._transaction() as connection:
            connection.execute(checkpoints.delete().where(checkpoints.c.run_id.in_(run_ids)))

    def put_back(self, run_ids: Collection[int], started: float | None = None) -> None:
        """Queue runs again that were interrupted and whose networks have been kept. From now on they wait."""
        wanted = (runs.c.id.in_(run_ids), *_in_training(started), was_interrupted())
        with self._transaction() as connection:
            lock(connection, *wanted)
            theirs = checkpoints.update().where(checkpoints.c.run_id.in_(sa.select(runs.c.id).where(*wanted)))
            connection.execute(theirs.values(put_back=time.time()))
            connection.execute(runs.update().where(*wanted).values(state=State.QUEUED))

    def finish(
        self,
        run_ids: Collection[int],
        state: State,
        message: str = "",
        model: bytes | None = None,
        started: float | None = None,
        checkpoint: tuple[int, bytes] | None = None,
    ) -> None:
        """End the active ones among the runs.

        Args:
            run_ids: The runs.
            state: Their final state.
            message: A sentence for people on how they ended.
            model: A `.keras` file, written in the same transaction. Trials of searches keep none: there are hundreds.
            started: When their training began.
            checkpoint: An epoch and the network after it, from which longer runs can go on.
        """
        if not run_ids:
            return
        wanted = (runs.c.id.in_(run_ids), *_in_training(started))
        with self._transaction() as connection:
            lock(connection, *wanted)
            if model is not None:
                rows = sa.select(runs.c.id, sa.literal(model, sa.LargeBinary)).where(*wanted, ~IS_TRIAL)
                connection.execute(models.insert().from_select(["run_id", "keras"], rows))
            theirs = sa.select(runs.c.id).where(*wanted)
            connection.execute(checkpoints.delete().where(checkpoints.c.run_id.in_(theirs)))
            if checkpoint is not None:
                _insert_checkpoint(connection, *checkpoint, *wanted)
            connection.execute(runs.update().where(*wanted).values(state=state, message=message, finished=time.time()))
            if checkpoint is not None:
                sweep_checkpoints(connection)

    def set_baseline(self, dataset: str, form: InputFormat, baseline: Baseline) -> None:
        """Keep the baseline of a data set for networks that read `form`, unless there is one already."""
        try:
            with self._transaction() as connection:
                connection.execute(baselines.insert().values(dataset=dataset, **form._asdict(), **asdict(baseline)))
        except StoreError as error:
            if not isinstance(error.__cause__, IntegrityError):
                raise

    def open_exam(self, run_id: int, envelope: Envelope, guess: float | None, result: Result) -> Opening:
        """Record that an envelope was opened for a run, and the result.

        Args:
            run_id: The run.
            envelope: The envelope.
            guess: The accuracy that somebody guessed before, between 0 and 1, or None.
            result: What was in the envelope.

        Returns:
            The opening: the first one, if the envelope was open already.

        Raises:
            StoreError: there is no such run.
            ValueError: the envelope is not for this run.
        """
        opened = time.time()
        insert = openings.insert().values(run_id=run_id, opened=opened, guess=guess, **asdict(result))
        try:
            with self._transaction() as connection:
                dataset = connection.scalar(sa.select(runs.c.dataset).where(runs.c.id == run_id))
                if dataset is None:
                    raise StoreError(f"There is no run {run_id}.")
                named = insert.values(envelope=envelope.name_for(dataset))
                opening_id = connection.execute(named.returning(openings.c.id)).scalar_one()
            return Opening(opening_id, run_id, envelope, opened, guess, result)
        except StoreError as error:
            # It was open already, perhaps since a moment ago.
            first = self.opening(run_id, envelope) if isinstance(error.__cause__, IntegrityError) else None
            if first is None:
                raise
            return first


def _insert_checkpoint(connection: sa.Connection, epoch: int, network: bytes, *wanted: sa.ColumnElement[bool]) -> None:
    values = (sa.literal(epoch), sa.literal(network, sa.LargeBinary), sa.literal(time.time(), sa.Double))
    row = sa.select(runs.c.id, *values).where(*wanted)
    connection.execute(checkpoints.insert().from_select(["run_id", "epoch", "network", "put_back"], row))


def _in_training(started: float | None) -> list[sa.ColumnElement[bool]]:
    """Whether a run is active and, unless `started` is None, its training is the one that began then."""
    return [runs.c.state.in_(ACTIVE), *([] if started is None else [runs.c.started == started])]
