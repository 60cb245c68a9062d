"""Helpers for tests of the store."""

import itertools
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from explorer.config import RunConfig
from explorer.errors import StoreError
from explorer.history import Epoch
from explorer.store import ACTIVE, State, Store

CLOSED = [state for state in State if state not in ACTIVE]
UNUSUAL = RunConfig(
    "tanh", "mse", 512, 5, 50, learning_rate=0.00123, batch_size=4096, vocabulary=500, dropout=0.25, l2=0.0005, seed=9999
)
CLUSTER = "here 1 0.00"
SECRET = "s3cret"
SEEDS = itertools.count(100)


def epoch(number, val_accuracy=0.8, **figures):
    """Invented figures of an epoch, all different."""
    made_up = {"loss": 0.5 / number, "accuracy": 0.9, "val_loss": 0.3 + 0.01 * number, "seconds": 0.25 * number}
    return Epoch(**({"epoch": number, "val_accuracy": val_accuracy} | made_up | figures))


def add(store, config=None, dataset="packaged", cluster_id=CLUSTER, visitor=""):
    """Queue a run, by default with settings that no other run has; its id."""
    return store.add([config or RunConfig(seed=next(SEEDS))], dataset, cluster_id, visitor)[0]


def begin(store, **choices):
    """Queue and begin a run; its id."""
    run_id = add(store, **choices)
    assert [run.id for run in store.begin([run_id])] == [run_id]
    return run_id


def add_epoch(store, run_id, figures):
    """Write one epoch of one run."""
    store.add_epochs({run_id: figures})


def execute(url, statement, **values):
    """Run an SQL statement without a `Store`."""
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.execute(sa.text(statement), values)
    engine.dispose()


def at_once(work, count=8):
    """The results of `work` in that many threads, which begin at the same moment."""
    gate = threading.Barrier(count)

    def begin_together(_number):
        gate.wait()
        return work()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(begin_together, range(count)))


def refusal(url, error=StoreError):
    """The message of the error on opening a store at `url`, which is a sentence."""
    with pytest.raises(error) as refused:
        Store(url)
    assert_is_a_sentence(str(refused.value))
    return str(refused.value)


def assert_is_a_sentence(text):
    """Assert that a text is one line for people, which ends with a full stop and has no names from Python."""
    assert text.endswith(".")
    assert "\n" not in text
    for jargon in ("Traceback", "Error", "sqlalchemy", "sqlite3.", "psycopg.", "[SQL"):
        assert jargon not in text
