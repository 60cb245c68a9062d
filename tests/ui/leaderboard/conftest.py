"""What tests of the leaderboard share."""

import pytest

from explorer.config import RunConfig
from tests.support.leaderboard import TANH


@pytest.fixture
def three_runs(cluster):
    """Three finished runs; the second is the best and the first is the worst."""
    cluster.trained(RunConfig(units=32), val_accuracy=0.80)
    cluster.trained(TANH, val_accuracy=0.88)
    cluster.trained(RunConfig(learning_rate=0.01, dropout=0.5), val_accuracy=0.875)
