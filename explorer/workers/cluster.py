"""The workers: a local Dask cluster started with the app, or an existing one, behind the same few calls."""

import atexit
import contextlib
import logging
import os
import queue
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from explorer import settings
from explorer.config import RunConfig
from explorer.errors import ClusterError, ExplorerError, StoreError, StoreUnavailable
from explorer.garbage_collection import keep_loaded
from explorer.store import ACTIVE, Run, State, Store
from explorer.workers import tasks
from explorer.workers.liveness import is_alive, process_name
from explorer.workers.local_process import Backend, log_path

logger = logging.getLogger(__name__)

CONNECT_SECONDS = 30
TEND_SECONDS = 5
"""How often a cluster looks after its runs when nothing has happened; it says that it lives each time."""
FOLLOW_SECONDS = 0.1
CLOSE_SECONDS = 10
ASK_SECONDS = 30
ALONE_SECONDS = 180
"""For how long a local cluster may be without its worker; to replace one takes some seconds, where others work a minute."""
ENOUGH_MEGABYTES = 1_500
"""What a worker needs for TensorFlow, the reviews and the article's networks; the first two alone take about 850."""
ATTEMPTS = 3
"""How often the training of a run may be lost before it is given up: whatever it is, it is no accident then."""
LOST = "The worker was lost before this run had ended, perhaps for lack of memory. Try fewer units, or again."
TOO_LARGE = "The worker was lost twice while it trained this run: it ran out of memory. Try fewer units or smaller batches."


@dataclass(frozen=True)
class Status:
    """How far a cluster is: the share of getting ready that is done, and in words what it is doing or why it failed."""

    fraction: float
    sentence: str
    ready: bool = False
    failed: bool = False


class Cluster:
    """Workers that train the runs of a store.

    Making one returns at once: a thread of its own starts or finds the cluster, warms a worker up (TensorFlow imported,
    reviews loaded) and hands each worker one batch at a time of what waits in the store; `status` tells how far that is.
    Whatever is lost on the way, a worker or the whole cluster, is replaced, and its runs are trained again.

    Raises:
        ClusterError: an existing cluster is asked for, but the store is a file that its workers cannot reach.
        LimitError: the environment sets a limit that makes no sense.
    """

    def __init__(self, store: Store, scheduler: str | None, dataset: str) -> None:
        if scheduler and store.is_file:
            raise ClusterError(
                "EXPLORER_SCHEDULER names a Dask cluster, but its workers cannot write to a file on this computer. Set "
                "EXPLORER_STORE to a database server as well, for example postgresql://user:password@host/name."
            )
        self.store = store
        self.cluster_id = process_name(os.getpid())
        self.limits = settings.limits()
        self.status = Status(0.05, "Starting the training worker")
        self._scheduler = scheduler
        self._dataset = dataset
        self._backend: Backend | None = None
        self._client = None
        # The runs of each batch that Dask has, by its future; and what has become of those that it has no more.
        self._in_flight: dict[Any, list[int]] = {}
        self._ended: queue.SimpleQueue[Any] = queue.SimpleQueue()
        # Batches that were too much for a worker, in smaller pieces.
        self._pieces: list[list[int]] = []
        self._lost: Counter[int] = Counter()
        self._alone_since: float | None = None
        self._wanted = False
        self._closed = False
        self._something_to_do = threading.Event()
        store.heartbeat(self.cluster_id)
        self._thread = threading.Thread(target=self._serve, name="cluster", daemon=True)
        self._thread.start()
        atexit.register(self.close)

    def submit(self, configs: Sequence[RunConfig], dataset: str, visitor: str = "") -> list[int]:
        """Queue a run for each of these settings on those reviews; their ids. Those on their way already are shared.

        Raises:
            LimitError: that would be more than this `visitor`, or everybody together, may have on their way.
        """
        run_ids = self.store.add(configs, dataset, self.cluster_id, visitor, self.limits)
        self._something_to_do.set()
        return run_ids

    def stop(self, run_ids: Sequence[int]) -> None:
        """Stop runs: waiting ones at once, training ones after the epoch they are in."""
        self.store.request_stop(run_ids)

    def ask(self, function: Callable, *arguments: Any) -> Any:
        """What `function`, one of a module of `explorer.training`, answers on a worker, even while that one trains.

        It runs beside the queue of trainings, in a thread of its own, so it must leave Keras and TensorFlow alone.

        Raises:
            ClusterError: no worker is ready, or the answer does not come.
            ExplorerError: what the function itself has raised.
        """
        client, status = self._client, self.status
        if not status.ready or client is None:
            if status.failed:
                self._revive()
            raise ClusterError(status.sentence if status.failed else "The training worker is not ready yet. Try again soon.")
        try:
            # Always the same one, which then knows the network already. Dask's `scheduler_info` would be wrong now and then:
            # a timer of the client's own replaces it by one without workers, even between its arrival and its return.
            worker = min(client.nthreads())
            answers = client.sync(
                client.run, tasks.answer, function, arguments, workers=[worker], callback_timeout=ASK_SECONDS
            )
            return answers[worker]
        except ExplorerError:
            raise
        except Exception as error:
            # Dask has many ways to say that a worker or its scheduler is gone.
            logger.exception("%s was not answered", function.__name__)
            self._revive()
            raise ClusterError("The training worker has not answered. Try again in a moment.") from error

    def close(self) -> None:
        """Let the workers go: a local cluster ends, an existing one stays. Runs that are not done are given up."""
        self._closed = True
        self._something_to_do.set()
        atexit.unregister(self.close)
        self._disconnect()
        # It may have been about to connect.
        self._thread.join(CLOSE_SECONDS)
        self._disconnect()
        with contextlib.suppress(StoreError):
            self.store.give_up(self.cluster_id)

    def _revive(self) -> None:
        """Have the cluster's own thread look whether it needs a new start."""
        self._wanted = True
        self._something_to_do.set()

    # What follows runs in the cluster's own thread

    def _serve(self) -> None:
        self._start()
        while not self._closed:
            try:
                self._tend()
            except StoreError as error:
                # The store may be back next time, and has kept everything.
                logger.warning("The cluster waits for its store: %s", error)
            except Exception:
                # Nobody else looks after the runs. Where Dask has failed, the next time finds out how far.
                if not self._closed:
                    logger.exception("The runs could not be looked after")
            self._something_to_do.wait(TEND_SECONDS)
            self._something_to_do.clear()

    def _tend(self) -> None:
        """Take care of what has happened since the last time, and of what waits."""
        self.store.heartbeat(self.cluster_id)
        self.store.take_over(self.cluster_id, is_alive)
        while not self._ended.empty():
            self._settle(self._ended.get())
        self._put_back()
        waiting = self.store.runs_of(self.cluster_id, State.QUEUED)
        if self._closed:
            return
        if (waiting or self._wanted or self.status.ready) and not self._serves():
            # It never came up, or it was lost: a new one may do better.
            self._wanted = False
            self._start()
            self._put_back()
        if self.status.ready:
            self._hand_over()
        elif self.status.failed and not self._closed:
            self._pieces.clear()
            self.store.finish(self.store.runs_of(self.cluster_id, *ACTIVE), State.FAILED, self.status.sentence)

    def _serves(self) -> bool:
        # A client takes a while to notice that its scheduler is gone. A backend of our own tells at once.
        return self.status.ready and self._client.status == "running" and not (self._backend and self._backend.dead)

    def _start(self) -> None:
        """Connect and warm up; `status` says how that went."""
        self.status = Status(0.05, "Starting the training worker")
        try:
            self._disconnect()
            self._connect()
            self._warm_up()
            keep_loaded()
            self.status = Status(1.0, "Ready", ready=True)
        except StoreUnavailable:
            # Which is no fault of the worker's: it gets ready as soon as the store can be used.
            self.status = Status(0.05, "Waiting for the store of runs")
            self._wanted = True
        except ExplorerError as error:
            self.status = Status(1.0, str(error), failed=True)
        except Exception:
            if not self._closed:
                logger.exception("The cluster could not be started")
            sentence = f"The training worker could not be started. Its log is {log_path()}."
            self.status = Status(1.0, sentence, failed=True)

    def _disconnect(self) -> None:
        client, self._client = self._client, None
        backend, self._backend = self._backend, None
        self._in_flight = {}
        if client is not None:
            client.close(timeout=2)
        if backend is not None:
            backend.close()

    def _connect(self) -> None:
        address = self._scheduler
        if not address:
            self._backend = Backend(self._something_to_do.set)
            address = self._backend.address()
        # Imported while the backend has long been starting, and the first page is drawn: it takes half a second.
        from distributed import Client

        try:
            self._client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
        except (OSError, ValueError) as error:
            raise ClusterError(f"No Dask scheduler answers at {address}: is it running?") from error

    def _warm_up(self) -> None:
        topic = f"warm-up {self.cluster_id}"

        def show(event: tuple[float, tuple[float, str]]) -> None:
            fraction, sentence = event[1]
            if not (self.status.ready or self.status.failed):
                self.status = Status(0.4 + 0.5 * fraction, sentence)

        from distributed import KilledWorker

        self.status = Status(0.2, "Loading TensorFlow")
        self._client.subscribe_topic(topic, show)
        # Runs that wait already are no slower than a rehearsal for them.
        rehearse = not self.store.runs_of(self.cluster_id, *ACTIVE)
        try:
            self._client.submit(tasks.warm_up, self._dataset, self.store.url, topic, rehearse, pure=False).result()
        except KilledWorker as error:
            raise ClusterError(self._too_little_memory()) from error
        self._client.unsubscribe_topic(topic)

    def _too_little_memory(self) -> str:
        """Why no worker lives long enough to get ready."""
        allowed = 0 if self._scheduler else self.limits.worker_memory
        remedy = (
            f"EXPLORER_MAX_WORKER_MEMORY allows {allowed:,}: raise it and start the app again."
            if allowed
            else "Close other programs and try again."
        )
        return (
            "The training worker was lost twice while it got ready, so it ran out of memory. It should have about "
            f"{ENOUGH_MEGABYTES:,} megabytes. {remedy}"
        )

    def _hand_over(self) -> None:
        """Give workers what waits, one batch for each at a time: the others can still be overtaken in the queue."""
        try:
            # A worker that is being replaced does not count for a moment, but its successor takes the batch.
            workers = len(self._client.nthreads())
            self._notice_workers(workers)
            room = max(1, workers) - len(self._in_flight)
            while room > 0 and (batch := self._pieces.pop() if self._pieces else self._claim()):
                future = self._client.submit(tasks.train, batch, self.store.url, pure=False)
                self._in_flight[future] = batch
                future.add_done_callback(self._notice)
                room -= 1
        except ExplorerError:
            raise
        except Exception:
            # Dask has many ways to say that its scheduler is gone.
            logger.exception("The scheduler was lost")
            self.status = Status(1.0, LOST, failed=True)
            self._revive()

    def _notice_workers(self, count: int) -> None:
        """A local worker that does not come back, because its nanny has given up, takes a new cluster to replace it."""
        if count or self._backend is None:
            self._alone_since = None
        elif self._alone_since is None:
            self._alone_since = time.monotonic()
        elif time.monotonic() - self._alone_since > ALONE_SECONDS:
            self._alone_since = None
            raise TimeoutError("No worker has come back.")

    def _claim(self) -> list[int]:
        return self.store.claim(self.cluster_id, self.limits.at_once)

    def _notice(self, future: Any) -> None:
        # Dask calls this in a thread that has other things to attend to.
        self._ended.put(future)
        self._something_to_do.set()

    def _settle(self, future: Any) -> None:
        """Take note of a batch that has ended. Its worker has closed its runs, unless that was lost."""
        batch = self._in_flight.pop(future, None)
        if batch is None or future.status != "error":
            return
        from distributed import KilledWorker

        error = future.exception()
        logger.error("Runs %s were lost: %r", batch, error)
        if isinstance(error, StoreUnavailable):
            # The store was away for longer than a worker waits, which tells nothing about these runs.
            self._lost.subtract(batch)
        if isinstance(error, KilledWorker):
            # It kills whoever trains it, so it is too large.
            left = [run.id for run in self.store.runs(ids=batch, states=ACTIVE)]
            if len(left) > 1:
                self._pieces += [left[: len(left) // 2], left[len(left) // 2 :]]
            else:
                self.store.finish(left, State.FAILED, TOO_LARGE)

    def _put_back(self) -> None:
        """Queue those of the runs again that nobody trains any more."""
        held = {run_id for batch in (*self._in_flight.values(), *self._pieces) for run_id in batch}
        lost = [run_id for run_id in self.store.runs_of(self.cluster_id, State.RUNNING) if run_id not in held]
        self._lost.update(lost)
        hopeless = [run_id for run_id in lost if self._lost[run_id] >= ATTEMPTS]
        self.store.finish(hopeless, State.FAILED, LOST)
        self.store.requeue(lost)


def follow(cluster: Cluster, run_ids: Sequence[int]) -> Iterator[list[Run]]:
    """The runs as they are in the store, again and again, the last time when all of them have ended."""
    while True:
        runs = cluster.store.runs(ids=run_ids)
        yield runs
        if not any(run.active for run in runs):
            return
        time.sleep(FOLLOW_SECONDS)
