"""Trainings ahead: what an idle worker trained of settings that nobody has asked for yet.

They are no runs. Once somebody asks for such a setting, `RunQueue.add` makes a run of it, which then has these epochs and,
if the training has come to its end, has ended itself.
"""

import json
import time
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import astuple, dataclass

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
MOST = 120
"""How many are kept in all. Of the default settings, they take 0.3 GB."""


@dataclass(frozen=True)
class Training:
    """A training ahead, as far as a query needs it."""

    history: Sequence[Epoch]
    has_ended: bool
    """Whether the network of its best epoch has been kept as a file."""

    def has(self, epochs: int) -> bool:
        """Whether a run of so many epochs would be a part of it, or all of it, and its network that of the best of them."""
        return self.has_ended and best_epoch(self.history).epoch <= epochs <= len(self.history)


class TrainedAhead(Queries):
    """The methods of `Store` about trainings ahead."""

    def keep_ahead(self, results: Collection[AheadResult], dataset: str, visitor: str) -> None:
        """Keep trainings ahead, in the place of shorter ones that were interrupted; drop the oldest beyond the limits.

        Args:
            results: The trainings.
            dataset: Their data set.
            visitor: For whom they were trained.
        """
        with self._transaction() as connection:
            let_one_in(connection)
            for result in results:
                epochs = len(result.history)
                shorter = sa.and_(ahead.c.keras.is_(None), ahead.c.epochs < epochs)
                same = of(result.config, dataset)
                connection.execute(ahead.delete().where(*same, sa.or_(shorter, ahead.c.epochs == epochs)))
                whose = {"dataset": dataset, "settings": settings_key(result.config), "epochs": epochs, "visitor": visitor}
                history = json.dumps([astuple(epoch) for epoch in result.history])
                values = {"history": history, "keras": result.model, "network": result.network, "trained": time.time()}
                connection.execute(ahead.insert().values(whose | values))
            _sweep(connection)

    def sweep_ahead(self) -> None:
        """Remove the trainings ahead that nobody has asked for in `KEPT_SECONDS`."""
        with self._transaction() as connection:
            _sweep(connection)

    def _ahead(
        self, connection: sa.Connection, configs: Collection[RunConfig], dataset: str
    ) -> dict[RunConfig, list[Training]]:
        """The trainings ahead of each of these settings, however many epochs they ask for, the shortest first."""
        by_key = defaultdict(list)
        for config in configs:
            by_key[settings_key(config)].append(config)
        found: dict[RunConfig, list[Training]] = {config: [] for config in configs}
        for key, text, has_ended in connection.execute(_AHEAD, {"dataset": dataset, "settings": [*by_key]}):
            if epochs := _parsed(text):
                for config in by_key[key]:
                    found[config].append(Training(epochs, has_ended))
        return found


# Put together once: see the queries of `explorer.store.queries`.
_AHEAD = (
    sa.select(ahead.c.settings, ahead.c.history, ahead.c.keras.is_not(None))
    .where(ahead.c.dataset == sa.bindparam("dataset"), ahead.c.settings.in_(sa.bindparam("settings", expanding=True)))
    .order_by(ahead.c.epochs)
)


def settings_key(config: RunConfig) -> str:
    """What decides about the epochs of a training, apart from its reviews: the settings without the number of epochs."""
    return json.dumps(config.first_epochs.to_dict(), sort_keys=True)


def of(config: RunConfig, dataset: str) -> Sequence[sa.ColumnElement[bool]]:
    """The conditions for the rows of these settings."""
    return ahead.c.dataset == dataset, ahead.c.settings == settings_key(config)


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
    query = sa.select(ahead.c.dataset, ahead.c.settings, ahead.c.epochs, ahead.c.visitor).order_by(ahead.c.trained.desc())
    of_one: Counter[str] = Counter()
    for number, (*place, visitor) in enumerate(connection.execute(query).all(), 1):
        of_one[visitor] += 1
        if of_one[visitor] > MOST_OF_ONE or number > MOST:
            dataset, key, epochs = place
            there = (ahead.c.dataset == dataset, ahead.c.settings == key, ahead.c.epochs == epochs)
            connection.execute(ahead.delete().where(*there))
