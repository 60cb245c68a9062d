"""Checks that a run has survived a fault."""

from collections.abc import Collection

from explorer.config import RunConfig
from explorer.inference.numpy_network import NumpyNetwork
from explorer.store import Run, State, Store
from tests.support.waiting import PATIENCE, eventually

# Long enough that a worker whose app was killed does not finish it in its last seconds.
ENDLESS = RunConfig(epochs=50, batch_size=64)


def assert_whole(store: Store, run_ids: Collection[int]) -> None:
    """The runs finish with each epoch once, in order, and with a network that can be loaded."""
    eventually(lambda: not any(run.active for run in store.runs(ids=run_ids)), "a run does not end", 2 * PATIENCE)
    runs = store.runs(ids=run_ids)
    assert [run.id for run in runs] == sorted(run_ids)
    assert [(run.state, run.message) for run in runs] == [(State.FINISHED, "")] * len(runs)
    histories = store.histories(run_ids)
    for run in runs:
        assert [epoch.epoch for epoch in histories[run.id]] == list(range(1, run.config.epochs + 1))
        assert NumpyNetwork.from_keras_file(store.model(run.id)).vocabulary_size == run.config.vocabulary


def has_trained(store: Store, run_id: int, epochs: int) -> bool:
    """Whether a run that is still active has written that many epochs.

    Raises:
        AssertionError: it has ended.
    """
    run = store.run(run_id)
    assert run.active, run.message or "the run has ended too early"
    return run.last is not None and run.last.epoch >= epochs


def assert_taken_up(store: Store, run: Run) -> None:
    """The run starts again later than `run`, a copy from before the fault, says, and trains."""
    eventually(lambda: store.run(run.id).started > run.started, "what has trained is not taken up again")
    eventually(lambda: has_trained(store, run.id, 1), "what is taken up again does not train")
