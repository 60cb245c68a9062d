"""The seed decides which reviews are learned from and which labels are wrong, and nothing else does."""

import numpy as np
import pytest

from explorer.corpus.draws import chosen_reviews, flip_ranks

LABELS = np.random.default_rng(4).permutation(np.repeat([0, 1], [700, 500]))


@pytest.mark.parametrize("count", [100, 101, 999, 1_000])
def test_chosen_reviews_are_balanced_and_none_twice(count):
    chosen = chosen_reviews(LABELS, count, seed=3)
    assert len(set(chosen.tolist())) == len(chosen) == count
    positive = int(LABELS[chosen].sum())
    assert abs(2 * positive - count) <= 1


def test_when_one_kind_runs_out_the_other_fills_the_rest():
    chosen = chosen_reviews(LABELS, 1_100, seed=3)
    assert len(chosen) == 1_100 and LABELS[chosen].sum() == 500


def test_fewer_reviews_are_a_part_of_more():
    more = chosen_reviews(LABELS, 600, seed=3)
    assert chosen_reviews(LABELS, 200, seed=3).tolist() == more[:200].tolist()


def test_all_reviews_stay_in_their_order():
    for count in (len(LABELS), 15_000):
        assert chosen_reviews(LABELS, count, seed=3).tolist() == list(range(len(LABELS)))


def test_another_seed_chooses_others_and_turns_others():
    assert set(chosen_reviews(LABELS, 200, 3).tolist()) != set(chosen_reviews(LABELS, 200, 4).tolist())
    assert flip_ranks(200, 3).tolist() != flip_ranks(200, 4).tolist()


@pytest.mark.parametrize("share", [0.0, 0.05, 0.1, 0.3, 0.35, 0.5])
def test_exactly_the_share_is_wrong(share):
    for reviews in (100, 3_000, 15_000):
        assert np.sum(flip_ranks(reviews, 5) < np.float32(share)) == pytest.approx(share * reviews, abs=1)


def test_a_larger_share_includes_the_smaller():
    ranks = flip_ranks(1_000, 5)
    assert set(np.flatnonzero(ranks < 0.1)) < set(np.flatnonzero(ranks < 0.3))
