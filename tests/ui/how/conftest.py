"""What tests of How it works share."""

import pytest


@pytest.fixture(autouse=True)
def prepared(reviews):
    """The reviews are ready before the first page asks for them."""


@pytest.fixture
def open_step(open_app):
    """A function that opens a step by its address."""
    return lambda step: open_app("how_it_works", step=str(step))
