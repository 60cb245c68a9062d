"""No epoch is trained twice: a run begins where an earlier one of the same settings ended, or is cut from a longer one.

What was trained ahead counts as an earlier run. The first epochs of a run do not depend on how many will follow, so they are
those of any run with the same settings, reviews and seed.
"""

import time
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass

import sqlalchemy as sa

from explorer.config import KNOBS, RunConfig
from explorer.history import Epoch, best_epoch
from explorer.knob import Value
from explorer.store.ahead import TrainedAhead, Training, of
from explorer.store.queries import IS_TRIAL
from explorer.store.records import ACTIVE, State
from explorer.store.tables import EPOCH_FIELDS, ahead, checkpoints, epochs, models, runs

CHECKPOINT = ("run_id", "epoch", "network", "put_back")
KEPT_BYTES = 200_000_000
"""How much the checkpoints of ended runs may take: the latest 80 of the default settings, or one of the largest."""


@dataclass(frozen=True)
class Kept:
    """The first epochs of a training, after which it can go on."""

    epochs: int
    source: int | Training
    """What has them: the run with that id, or a training ahead."""


class Continuing(TrainedAhead):
    """What the methods of `Store` that queue runs need to know of earlier ones."""

    def kept_epochs(self, configs: Collection[RunConfig], dataset: str) -> dict[RunConfig, int]:
        """How many epochs runs of these settings would begin with, of those that would not begin with the first one."""
        with self._transaction() as connection:
            trained_ahead = self._ahead(connection, configs, dataset)
            return {config: kept.epochs for config, kept in self._kept(connection, trained_ahead, dataset).items()}

    def kept_networks(self, configs: Collection[RunConfig], dataset: str) -> dict[RunConfig, tuple[Sequence[Epoch], bytes]]:
        """The epochs that runs of these settings would begin with, and their networks, packed, after these epochs."""
        with self._transaction() as connection:
            found = {}
            for config, kept in self._kept(connection, self._ahead(connection, configs, dataset), dataset).items():
                history: Sequence[Epoch]
                if isinstance(kept.source, Training):
                    history = kept.source.history
                    query = sa.select(ahead.c.network).where(*of(config, dataset), ahead.c.epochs == kept.epochs)
                else:
                    history = self._select_histories(connection, [kept.source])[kept.source][: kept.epochs]
                    query = sa.select(checkpoints.c.network).where(checkpoints.c.run_id == kept.source)
                found[config] = history, connection.scalar(query) or b""
            return found

    def answered(self, configs: Collection[RunConfig], dataset: str) -> set[RunConfig]:
        """Those of these settings that need no training: a run of them would have ended at once, or one has."""
        with self._transaction() as connection:
            rows = connection.execute(_FINISHED, {"dataset": dataset, **_values(configs)}).mappings().all()
            trained = {*self._sound_configs(rows).values()} & {*configs}
            left = {*configs} - trained
            whole = {
                config
                for config, trainings in self._ahead(connection, left, dataset).items()
                if any(one.has(config.epochs) for one in trainings)
            }
            return trained | whole | {*self._longer(connection, left, dataset)}

    def _kept(
        self, connection: sa.Connection, trained_ahead: Mapping[RunConfig, Sequence[Training]], dataset: str
    ) -> dict[RunConfig, Kept]:
        """Those of these settings, with their trainings ahead, that one of these or a shorter run can be continued for."""
        rows = self._alike(connection, _SHORTER, trained_ahead, dataset)
        found = {}
        for config, trainings in trained_ahead.items():
            # One that was stopped on its way to more epochs has no file of its best network.
            parts = [one for one in trainings if len(one.history) <= config.epochs]
            if parts and not any(one.has(config.epochs) for one in trainings):
                found[config] = Kept(len(parts[-1].history), parts[-1])
            shorter = [row for row in rows[config.first_epochs] if row["kept"] < config.epochs]
            if shorter and (config not in found or found[config].epochs < shorter[-1]["kept"]):
                found[config] = Kept(shorter[-1]["kept"], shorter[-1]["id"])
        return found

    def _begin_where_others_ended(
        self, connection: sa.Connection, new: Sequence[tuple[int, RunConfig]], dataset: str
    ) -> None:
        """Give runs that have just been queued the epochs of earlier ones, and end those that have all of theirs with that.

        Args:
            connection: The transaction.
            new: The ids of the runs and their settings.
            dataset: Their data set.
        """
        configs = [config for _, config in new]
        trained_ahead, longer = self._ahead(connection, configs, dataset), self._longer(connection, configs, dataset)
        kept = self._kept(connection, trained_ahead, dataset)
        # The same for all, because those that were asked for together train together.
        now = time.time()
        for run_id, config in new:
            if whole := next((one for one in trained_ahead[config] if one.has(config.epochs)), None):
                self._take_over(connection, run_id, config, dataset, whole, now)
                _end(connection, run_id)
            elif config in longer:
                self._cut(connection, run_id, longer[config], config.epochs)
            elif found := kept.get(config):
                if isinstance(found.source, Training):
                    self._take_over(connection, run_id, config, dataset, found.source, now)
                    continue
                self._copy_epochs(connection, found.source, run_id, found.epochs)
                checkpoint = sa.select(sa.literal(run_id), checkpoints.c.epoch, checkpoints.c.network, _written(now))
                checkpoint = checkpoint.where(checkpoints.c.run_id == found.source)
                connection.execute(checkpoints.insert().from_select(CHECKPOINT, checkpoint))
        if any(trained_ahead.values()):
            sweep_checkpoints(connection)

    def _take_over(
        self, connection: sa.Connection, run_id: int, config: RunConfig, dataset: str, training: Training, now: float
    ) -> None:
        """Give a run the epochs of a training ahead of its settings, which is removed if the run has all that it has."""
        history = training.history[: config.epochs]
        theirs = (*of(config, dataset), ahead.c.epochs == len(training.history))
        connection.execute(epochs.insert(), [{"run_id": run_id, **asdict(epoch)} for epoch in history])
        self._note_epochs(connection, run_id, history)
        if training.has(config.epochs):
            network = sa.select(sa.literal(run_id), ahead.c.keras).where(*theirs)
            connection.execute(models.insert().from_select(["run_id", "keras"], network))
        if len(history) == len(training.history):
            checkpoint = sa.select(sa.literal(run_id), ahead.c.epochs, ahead.c.network, _written(now)).where(*theirs)
            connection.execute(checkpoints.insert().from_select(CHECKPOINT, checkpoint))
            connection.execute(ahead.delete().where(*theirs))

    def _longer(self, connection: sa.Connection, configs: Collection[RunConfig], dataset: str) -> dict[RunConfig, int]:
        """Those of these settings that can be cut from a longer run, because it was at its best early enough; its id."""
        rows = self._alike(connection, _LONGER, configs, dataset)
        found = {}
        for config in configs:
            for row in rows[config.first_epochs]:
                if row["best_epoch"] <= config.epochs < row["epochs"]:
                    found[config] = row["id"]
        return found

    def _alike(
        self, connection: sa.Connection, query: sa.Select, configs: Collection[RunConfig], dataset: str
    ) -> dict[RunConfig, list[sa.RowMapping]]:
        """The runs of a query that ended as they should, by their `first_epochs`: at least those of `configs`."""
        if not configs:
            return {}
        found = defaultdict(list)
        rows = connection.execute(query, {"dataset": dataset, **_values(configs)}).mappings().all()
        configs_of = self._sound_configs(rows)
        for row in rows:
            if row["id"] in configs_of:
                found[configs_of[row["id"]].first_epochs].append(row)
        return found

    def _cut(self, connection: sa.Connection, run_id: int, longer: int, count: int) -> None:
        """End a run with the first epochs of a longer one, and its network."""
        self._copy_epochs(connection, longer, run_id, count)
        network = sa.select(sa.literal(run_id), models.c.keras).where(models.c.run_id == longer)
        connection.execute(models.insert().from_select(["run_id", "keras"], network))
        _end(connection, run_id)

    def _copy_epochs(self, connection: sa.Connection, source: int, target: int, count: int) -> None:
        """Give the run `target` the first `count` epochs of the run `source`."""
        theirs = sa.select(sa.literal(target), *(epochs.c[name] for name in EPOCH_FIELDS))
        theirs = theirs.where(epochs.c.run_id == source, epochs.c.epoch <= count)
        connection.execute(epochs.insert().from_select(["run_id", *EPOCH_FIELDS], theirs))
        self._note_epochs(connection, target, self._select_histories(connection, [target])[target])

    def _note_epochs(self, connection: sa.Connection, run_id: int, history: Sequence[Epoch]) -> None:
        """Note which of its epochs are a run's best and its last one."""
        values = {"best_epoch": best_epoch(history).epoch, "last_epoch": len(history)}
        connection.execute(runs.update().where(runs.c.id == run_id).values(values))


# Put together once: see the queries of `explorer.store.queries`. Each knob is one of several values.
_OF_SETTINGS = (
    runs.c.dataset == sa.bindparam("dataset"),
    ~IS_TRIAL,
    *(runs.c[name].in_(sa.bindparam(name, expanding=True)) for name in KNOBS if name != "epochs"),
)
_FINISHED = sa.select(runs).where(
    *_OF_SETTINGS, runs.c.epochs.in_(sa.bindparam("epochs", expanding=True)), runs.c.state == State.FINISHED
)
_SHORTER = (
    sa.select(runs, checkpoints.c.epoch.label("kept"))
    .join(checkpoints, checkpoints.c.run_id == runs.c.id)
    .where(*_OF_SETTINGS, runs.c.state.in_((State.FINISHED, State.STOPPED)))
    .order_by(checkpoints.c.epoch, runs.c.id)
)
_LONGER = (
    sa.select(runs)
    .where(*_OF_SETTINGS, runs.c.state == State.FINISHED, runs.c.id.in_(sa.select(models.c.run_id)))
    .order_by(runs.c.id)
)


def _values(configs: Collection[RunConfig]) -> dict[str, list[Value]]:
    """The values that each knob has in any of these settings."""
    wanted = [config.to_dict() for config in configs]
    return {name: list({one[name] for one in wanted}) for name in KNOBS}


def _end(connection: sa.Connection, run_id: int) -> None:
    connection.execute(runs.update().where(runs.c.id == run_id).values(state=State.FINISHED, finished=time.time()))


def _written(moment: float) -> sa.ColumnElement[float]:
    return sa.literal(moment, sa.Double)


def sweep_checkpoints(connection: sa.Connection) -> None:
    """Remove the oldest checkpoints of ended runs until the others take no more than `KEPT_BYTES`."""
    size = sa.func.length(checkpoints.c.network)
    ended = sa.select(runs.c.id, size).join(checkpoints, checkpoints.c.run_id == runs.c.id)
    ended = ended.where(runs.c.state.not_in(ACTIVE)).order_by(runs.c.finished.desc())
    total, old = 0, []
    for run_id, taken in connection.execute(ended):
        total += taken
        if total > KEPT_BYTES:
            old.append(run_id)
    if old:
        connection.execute(checkpoints.delete().where(checkpoints.c.run_id.in_(old)))
