"""What tests of data sets share: a computer without prepared reviews, and a store that this process is connected to."""

import pytest

from explorer import datasets
from explorer.store import Store


@pytest.fixture(autouse=True)
def a_new_computer(new_computer):
    """Nothing that these tests prepare is there afterwards."""


@pytest.fixture
def store(tmp_path):
    store = Store(f"sqlite:///{tmp_path}/runs.db")
    datasets.connect(lambda: store)
    return store
