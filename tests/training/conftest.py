"""What the tests of the job have in common: a few reviews, what is learned from them, and a store."""

import pytest

from explorer.store import open_store
from explorer.training import job
from explorer.training.trainer import train
from tests.support.jobs import TINY
from tests.support.training import slices


@pytest.fixture(scope="module")
def few(reviews):
    """The first few hundred reviews of the training and of the validation set."""
    return slices(reviews, TINY.vocabulary, train=400, validation=200)


@pytest.fixture(scope="module")
def trained(few):
    """The result of training `TINY`."""
    return train([TINY], *few)[0]


@pytest.fixture
def few_examples(monkeypatch, few):
    """Train on as few reviews as a test has time for."""
    monkeypatch.setattr(job, "examples", lambda dataset, vocabulary: few)


@pytest.fixture
def store(tmp_path):
    """The store that the job opens too."""
    return open_store(f"sqlite:///{tmp_path}/runs.db")
