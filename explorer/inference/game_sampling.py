"""The reviews of a game against a network, sampled by a worker, with what the network says about them."""

import numpy as np

from explorer import corpus
from explorer.corpus import INDEX_FROM, Split, Vocabulary
from explorer.errors import CorpusError
from explorer.inference.explain import real_reviews
from explorer.inference.numpy_network import load_network
from explorer.insight.review_game import FEWEST_WORDS, MOST_LINE_BREAKS, MOST_WORDS, REVIEWS, Review
from explorer.insight.review_reading import LINE_BREAK, sigmoid


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
        ExplorerError: there is no such run, it has kept no network, or the reviews cannot be read or are too few.
    """
    network, dataset = load_network(store_url, run_id)
    reviews = corpus.load(dataset)
    fewest = FEWEST_WORDS if corpus.get_source(dataset).films else 1
    eligible = eligible_rows(reviews.validation, reviews.vocabulary, fewest)
    if len(eligible) < REVIEWS:
        there_are = f"{'is' if len(eligible) == 1 else 'are'} {len(eligible) or 'none'}"
        raise CorpusError(
            f"A game takes {REVIEWS} different reviews of at most {MOST_WORDS} words. Among the validation reviews there "
            f"{there_are}."
        )
    shuffled = np.random.default_rng(seed).permutation(eligible)
    first = game % (len(shuffled) // REVIEWS) * REVIEWS
    sample = reviews.validation.take(shuffled[first : first + REVIEWS])
    scores = network.score_split(sample).tolist()
    return tuple(
        Review(**vars(review), probability=sigmoid(score)) for review, score in zip(real_reviews(reviews, sample), scores)
    )


def eligible_rows(split: Split, vocabulary: Vocabulary, fewest: int = FEWEST_WORDS) -> np.ndarray:
    """The rows of the reviews that are neither too short nor too long for a game, the first of identical ones: (n,) int.

    Args:
        split: The reviews.
        vocabulary: Their vocabulary.
        fewest: The words that a review has to have.
    """
    # No word has rank 0: it stands for a line break that the vocabulary does not have.
    line_break = (vocabulary.rank(LINE_BREAK) or 0) + INDEX_FROM
    breaks_until = np.cumsum(np.concatenate([[0], split.words == line_break]))
    breaks = np.diff(breaks_until[split.offsets])
    # START is not a word.
    words = np.diff(split.offsets) - 1 - breaks
    rows = np.flatnonzero((words >= fewest) & (words <= MOST_WORDS) & (breaks <= MOST_LINE_BREAKS))
    distinct = {split.sequence(row).tobytes(): row for row in reversed(rows)}
    return np.array(sorted(distinct.values()), int)
