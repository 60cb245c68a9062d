"""The one clock of the program, which every page and command asks that says how long something will take."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable, Sequence
from typing import TYPE_CHECKING

from explorer import corpus
from explorer.config import RunConfig
from explorer.errors import CorpusError
from explorer.insight import time_left
from explorer.insight.pace import Pace, after_start
from explorer.insight.progress_bar import Bar
from explorer.insight.time_left import Forecast, Group, Progress, Stage, Start, Training, Work
from explorer.scheduling import cost
from explorer.scheduling.fair_queue import Line, Request, in_turn
from explorer.scheduling.structure import Setup
from explorer.store import ACTIVE, Batch, Run, State
from explorer.workers.yardstick import slowness

if TYPE_CHECKING:  # It imports this module.
    from explorer.workers.cluster import Cluster

LATEST = 30
"""How many of the latest batches and starts an estimate rests on."""
UNKNOWN_SECONDS = 2.0
"""What anything takes at least that nobody has measured, such as a baseline."""
MOST_BARS = 1_000
NOT_ASKED_FOR = 2**31
"""Runs that are not in the store have larger ids than any that is."""


class Clock:
    """Knows how long the runs of a cluster will take, at the pace of this computer."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._known: tuple[Hashable, Pace] | None = None
        self._bars: dict[Hashable, Bar] = {}

    def forecast(self, configs: Sequence[RunConfig], dataset: str, visitor: str = "") -> Forecast:
        """How long it would take if a visitor asked for runs of these settings now."""
        now = time.time()
        active = {run.config: run.id for run in self._cluster.store.runs(states=ACTIVE, dataset=dataset)}
        # A run of the same settings is shared.
        new = [config for config in dict.fromkeys(configs) if config not in active]
        kept, reviews = self._cluster.store.kept_epochs(new, dataset), training_reviews(dataset)
        requests = [
            Request(number, config, dataset, visitor, now, kept.get(config, 0), reviews)
            for number, config in enumerate(new, start=NOT_ASKED_FOR)
        ]
        ids = {request.run_id for request in requests} | {active[config] for config in configs if config in active}
        queue = _Queue(self._cluster, self._cluster.cluster_id, requests)
        pace, start = self._pace(queue), self._start(will_train=True)
        ends = queue.ends(start, pace, now)
        return Forecast(
            seconds=max((ends.get(run_id, 0.0) for run_id in ids), default=0.0),
            start_seconds=time_left.start_left(start, pace, now) if start else 0.0,
            ahead=queue.ahead(ids),
            is_measured=bool(configs) and pace.epoch([*configs], reviews).is_measured,
            is_active=not new,
        )

    def progress(self, runs: Sequence[Run]) -> Progress:
        """How far these runs are, which were asked for together."""
        active = [run for run in runs if run.active]
        if not active:
            return Progress(Stage.ENDED, 0.0, 1.0)
        now, ids = time.time(), {run.id for run in active}
        training = [run for run in active if run.state == State.RUNNING]
        queue = _Queue(self._cluster, active[0].cluster_id, wait=len(training) < len(active))
        pace = self._pace(queue)
        start = self._start(will_train=True) if queue.cluster_id == self._cluster.cluster_id else None
        ends = queue.ends(start, pace, now)
        left = max(ends.get(run_id, 0.0) for run_id in ids)
        stage = queue.stage(training, pace, now) if training else Stage.STARTING if start else Stage.WAITING
        created = min(run.created for run in runs)
        bar = Bar(0.0, created)
        if start:
            bar = self._bars.get(("start", start.began), bar)
        filled = self._moved(runs[0].id if len(runs) == 1 else ("together", created), bar, now, left, stage)
        return Progress(stage, left, filled, 0 if training else queue.ahead(ids))

    def worker_progress(self, then: float = 0.0) -> Progress:
        """How far the worker is that gets ready, while nothing is to be trained.

        Args:
            then: The seconds of a training that may follow: its bar goes on where this one stands.
        """
        start = self._start(will_train=False)
        if start is None:
            return Progress(Stage.ENDED, 0.0, 1.0)
        now = time.time()
        left = time_left.start_left(start, self._pace(None), now)
        filled = self._moved(("start", start.began), Bar(0.0, start.began), now, left + then, Stage.STARTING)
        return Progress(Stage.STARTING, left, filled)

    def trials_seconds(self, dataset: str) -> Callable[[Sequence[RunConfig]], float]:
        """A function that says how many seconds trials of a search take, all together, at the pace of this computer."""
        pace, reviews, workers = self._pace(None), training_reviews(dataset), max(1, self._cluster.workers)
        return lambda configs: time_left.trials_seconds(configs, reviews, pace, self._cluster.limits.at_once) / workers

    def next_sign(self) -> float:
        """In how many seconds the next epoch of what trains now should end, with what may have to be done before it."""
        training = self._cluster.store.training_batches(self._cluster.cluster_id)
        pace, seconds = self._pace(None).including(training), [UNKNOWN_SECONDS]
        for batch in training:
            configs, reviews = list(batch.runs.values()), training_reviews(batch.dataset)
            around = cost.setup_seconds(configs, Setup.FIRST) + cost.save_seconds(configs)
            epoch = cost.epoch_seconds(configs, reviews) * pace.epoch(configs, reviews).value
            seconds += [around * pace.around().value + epoch, *batch.epoch_seconds]
        return max(seconds)

    def _pace(self, queue: _Queue | None) -> Pace:
        """The pace of this computer, as its latest batches tell and those that train now."""
        store, host = self._cluster.store, self._cluster.cluster_id.rsplit(" ", 2)[0]
        version = store.timings_version(host)
        if self._known is None or self._known[0] != version:
            batches, starts = store.ended_batches(host, LATEST), store.worker_starts(host, LATEST)
            self._known = version, Pace(batches, starts, training_reviews, slowness(), are_all=len(batches) < LATEST)
        pace = self._known[1]
        return pace.including(queue.training) if queue else pace

    def _start(self, will_train: bool) -> Start | None:
        """The start that the worker still has before it or is in; None if it is ready.

        Args:
            will_train: Whether something is to be trained. If that is known early enough, the worker does not rehearse.
        """
        status, now = self._cluster.status, time.time()
        if status.ready:
            return None
        if status.failed:
            return Start(now, cost.CONNECTING, now, prepared=False, rehearsed=False)
        began = status.since if status.began is None else status.began
        rehearsed = status.rehearsed if status.fraction >= cost.LOADING else not will_train
        return Start(began, status.fraction, status.since, status.prepared, rehearsed)

    def _moved(self, key: Hashable, new: Bar, now: float, left: float, stage: Stage) -> float:
        """How full the bar of that name is now; if it has not been drawn yet, it begins as `new`."""
        bar = self._bars.get(key, new).moved(now, left, stage == Stage.STARTING)
        self._bars.pop(key, None)
        self._bars[key] = bar
        while len(self._bars) > MOST_BARS:
            del self._bars[next(iter(self._bars))]
        return bar.filled


class _Queue:
    """What a cluster trains and what waits for it, with runs that are not asked for yet."""

    def __init__(self, cluster: Cluster, cluster_id: str, also: Sequence[Request] = (), wait: bool = True) -> None:
        self.cluster_id = cluster_id
        self.workers = cluster.workers
        self.training = cluster.store.training_batches(cluster_id)
        # Where only what trains is of interest, and nothing can interrupt it, the store is not asked for the others.
        wait = wait or bool(cluster.store.runs_of(cluster_id, State.QUEUED))
        line = cluster.store.line(cluster_id, also) if wait else Line([])
        requests = line.batches()
        waiting = {request.run_id: request for batch in requests for request in batch}
        self.waiting = [
            Group({run_id: waiting[run_id].config for run_id in ids}, waiting[ids[0]].reviews, waiting[ids[0]].done)
            for ids in in_turn(requests, cluster.limits.at_once)
        ]
        now = time.time()
        self._training = [self._trained(batch, line, now) for batch in self.training]

    def _trained(self, batch: Batch, line: Line, now: float) -> Training:
        """A batch that trains, and when it will give way."""
        theirs = [request for request in line.training if request.run_id in batch.runs]
        interruption = line.interruption(theirs, now)
        if interruption is None:
            return Training(batch, training_reviews(batch.dataset))
        ids = {request.run_id for one in interruption.before for request in one}
        place = sum(1 for group in self.waiting if ids & group.runs.keys())
        return Training(batch, training_reviews(batch.dataset), interruption.turn, place)

    def ends(self, start: Start | None, pace: Pace, now: float) -> dict[int, float]:
        """Run id → in how many seconds it will have ended."""
        compiled = after_start(start.rehearsed) if start else pace.compiled(self.cluster_id)
        return time_left.ends(Work(start, self._training, self.waiting, compiled, self.workers), pace, now)

    def ahead(self, ids: set[int]) -> int:
        """How many runs train or wait before the first of these does."""
        if any(ids & batch.active for batch in self.training):
            return 0
        count = sum(len(batch.active) for batch in self.training)
        for group in self.waiting:
            if ids & group.runs.keys():
                break
            count += len(group.runs)
        return count

    def stage(self, training: Sequence[Run], pace: Pace, now: float) -> Stage:
        """What these runs do, which train."""
        if all(run.epochs_done >= run.config.epochs for run in training):
            return Stage.KEEPING
        if any(run.epochs_done for run in training):
            return Stage.TRAINING
        theirs = [batch for batch in self.training if batch.active & {run.id for run in training}]
        setting_up = all(time_left.is_setting_up(batch, pace, now) for batch in theirs)
        return Stage.SETTING_UP if setting_up else Stage.TRAINING


def training_reviews(dataset: str) -> int:
    """The number of training reviews. The store may hold runs on a source that the program no longer has."""
    try:
        return corpus.get_source(dataset).train
    except CorpusError:
        return cost.MEASURED_REVIEWS
