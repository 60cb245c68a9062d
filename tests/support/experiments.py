"""A store with runs of every kind, and what of them has to arrive wherever they are taken."""

from dataclasses import replace

from explorer.config import RunConfig
from explorer.history import Epoch
from explorer.scheduling.search_space import Space
from explorer.scheduling.successive_halving import Budget, Outcome, Step
from explorer.store import Baseline, Dataset, Envelope, Result, State, Store
from tests.support.every_value import every_value
from tests.support.stores import CLUSTER

OWN = Dataset("own-0123456789ab", "Mine", "ham", "spam", "German", 6, 2, 2, 1, "somebody", 1764000000.0)
RESULT = Result(1, 2, 3, 4)
EVERY_VALUE = every_value(RunConfig())


def figures(run_id: int, number: int) -> Epoch:
    """Figures with all their digits, which differ from run to run."""
    share = run_id / 977 + number / 101
    return Epoch(number, 0.7 / number + share / 7, 0.5 + share / 3, 0.6 / number + share / 9, 0.5 + share / 5, 0.1 + share)


def train(store: Store, run_id: int, epochs: int = 2, state: State = State.FINISHED, message: str = "") -> int:
    """Train a run that waits, with a network of its own; its id."""
    assert store.begin([run_id])
    for number in range(1, epochs + 1):
        store.add_epochs({run_id: figures(run_id, number)})
    store.finish([run_id], state, message, model=b"network %d " % run_id * 50 if epochs else None)
    return run_id


def add_search(store: Store, dataset: str = "packaged") -> int:
    """A search with two trials and one repeat of the better one, and its state unchanged; its id."""
    search_id = store.add_search(Space(RunConfig(epochs=2), ("units",)), Budget(networks=2), dataset)
    for step in ([(0, RunConfig(units=8, seed=5)), (0, RunConfig(units=12, seed=5))], [(None, RunConfig(units=12, seed=6))]):
        store.advance_search(search_id, CLUSTER, lambda _search, _trials, queue=step: Step(queue=tuple(queue)))
        train_search(store, search_id)
    return search_id


def train_search(store: Store, search_id: int) -> None:
    """Train what a search waits for."""
    for trial in store.trials(search_id):
        if trial.outcome == Outcome.ACTIVE:
            train(store, trial.run_id)


def fill(store: Store) -> None:
    """Every value of every knob, trained; and runs of every state, on two data sets, hidden, examined and of a search."""
    for run_id in store.add(EVERY_VALUE, "packaged", CLUSTER):
        train(store, run_id, epochs=1 + run_id % 3)
    repeats = store.add([RunConfig(units=24, seed=seed) for seed in (1, 2, 3)], "packaged", CLUSTER)
    for run_id in repeats:
        train(store, run_id)
    store.add_dataset(OWN, b"rows", [b"first", b"second"])
    one, two, three, four = store.add([RunConfig(seed=seed) for seed in (1, 2, 3, 4)], OWN.name, CLUSTER)
    train(store, one)
    train(store, two, state=State.STOPPED, message="Stopped after epoch 2 of 10. It’s enough.")
    train(store, three, state=State.DIVERGED, message="The loss is not a number any more.")
    train(store, four, epochs=0, state=State.FAILED, message="There was no memory left.")
    store.hide([repeats[0], one])
    store.open_exam(one, Envelope(OWN.name), 0.75, RESULT)
    store.open_exam(one, Envelope("packaged"), None, RESULT)
    store.set_baseline("packaged", RunConfig().input_format, Baseline(0.875, 0.3125, 0.09375))
    store.stop_search(add_search(store))


def in_training(store: Store) -> int:
    """A run that goes on; its id."""
    (run_id,) = store.add([replace(RunConfig(), seed=77)], "packaged", CLUSTER)
    assert store.begin([run_id])
    store.add_epochs({run_id: figures(run_id, 1)})
    return run_id


def contents(store: Store) -> dict:
    """All that is known of the runs that have ended, without their numbers, which are other ones in every store."""
    ids = store.ended()
    histories = store.histories(ids)
    return {
        (run.dataset, run.config, run.created): (
            run.state,
            run.message,
            run.cluster_id,
            run.started,
            run.finished,
            run.best,
            run.last,
            run.seconds,
            run.hidden,
            run.is_trial,
            histories[run.id],
            store.model(run.id),
        )
        for run in store.runs(ids=ids)
    }
