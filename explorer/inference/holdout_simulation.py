"""What choosing the best of many does to its score, measured on validation reviews that are given up for it."""

from collections.abc import Sequence
from contextlib import suppress
from math import comb

import numpy as np

from explorer import corpus
from explorer.errors import ExplorerError, NetworkError
from explorer.inference.exam_grading import scores
from explorer.inference.numpy_network import PlainNetwork, network_of
from explorer.insight.selection_bias import SelectionBias

HALVINGS = 100
MOST = 36
"""Networks that are compared at most: as many as the article has combinations."""


def peek(store_url: str, run_ids: Sequence[int]) -> list[SelectionBias]:
    """What choosing the best of 1, 2 … of the runs (at most `MOST`), all on the same reviews, does to its score.

    That each network's best epoch was chosen by all validation reviews flatters both halves alike. Networks that are
    damaged are left out.

    Raises:
        ExplorerError: one of them has kept no network, or there is none that can be read.
    """
    found = []
    for run_id in run_ids[:MOST]:
        with suppress(NetworkError):
            found.append(network_of(store_url, run_id))
    if not found:
        raise ExplorerError("There is no network to choose from.")
    split = corpus.load(found[0][1]).validation
    return simulate(np.array([_right(network, split) for network, _ in found]), HALVINGS)


def simulate(right: np.ndarray, halvings: int) -> list[SelectionBias]:
    """From which network got which review right, (networks, reviews) of truth values, the average over random halvings.

    The networks are ordered by the one half. Of all ways to pick k of the n, the share C(n − r, k − 1) / C(n, k) has the
    r-th as its best: with it, all picks of k networks count, not a sample of them.
    """
    n, reviews = right.shape
    shares = np.array([[comb(n - r, k - 1) / comb(n, k) for r in range(1, n + 1)] for k in range(1, n + 1)])
    random, half = np.random.default_rng(0), reviews // 2
    chosen_by, fresh = np.zeros(n), np.zeros(n)
    for _ in range(halvings):
        order = random.permutation(reviews)
        one, other = (right[:, rows].mean(axis=1) for rows in (order[:half], order[half : 2 * half]))
        # Either half is looked at once: that one of them is easier then cancels out.
        for looked_at, sealed in ((one, other), (other, one)):
            best_first = np.argsort(-looked_at, kind="stable")
            chosen_by += shares @ looked_at[best_first] / (2 * halvings)
            fresh += shares @ sealed[best_first] / (2 * halvings)
    return [SelectionBias(k, float(seen), float(unseen)) for k, (seen, unseen) in enumerate(zip(chosen_by, fresh), 1)]


def _right(network: PlainNetwork, split: corpus.Split) -> np.ndarray:
    return (scores(network, split) > 0) == split.labels
