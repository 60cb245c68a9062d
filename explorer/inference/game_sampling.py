"""The reviews of a game against a network: a worker deals them and has the network judge them beforehand."""

import numpy as np

from explorer import corpus
from explorer.corpus import Split
from explorer.inference.exam_grading import scores
from explorer.inference.explain import as_read
from explorer.inference.numpy_network import network_of
from explorer.insight.review_game import FEWEST_WORDS, MOST_WORDS, REVIEWS, Review
from explorer.insight.review_reading import sigmoid


def deal(store_url: str, run_id: int, seed: int, number: int) -> tuple[Review, ...]:
    """The reviews of game `number`, from 0, with what the network of a run says about them.

    `seed` shuffles the validation reviews that are fit for a game. Each game gets the next ten of them, so that none comes
    twice before all have come.

    Raises:
        ExplorerError: there is no such run, it has kept no network, or the reviews cannot be read.
    """
    network, dataset = network_of(store_url, run_id)
    reviews = corpus.load(dataset)
    deck = np.random.default_rng(seed).permutation(fit(reviews.validation))
    first = number % (len(deck) // REVIEWS) * REVIEWS
    dealt = reviews.validation.take(deck[first : first + REVIEWS])
    originals = corpus.originals(reviews, dealt)
    return tuple(
        Review(
            text=original or as_read(reviews.vocabulary, dealt.sequence(i)),
            original=original is not None,
            positive=bool(dealt.labels[i]),
            probability=sigmoid(score),
        )
        for i, (original, score) in enumerate(zip(originals, map(float, scores(network, dealt))))
    )


def fit(split: Split) -> np.ndarray:
    """The rows of the reviews that are neither too short nor too long for a game; of identical ones the first, (n,) int."""
    # The mark for the start is no word.
    words = np.diff(split.offsets) - 1
    rows = np.flatnonzero((words >= FEWEST_WORDS) & (words <= MOST_WORDS))
    distinct = {split.sequence(row).tobytes(): row for row in reversed(rows)}
    return np.array(sorted(distinct.values()), int)
