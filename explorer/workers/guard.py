"""Ends a local cluster that hangs. The cluster's own thread then starts another, and queues its runs again."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Hashable, Sequence
from typing import TYPE_CHECKING

from explorer.errors import StoreError
from explorer.scheduling import cost
from explorer.workers import hang
from explorer.workers.hang import Hang, Look, processor_time

if TYPE_CHECKING:  # It imports this module.
    from explorer.workers.cluster import Cluster
    from explorer.workers.connection import Connection

logger = logging.getLogger(__name__)


class Guard:
    """Looks at a cluster in a thread of its own: where a worker hangs, the cluster's thread may be waiting for it.

    Args:
        cluster: The cluster.
        connection: Returns its connection, if it has one.
        training: Returns the runs that its workers have.
        on_hang: Called with these runs before their worker is ended.
    """

    def __init__(
        self,
        cluster: Cluster,
        connection: Callable[[], Connection | None],
        training: Callable[[], list[int]],
        on_hang: Callable[[list[int]], None],
    ) -> None:
        self._cluster = cluster
        self._connection = connection
        self._training = training
        self._on_hang = on_hang
        self._closed = threading.Event()
        self._watched: Connection | None = None
        self._hang = Hang()
        threading.Thread(target=self._run, name="guard", daemon=True).start()

    def close(self) -> None:
        """Look no more."""
        self._closed.set()

    def _run(self) -> None:
        while not self._closed.wait(hang.LOOK_SECONDS):
            try:
                self._look()
            except StoreError:
                # Without its store, a worker waits, too.
                self._hang = Hang()
            except Exception:
                logger.exception("Nobody can say whether the worker hangs")

    def _look(self) -> None:
        connection = self._connection()
        if connection is not self._watched:
            self._watched, self._hang = connection, Hang()
        if connection is None or not (processes := connection.processes()):
            return
        training = self._training()
        sign, expected = self._sign(training)
        # Not the first of them, which holds the scheduler: that is never idle.
        computed, debugged = processor_time(processes[1:])
        if self._hang.is_one(time.monotonic(), Look(sign, expected, computed, debugged)) and not self._closed.is_set():
            logger.error("The worker hangs and is started again. It had the runs %s.", training)
            self._on_hang(training)
            connection.kill()

    def _sign(self, training: Sequence[int]) -> tuple[Hashable, float]:
        """What changes with every sign of life of the worker, and in how many seconds the next one should come."""
        status = self._cluster.status
        if not (status.ready or status.failed):
            return (status.fraction, status.sentence), cost.start_seconds(status.prepared, rehearsed=True)
        if not training:
            return None, 0.0
        runs = self._cluster.store.runs(ids=training)
        return tuple((run.id, run.state, run.started, run.epochs_done) for run in runs), self._cluster.clock.next_sign()
