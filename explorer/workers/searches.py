"""Searches go on: whatever cluster looks at them first queues what comes next."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from explorer.config import RunConfig
from explorer.errors import StoreError
from explorer.insight import time_left
from explorer.insight.pace import Pace
from explorer.scheduling.cost import MEASURED_REVIEWS
from explorer.scheduling.successive_halving import Step, Trial, next_step
from explorer.store import Search
from explorer.workers.clock import training_reviews

if TYPE_CHECKING:  # It imports this module.
    from explorer.workers.cluster import Cluster

logger = logging.getLogger(__name__)

# On the computer that the cost was measured on.
_USUAL_PACE = Pace([], [], lambda _dataset: MEASURED_REVIEWS, guess=1.0)


def advance(cluster: Cluster) -> None:
    """Do the next step of each search that is running. Any number of clusters may do so at the same time."""
    if not (cluster.status.ready or cluster.status.failed):
        return
    try:
        cluster.store.fail_damaged_searches()
        for search in cluster.store.running_searches():
            _advance(cluster, search)
    except StoreError as error:
        # Whatever is wrong with a search, other people's runs must not wait for it.
        logger.warning("The searches do not go on: %s", error)


def _advance(cluster: Cluster, search: Search) -> None:
    seconds_for, reviews = _seconds_for(cluster, search), training_reviews(search.dataset)

    def decide(now: Search, trials: Sequence[Trial]) -> Step:
        # They wait as if one visitor had asked for them, so nobody else waits for long behind them.
        most = max(1, cluster.limits.queued // 2)
        return next_step(now.space, now.budget, trials, now.seconds, seconds_for, most, reviews, cluster.workers)

    cluster.store.advance_search(search.id, cluster.cluster_id, decide)


def _seconds_for(cluster: Cluster, search: Search) -> Callable[[Sequence[RunConfig]], float]:
    """How long trials take. With a budget of networks it is a fixed pace: then the same search is the same everywhere."""
    if search.budget.networks is None:
        return cluster.clock.trials_seconds(search.dataset)
    return lambda configs: time_left.trials_seconds(configs, MEASURED_REVIEWS, _USUAL_PACE, cluster.limits.at_once)
