"""Taking over what another store has: runs with everything that belongs to them, and data sets, each of them once."""

import time
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from explorer.store.database import Database
from explorer.store.identity import fingerprint
from explorer.store.queries import Queries, let_one_in, to_config
from explorer.store.records import ACTIVE, OWN_PREFIX, SearchState, State
from explorer.store.soundness import Damage
from explorer.store.tables import (
    EPOCH_FIELDS,
    baselines,
    dataset_texts,
    datasets,
    epochs,
    hidden_runs,
    models,
    openings,
    runs,
    search_runs,
    searches,
)

RUNS_AT_ONCE = 50
"""So many runs come in one transaction: workers and pages that want to write wait for it."""

Row = dict[str, Any]


@dataclass
class Merged:
    """What came of another store, and what did not."""

    runs: int = 0
    epochs: int = 0
    networks: int = 0
    searches: int = 0
    openings: int = 0
    known_runs: int = 0
    """Runs that were here already."""
    unended: int = 0
    """Runs that are left out because they, or the search that they belong to, have not ended there."""
    unusable: int = 0
    """Runs that are left out because their settings or figures are not possible, or their data set is gone."""
    datasets: list[str] = field(default_factory=list)
    """What the data sets are called that came."""
    known_datasets: int = 0
    renamed: dict[str, str] = field(default_factory=dict)
    """What data sets are called there, and here, where others had their name."""


@dataclass(frozen=True)
class _Unit:
    """What comes as a whole or not at all: a search with its runs, or some other runs. Ids and rows are those there."""

    runs: Sequence[int]
    search: Row | None = None


class Merging(Queries):
    """The method of `Store` that takes over another store."""

    def merge(
        self, other: Database, taken: Collection[str] = (), progress: Callable[[float], None] = lambda _share: None
    ) -> Merged:
        """Take over what another store has and this one has not, in steps each of which is whole.

        Runs get new numbers. A run that has been here for longer keeps its own, and what belongs to it stays, but envelopes
        that were opened for it there are open here, too. Nothing is taken over that waits or trains, and no search that
        goes on. Whatever is at work on this store may go on, and two processes may do this at once.

        Args:
            other: A store that nobody changes meanwhile, such as a `snapshot`.
            taken: What no data set may be called.
            progress: Called with the share that is done.

        Raises:
            StoreUnavailable: one of the two cannot be used.
        """
        merged = Merged()
        with other._transaction() as there:
            for dataset in _rows(there, sa.select(datasets).order_by(datasets.c.created)):
                self._merge_dataset(there, dataset, taken, merged)
            with self._transaction() as here:
                let_one_in(here)
                _add_missing(here, baselines, _rows(there, sa.select(baselines)))
            units, merged.unended = _units(there)
            for number, unit in enumerate(units, start=1):
                self._merge_unit(there, unit, merged)
                progress(number / len(units))
        return merged

    def _merge_dataset(self, there: sa.Connection, dataset: Row, taken: Collection[str], merged: Merged) -> None:
        with self._transaction() as here:
            let_one_in(here)
            labels = dict(here.execute(sa.select(datasets.c.name, datasets.c.label)).all())
            if dataset["name"] in labels:
                merged.known_datasets += 1
                return
            label = _free(dataset["label"], {name.casefold() for name in (*taken, *labels.values())})
            # From now on it counts how long it is kept here.
            here.execute(datasets.insert().values(dataset | {"label": label, "created": time.time()}))
            texts = sa.select(dataset_texts).where(dataset_texts.c.dataset == dataset["name"])
            for part in there.execute(texts.execution_options(yield_per=1)).mappings():
                here.execute(dataset_texts.insert().values(dict(part)))
        merged.datasets.append(label)
        if label != dataset["label"]:
            merged.renamed[dataset["label"]] = label

    def _merge_unit(self, there: sa.Connection, unit: _Unit, merged: Merged) -> None:
        rows = _rows(there, sa.select(runs).where(runs.c.id.in_(unit.runs)).order_by(runs.c.id))
        figures: dict[int, list[Row]] = {run_id: [] for run_id in unit.runs}
        for epoch in _rows(there, sa.select(epochs).where(epochs.c.run_id.in_(unit.runs)).order_by(epochs.c.epoch)):
            figures[epoch["run_id"]].append(epoch)
        keys = {row["id"]: key for row in rows if _is_possible(row, figures[row["id"]]) and (key := _key(row))}
        with self._transaction() as here:
            let_one_in(here)
            present = set(here.scalars(sa.select(datasets.c.name)))
            usable = [row for row in rows if row["id"] in keys and _has_reviews(row["dataset"], present)]
            known = _known(here, usable)
            # Their ids there → those here.
            places = {row["id"]: known[keys[row["id"]]] for row in usable if keys[row["id"]] in known}
            new = [row for row in usable if row["id"] not in places]
            came = _add_runs(here, new)
            _add(here, epochs, (epoch | {"run_id": came[old]} for old in came for epoch in figures[old]))
            networks = _add_networks(there, here, came)
            hidden = there.scalars(sa.select(hidden_runs.c.run_id).where(hidden_runs.c.run_id.in_(came)))
            _add(here, hidden_runs, ({"run_id": came[old]} for old in hidden))
            opened = _add_openings(there, here, places | came)
            searched = unit.search is not None and bool(usable) and _add_search(there, here, unit.search, came)
        merged.runs += len(new)
        merged.epochs += sum(len(figures[row["id"]]) for row in new)
        merged.networks += networks
        merged.openings += opened
        merged.searches += searched
        merged.known_runs += len(places)
        merged.unusable += len(rows) - len(usable)


def _units(there: sa.Connection) -> tuple[list[_Unit], int]:
    """What is to come, in the order in which it was trained, and how many runs are not, because there is more to come."""
    belongs = dict(there.execute(sa.select(search_runs.c.run_id, search_runs.c.search_id)).all())
    all_searches = {row["id"]: row for row in _rows(there, sa.select(searches).order_by(searches.c.id))}
    of_searches: dict[int, list[int]] = {search_id: [] for search_id in all_searches}
    ended, unended = [], 0
    for run_id, state in there.execute(sa.select(runs.c.id, runs.c.state).order_by(runs.c.id)):
        search = all_searches.get(belongs.get(run_id, 0))
        if state in ACTIVE or (search and search["state"] == SearchState.RUNNING):
            unended += 1
        elif search:
            of_searches[search["id"]].append(run_id)
        else:
            ended.append(run_id)
    units = [_Unit(ids, all_searches[search_id]) for search_id, ids in of_searches.items() if ids]
    others = [_Unit(ended[start : start + RUNS_AT_ONCE]) for start in range(0, len(ended), RUNS_AT_ONCE)]
    return [*others, *units], unended


def _key(row: Row) -> str | None:
    """The `fingerprint` of a run, or None if its settings are not possible."""
    config = to_config(row)
    return None if isinstance(config, Damage) else fingerprint(row["dataset"], config, row["created"])


def _is_possible(row: Row, figures: Sequence[Row]) -> bool:
    """Whether a run has a state and figures that this program reads: anybody may have written the file."""
    numbers = [row["created"], *(row[name] for name in ("started", "finished") if row[name] is not None)]
    numbers += [epoch[name] for epoch in figures for name in EPOCH_FIELDS]
    trained = {epoch["epoch"] for epoch in figures}
    return (
        row["state"] in tuple(State)
        and all(isinstance(number, int | float) for number in numbers)
        and {row["best_epoch"], row["last_epoch"]} - {None} <= trained
    )


def _has_reviews(dataset: str, present: Collection[str]) -> bool:
    """Whether runs on a data set are of use: those on one that somebody has removed are not."""
    return dataset in present or not dataset.startswith(OWN_PREFIX)


def _known(here: sa.Connection, rows: Sequence[Row]) -> Mapping[str, int]:
    """Fingerprint → id of the runs here that may be among these."""
    moments = {row["created"] for row in rows}
    found = here.execute(sa.select(runs).where(runs.c.created.in_(moments)).order_by(runs.c.id.desc())).mappings()
    return {key: row["id"] for row in map(dict, found) if (key := _key(row))}


def _add_runs(here: sa.Connection, rows: Sequence[Row]) -> dict[int, int]:
    """Add runs under new numbers: their ids there → those here."""
    if not rows:
        return {}
    insert = runs.insert().returning(runs.c.id, sort_by_parameter_order=True)
    return dict(zip((row["id"] for row in rows), here.scalars(insert, [*map(_without_id, rows)])))


def _add_networks(there: sa.Connection, here: sa.Connection, came: Mapping[int, int]) -> int:
    """Add the networks of runs, one after the other; how many there were."""
    stored = sa.select(models).where(models.c.run_id.in_(came)).execution_options(yield_per=1)
    count = 0
    for old, network in there.execute(stored):
        here.execute(models.insert().values(run_id=came[old], keras=network))
        count += 1
    return count


def _add_openings(there: sa.Connection, here: sa.Connection, places: Mapping[int, int]) -> int:
    """Add the envelopes that were opened for runs, but for those that are open here already; how many there were."""
    done = {
        (run_id, envelope)
        for run_id, envelope in here.execute(
            sa.select(openings.c.run_id, openings.c.envelope).where(openings.c.run_id.in_(places.values()))
        )
    }
    rows = _rows(there, sa.select(openings).where(openings.c.run_id.in_(places)).order_by(openings.c.id))
    moved = (
        {name: value for name, value in row.items() if name != "id"} | {"run_id": places[row["run_id"]]} for row in rows
    )
    return _add(here, openings, (row for row in moved if (row["run_id"], row["envelope"]) not in done))


def _add_search(there: sa.Connection, here: sa.Connection, search: Row, came: Mapping[int, int]) -> bool:
    """Say which search new runs belong to; whether it is a new one, too."""
    same = searches.c.created == search["created"], searches.c.dataset == search["dataset"]
    found = here.execute(sa.select(searches.c.id, searches.c.state, searches.c.seconds).where(*same)).first()
    progress = {name: search[name] for name in ("state", "message", "seconds")}
    if found is None:
        place = here.execute(searches.insert().values(_without_id(search)).returning(searches.c.id)).scalar_one()
    else:
        place = found.id
        # It may have gone on there since it came.
        if found.state != SearchState.RUNNING and found.seconds < search["seconds"]:
            here.execute(searches.update().where(searches.c.id == place).values(progress))
    rows = _rows(there, sa.select(search_runs).where(search_runs.c.run_id.in_(came)))
    _add(here, search_runs, (row | {"run_id": came[row["run_id"]], "search_id": place} for row in rows))
    return found is None


def _add_missing(here: sa.Connection, table: sa.Table, rows: Sequence[Row]) -> None:
    """Add the rows whose primary key is not there yet."""
    keys = [column.name for column in table.primary_key]
    there = {tuple(row) for row in here.execute(sa.select(*table.primary_key))}
    _add(here, table, (row for row in rows if tuple(row[key] for key in keys) not in there))


def _add(here: sa.Connection, table: sa.Table, rows: Iterable[Row]) -> int:
    """Add rows; how many there were."""
    values = list(rows)
    if values:
        here.execute(table.insert(), values)
    return len(values)


def _rows(connection: sa.Connection, query: sa.Select) -> list[Row]:
    return [dict(row) for row in connection.execute(query).mappings()]


def _without_id(row: Row) -> Row:
    return {name: value for name, value in row.items() if name != "id"}


def _free(label: str, taken: Collection[str]) -> str:
    """`label`, or with the first number behind it that makes it one that nobody has."""
    found, number = label, 1
    while found.casefold() in taken:
        number += 1
        found = f"{label} ({number})"
    return found
