"""What the tests of the mode for a file share."""

import pytest

from tests.support.file_mode import PAGE, take


@pytest.fixture
def bring(open_app, champion):
    """A function that opens the mode and brings a file."""

    def bring(content, name="reviews.csv"):
        return take(open_app(PAGE, mode="file"), content, name)

    return bring
