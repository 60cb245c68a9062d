"""No epoch is trained twice: a run begins where an earlier one of the same settings ended, or is cut from a longer one.

The first epochs of a run do not depend on how many will follow, so they are those of any run with the same settings, reviews
and seed.
"""

import time
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace

import sqlalchemy as sa

from explorer.config import RunConfig
from explorer.history import best_epoch
from explorer.store.queries import Queries, is_trial
from explorer.store.records import ACTIVE, State
from explorer.store.tables import EPOCH_FIELDS, checkpoints, epochs, models, runs

KEPT_BYTES = 200_000_000
"""How much the checkpoints of ended runs may take: the latest 80 of the default settings, or one of the largest."""


class Continuing(Queries):
    """What the methods of `Store` that queue runs need to know of earlier ones."""

    def _kept_epochs(
        self, connection: sa.Connection, configs: Collection[RunConfig], dataset: str
    ) -> dict[RunConfig, tuple[int, int]]:
        """Those of these settings that an ended run can be continued with: that run's id, and how many epochs it has."""
        kept = checkpoints.c.epoch.label("kept")
        query = sa.select(runs, kept).join(checkpoints, checkpoints.c.run_id == runs.c.id).order_by(kept, runs.c.id)
        rows = self._alike(connection, query, configs, dataset)
        found = {}
        for config in configs:
            shorter = [row for row in rows[_first_epochs(config)] if row["kept"] < config.epochs]
            if shorter:
                found[config] = (shorter[-1]["id"], shorter[-1]["kept"])
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
        longer, kept = self._longer(connection, configs, dataset), self._kept_epochs(connection, configs, dataset)
        # The same for all, because those that were asked for together train together.
        now = sa.literal(time.time(), sa.Double)
        for run_id, config in new:
            if config in longer:
                self._cut(connection, run_id, longer[config], config.epochs)
            elif config in kept:
                before, done = kept[config]
                self._copy_epochs(connection, before, run_id, done)
                checkpoint = sa.select(sa.literal(run_id), checkpoints.c.epoch, checkpoints.c.network, now)
                checkpoint = checkpoint.where(checkpoints.c.run_id == before)
                connection.execute(checkpoints.insert().from_select(["run_id", "epoch", "network", "put_back"], checkpoint))

    def _longer(self, connection: sa.Connection, configs: Collection[RunConfig], dataset: str) -> dict[RunConfig, int]:
        """Those of these settings that can be cut from a longer run, because it was at its best early enough; its id."""
        networks = sa.select(models.c.run_id)
        query = sa.select(runs).where(runs.c.state == State.FINISHED, runs.c.id.in_(networks)).order_by(runs.c.id)
        rows = self._alike(connection, query, configs, dataset)
        found = {}
        for config in configs:
            for row in rows[_first_epochs(config)]:
                if row["best_epoch"] <= config.epochs < row["epochs"]:
                    found[config] = row["id"]
        return found

    def _alike(
        self, connection: sa.Connection, query: sa.Select, configs: Collection[RunConfig], dataset: str
    ) -> dict[RunConfig, list[sa.RowMapping]]:
        """The runs of a query that ended as they should, by their `_first_epochs`: at least those of `configs`."""
        if not configs:
            return {}
        wanted = [config.to_dict() for config in configs]
        same = [runs.c[name].in_({one[name] for one in wanted}) for name in wanted[0] if name != "epochs"]
        ended = (runs.c.dataset == dataset, runs.c.state.in_((State.FINISHED, State.STOPPED)), ~is_trial())
        found = defaultdict(list)
        rows = connection.execute(query.where(*ended, *same)).mappings().all()
        configs_of = self._sound_configs(rows)
        for row in rows:
            if row["id"] in configs_of:
                found[_first_epochs(configs_of[row["id"]])].append(row)
        return found

    def _cut(self, connection: sa.Connection, run_id: int, longer: int, count: int) -> None:
        """End a run with the first epochs of a longer one, and its network."""
        self._copy_epochs(connection, longer, run_id, count)
        network = sa.select(sa.literal(run_id), models.c.keras).where(models.c.run_id == longer)
        connection.execute(models.insert().from_select(["run_id", "keras"], network))
        ended = runs.update().where(runs.c.id == run_id).values(state=State.FINISHED, finished=time.time())
        connection.execute(ended)

    def _copy_epochs(self, connection: sa.Connection, source: int, target: int, count: int) -> None:
        """Give the run `target` the first `count` epochs of the run `source`."""
        theirs = sa.select(sa.literal(target), *(epochs.c[name] for name in EPOCH_FIELDS))
        theirs = theirs.where(epochs.c.run_id == source, epochs.c.epoch <= count)
        connection.execute(epochs.insert().from_select(["run_id", *EPOCH_FIELDS], theirs))
        best = best_epoch(self._select_histories(connection, [target])[target])
        connection.execute(runs.update().where(runs.c.id == target).values(best_epoch=best.epoch, last_epoch=count))


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


def _first_epochs(config: RunConfig) -> RunConfig:
    """What decides about the first epochs of a run: its settings without the number of epochs."""
    return replace(config, epochs=RunConfig().epochs)
