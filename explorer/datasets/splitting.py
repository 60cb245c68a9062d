"""Which reviews of a data set are learned from, which compare settings, and which stay sealed."""

from collections.abc import Sequence

import numpy as np

from explorer.datasets.packed_texts import TEST, TRAIN, VALIDATION

SHARES = {TRAIN: 0.6, VALIDATION: 0.2, TEST: 0.2}
"""As in the packaged reviews."""
SEED = 113
"""The seed with which Keras shuffles its own reviews."""


def split(digests: Sequence[bytes], labels: np.ndarray) -> np.ndarray:
    """The split of each of n reviews: (n,) uint8.

    Equal texts are never in two splits. Both classes are divided alike, in a random order that is always the same.

    Args:
        digests: n values that are equal for equal texts.
        labels: (n,), 0 or 1.
    """
    groups: dict[bytes, int] = {}
    group = np.array([groups.setdefault(digest, len(groups)) for digest in digests])
    first = np.zeros(len(groups), np.int64)
    # The last assignment wins: the first review of each group.
    first[group[::-1]] = np.arange(len(group))[::-1]
    sizes, group_labels = np.bincount(group), labels[first]
    splits = np.empty(len(groups), np.uint8)
    order = np.random.default_rng(SEED).permutation(len(groups))
    ends = np.cumsum(list(SHARES.values()))
    for label in (0, 1):
        theirs = order[group_labels[order] == label]
        middles = np.cumsum(sizes[theirs]) - sizes[theirs] / 2
        splits[theirs] = np.searchsorted(ends[:-1], middles / max(1, sizes[theirs].sum()), side="right")
    return splits[group]


def shuffled(splits: np.ndarray, which: int) -> np.ndarray:
    """The reviews of one split in a random order that is always the same: their indices."""
    rows = np.flatnonzero(splits == which)
    return rows[np.random.default_rng((SEED, which)).permutation(len(rows))]
