"""The queue: what the app asks to be trained or stopped, and which cluster trains what."""

import time
from collections.abc import Callable, Collection, Sequence

import sqlalchemy as sa

from explorer.config import RunConfig
from explorer.errors import LimitError, TooManyRuns
from explorer.scheduling.cost import MEASURED_REVIEWS
from explorer.scheduling.fair_queue import Line, Request, fair_order, next_batch, seconds_left
from explorer.scheduling.limits import Limits
from explorer.store.continuing import Continuing
from explorer.store.line import ACTIVE_RUNS, Lines
from explorer.store.queries import IS_TRIAL, let_one_in, lock, refuse_removed, was_interrupted
from explorer.store.records import ACTIVE, State
from explorer.store.soundness import DAMAGED_RUN, is_number
from explorer.store.tables import clusters, datasets, requests, runs, stops

FORGET_SECONDS = 24 * 60 * 60
"""After how long without a heartbeat a cluster is forgotten."""


class RunQueue(Lines, Continuing):
    """The methods of `Store` that queue runs, hand them to clusters, and stop them."""

    def add(
        self, configs: Sequence[RunConfig], dataset: str, cluster_id: str, visitor: str = "", limits: Limits | None = None
    ) -> list[int]:
        """Queue one run for each of `configs`. An active run of the same settings, of any visitor, is shared instead.

        A run goes on after the last epoch of an earlier one that had fewer. One that can be cut from a longer one has ended.

        Args:
            configs: The settings of the runs.
            dataset: The name of the data set to train on.
            cluster_id: The cluster that is to train them.
            visitor: Who requests them.
            limits: How many runs may be active. None is for no limit.

        Returns:
            The ids of the runs, in the order of `configs`.

        Raises:
            LimitError: more runs would be active than `limits` allow, of this visitor or of all, or more work of theirs.
            CorpusError: the data set has been removed.
        """
        now = time.time()
        with self._transaction() as connection:
            let_one_in(connection)
            refuse_removed(connection, dataset)
            shareable = (runs.c.dataset == dataset, runs.c.state.in_(ACTIVE), runs.c.stop_requested.is_(False), ~IS_TRIAL)
            rows = connection.execute(sa.select(runs).where(*shareable)).mappings()
            ids = {config: run_id for run_id, config in self._sound_configs(rows).items()}
            new = [config for config in dict.fromkeys(configs) if config not in ids]
            if new:
                if limits is not None:
                    _check_limits(connection, len(new), visitor, limits)
                    if visitor:
                        self._check_work(connection, new, dataset, visitor, limits)
                values = {"dataset": dataset, "state": State.QUEUED, "cluster_id": cluster_id, "created": now}
                insert = runs.insert().returning(runs.c.id, sort_by_parameter_order=True)
                new_ids = connection.scalars(insert, [config.to_dict() | values for config in new]).all()
                self._begin_where_others_ended(connection, [*zip(new_ids, new)], dataset)
                ids |= zip(new, new_ids)
            run_ids = [ids[config] for config in configs]
            theirs = sa.select(requests.c.run_id).where(requests.c.visitor == visitor, requests.c.run_id.in_(run_ids))
            requested = set(connection.scalars(theirs))
            unrequested = [run_id for run_id in dict.fromkeys(run_ids) if run_id not in requested]
            if unrequested:
                values = {"visitor": visitor, "asked": now}
                connection.execute(requests.insert(), [{"run_id": run_id} | values for run_id in unrequested])
        return run_ids

    def claim(self, cluster_id: str, max_networks: int) -> list[int]:
        """Mark the cluster's next batch, of at most `max_networks` runs, as training; the ids of these runs.

        Runs that were stopped after they had been interrupted come first, as a batch of their own: only their networks have
        to be kept.
        """
        with self._transaction() as connection:
            stopped = (runs.c.cluster_id == cluster_id, runs.c.state == State.QUEUED, runs.c.stop_requested.is_(True))
            batch = list(connection.scalars(sa.select(runs.c.id).where(*stopped).order_by(runs.c.id).limit(max_networks)))
            if not batch:
                batch = next_batch(self._line(connection, cluster_id).batches(), max_networks)
            lock(connection, runs.c.id.in_(batch))
            queued = (runs.c.id.in_(batch), runs.c.state == State.QUEUED)
            claimed = list(connection.scalars(sa.select(runs.c.id).where(*queued).order_by(runs.c.id)))
            connection.execute(runs.update().where(*queued).values(state=State.RUNNING, started=time.time()))
        return claimed

    def runs_of(self, cluster_id: str, *states: State) -> list[int]:
        """The ids of the cluster's runs in one of these states."""
        with self._transaction() as connection:
            return list(connection.scalars(_RUNS_OF, {"cluster_id": cluster_id, "states": states}))

    def requested_by(self, visitor: str) -> list[int]:
        """The ids of the active runs that a visitor has asked for."""
        with self._transaction() as connection:
            theirs = sa.select(runs.c.id).join(requests, requests.c.run_id == runs.c.id)
            theirs = theirs.where(requests.c.visitor == visitor, runs.c.state.in_(ACTIVE))
            return list(connection.scalars(theirs.order_by(runs.c.id)))

    def line(self, cluster_id: str, also: Sequence[Request] = ()) -> Line:
        """What the cluster trains and what waits for it.

        Args:
            cluster_id: The cluster.
            also: Requests to be put in line as if they waited too.
        """
        with self._transaction() as connection:
            return self._line(connection, cluster_id, also)

    def requeue(self, run_ids: Collection[int]) -> None:
        """Queue runs again whose training was lost. Those that were asked to stop are stopped instead."""
        if not run_ids:
            return
        with self._transaction() as connection:
            _requeue(connection, runs.c.id.in_(run_ids), runs.c.state == State.RUNNING)

    def take_over(self, cluster_id: str, is_alive: Callable[[str, float | None], bool]) -> int:
        """Queue the active runs of dead clusters for the cluster `cluster_id`.

        Args:
            cluster_id: The cluster that takes over.
            is_alive: Called with the id of each other cluster that has active runs and the time of its last heartbeat, in
                seconds since 1970 (None if it has sent none). Returns whether that cluster is alive.

        Returns:
            How many runs were taken over.
        """
        with self._transaction() as connection:
            known = runs.outerjoin(clusters, clusters.c.cluster_id == runs.c.cluster_id)
            others = sa.select(runs.c.cluster_id, clusters.c.seen).select_from(known)
            others = others.where(runs.c.state.in_(ACTIVE), runs.c.cluster_id != cluster_id).distinct()
            dead = [
                other for other, seen in connection.execute(others) if not is_alive(other, seen if is_number(seen) else None)
            ]
            theirs = (runs.c.cluster_id.in_(dead), runs.c.state.in_(ACTIVE))
            return _requeue(connection, *theirs, cluster_id=cluster_id) if dead else 0

    def heartbeat(self, cluster_id: str) -> None:
        """Note that the cluster is alive, and forget those without a heartbeat for a day."""
        now = time.time()
        with self._transaction() as connection:
            known = clusters.update().where(clusters.c.cluster_id == cluster_id).values(seen=now)
            if not connection.execute(known).rowcount:
                connection.execute(clusters.insert().values(cluster_id=cluster_id, seen=now))
                connection.execute(clusters.delete().where(clusters.c.seen < now - FORGET_SECONDS))

    def fail_damaged(self, cluster_id: str) -> None:
        """End the cluster's active runs that cannot be trained, because their rows are damaged: nobody waits for them."""
        active = (runs.c.cluster_id == cluster_id, runs.c.state.in_(ACTIVE))
        with self._transaction() as connection:
            rows = connection.execute(sa.select(runs).where(*active)).mappings().all()
            damaged = {row["id"] for row in rows} - self._sound_configs(rows).keys()
            if damaged:
                lock(connection, runs.c.id.in_(damaged))
                ended = {"state": State.FAILED, "message": DAMAGED_RUN, "finished": time.time()}
                connection.execute(runs.update().where(runs.c.id.in_(damaged), *active).values(ended))

    def give_up(self, cluster_id: str) -> None:
        """Stop all active runs of the cluster, because the app is being closed."""
        message = "The app was closed before this run had finished. Train it again to see the whole story."
        theirs = (runs.c.cluster_id == cluster_id, runs.c.state.in_(ACTIVE))
        with self._transaction() as connection:
            lock(connection, *theirs)
            _stop(connection, message, *theirs)

    def request_stop(self, run_ids: Collection[int], by: str = "") -> None:
        """Ask for runs to be stopped, whoever wants them: queued ones at once, training ones when their trainer next checks.

        Args:
            run_ids: The runs.
            by: The visitor who ends them; nothing for a command.
        """
        with self._transaction() as connection:
            chosen = runs.c.id.in_(run_ids)
            lock(connection, chosen)
            stop_runs(connection, chosen, by=by)

    def _check_work(
        self, connection: sa.Connection, new: Sequence[RunConfig], dataset: str, visitor: str, limits: Limits
    ) -> None:
        """Refuse runs with which this visitor would ask for too much time.

        Raises:
            LimitError: they would take longer than `limits` allow.
        """
        reviews = connection.scalar(sa.select(datasets.c.train).where(datasets.c.name == dataset)) or MEASURED_REVIEWS
        mine = runs.c.id.in_(sa.select(requests.c.run_id).where(requests.c.visitor == visitor))
        asked = [request for request, _ in self._requests(connection, ACTIVE_RUNS.where(mine)) if request.visitor == visitor]
        now, before = time.time(), sum(map(seconds_left, fair_order(asked, {})))
        asked += [Request(-number, config, dataset, visitor, now, 0, reviews) for number, config in enumerate(new, 1)]
        if sum(map(seconds_left, fair_order(asked, {}))) > 60 * limits.minutes_by_one:
            ways = "Choose fewer epochs, fewer units or larger batches"
            remedy = f"{ways}, stop some of yours, or wait until they are done." if before else f"{ways}."
            error = TooManyRuns if before else LimitError
            raise error(
                f"That would take too long: at most {limits.minutes_by_one:,} minutes of training can wait or train at a "
                f"time for one person. {remedy}"
            )


# Put together once: see the queries of `explorer.store.queries`.
_RUNS_OF = (
    sa.select(runs.c.id)
    .where(runs.c.cluster_id == sa.bindparam("cluster_id"), runs.c.state.in_(sa.bindparam("states", expanding=True)))
    .order_by(runs.c.id)
)


def _check_limits(connection: sa.Connection, new: int, visitor: str, limits: Limits) -> None:
    active = sa.select(sa.func.count()).select_from(runs).where(runs.c.state.in_(ACTIVE))
    more = "another one" if new == 1 else f"{new:,} more"
    if connection.execute(active).scalar_one() + new > limits.queued:
        raise LimitError(
            f"There is no room for {more}: at most {limits.queued:,} can wait or train at a time in this app. Try again "
            "when some are done."
        )
    theirs = active.join(requests, requests.c.run_id == runs.c.id).where(requests.c.visitor == visitor)
    if visitor and (waiting := connection.execute(theirs).scalar_one()) + new > limits.queued_by_one:
        yours = "is 1 of yours" if waiting == 1 else f"are {waiting:,} of yours"
        remedy = f"There {yours} now: stop some, or wait until they are done." if waiting else "Ask for fewer at a time."
        error = TooManyRuns if waiting else LimitError
        raise error(
            f"There is no room for {more}: at most {limits.queued_by_one:,} can wait or train at a time for one person. "
            f"{remedy}"
        )


def stop_runs(connection: sa.Connection, *conditions: sa.ColumnElement[bool], by: str) -> None:
    """Stop those of the runs that wait, and ask those that have begun to stop; `by` whom is noted. They are locked."""
    # The first one has ended it.
    going = (*conditions, runs.c.state.in_(ACTIVE), runs.c.id.not_in(sa.select(stops.c.run_id)))
    connection.execute(stops.insert().from_select(["run_id", "visitor"], sa.select(runs.c.id, sa.literal(by)).where(*going)))
    _stop(connection, "Stopped before it began.", *conditions, runs.c.state == State.QUEUED, ~was_interrupted())
    connection.execute(runs.update().where(*conditions, runs.c.state.in_(ACTIVE)).values(stop_requested=True))


def _stop(connection: sa.Connection, message: str, *conditions: sa.ColumnElement[bool]) -> None:
    stopped = {"state": State.STOPPED, "message": message, "finished": time.time()}
    connection.execute(runs.update().where(*conditions).values(stopped))


def _requeue(connection: sa.Connection, *conditions: sa.ColumnElement[bool], **values: str) -> int:
    """Queue those runs again, with new `values`, and end the ones that were asked to stop; how many were queued.

    A worker ends those that were interrupted before: it keeps the network that they had by then.
    """
    lock(connection, *conditions)
    _stop(connection, "Stopped.", *conditions, runs.c.stop_requested.is_(True), ~was_interrupted())
    return connection.execute(runs.update().where(*conditions).values(state=State.QUEUED, **values)).rowcount
