"""Workers that train the runs of a store: a local Dask cluster that starts with the app, or an existing one."""

import atexit
import contextlib
import logging
import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from explorer import corpus, datasets, settings
from explorer.config import RunConfig
from explorer.errors import ClusterError, ExplorerError, StoreError, StoreUnavailable, for_visitors
from explorer.garbage_collection import keep_loaded
from explorer.scheduling import cost
from explorer.scheduling.search_space import Space
from explorer.scheduling.successive_halving import Budget
from explorer.store import ACTIVE, Run, State, Store, WorkerStart
from explorer.workers import searches, tasks
from explorer.workers.ahead import Ahead
from explorer.workers.batches import LOST, Batches
from explorer.workers.clock import Clock
from explorer.workers.connection import Connection
from explorer.workers.guard import Guard
from explorer.workers.liveness import cluster_id, is_alive
from explorer.workers.local_process import not_started

logger = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 5
"""How often a cluster sends a heartbeat to the store and looks after its runs when nothing happens."""
SWEEP_SECONDS = 600
"""How often old data sets are looked for."""
POLL_SECONDS = 0.1
CLOSE_SECONDS = 10
STARTING = "Starting the training worker"
RECOMMENDED_MEGABYTES = 1_500
"""What a worker needs for TensorFlow, the reviews and the article's networks; the first two alone take about 850."""


@dataclass(frozen=True)
class Status:
    """What a cluster is doing, or why it failed, in a sentence, and which fraction of its start is done.

    The fractions are the marks in `explorer.scheduling.cost`. Times are seconds since 1970.
    """

    fraction: float
    sentence: str
    ready: bool = False
    failed: bool = False
    since: float = field(default_factory=time.time)
    """When this status began."""
    began: float | None = None
    """When the start of the worker began; None if it has just begun."""
    prepared: bool = False
    """Whether reviews have to be prepared in this start, because no earlier one has kept them."""
    rehearsed: bool = False
    """Whether the worker trains once before it is ready."""


class Cluster:
    """Workers that train the runs of a store.

    The constructor returns at once. A thread connects to Dask, warms a worker up (TensorFlow imported, reviews loaded) and
    submits queued runs, one batch for each worker; `status` says how far it is. A worker or a cluster that is lost is
    replaced, and its runs are trained again.

    Args:
        store: where runs are queued, and where workers write their epochs.
        scheduler: the address of an existing Dask scheduler, or None for a local cluster.
        dataset: the source of the reviews that a worker loads to warm up.

    Raises:
        ClusterError: an existing cluster is asked for, but the store is a file that its workers cannot reach.
        LimitError: the environment sets a limit, or a number of days, that makes no sense.
    """

    def __init__(self, store: Store, scheduler: str | None, dataset: str) -> None:
        if scheduler and store.is_file:
            raise ClusterError(
                "EXPLORER_SCHEDULER names a Dask cluster, but its workers cannot write to a file on this computer. Set "
                "EXPLORER_STORE to a database server as well, for example postgresql://user:password@host/name."
            )
        self.store = store
        self.cluster_id = cluster_id(os.getpid())
        self.limits = settings.limits()
        self.status = Status(cost.CONNECTING, STARTING)
        self.workers = 1
        """How many batches can train at the same time."""
        self._scheduler = scheduler
        self._dataset = dataset
        self._wake = threading.Event()
        self._connection: Connection | None = None
        self._batches = Batches(store, self.cluster_id, self.limits.at_once, self._wake.set)
        self._ahead = Ahead(store, settings.ahead(), lambda: self._connection, self._wake.set)
        self._needed = False
        self._closed = False
        self._keep_days = settings.keep_uploads()
        self._swept = float("-inf")
        self.clock = Clock(self)
        store.heartbeat(self.cluster_id)
        self._thread = threading.Thread(target=self._run, name="cluster", daemon=True)
        self._thread.start()
        self._guard = Guard(self, lambda: self._connection, self._batches.training, self._batches.mark_hung)
        atexit.register(self.close)

    def submit(self, configs: Sequence[RunConfig], dataset: str, visitor: str = "") -> list[int]:
        """Queue a run for each of these settings; their ids. A setting that is queued or trains already is shared.

        Raises:
            LimitError: this `visitor`, or everybody together, would have too many runs queued.
        """
        with self._ahead.making_way(configs, dataset):
            run_ids = self.store.add(configs, dataset, self.cluster_id, visitor, self.limits)
        self._wake.set()
        return run_ids

    @property
    def trains_ahead(self) -> bool:
        """Whether workers with nothing to do train what visitors may ask for next."""
        return self._ahead.allowed

    def look(self, tab: str, visitor: str, config: RunConfig, dataset: str) -> None:
        """Note that somebody looks at the result of these settings: what is one turn of a knob away is trained ahead.

        Args:
            tab: The tab of their browser.
            visitor: Who it is.
            config: The settings.
            dataset: The reviews.
        """
        self._ahead.look(tab, visitor, config, dataset)

    def look_away(self, tab: str) -> None:
        """Note that somebody looks at something else."""
        self._ahead.leave(tab)

    def search(self, space: Space, budget: Budget, dataset: str, visitor: str = "") -> int:
        """Begin a search for good settings; its id.

        Raises:
            LimitError: another one is running on these reviews.
        """
        search_id = self.store.add_search(space, budget, dataset, visitor)
        self._wake.set()
        return search_id

    def resume_search(self, search_id: int) -> None:
        """Go on with a search that was stopped or has failed.

        Raises:
            LimitError: another one is running on these reviews.
            StoreError: there is no such search.
        """
        self.store.resume_search(search_id)
        self._wake.set()

    def stop(self, run_ids: Sequence[int]) -> None:
        """Stop runs, whoever wants them, for commands: queued ones at once, training ones after their current epoch."""
        self.store.request_stop(run_ids)

    def ask(self, function: Callable, *arguments: Any) -> Any:
        """The result of a function, called on a worker, even while that trains.

        The function runs beside the queue of trainings, in a thread of its own, so it must not use Keras or TensorFlow.

        Raises:
            ClusterError: no worker is ready, or the result does not come in time.
            ExplorerError: what the function itself raises.
        """
        connection, status = self._connection, self.status
        if not status.ready or connection is None:
            if status.failed:
                self._request_check()
            raise ClusterError(status.sentence if status.failed else "The training worker is not ready yet. Try again soon.")
        try:
            return connection.call(tasks.answer, self.store.url, function, *arguments)
        except ExplorerError:
            raise
        except Exception as error:
            # Dask has many errors for a worker or a scheduler that is gone.
            logger.exception("%s was not answered", function.__name__)
            self._request_check()
            raise ClusterError("The training worker has not answered. Try again in a moment.") from error

    def close(self) -> None:
        """End a local cluster, or disconnect from an existing one. Runs that have not ended are given up."""
        self._closed = True
        self._guard.close()
        self._wake.set()
        atexit.unregister(self.close)
        # First, because all else takes seconds, and whoever is killed meanwhile leaves his runs to others.
        with contextlib.suppress(StoreError):
            self.store.give_up(self.cluster_id)
        if self._scheduler and self._connection is not None:
            # The workers stay.
            self._ahead.give_way()
        self._disconnect()
        # The thread may have been about to connect.
        self._thread.join(CLOSE_SECONDS)
        self._disconnect()

    def _request_check(self) -> None:
        """Have the thread check the connection, and start again where it is lost."""
        self._needed = True
        self._wake.set()

    # What follows runs in the cluster's own thread

    def _run(self) -> None:
        self._start()
        while not self._closed:
            try:
                self._supervise()
            except StoreError as error:
                # The store has kept everything, and may be back next time.
                logger.warning("The cluster waits for its store: %s", error)
            except Exception:
                # This thread must go on: nothing else looks after the runs. If Dask has failed, the next round notices.
                if not self._closed:
                    logger.exception("The runs could not be looked after")
            self._wake.wait(HEARTBEAT_SECONDS)
            self._wake.clear()

    def _supervise(self) -> None:
        """Handle what has happened since the last round, and submit queued runs."""
        self.store.heartbeat(self.cluster_id)
        self.store.take_over(self.cluster_id, is_alive)
        self.store.fail_damaged(self.cluster_id)
        self._sweep()
        self._batches.collect_done()
        self._batches.requeue_lost()
        self._ahead.collect_done()
        searches.advance(self)
        queued = self.store.runs_of(self.cluster_id, State.QUEUED)
        if self._closed:
            return
        if (queued or self._needed or self.status.ready) and not self._usable():
            # It never started, or it was lost. A new start may succeed.
            self._needed = False
            self._start()
            self._batches.requeue_lost()
        if self.status.ready and self._connection is not None:
            self._submit_batches(self._connection)
        elif self.status.failed and not self._closed:
            self._batches.fail(self.status.sentence)

    def _sweep(self) -> None:
        """Remove what has been kept for long enough: data sets, and what was trained ahead."""
        if time.monotonic() - self._swept > SWEEP_SECONDS:
            self._swept = time.monotonic()
            datasets.sweep(self.store, self._keep_days)
            self.store.sweep_ahead()

    def _usable(self) -> bool:
        return self.status.ready and self._connection is not None and self._connection.alive

    def _start(self) -> None:
        """Connect and warm up; `status` says how that went."""
        self.status = Status(cost.CONNECTING, STARTING, prepared=not corpus.is_prepared(self._dataset))
        try:
            self._disconnect()
            connection = self._connection = Connection(self._scheduler, self._wake.set)
            connection.open()
            self._warm_up(connection)
            keep_loaded()
            self._go_on(1.0, "Ready", ready=True)
            self._keep_start(self.status)
        except StoreUnavailable:
            # The worker is not to blame: it gets ready as soon as the store can be used.
            self.status = Status(cost.CONNECTING, "Waiting for the store of runs")
            self._needed = True
        except Exception as error:
            if self._closed:
                # It was taken away in the middle of it, and nobody wants to read about that.
                return
            if not isinstance(error, ExplorerError):
                logger.exception("The cluster could not be started")
                error = not_started()
            self.status = Status(1.0, for_visitors(error), failed=True)

    def _go_on(self, fraction: float, sentence: str, **more: bool) -> None:
        """Note how far the start of the worker is now."""
        status = self.status
        now, began = time.time(), status.since if status.began is None else status.began
        self.status = replace(status, fraction=fraction, sentence=sentence, since=now, began=began, **more)

    def _keep_start(self, ready: Status) -> None:
        """Record how long the start took, for estimates of later ones."""
        began = ready.since if ready.began is None else ready.began
        with contextlib.suppress(StoreError):
            self.store.add_worker_start(WorkerStart(self.cluster_id, began, ready.since, ready.prepared, ready.rehearsed))

    def _disconnect(self) -> None:
        connection, self._connection = self._connection, None
        self._batches.forget()
        self._ahead.forget()
        if connection is not None:
            connection.close()

    def _warm_up(self, connection: Connection) -> None:
        from distributed import KilledWorker

        def show(fraction: float, sentence: str) -> None:
            # Dask may deliver it late.
            if not (self.status.ready or self.status.failed):
                self._go_on(cost.READING + (cost.WARMING_UP - cost.READING) * fraction, sentence)

        # Where runs are queued already, the first of them does what a rehearsal would.
        rehearse = not self.store.runs_of(self.cluster_id, *ACTIVE)
        self._go_on(cost.LOADING, "Loading TensorFlow", rehearsed=rehearse)
        try:
            connection.warm_up(self._dataset, self.store.url, rehearse, show)
        except KilledWorker as error:
            remedy = "Close other programs and try again."
            if self.limits.worker_memory and not self._scheduler:
                remedy = (
                    f"EXPLORER_MAX_WORKER_MEMORY allows {self.limits.worker_memory:,}: raise it and start the app again."
                )
            raise ClusterError(
                "The training worker was lost twice while it got ready, so it ran out of memory. It should have about "
                f"{RECOMMENDED_MEGABYTES:,} megabytes. {remedy}"
            ) from error

    def _submit_batches(self, connection: Connection) -> None:
        try:
            self.workers = connection.count_workers()
            self._batches.submit(connection.client, self.workers)
            if self._batches.training() or self.store.runs_of(self.cluster_id, State.QUEUED):
                self._ahead.give_way()
            else:
                self._ahead.submit(connection.client, self.workers)
        except ExplorerError:
            raise
        except Exception:
            # Dask has many errors for a scheduler that is gone.
            logger.exception("The scheduler was lost")
            self.status = Status(1.0, LOST, failed=True)
            self._request_check()


def follow(cluster: Cluster, run_ids: Sequence[int]) -> Iterator[list[Run]]:
    """Poll runs until all of them have ended.

    Yields:
        The runs as they are in the store.
    """
    while True:
        runs = cluster.store.runs(ids=run_ids)
        yield runs
        if not any(run.active for run in runs):
            return
        time.sleep(POLL_SECONDS)
