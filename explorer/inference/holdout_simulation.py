"""How much selecting the best of many networks inflates its score, measured on validation reviews set aside for this."""

from collections.abc import Sequence
from contextlib import suppress
from math import comb

import numpy as np

from explorer import corpus
from explorer.errors import ExplorerError, NetworkError
from explorer.inference.numpy_network import load_network
from explorer.insight.exam_result import SelectionBias

HALVINGS = 100
MOST_NETWORKS = 36
"""Networks that are compared at most: as many as the article has combinations."""


def simulate_selection(store_url: str, run_ids: Sequence[int]) -> list[SelectionBias]:
    """What selecting the best of 1, 2 … of the runs does to its score. Runs with a damaged network are left out.

    Each network's best epoch was chosen on all validation reviews, which inflates its score on both halves alike.

    Args:
        store_url: The address of the store.
        run_ids: Runs on the same reviews. Only the first `MOST_NETWORKS` are used.

    Raises:
        ExplorerError: one of them has kept no network, or no network can be read.
    """
    networks = []
    for run_id in run_ids[:MOST_NETWORKS]:
        with suppress(NetworkError):
            networks.append(load_network(store_url, run_id))
    if not networks:
        raise ExplorerError("There is no network to choose from.")
    split = corpus.load(networks[0][1]).validation
    correct = np.array([(network.score_split(split) > 0) == split.labels for network, _ in networks])
    return average_selection(correct, HALVINGS)


def average_selection(correct: np.ndarray, halvings: int) -> list[SelectionBias]:
    """The score of the best of 1, 2 … networks where it was selected and on fresh reviews, averaged over random halvings.

    The networks are ranked on one half. Of all ways to pick k of n networks, a share of C(n − r, k − 1) / C(n, k) has the
    one of rank r as its best. So the average is over all picks, not over a sample of them.

    Args:
        correct: (networks, reviews) bool; whether the network got the review right.
        halvings: How often the reviews are halved.
    """
    n, reviews = correct.shape
    shares = np.array([[comb(n - r, k - 1) / comb(n, k) for r in range(1, n + 1)] for k in range(1, n + 1)])
    generator, half = np.random.default_rng(0), reviews // 2
    chosen_by, fresh = np.zeros(n), np.zeros(n)
    for _ in range(halvings):
        order = generator.permutation(reviews)
        one, other = (correct[:, rows].mean(axis=1) for rows in (order[:half], order[half : 2 * half]))
        # Each half is used once for the selection, so that a difference in difficulty between them cancels out.
        for selection, holdout in ((one, other), (other, one)):
            best_first = np.argsort(-selection, kind="stable")
            chosen_by += shares @ selection[best_first] / (2 * halvings)
            fresh += shares @ holdout[best_first] / (2 * halvings)
    return [SelectionBias(k, seen, unseen) for k, (seen, unseen) in enumerate(zip(chosen_by.tolist(), fresh.tolist()), 1)]
