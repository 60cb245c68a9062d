"""Wishes: who has asked for which runs. A run that several visitors want goes on until none of them does."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from explorer.errors import StoreError
from explorer.store.queries import Queries, lock
from explorer.store.records import ACTIVE
from explorer.store.run_queue import stop_runs
from explorer.store.tables import accounts, requests, runs, stops


class Wishes(Queries):
    """The methods of `Store` about who wants a run, and who has ended it.

    Visitors have names that mean nothing to others. Those who have logged in have the name of their account as well. Whoever
    trains from the command line has no name, and nobody counts as waiting there.
    """

    def wishes(self, run_ids: Collection[int]) -> dict[int, list[str]]:
        """Run id → the visitors who want it, the first one first. A search that wants a run is one of them."""
        query = (
            sa.select(requests.c.run_id, requests.c.visitor)
            .where(requests.c.run_id.in_(run_ids), requests.c.visitor != "")
            .order_by(requests.c.asked, requests.c.visitor)
        )
        found: dict[int, list[str]] = {run_id: [] for run_id in run_ids}
        with self._transaction() as connection:
            for run_id, visitor in connection.execute(query):
                found[run_id].append(visitor)
        return found

    def take_back(self, run_ids: Collection[int], visitor: str) -> list[int]:
        """Take a visitor's wish for runs back, and stop those of them that nobody else wants.

        Returns:
            The ids of the runs that go on, because others want them.
        """
        with self._transaction() as connection:
            lock(connection, runs.c.id.in_(run_ids))
            return end_wish(connection, visitor, visitor, runs.c.id.in_(run_ids))

    def asked_alone(self, visitor: str, latest: int) -> list[int]:
        """The ids of the runs that a visitor has asked for one at a time, and not as part of a grid, the latest last.

        Args:
            visitor: The visitor.
            latest: How many at most.
        """
        theirs = sa.select(sa.func.min(requests.c.run_id)).where(requests.c.visitor == visitor)
        alone = theirs.group_by(requests.c.asked).having(sa.func.count() == 1)
        with self._transaction() as connection:
            return list(connection.scalars(alone.order_by(requests.c.asked.desc()).limit(latest)))[::-1]

    def stopped_by(self, run_id: int) -> str | None:
        """The visitor who has ended a run; empty for a command, None if nobody has."""
        with self._transaction() as connection:
            return connection.scalar(sa.select(stops.c.visitor).where(stops.c.run_id == run_id))

    def name_account(self, visitor: str, name: str) -> None:
        """Keep the name of the account of a visitor who has logged in."""
        if self.account_names([visitor]).get(visitor) == name:
            return
        try:
            with self._transaction() as connection:
                connection.execute(accounts.delete().where(accounts.c.visitor == visitor))
                connection.execute(accounts.insert().values(visitor=visitor, name=name))
        except StoreError as error:
            # Another tab of theirs may have written it at this moment.
            if not isinstance(error.__cause__, IntegrityError):
                raise

    def account_names(self, visitors: Collection[str]) -> dict[str, str]:
        """Visitor → the name of their account, of those who have logged in."""
        with self._transaction() as connection:
            known = sa.select(accounts.c.visitor, accounts.c.name).where(accounts.c.visitor.in_(visitors))
            return dict(connection.execute(known).all())

    def asked_by(self, run_ids: Collection[int]) -> dict[int, list[str]]:
        """Run id → the names of the accounts that have asked for it, the first one first."""
        wishes = self.wishes(run_ids)
        names = self.account_names({visitor for visitors in wishes.values() for visitor in visitors})
        return {run_id: [names[one] for one in visitors if one in names] for run_id, visitors in wishes.items()}


def end_wish(connection: sa.Connection, wisher: str, by: str, *conditions: sa.ColumnElement[bool]) -> list[int]:
    """Take a wish for runs back, and stop those that nobody else wants. They are locked.

    Args:
        connection: The transaction.
        wisher: Whose wish it is.
        by: Who is noted for having ended runs.
        *conditions: Which runs.

    Returns:
        The ids of the runs that go on.
    """
    others = sa.select(requests.c.run_id).where(requests.c.visitor.not_in(("", wisher)))
    stop_runs(connection, *conditions, runs.c.id.not_in(others), by=by)
    going_on = (*conditions, runs.c.id.in_(others), runs.c.state.in_(ACTIVE), runs.c.stop_requested.is_(False))
    wanted = list(connection.scalars(sa.select(runs.c.id).where(*going_on).order_by(runs.c.id)))
    connection.execute(requests.delete().where(requests.c.visitor == wisher, requests.c.run_id.in_(wanted)))
    return wanted
