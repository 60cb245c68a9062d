"""Equal texts are in one split, both classes are divided alike, and the same reviews are always divided the same way."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explorer.datasets.packed_texts import TEST, TRAIN, VALIDATION
from explorer.datasets.splitting import shuffled, split


def digests(texts):
    return [str(text).encode() for text in texts]


@pytest.mark.parametrize("share", [0.5, 0.05, 0.95])
def test_both_classes_are_divided_alike(share):
    labels = (np.arange(1_000) < share * 1_000).astype(np.uint8)
    splits = split(digests(range(1_000)), labels)
    for label in (0, 1):
        found = np.bincount(splits[labels == label], minlength=3) / np.sum(labels == label)
        assert found == pytest.approx([0.6, 0.2, 0.2], abs=0.02)


def test_five_of_a_class_are_enough_for_every_split():
    labels = np.array([1] * 5 + [0] * 30, np.uint8)
    splits = split(digests(range(35)), labels)
    assert np.bincount(splits[labels == 1], minlength=3).tolist() == [3, 1, 1]


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 1)), min_size=1, max_size=200))
def test_equal_texts_are_never_on_both_sides(reviews):
    texts, labels = zip(*reviews)
    splits = split(digests(texts), np.array(labels, np.uint8))
    for text in set(texts):
        assert len({int(one) for one, other in zip(splits, texts) if other == text}) == 1


def test_the_same_reviews_are_always_divided_and_ordered_the_same_way():
    labels = np.arange(200, dtype=np.uint8) % 2
    first, second = (split(digests(range(200)), labels) for _ in range(2))
    assert first.tolist() == second.tolist()
    orders = [shuffled(first, which).tolist() for which in (TRAIN, VALIDATION, TEST)]
    assert sorted(row for order in orders for row in order) == list(range(200))
    assert orders[0] != sorted(orders[0])
    assert orders == [shuffled(second, which).tolist() for which in (TRAIN, VALIDATION, TEST)]
