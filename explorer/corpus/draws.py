"""What the seed decides about the reviews: which ones are learned from, in which order, and which labels are wrong."""

import numpy as np

# What random draws with the same seed are for, so that they differ. The order of an epoch has the number of that epoch.
CHOOSING, FLIPPING = 1_000_001, 1_000_002


def epoch_order(reviews: int, seed: int, epoch: int) -> np.ndarray:
    """The order (reviews,) in which an epoch, counted from 0, reads the reviews. It depends on seed and epoch alone."""
    return np.random.default_rng((seed, epoch)).permutation(reviews)


def chosen_reviews(labels: np.ndarray, count: int, seed: int) -> np.ndarray:
    """Which training reviews a network learns from: their positions (count,), or all of them in their order if there are
    no more.

    They are the first ones in an order that depends on the seed alone, positive and negative ones in turn as long as there
    are both. So they are balanced, and fewer of them are a part of more of them.
    """
    if count >= len(labels):
        return np.arange(len(labels))
    order = np.random.default_rng((seed, CHOOSING)).permutation(len(labels))
    positive = labels[order] == 1
    rank_in_class = np.where(positive, np.cumsum(positive), np.cumsum(~positive))
    return order[np.argsort(rank_in_class, kind="stable")][:count]


def flip_ranks(reviews: int, seed: int) -> np.ndarray:
    """For each review the share of wrong labels from which on its own is wrong: (reviews,) float32, from 0 to below 1.

    They are 0, 1/n, 2/n … in an order that depends on the seed alone, so a share of them is wrong exactly.
    """
    return (np.random.default_rng((seed, FLIPPING)).permutation(reviews) / reviews).astype(np.float32)
