"""What the tests of the command line share: a way to call it, a store, and a store with a trained network."""

import pytest

from explorer.cli.parser import main
from explorer.config import RunConfig
from explorer.store import State, open_store


@pytest.fixture
def store(tmp_path, monkeypatch):
    """The store that the commands use, with nothing in it."""
    monkeypatch.setenv("EXPLORER_STORE", str(tmp_path / "runs.db"))
    return open_store(f"sqlite:///{tmp_path}/runs.db")


@pytest.fixture
def call(capsys):
    """A function that runs a command: exit code, standard output, standard error."""

    def call(*arguments):
        try:
            code = main(list(arguments))
        except SystemExit as end:
            code = end.code
        return code, *capsys.readouterr()

    return call


@pytest.fixture(scope="session")
def trained(reviews, tmp_path_factory):
    """The path of a store with one real network, trained by Keras as a worker would train it."""
    from explorer.training import job

    path = tmp_path_factory.mktemp("trained") / "runs.db"
    store = open_store(f"sqlite:///{path}")
    (run_id,) = store.add([RunConfig(units=4, epochs=2, vocabulary=2_000)], "packaged", "test 1 0.00")
    job.run([run_id], store.url)
    assert store.run(run_id).state == State.FINISHED
    return path


@pytest.fixture
def judge(trained, call, monkeypatch):
    """A function that calls `predict` where there is a trained network."""
    monkeypatch.setenv("EXPLORER_STORE", str(trained))
    return lambda *arguments: call("predict", *arguments)
