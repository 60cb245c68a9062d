"""The batches of runs that Dask trains for a cluster, and what happens to the runs of a worker that is lost."""

import logging
import queue
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

from explorer.errors import IN_THE_LOG, StoreUnavailable
from explorer.store import ACTIVE, State, Store
from explorer.workers import tasks

if TYPE_CHECKING:
    from distributed import Client, Future

logger = logging.getLogger(__name__)

MAX_LOSSES = 3
"""How often a worker may be lost while it trains a run before the run fails: that many times is no accident."""
MAX_HANGS = 2
"""How often a worker may hang while it trains a run before the run fails."""
HUNG = (
    "The worker hung twice while it trained this run, and was started anew each time. Try other settings, or again. "
    f"{IN_THE_LOG}"
)
LOST = "The worker was lost before this run had ended, perhaps for lack of memory. Try fewer units, or again."
TOO_LARGE = "The worker was lost twice while it trained this run: it ran out of memory. Try fewer units or smaller batches."


class Batches:
    """The batches that a cluster has submitted to Dask. Not thread-safe, apart from `forget`, `training` and
    `mark_hung`.

    Args:
        store: where the runs are queued and trained.
        cluster_id: whose runs these are.
        max_size: how many runs a batch has at most.
        on_done: called in another thread when a batch has ended.
    """

    def __init__(self, store: Store, cluster_id: str, max_size: int, on_done: Callable[[], None]) -> None:
        self._store = store
        self._cluster_id = cluster_id
        self._max_size = max_size
        self._on_done = on_done
        self._in_flight: dict[Future, list[int]] = {}
        self._done: queue.SimpleQueue[Future] = queue.SimpleQueue()
        self._halves: list[list[int]] = []
        self._losses: Counter[int] = Counter()
        self._hung: queue.SimpleQueue[list[int]] = queue.SimpleQueue()
        self._hangs: Counter[int] = Counter()

    def submit(self, client: "Client", workers: int) -> None:
        """Submit queued runs, one batch for each worker. What stays in the queue can still be overtaken by others' runs."""
        while len(self._in_flight) < workers and (batch := self._next()):
            future = client.submit(tasks.train, batch, self._store.url, pure=False)
            self._in_flight[future] = batch
            future.add_done_callback(self._mark_done)

    def collect_done(self) -> None:
        """Take note of the batches that have ended, and split those that take too much memory."""
        while not self._done.empty():
            self._collect(self._done.get())

    def requeue_lost(self) -> None:
        """Queue the running runs again that no worker has any more."""
        while not self._hung.empty():
            self._hangs.update(self._hung.get())
        stuck = [run_id for run_id, hangs in self._hangs.items() if hangs >= MAX_HANGS]
        if stuck:
            self._store.finish(stuck, State.FAILED, HUNG)
            self._hangs -= Counter(dict.fromkeys(stuck, MAX_HANGS))
        held = {run_id for batch in (*self._in_flight.values(), *self._halves) for run_id in batch}
        lost = [run_id for run_id in self._store.runs_of(self._cluster_id, State.RUNNING) if run_id not in held]
        self._losses.update(lost)
        hopeless = [run_id for run_id in lost if self._losses[run_id] >= MAX_LOSSES]
        self._store.finish(hopeless, State.FAILED, LOST)
        self._store.requeue(lost)

    def training(self) -> list[int]:
        """The runs that workers have."""
        return [run_id for batch in list(self._in_flight.values()) for run_id in batch]

    def mark_hung(self, run_ids: list[int]) -> None:
        """Note that a worker hung while it had these runs."""
        self._hung.put(run_ids)

    def forget(self) -> None:
        """Drop what is in flight, because the connection to Dask has ended."""
        self._in_flight = {}

    def fail(self, sentence: str) -> None:
        """Fail all runs of the cluster, because no worker can be had."""
        self._halves.clear()
        self._store.finish(self._store.runs_of(self._cluster_id, *ACTIVE), State.FAILED, sentence)

    def _next(self) -> list[int]:
        return self._halves.pop() if self._halves else self._store.claim(self._cluster_id, self._max_size)

    def _mark_done(self, future: "Future") -> None:
        # Dask calls this in a thread that must not wait for the store.
        self._done.put(future)
        self._on_done()

    def _collect(self, future: "Future") -> None:
        # A worker closes its runs itself, unless it is lost.
        batch = self._in_flight.pop(future, None)
        if batch is None or future.status != "error":
            return
        from distributed import KilledWorker

        error = future.exception()
        logger.error("Runs %s were lost: %r", batch, error)
        if isinstance(error, StoreUnavailable):
            # The store was away for longer than a worker waits. The runs are not to blame.
            self._losses.subtract(batch)
        if isinstance(error, KilledWorker):
            # Each worker that trained it ran out of memory.
            left = [run.id for run in self._store.runs(ids=batch, states=ACTIVE)]
            if len(left) > 1:
                self._halves += [left[: len(left) // 2], left[len(left) // 2 :]]
            else:
                self._store.finish(left, State.FAILED, TOO_LARGE)
