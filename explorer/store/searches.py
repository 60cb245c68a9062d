"""Searches for good settings: what they look for, and the runs that they train."""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace

import sqlalchemy as sa

from explorer.config import RunConfig
from explorer.errors import ConfigError, LimitError, StoreError
from explorer.scheduling.search_space import Space
from explorer.scheduling.successive_halving import Budget, Outcome, Step, Trial
from explorer.store.queries import LARGEST_ID, Queries, let_one_in, lock, refuse_removed
from explorer.store.records import ACTIVE, Search, SearchState, State
from explorer.store.soundness import DAMAGED_SEARCH, Damage, is_number
from explorer.store.tables import at_best, requests, runs, search_runs, searches
from explorer.store.wishes import end_wish

UNATTENDED_SECONDS = 60
"""Where nobody has looked after a search for longer than this, its time stood still."""
NOT_YET = 0.0
"""Its time begins when a cluster is ready for it."""
OUTCOMES = {State.STOPPED: Outcome.STOPPED, State.FAILED: Outcome.FAILED, **dict.fromkeys(ACTIVE, Outcome.ACTIVE)}
NOTHING_TRAINED = "None of its networks could be trained."


class Searches(Queries):
    """The methods of `Store` about searches."""

    def add_search(self, space: Space, budget: Budget, dataset: str, visitor: str = "") -> int:
        """Begin a search; its id.

        Raises:
            LimitError: another search is running on these reviews.
            CorpusError: they have been removed.
        """
        now = time.time()
        with self._transaction() as connection:
            let_one_in(connection)
            refuse_removed(connection, dataset)
            _refuse_second(connection, dataset)
            values = {
                "dataset": dataset,
                "space": json.dumps(asdict(space)),
                "networks": budget.networks,
                "budget_seconds": budget.seconds,
                "visitor": visitor,
                "state": SearchState.RUNNING,
                "created": now,
                "seconds": 0.0,
                "looked_after": NOT_YET,
            }
            return connection.execute(searches.insert().values(values).returning(searches.c.id)).scalar_one()

    def search(self, search_id: int) -> Search | None:
        """The search with that id, or None."""
        if not 0 < search_id <= LARGEST_ID:
            return None
        with self._transaction() as connection:
            return self._search(connection, search_id)

    def searches(self, dataset: str) -> list[Search]:
        """All searches on that data set, oldest first."""
        return self._select_searches(searches.c.dataset == dataset)

    def running_searches(self) -> list[Search]:
        """The searches that go on, on any data set, oldest first."""
        return self._select_searches(searches.c.state == SearchState.RUNNING)

    def trials(self, search_id: int) -> list[Trial]:
        """The runs of a search, oldest first."""
        with self._transaction() as connection:
            search = self._search(connection, search_id)
            return self._trials(connection, search) if search else []

    def advance_search(self, search_id: int, cluster_id: str, decide: Callable[[Search, Sequence[Trial]], Step]) -> Step:
        """Do the next step of a search, unless it has ended. It is safe to ask for it at any time, from any process.

        Args:
            search_id: The search.
            cluster_id: The cluster that is to train what the search asks for.
            decide: Returns the step, from the search and its trials. No other process changes them meanwhile.
        """
        now = time.time()
        elapsed = now - searches.c.looked_after
        attended = sa.case((elapsed.between(0, UNATTENDED_SECONDS), elapsed), else_=0.0)
        with self._transaction() as connection:
            # Whoever comes second waits here.
            running = (searches.c.id == search_id, searches.c.state == SearchState.RUNNING)
            ticked = searches.update().where(*running).values(seconds=searches.c.seconds + attended, looked_after=now)
            if not connection.execute(ticked).rowcount:
                return Step()
            search = self._search(connection, search_id)
            if search is None:
                return Step()
            step = decide(search, self._trials(connection, search))
            if step.queue:
                _queue(connection, search, step, cluster_id, now)
            if step.is_over:
                state = SearchState.FAILED if step.has_failed else SearchState.FINISHED
                message = _last_message(connection, search_id) if step.has_failed else ""
                connection.execute(searches.update().where(*running).values(state=state, message=message))
            return step

    def fail_damaged_searches(self) -> None:
        """End the running searches whose rows are damaged: they cannot go on, and no other could begin."""
        running = (searches.c.state == SearchState.RUNNING,)
        with self._transaction() as connection:
            ids = set(connection.scalars(sa.select(searches.c.id).where(*running)))
            damaged = ids - {search.id for search in self._searches(connection, *running)}
            if damaged:
                failed = {"state": SearchState.FAILED, "message": DAMAGED_SEARCH}
                connection.execute(searches.update().where(searches.c.id.in_(damaged), *running).values(failed))

    def stop_search(self, search_id: int, by: str = "", message: str = "") -> None:
        """Stop a search that is running, and those of its runs that no visitor wants. Nothing of it is lost.

        Args:
            search_id: The search.
            by: The visitor who stops it; nothing for a command.
            message: A sentence on who it was, for those who did not.
        """
        with self._transaction() as connection:
            running = (searches.c.id == search_id, searches.c.state == SearchState.RUNNING)
            values = {"state": SearchState.STOPPED, "message": message}
            if connection.execute(searches.update().where(*running).values(values)).rowcount:
                theirs = runs.c.id.in_(sa.select(search_runs.c.run_id).where(search_runs.c.search_id == search_id))
                lock(connection, theirs, runs.c.state.in_(ACTIVE))
                end_wish(connection, wisher(search_id), by, theirs)

    def resume_search(self, search_id: int) -> None:
        """Go on with a search that was stopped or has failed. What could not be trained is tried again.

        Raises:
            LimitError: another search is running on these reviews.
            StoreError: there is no such search.
        """
        with self._transaction() as connection:
            let_one_in(connection)
            search = self._search(connection, search_id)
            if search is None:
                raise StoreError(f"There is no search {search_id} in the store.")
            if search.state not in (SearchState.STOPPED, SearchState.FAILED):
                return
            _refuse_second(connection, search.dataset)
            theirs = runs.c.id.in_(sa.select(search_runs.c.run_id).where(search_runs.c.search_id == search_id))
            lock(connection, theirs, runs.c.state == State.FAILED)
            failed = runs.update().where(theirs, runs.c.state == State.FAILED)
            connection.execute(failed.values(state=State.STOPPED))
            values = {"state": SearchState.RUNNING, "message": "", "looked_after": NOT_YET}
            connection.execute(searches.update().where(searches.c.id == search_id).values(values))

    def _select_searches(self, *conditions: sa.ColumnElement[bool]) -> list[Search]:
        with self._transaction() as connection:
            return self._searches(connection, *conditions)

    def _search(self, connection: sa.Connection, search_id: int) -> Search | None:
        return next(iter(self._searches(connection, searches.c.id == search_id)), None)

    def _searches(self, connection: sa.Connection, *conditions: sa.ColumnElement[bool]) -> list[Search]:
        """The searches that fulfil the conditions, without those whose rows are damaged."""
        rows = connection.execute(sa.select(searches).where(*conditions).order_by(searches.c.id)).mappings()
        found = []
        for row in rows:
            search = _to_search(row)
            if isinstance(search, Damage):
                self._left_out.add("Search", row["id"], search)
            else:
                found.append(search)
        return found

    def _trials(self, connection: sa.Connection, search: Search) -> list[Trial]:
        query = (
            sa.select(runs, search_runs.c.bracket, at_best.c.val_accuracy)
            .join(search_runs, search_runs.c.run_id == runs.c.id)
            .outerjoin(at_best, sa.and_(at_best.c.run_id == runs.c.id, at_best.c.epoch == runs.c.best_epoch))
            .where(search_runs.c.search_id == search.id)
            .order_by(runs.c.id)
        )
        rows = connection.execute(query).mappings().all()
        configs = self._sound_configs(rows)
        return [_to_trial(search.space, row, configs[row["id"]]) for row in rows if row["id"] in configs]


def wisher(search_id: int) -> str:
    """What the queue calls a search among the visitors who ask for runs."""
    return f"search {search_id}"


def _refuse_second(connection: sa.Connection, dataset: str) -> None:
    others = sa.select(searches.c.id).where(searches.c.dataset == dataset, searches.c.state == SearchState.RUNNING)
    if (other := connection.scalar(others)) is not None:
        raise LimitError(f"Search {other} is running on these reviews. Wait until it is done, or stop it first.")


def _to_search(row: sa.RowMapping) -> Search | Damage:
    """The search of a row. A knob that is younger than the search has its usual value."""
    numbers = ("created", "seconds", *(name for name in ("networks", "budget_seconds") if row[name] is not None))
    if not all(is_number(row[name]) for name in numbers):
        return Damage("a number of it is none")
    try:
        kept = json.loads(row["space"])
        return Search(
            id=row["id"],
            dataset=row["dataset"],
            space=Space(RunConfig(**kept["base"]), tuple(kept["vary"])),
            budget=Budget(row["networks"], row["budget_seconds"]),
            state=SearchState(row["state"]),
            message=row["message"],
            created=row["created"],
            visitor=row["visitor"],
            seconds=row["seconds"],
        )
    except (ConfigError, KeyError, TypeError, ValueError):
        return Damage("it looks among settings that are not possible")


def _to_trial(space: Space, row: sa.RowMapping, trained: RunConfig) -> Trial:
    # A network whose loss blew up is not a good one, even if it was before.
    failed = row["state"] in (State.DIVERGED, State.FAILED) or not is_number(row["val_accuracy"])
    accuracy = None if failed else row["val_accuracy"]
    trial = Trial.of(space, trained, row["bracket"], OUTCOMES.get(row["state"], Outcome.ENDED))
    return replace(trial, accuracy=accuracy, run_id=row["id"], best_epoch=row["best_epoch"])


def _queue(connection: sa.Connection, search: Search, step: Step, cluster_id: str, now: float) -> None:
    """Add the runs of a step. The queue takes the search for a visitor of its own, so nobody waits behind it for long."""
    common = {"dataset": search.dataset, "state": State.QUEUED, "cluster_id": cluster_id, "created": now}
    insert = runs.insert().returning(runs.c.id, sort_by_parameter_order=True)
    ids = list(connection.scalars(insert, [config.to_dict() | common for _, config in step.queue]))
    brackets = [bracket for bracket, _ in step.queue]
    rows = [{"run_id": run_id, "search_id": search.id, "bracket": bracket} for run_id, bracket in zip(ids, brackets)]
    connection.execute(search_runs.insert(), rows)
    values = {"visitor": wisher(search.id), "asked": now}
    connection.execute(requests.insert(), [{"run_id": run_id} | values for run_id in ids])


def _last_message(connection: sa.Connection, search_id: int) -> str:
    """Why the latest run of a search failed."""
    messages = (
        sa.select(runs.c.message)
        .join(search_runs, search_runs.c.run_id == runs.c.id)
        .where(search_runs.c.search_id == search_id, runs.c.state == State.FAILED)
        .order_by(runs.c.id.desc())
    )
    return connection.scalar(messages.limit(1)) or NOTHING_TRAINED
