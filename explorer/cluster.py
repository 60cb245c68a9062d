"""The workers: a local Dask cluster started with the app, or an existing one, behind the same few calls."""

import asyncio
import atexit
import contextlib
import logging
import os
import queue
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

import platformdirs
import psutil

from explorer.config import RunConfig
from explorer.errors import ClusterError, ExplorerError, StoreError
from explorer.shards import shards
from explorer.store import Run, State, Store

logger = logging.getLogger(__name__)

ROOT = Path(__file__).parent.parent
CONNECT_SECONDS = 30
FOLLOW_SECONDS = 0.1
CLOSE_SECONDS = 10
ASK_SECONDS = 30
LOST = "The worker was lost before this run had ended, perhaps for lack of memory. Try fewer units, or again."


@dataclass(frozen=True)
class Status:
    """How far a cluster is: the share of getting ready that is done, and in words what it is doing or why it failed."""

    fraction: float
    sentence: str
    ready: bool = False
    failed: bool = False


def scheduler_address() -> str | None:
    """The address of an existing Dask scheduler in `EXPLORER_SCHEDULER`, or None for a local cluster."""
    return os.environ.get("EXPLORER_SCHEDULER", "").strip() or None


def log_path() -> Path:
    """The file that local workers write their log to."""
    return platformdirs.user_log_path("sentiment-explorer") / "worker.log"


class Cluster:
    """Workers that train the runs of a store.

    Making one returns at once: a thread of its own starts or finds the cluster, warms a worker up (TensorFlow imported,
    reviews loaded) and hands it what has been submitted meanwhile; `status` tells how far that is.

    Raises:
        ClusterError: an existing cluster is asked for, but the store is a file that its workers cannot reach.
    """

    def __init__(self, store: Store, scheduler: str | None, dataset: str) -> None:
        if scheduler and store.is_file:
            raise ClusterError(
                "EXPLORER_SCHEDULER names a Dask cluster, but its workers cannot write to a file on this computer. Set "
                "EXPLORER_STORE to a database server as well, for example postgresql+psycopg://user:password@host/name."
            )
        self.store = store
        self.owner = process_name(os.getpid())
        self.status = Status(0.05, "Starting the training worker")
        self._scheduler = scheduler
        self._dataset = dataset
        self._backend: subprocess.Popen | None = None
        self._client = None
        self._futures: list = []
        self._waiting: queue.SimpleQueue[list[int] | None] = queue.SimpleQueue()
        self._closed = False
        store.close_orphans(lambda owner: owner == self.owner or is_alive(owner))
        self._thread = threading.Thread(target=self._serve, name="cluster", daemon=True)
        self._thread.start()
        atexit.register(self.close)

    def submit(self, configs: Sequence[RunConfig], dataset: str) -> list[int]:
        """Queue a run for each of these settings on those reviews, in the store and on the workers; their ids."""
        run_ids = self.store.add(configs, dataset, self.owner)
        for shard in shards(configs):
            self._waiting.put([run_ids[number] for number in shard])
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
            # Always the same one, which then knows the network already.
            worker = min(client.scheduler_info()["workers"])
            answers = client.sync(client.run, _answer, function, arguments, workers=[worker], callback_timeout=ASK_SECONDS)
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
        self._waiting.put(None)
        atexit.unregister(self.close)
        self._disconnect()
        # It may have been about to connect.
        self._thread.join(CLOSE_SECONDS)
        self._disconnect()
        with contextlib.suppress(StoreError):
            self.store.close_orphans(lambda owner: owner != self.owner)

    def _revive(self) -> None:
        """Have the cluster's own thread look whether it needs a new start, unless it has something to do anyway."""
        if self._waiting.empty():
            self._waiting.put([])

    # What follows runs in the cluster's own thread

    def _serve(self) -> None:
        self._start()
        while (run_ids := self._waiting.get()) is not None and not self._closed:
            try:
                if not self.status.ready or self._lost():
                    # It never came up, or it was lost: a new one may do better.
                    self._start()
                if self.status.ready and run_ids:
                    self._hand_over(run_ids)
                elif run_ids:
                    self.store.finish(run_ids, State.FAILED, self.status.sentence)
            except StoreError:
                logger.exception("Runs %s could not be written to the store", run_ids)

    def _lost(self) -> bool:
        # A client takes a while to notice that its scheduler is gone. A backend of our own tells at once.
        backend = self._backend
        return self._client.status != "running" or (backend is not None and backend.poll() is not None)

    def _start(self) -> None:
        """Connect and warm up; `status` says how that went."""
        self.status = Status(0.05, "Starting the training worker")
        try:
            self._disconnect()
            self._connect()
            self._warm_up()
            self.status = Status(1.0, "Ready", ready=True)
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
        if client is not None:
            client.close(timeout=2)
        if backend is not None:
            backend.stdin.close()
            try:
                backend.wait(CLOSE_SECONDS)
            except subprocess.TimeoutExpired:
                backend.kill()

    def _connect(self) -> None:
        address = self._scheduler or self._start_backend()
        # Imported while the backend has long been starting, and the first page is drawn: it takes half a second.
        from distributed import Client

        try:
            self._client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
        except (OSError, ValueError) as error:
            raise ClusterError(f"No Dask scheduler answers at {address}: is it running?") from error

    def _start_backend(self) -> str:
        with _open_log() as log:
            self._backend = subprocess.Popen(
                [sys.executable, "-m", "explorer.backend"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
                cwd=ROOT,
                # A Ctrl-C in the terminal is for the owner, which then closes the pipe.
                start_new_session=True,
            )
        address = self._backend.stdout.readline().strip()
        if not address:
            raise ClusterError(f"The training worker could not be started. Its log is {log_path()}.")
        threading.Thread(target=self._replace, args=[self._backend], name="backend", daemon=True).start()
        return address

    def _replace(self, backend: subprocess.Popen) -> None:
        """Have a backend replaced as soon as it dies, unless it was let go."""
        backend.wait()
        if backend is self._backend:
            self._revive()

    def _warm_up(self) -> None:
        topic = f"warm-up {self.owner}"

        def show(event: tuple[float, tuple[float, str]]) -> None:
            fraction, sentence = event[1]
            if not self.status.ready:
                self.status = Status(0.4 + 0.5 * fraction, sentence)

        self.status = Status(0.2, "Loading TensorFlow")
        self._client.subscribe_topic(topic, show)
        # Runs that wait already are no slower than a rehearsal for them.
        rehearse = self._waiting.empty()
        self._client.submit(_warm_up, self._dataset, self.store.url, topic, rehearse, pure=False).result()
        self._client.unsubscribe_topic(topic)

    def _hand_over(self, run_ids: list[int]) -> None:
        try:
            future = self._client.submit(_train, run_ids, self.store.url, key=f"runs-{run_ids[0]}", pure=False)
        except Exception:
            # Dask has many ways to say that its scheduler is gone. The next runs are for a new one.
            logger.exception("Runs %s could not be handed over", run_ids)
            self.status = Status(1.0, LOST, failed=True)
            self.store.finish(run_ids, State.FAILED, LOST)
            return
        # Dask forgets a task whose future nobody holds on to.
        self._futures = [*(waiting for waiting in self._futures if not waiting.done()), future]
        future.add_done_callback(lambda done: self._done(run_ids, done))

    def _done(self, run_ids: list[int], future) -> None:
        """Runs are closed by the worker that trains them; where that failed, they are closed here."""
        if future.status == "finished" or self._closed:
            return
        error = future.exception() if future.status == "error" else None
        sentence = str(error) if isinstance(error, ExplorerError) else LOST
        logger.error("Runs %s were lost: %r", run_ids, error)
        self.store.finish(run_ids, State.FAILED, sentence)


def _open_log() -> TextIO:
    try:
        log_path().parent.mkdir(parents=True, exist_ok=True)
        return log_path().open("w")
    except OSError:
        return Path(os.devnull).open("w")


def follow(cluster: Cluster, run_ids: Sequence[int]) -> Iterator[list[Run]]:
    """The runs as they are in the store, again and again, the last time when all of them have ended."""
    while True:
        runs = cluster.store.runs(ids=run_ids)
        yield runs
        if not any(run.active for run in runs):
            return
        time.sleep(FOLLOW_SECONDS)


def process_name(pid: int) -> str:
    """A name for a process that no other process, on any machine or after a restart, has.

    Raises:
        psutil.NoSuchProcess: there is no such process.
    """
    return f"{socket.gethostname()} {pid} {psutil.Process(pid).create_time():.2f}"


def is_alive(owner: str) -> bool:
    """Whether the process of that name runs. One on another machine counts as alive, for lack of knowledge."""
    try:
        host, pid, _ = owner.rsplit(" ", 2)
        return host != socket.gethostname() or process_name(int(pid)) == owner
    except (ValueError, psutil.Error):
        return False


# What workers run. TensorFlow is imported there and only there, so these imports stay inside.


def _train(run_ids: list[int], store_url: str) -> None:
    from explorer.training import job

    job.run(run_ids, store_url)


async def _answer(function: Callable, arguments: tuple) -> Any:
    # A worker's event loop, which this runs in, has other things to attend to.
    return await asyncio.to_thread(function, *arguments)


def _warm_up(dataset: str, store_url: str, topic: str, rehearse: bool) -> None:
    from distributed import get_worker

    from explorer.training import job

    worker = get_worker()

    def show(fraction: float, sentence: str) -> None:
        worker.log_event(topic, (fraction, sentence))

    job.warm_up(dataset, store_url, show, rehearse)
