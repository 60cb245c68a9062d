"""Fixtures of the command line: a way to call it, an empty store, and a store with a trained network."""

import pytest

from explorer.cli.main import main
from explorer.config import RunConfig
from explorer.store import State, open_store


@pytest.fixture
def store(tmp_path, monkeypatch):
    """The store that the commands use, empty."""
    monkeypatch.setenv("EXPLORER_STORE", str(tmp_path / "runs.db"))
    return open_store(f"sqlite:///{tmp_path}/runs.db")


@pytest.fixture
def call(capsys):
    """A function that runs a command and returns its exit code, standard output and standard error."""

    def call(*arguments):
        try:
            code = main(list(arguments))
        except SystemExit as end:
            code = end.code
        return code, *capsys.readouterr()

    return call


@pytest.fixture(scope="session")
def trained(reviews, tmp_path_factory):
    """The path of a store with one network, trained as a worker trains it."""
    from explorer.training import job

    path = tmp_path_factory.mktemp("trained") / "runs.db"
    store = open_store(f"sqlite:///{path}")
    (run_id,) = store.add([RunConfig(units=4, epochs=2, vocabulary=2_000)], "packaged", "test 1 0.00")
    job.run([run_id], store.url)
    assert store.run(run_id).state == State.FINISHED
    return path


@pytest.fixture
def judge(trained, call, monkeypatch):
    """A function that calls `predict` on the store with a trained network."""
    monkeypatch.setenv("EXPLORER_STORE", str(trained))
    return lambda *arguments: call("predict", *arguments)
