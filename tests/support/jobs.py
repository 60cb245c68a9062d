"""Runs small enough to train in a test of the job, and ways to disturb them."""

from explorer.config import RunConfig
from explorer.store import Store
from explorer.training import job

TINY = RunConfig(vocabulary=500, epochs=3, batch_size=100)


def fail_with(monkeypatch, error, step="train"):
    """Make a step of the job raise `error`."""

    def broken(*_args, **_kwargs):
        raise error

    monkeypatch.setattr(job, step, broken)


def stop_after(monkeypatch, epochs):
    """Request a stop as soon as a run has written its number of epochs in `epochs`."""
    add_epochs = Store.add_epochs

    def write_and_stop(self, written, since):
        add_epochs(self, written, since)
        self.request_stop([run_id for run_id, epoch in written.items() if epochs.get(run_id) == epoch.epoch])

    monkeypatch.setattr(Store, "add_epochs", write_and_stop)
