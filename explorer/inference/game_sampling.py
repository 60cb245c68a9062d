"""The reviews of a game against a network, sampled by a worker, with what the network says about them."""

import numpy as np

from explorer import corpus
from explorer.corpus import Split
from explorer.inference.explain import decode
from explorer.inference.numpy_network import load_network
from explorer.insight.review_game import FEWEST_WORDS, MOST_WORDS, REVIEWS, Review
from explorer.insight.review_reading import sigmoid


def sample_reviews(store_url: str, run_id: int, seed: int, game: int) -> tuple[Review, ...]:
    """The reviews of a game, with what the network of a run says about them.

    `seed` shuffles the eligible validation reviews, and each game gets the next ten of them. So none is repeated before all
    have been used.

    Args:
        store_url: The address of the store.
        run_id: The run whose network plays.
        seed: Decides the order of the reviews.
        game: The number of the game with this seed, from 0.

    Raises:
        ExplorerError: there is no such run, it has kept no network, or the reviews cannot be read.
    """
    network, dataset = load_network(store_url, run_id)
    reviews = corpus.load(dataset)
    shuffled = np.random.default_rng(seed).permutation(eligible_rows(reviews.validation))
    first = game % (len(shuffled) // REVIEWS) * REVIEWS
    sample = reviews.validation.take(shuffled[first : first + REVIEWS])
    originals = corpus.originals(reviews, sample)
    return tuple(
        Review(
            text=original or decode(reviews.vocabulary, sample.sequence(i)),
            original=original is not None,
            positive=bool(sample.labels[i]),
            probability=sigmoid(score),
        )
        for i, (original, score) in enumerate(zip(originals, network.score_split(sample).tolist()))
    )


def eligible_rows(split: Split) -> np.ndarray:
    """The rows of the reviews that are neither too short nor too long for a game, the first of identical ones: (n,) int."""
    # START is not a word.
    words = np.diff(split.offsets) - 1
    rows = np.flatnonzero((words >= FEWEST_WORDS) & (words <= MOST_WORDS))
    distinct = {split.sequence(row).tobytes(): row for row in reversed(rows)}
    return np.array(sorted(distinct.values()), int)
