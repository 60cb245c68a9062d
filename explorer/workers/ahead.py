"""Training ahead: while visitors look at results and nobody waits, workers train what one turn of a knob would ask for."""

import logging
import queue
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psutil

from explorer import corpus
from explorer.config import KNOBS, RunConfig
from explorer.errors import CorpusError
from explorer.scheduling import cost
from explorer.scheduling.fusion_groups import fusion_groups, fusion_key
from explorer.scheduling.neighbours import Turn, neighbours, turn
from explorer.store import Store
from explorer.workers import tasks

if TYPE_CHECKING:
    from distributed import Client, Future

    from explorer.workers.connection import Connection

logger = logging.getLogger(__name__)

LOOKING_SECONDS = 5 * 60
"""For how long somebody counts as looking at a result after the page was drawn."""
MOST_AT_ONCE = 8
"""How many networks train ahead at once. More take longer until the first of them has ended."""
LONGEST_SECONDS = 60.0
"""What would take longer alone, as estimated, is not trained ahead."""
KEEP_SECONDS = 0.7
"""How long somebody waits at most for what has just been trained ahead of what they ask for."""
MOST_GIVEN_UP = 1_000
LATEST_TURNS = 12
REST_SECONDS = 0.35
"""For how long nothing new begins after a turn. The browser is often on the same computer, and draws the answer."""


@dataclass(frozen=True)
class _Gaze:
    """What somebody looks at, and how they got there."""

    visitor: str
    config: RunConfig
    dataset: str
    turns: tuple[Turn, ...] = ()
    seen: float = 0.0
    """When, as `time.monotonic` counts."""


@dataclass(frozen=True)
class _Batch:
    """Settings that a worker trains ahead."""

    name: str
    configs: tuple[RunConfig, ...]
    dataset: str
    ended: threading.Event


class Ahead:
    """Decides what workers train ahead, and when they stop. Thread-safe, apart from `submit` and `collect_done`.

    Args:
        store: Where the trainings are kept.
        allowed: Whether anything is trained ahead.
        connection: Returns the connection to Dask, if there is one.
        wake: Called when there may be something to submit.
    """

    def __init__(
        self, store: Store, allowed: bool, connection: "Callable[[], Connection | None]", wake: Callable[[], None]
    ) -> None:
        self.allowed = allowed
        self._store = store
        self._connection = connection
        self._wake = wake
        self._lock = threading.Lock()
        self._gazes: dict[str, _Gaze] = {}
        self._turned: Counter[str] = Counter()
        self._in_flight: dict[Future, _Batch] = {}
        self._halted: set[str] = set()
        self._rests_until = float("-inf")
        self._asking = 0
        """How many visitors are asking for runs at this moment."""
        self._done: queue.SimpleQueue[tuple[Future, _Batch]] = queue.SimpleQueue()
        self._given_up: dict[tuple[str, RunConfig], None] = {}
        self._satisfied: set[str] = set()
        """The tabs for which there is nothing left to train."""

    def look(self, tab: str, visitor: str, config: RunConfig, dataset: str) -> None:
        """Note that somebody looks at the result of these settings, in a tab of their browser."""
        if not self.allowed:
            return
        with self._lock:
            before = self._gazes.pop(tab, None)
            turns = before.turns if before else ()
            if before and (made := turn(before.config, config)):
                self._turned[made.knob] += 1
                turns = (*turns, made)[-LATEST_TURNS:]
            gaze = _Gaze(visitor, config, dataset, turns, time.monotonic())
            # The last of them is served first.
            self._gazes[tab] = gaze
            if before and (before.config, before.dataset) == (config, dataset):
                return
            self._satisfied.discard(tab)
            self._rests_until = time.monotonic() + REST_SECONDS
        # The page is about to be drawn, and a worker that trains is slow to listen.
        threading.Thread(target=self._turn_to, args=(gaze,), name="ahead", daemon=True).start()

    def leave(self, tab: str) -> None:
        """Note that somebody looks at something else."""
        with self._lock:
            self._gazes.pop(tab, None)
            self._satisfied.discard(tab)

    @contextmanager
    def making_way(self, asked: Collection[RunConfig], dataset: str) -> Iterator[None]:
        """Stop what trains ahead while runs are asked for that need training; first wait until theirs is kept."""
        with self._lock:
            self._asking += 1
        try:
            batches = self._batches()
            if batches and (left := {*asked} - self._store.answered(asked, dataset)):
                self._halt(batches)
                first_epochs = {config.first_epochs for config in left}
                for batch in batches:
                    if first_epochs & {config.first_epochs for config in batch.configs}:
                        batch.ended.wait(KEEP_SECONDS)
            yield
        finally:
            with self._lock:
                self._asking -= 1

    def give_way(self) -> None:
        """Stop what trains ahead, because something waits."""
        self._halt(self._batches())

    def submit(self, client: "Client", workers: int) -> None:
        """Let workers that have nothing to do train ahead."""
        # Dask trains what a lost worker had on the next one, which has not been told.
        self._halt([batch for batch in self._batches() if batch.name in self._halted])
        while self._may_begin(workers) and (found := self._next()):
            gaze, configs = found
            batch = _Batch(uuid.uuid4().hex, tuple(configs), gaze.dataset, threading.Event())
            # A lower priority than that of runs, should both come at the same moment.
            future = client.submit(
                tasks.train_ahead,
                batch.name,
                batch.configs,
                batch.dataset,
                self._store.url,
                gaze.visitor,
                pure=False,
                priority=-1,
                retries=0,
            )
            with self._lock:
                self._in_flight[future] = batch
            future.add_done_callback(self._mark_done)

    def collect_done(self) -> None:
        """Take note of what has ended. What came to nothing, because it diverged or broke off, is not tried again."""
        while not self._done.empty():
            future, batch = self._done.get()
            if future.status == "error":
                logger.warning("Training ahead broke off: %r", future.exception())
            with self._lock:
                halted = batch.name in self._halted
                self._halted.discard(batch.name)
            if halted or future.status not in ("finished", "error"):
                # It was stopped, or its worker was lost, and it is not to blame.
                continue
            answered = self._store.answered(batch.configs, batch.dataset)
            for config in batch.configs:
                if config not in answered:
                    self._given_up[batch.dataset, config] = None
            while len(self._given_up) > MOST_GIVEN_UP:
                del self._given_up[next(iter(self._given_up))]

    def forget(self) -> None:
        """Drop what is in flight, because the connection to Dask has ended."""
        with self._lock:
            batches, self._in_flight = [*self._in_flight.values()], {}
        for batch in batches:
            batch.ended.set()

    def _turn_to(self, gaze: _Gaze) -> None:
        """Stop what is hardly worth its time any more, and begin with something else after a rest."""
        wanted = {*self._wanted(gaze)}
        self._halt([batch for batch in self._batches() if 2 * len(wanted & {*batch.configs}) < len(batch.configs)])
        time.sleep(REST_SECONDS)
        self._wake()

    def _may_begin(self, workers: int) -> bool:
        with self._lock:
            rests = self._asking or time.monotonic() < self._rests_until
            free = not rests and len(self._in_flight) < workers
        return self.allowed and free and not on_battery()

    def _batches(self) -> list[_Batch]:
        with self._lock:
            return [*self._in_flight.values()]

    def _halt(self, batches: Sequence[_Batch]) -> None:
        connection = self._connection()
        for batch in batches:
            with self._lock:
                self._halted.add(batch.name)
            if connection is not None:
                try:
                    connection.tell(tasks.stop_ahead, batch.name)
                except Exception:
                    # Dask has many errors for a worker that is gone, and what it trained is gone with it.
                    logger.exception("Training ahead could not be stopped")

    def _mark_done(self, future: "Future") -> None:
        # Dask calls this in a thread that must not wait for the store.
        with self._lock:
            batch = self._in_flight.pop(future, None)
        if batch is not None:
            batch.ended.set()
            self._done.put((future, batch))
            self._wake()

    def _next(self) -> tuple[_Gaze, list[RunConfig]] | None:
        """What to train next, and for whom; None if all that somebody may ask for next is there."""
        now = time.monotonic()
        with self._lock:
            for tab in [tab for tab, gaze in self._gazes.items() if now - gaze.seen > LOOKING_SECONDS]:
                del self._gazes[tab]
            self._satisfied &= self._gazes.keys()
            gazes = [(tab, gaze) for tab, gaze in self._gazes.items() if tab not in self._satisfied][::-1]
            in_flight = {(batch.dataset, config) for batch in self._in_flight.values() for config in batch.configs}
        for tab, gaze in gazes:
            wanted = self._wanted(gaze)
            there = self._store.answered(wanted, gaze.dataset)
            left = [
                config
                for config in wanted
                if config not in there and not {(gaze.dataset, config)} & (in_flight | self._given_up.keys())
            ]
            if not (gaze.turns and KNOBS[gaze.turns[-1].knob].shared):
                # One of another size of batches, say, trains alone, in the time of several that train together.
                left.sort(key=lambda config: fusion_key(config) != fusion_key(gaze.config))
            if batch := _together(left, gaze.dataset):
                return gaze, batch
            if not in_flight:
                self._satisfied.add(tab)
        return None

    def _wanted(self, gaze: _Gaze) -> list[RunConfig]:
        with self._lock:
            turned = dict(self._turned)
        return neighbours(gaze.config, gaze.turns, turned)


def _together(configs: Sequence[RunConfig], dataset: str) -> list[RunConfig]:
    """The first of these settings that does not take too long, and those after it that can train with it."""
    try:
        reviews = corpus.get_source(dataset).train
    except CorpusError:
        return []
    quick = [one for one in configs if cost.training_seconds([one], reviews, one.epochs) <= LONGEST_SECONDS]
    groups = fusion_groups(quick, MOST_AT_ONCE)
    return [quick[index] for index in groups[0]] if groups else []


def on_battery() -> bool:
    """Whether this computer runs on its battery, as far as the system tells."""
    battery = psutil.sensors_battery() if hasattr(psutil, "sensors_battery") else None
    return battery is not None and battery.power_plugged is False
