"""A stand-in for the cluster with a real store, whose training a test plays step by step."""

from unittest.mock import patch

import pytest

from explorer.config import RunConfig
from explorer.errors import ClusterError
from explorer.history import Epoch
from explorer.scheduling.limits import Limits
from explorer.scheduling.successive_halving import Outcome
from explorer.store import State, Store
from explorer.ui import services
from explorer.workers import clock, searches
from explorer.workers.cluster import Status
from tests.support.runs import figures_of

READY = Status(1.0, "Ready", ready=True)
DIVERGED = "The loss blew up in epoch 2, because the corrections were too large."
FAILED = "The worker ran out of memory. Try fewer units or a smaller batch size."


class StandIn:
    """The public methods of `Cluster`, and the steps of its worker. Neither Dask nor TensorFlow is loaded."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.cluster_id = "stand-in 1 0.00"
        self.limits = Limits()
        self.status = READY
        self.workers = 1
        self.trains_ahead = False
        self.looked_at = {}
        self.clock = clock.Clock(self)
        self.closed = False
        self.asked = []
        self.unanswered = ""

    def submit(self, configs, dataset, visitor=""):
        # Otherwise the cluster of a real app with this store takes the runs over.
        self.store.heartbeat(self.cluster_id)
        return self.store.add(configs, dataset, self.cluster_id, visitor, self.limits)

    def look(self, tab, visitor, config, dataset):
        self.looked_at[tab] = (visitor, config, dataset)

    def look_away(self, tab):
        self.looked_at.pop(tab, None)

    def search(self, space, budget, dataset, visitor=""):
        return self.store.add_search(space, budget, dataset, visitor)

    def resume_search(self, search_id):
        self.store.resume_search(search_id)

    def stop(self, run_ids):
        self.store.request_stop(run_ids)

    def ask(self, function, *arguments):
        """Call the function here, as a worker would in its process."""
        if self.unanswered:
            raise ClusterError(self.unanswered)
        self.asked.append(function.__name__)
        return function(*arguments)

    def close(self):
        self.closed = True

    # The worker

    def begin(self, run_id):
        """Take a run from the queue."""
        assert self.store.begin([run_id])

    def epoch(self, run_id, **figures):
        """Train one more epoch. Figures that are not given come from `figures_of`."""
        number = len(self.store.history(run_id)) + 1
        self.store.add_epochs({run_id: Epoch(**(figures_of(number) | figures))})

    def epochs(self, run_id, count):
        """Train some more epochs."""
        for _ in range(count):
            self.epoch(run_id)

    def finish(self, run_id, model=None):
        """Finish a run whose epochs are all trained."""
        self.store.finish([run_id], State.FINISHED, model=model)

    def halt(self, run_id):
        """Do what the trainer does after an epoch in which somebody pressed Stop."""
        assert self.store.stop_requested([run_id])
        run = self.store.run(run_id)
        self.store.finish([run_id], State.STOPPED, f"Stopped after epoch {run.last.epoch} of {run.config.epochs}.")

    def diverge(self, run_id):
        self.store.finish([run_id], State.DIVERGED, DIVERGED)

    def fail(self, run_id, message=FAILED):
        self.store.finish([run_id], State.FAILED, message)

    def trained(self, config=None, dataset="packaged", model=None, **figures):
        """The id of a new run that has finished in one epoch with these figures and this network."""
        # With figures of its own, it is not cut from a longer one.
        with patch.object(self.store, "_begin_where_others_ended"):
            run_id = self.submit([config or RunConfig()], dataset)[0]
        self.begin(run_id)
        self.epoch(run_id, **figures)
        self.finish(run_id, model)
        return run_id

    def search_step(self, search_id, accuracy=lambda config: 0.85 + config.units / 100_000):
        """Do the next step of a search, and train what it asks for, each best in its last epoch; whether it is over."""
        searches.advance(self)
        active = [trial for trial in self.store.trials(search_id) if trial.outcome == Outcome.ACTIVE]
        for trial in active:
            self.begin(trial.run_id)
        for number in range(1, max((trial.config.epochs for trial in active), default=0) + 1):
            training = [trial for trial in active if trial.config.epochs >= number]
            reached = {one: accuracy(one.config) - (one.config.epochs - number) / 1_000 for one in training}
            self.store.add_epochs(
                {one.run_id: Epoch(**figures_of(number) | {"val_accuracy": share}) for one, share in reached.items()}
            )
        for trial in active:
            self.finish(trial.run_id, model=b"weights")
        return not self.store.search(search_id).is_running

    def search_to_the_end(self, search_id, **accuracy):
        """Do all steps of a search."""
        while not self.search_step(search_id, **accuracy):
            pass

    def break_store(self):
        """Rename a table, as if somebody had tampered with the file."""
        with self.store._engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE runs RENAME TO gone")


class InstantCluster(StandIn):
    """Trains what is submitted at once: all epochs, except that a learning rate of 10 diverges in the second."""

    def __init__(self, store, scheduler, dataset):
        super().__init__(store)

    def submit(self, configs, dataset, visitor=""):
        run_ids = super().submit(configs, dataset, visitor)
        for run_id, config in zip(run_ids, configs):
            self.begin(run_id)
            self.epochs(run_id, 1 if config.learning_rate == 10 else config.epochs)
            self.diverge(run_id) if config.learning_rate == 10 else self.finish(run_id)
        return run_ids


@pytest.fixture
def cluster(tmp_path, monkeypatch):
    """The stand-in in the place of the app's cluster."""
    stand_in = StandIn(Store(f"sqlite:///{tmp_path}/runs.db"))
    monkeypatch.setattr(services, "cluster", lambda: stand_in)
    # Times that tests read do not depend on the computer that they run on.
    monkeypatch.setattr(clock, "slowness", lambda: 1.0)
    services.fetches.clear()
    services.watchers.clear()
    yield stand_in
    services.fetches.clear()
