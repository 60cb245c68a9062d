"""The connection to a Dask cluster: an existing one, or a local one in a process that is started for it."""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from subprocess import Popen
from typing import TYPE_CHECKING, Any

import psutil

from explorer.errors import IN_THE_LOG, ClusterError
from explorer.workers import local_process, tasks
from explorer.workers.dask_internals import call_on_workers, connect, worker_addresses

if TYPE_CHECKING:
    # Importing it takes half a second, in which the first page can be drawn.
    from distributed import Client

CONNECT_SECONDS = 30
CALL_SECONDS = 30
TELL_SECONDS = 5
NO_WORKER_SECONDS = 180
"""How long a local cluster may be without a worker. Replacing one takes seconds, or a minute on a busy machine."""


class Connection:
    """A Dask client and, for a local cluster, the process that holds it. `open` it first; `close` works at any time.

    Args:
        scheduler: the address of an existing scheduler, or None for a local cluster.
        on_death: called in another thread when the process of a local cluster ends without having been closed.
    """

    def __init__(self, scheduler: str | None, on_death: Callable[[], None]) -> None:
        self._scheduler = scheduler
        self._on_death = on_death
        self._process: Popen[str] | None = None
        self._client: Client | None = None
        self._closed = False
        self._no_worker_since: float | None = None

    def open(self) -> None:
        """Start a local cluster if one is needed, and connect.

        Raises:
            ClusterError: the scheduler does not answer, or the local cluster does not start.
        """
        try:
            address = self._scheduler or self._start_local_cluster()
            try:
                self._client = connect(address, CONNECT_SECONDS)
            except (OSError, ValueError) as error:
                sentence = f"No Dask scheduler answers at {address}: is it running?"
                raise ClusterError(sentence, public=f"The training cluster does not answer. {IN_THE_LOG}") from error
        finally:
            if self._closed:
                # Another thread has closed it meanwhile, too early for this.
                self.close()

    def _start_local_cluster(self) -> str:
        process = self._process = local_process.start()
        threading.Thread(target=self._watch, args=[process], name="local cluster", daemon=True).start()
        if self._closed:
            raise ClusterError("The connection was closed while it was being opened.")
        return local_process.read_address(process)

    def _watch(self, process: Popen[str]) -> None:
        process.wait()
        if not self._closed:
            self._on_death()

    def close(self) -> None:
        """Disconnect. A local cluster ends; an existing one stays."""
        self._closed = True
        client, self._client = self._client, None
        process, self._process = self._process, None
        if client is not None:
            client.close(timeout=2)
        if process is not None:
            local_process.close(process)

    def processes(self) -> list[psutil.Process]:
        """The processes of a local cluster, the one that holds it first; none of an existing cluster."""
        process = self._process
        if process is None:
            return []
        with suppress(psutil.Error):
            holder = psutil.Process(process.pid)
            return [holder, *holder.children(recursive=True)]
        return []

    def kill(self) -> None:
        """End the processes of a local cluster at once, also those that do not react any more."""
        for process in self.processes():
            with suppress(psutil.Error):
                process.kill()

    @property
    def client(self) -> "Client":
        """The Dask client.

        Raises:
            ClusterError: it is not connected.
        """
        if self._client is None:
            raise ClusterError("The training worker is not connected. Try again in a moment.")
        return self._client

    @property
    def alive(self) -> bool:
        """Whether the scheduler can be reached, as far as is known.

        A client notices only after a while that its scheduler is gone; the end of a local process shows at once.
        """
        connected = self._client is not None and self._client.status == "running"
        return connected and not (self._process is not None and self._process.poll() is not None)

    def warm_up(self, dataset: str, store_url: str, rehearse: bool, show: Callable[[float, str], None]) -> None:
        """Prepare a worker for training, as `explorer.training.job` does.

        Raises:
            distributed.KilledWorker: the worker was lost twice meanwhile.
        """
        topic = f"warm-up {self.client.id}"
        self.client.subscribe_topic(topic, lambda event: show(*event[1]))
        self.client.submit(tasks.warm_up, dataset, store_url, topic, rehearse, pure=False).result()
        self.client.unsubscribe_topic(topic)

    def call(self, function: Callable, *arguments: Any) -> Any:
        """The result of a function, called on a worker; always on the same one, which then has what it loads in memory.

        Raises:
            Exception: what the function raises, or one of many errors where a worker or the scheduler does not answer.
        """
        address = worker_addresses(self.client)[0]
        return call_on_workers(self.client, [address], function, arguments, CALL_SECONDS)[address]

    def tell(self, function: Callable, *arguments: Any) -> None:
        """Call a function on every worker, beside what they train.

        Raises:
            Exception: one of many errors where a worker or the scheduler does not answer.
        """
        call_on_workers(self.client, None, function, arguments, TELL_SECONDS)

    def count_workers(self) -> int:
        """How many workers there are; at least one, because a worker that is being replaced is missing for a moment.

        Raises:
            TimeoutError: a local cluster has been without a worker for too long: its nanny has given up.
        """
        count = len(worker_addresses(self.client))
        if count or self._process is None:
            self._no_worker_since = None
        elif self._no_worker_since is None:
            self._no_worker_since = time.monotonic()
        elif time.monotonic() - self._no_worker_since > NO_WORKER_SECONDS:
            raise TimeoutError("The local cluster has no worker any more.")
        return max(1, count)
