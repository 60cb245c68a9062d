"""What tests of exports share: a store with runs of every kind."""

import pytest

from explorer import datasets
from explorer.store import Store
from tests.support.experiments import fill, in_training


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """A store with runs of every kind, one of which is in training."""
    store = Store(f"sqlite:///{tmp_path_factory.mktemp('filled')}/runs.db")
    fill(store)
    in_training(store)
    return store


@pytest.fixture
def connected(filled):
    """The same, with its data sets known by their names."""
    datasets.connect(lambda: filled)
    return filled
