"""Trainings ahead: what an idle worker trained of settings that nobody has asked for yet.

They are no runs. Once somebody asks for such a setting, `RunQueue.add` makes a run of it, which then has these epochs and,
if the training has come to its end, has ended itself.
"""

import json
import time
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import astuple, replace

import sqlalchemy as sa

from explorer.config import RunConfig
from explorer.history import Epoch, best_epoch
from explorer.store.queries import Queries, let_one_in
from explorer.store.records import AheadResult
from explorer.store.soundness import is_number
from explorer.store.tables import ahead

KEPT_SECONDS = 60 * 60
"""For how long they are kept."""
MOST_OF_ONE = 48
"""How many are kept for one visitor: about two turns' worth of neighbours."""
MOST = 240
"""How many are kept in all. Of the default settings, they take 0.6 GB."""

Place = tuple[str, str]
"""The primary key of a row: data set and settings."""


class TrainedAhead(Queries):
    """The methods of `Store` about trainings ahead."""

    def keep_ahead(self, results: Collection[AheadResult], dataset: str, visitor: str) -> None:
        """Keep trainings ahead, each unless a longer one of the same settings is there; drop the oldest beyond the limits.

        Args:
            results: The trainings.
            dataset: Their data set.
            visitor: For whom they were trained.
        """
        with self._transaction() as connection:
            let_one_in(connection)
            there = self._histories_ahead(connection, [result.config for result in results], dataset)
            for result in results:
                place = (dataset, settings_key(result.config))
                if len(there.get(result.config, ())) > len(result.history):
                    continue
                connection.execute(ahead.delete().where(*_at(place)))
                history = json.dumps([astuple(epoch) for epoch in result.history])
                values = {"history": history, "keras": result.model, "network": result.network}
                whose = {"dataset": place[0], "settings": place[1], "visitor": visitor, "trained": time.time()}
                connection.execute(ahead.insert().values(values | whose))
            _sweep(connection)

    def sweep_ahead(self) -> None:
        """Remove the trainings ahead that nobody has asked for in `KEPT_SECONDS`."""
        with self._transaction() as connection:
            _sweep(connection)

    def _histories_ahead(
        self, connection: sa.Connection, configs: Collection[RunConfig], dataset: str
    ) -> dict[RunConfig, list[Epoch]]:
        """The epochs trained ahead of those of these settings that have some, however many epochs they ask for."""
        by_key = defaultdict(list)
        for config in configs:
            by_key[settings_key(config)].append(config)
        query = sa.select(ahead.c.settings, ahead.c.history)
        rows = connection.execute(query.where(ahead.c.dataset == dataset, ahead.c.settings.in_(by_key))).all()
        return {config: epochs for key, text in rows if (epochs := _parsed(text)) for config in by_key[key]}

    def _whole_ahead(
        self, connection: sa.Connection, configs: Collection[RunConfig], dataset: str
    ) -> dict[RunConfig, list[Epoch]]:
        """The epochs of those of these settings that were trained ahead to their last epoch, or beyond it.

        Beyond it only if the network of the best epoch, which alone is kept, is one of theirs.
        """
        found = self._histories_ahead(connection, configs, dataset)
        ended = {
            config: epochs for config, epochs in found.items() if best_epoch(epochs).epoch <= config.epochs <= len(epochs)
        }
        keys = {settings_key(config) for config in ended}
        with_network = sa.select(ahead.c.settings).where(
            ahead.c.dataset == dataset, ahead.c.settings.in_(keys), ahead.c.keras.is_not(None)
        )
        whole = set(connection.scalars(with_network))
        return {config: epochs[: config.epochs] for config, epochs in ended.items() if settings_key(config) in whole}


def settings_key(config: RunConfig) -> str:
    """What decides about the epochs of a training, apart from its reviews: the settings without the number of epochs."""
    return json.dumps(replace(config, epochs=RunConfig().epochs).to_dict(), sort_keys=True)


def at(config: RunConfig, dataset: str) -> Sequence[sa.ColumnElement[bool]]:
    """The condition for the row of these settings."""
    return _at((dataset, settings_key(config)))


def _at(place: Place) -> Sequence[sa.ColumnElement[bool]]:
    return ahead.c.dataset == place[0], ahead.c.settings == place[1]


def _parsed(text: str) -> list[Epoch]:
    """The epochs in a row; none if it is damaged."""
    try:
        epochs = [Epoch(*figures) for figures in json.loads(text)]
    except (ValueError, TypeError):
        return []
    numbered = [epoch.epoch for epoch in epochs] == list(range(1, len(epochs) + 1))
    return epochs if numbered and all(is_number(figure) for epoch in epochs for figure in astuple(epoch)) else []


def _sweep(connection: sa.Connection) -> None:
    """Remove what is too old, and the oldest of those that are too many."""
    connection.execute(ahead.delete().where(ahead.c.trained < time.time() - KEPT_SECONDS))
    query = sa.select(ahead.c.dataset, ahead.c.settings, ahead.c.visitor).order_by(ahead.c.trained.desc())
    of_one: Counter[str] = Counter()
    for number, (dataset, key, visitor) in enumerate(connection.execute(query).all(), 1):
        of_one[visitor] += 1
        if of_one[visitor] > MOST_OF_ONE or number > MOST:
            connection.execute(ahead.delete().where(*_at((dataset, key))))
