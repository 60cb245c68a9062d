"""The exam: a worker opens an envelope for a network, grades the network on its reviews, and shows the worst mistakes."""

from dataclasses import dataclass

import numpy as np

from explorer import corpus
from explorer.corpus import Corpus, Split
from explorer.errors import ExplorerError
from explorer.inference.explain import explain, real_reviews
from explorer.inference.numpy_network import NumpyNetwork, load_network
from explorer.insight.review_reading import Reading, RealReview
from explorer.store import Envelope, Opening, Result, open_store


@dataclass(frozen=True)
class Mistake:
    """A review of an exam that a network got wrong, and how the network read it."""

    review: RealReview
    reading: Reading


def open_envelope(store_url: str, run_id: int, envelope: Envelope, guess: float | None = None) -> Opening:
    """Grade the network of a run on an envelope and store the result. An opening that is stored already is returned as is.

    The result is stored before it is returned, so nobody sees one that is not on record.

    Args:
        store_url: The address of the store.
        run_id: The run to grade.
        envelope: The envelope to open.
        guess: The accuracy that a person expects, between 0 and 1.

    Raises:
        ExplorerError: the run has kept no network, or its reviews have no such envelope.
    """
    store = open_store(store_url)
    if opening := store.opening(run_id, envelope):
        return opening
    network, dataset = load_network(store_url, run_id)
    return store.open_exam(run_id, envelope, guess, grade(network, reviews_of(corpus.load(dataset), envelope)))


def confident_mistakes(store_url: str, run_id: int, envelope: Envelope, count: int) -> list[Mistake]:
    """The `count` reviews of an opened envelope that the network got wrong with the greatest certainty, the worst first.

    Raises:
        ExplorerError: the envelope has not been opened for this run, or the run has kept no network.
    """
    if open_store(store_url).opening(run_id, envelope) is None:
        raise ExplorerError(f"This envelope has not been opened for run {run_id}: its reviews are not shown before it is.")
    network, dataset = load_network(store_url, run_id)
    reviews = corpus.load(dataset)
    split = reviews_of(reviews, envelope)
    scores = network.score_split(split)
    wrong = np.flatnonzero((scores > 0) != split.labels)
    worst = wrong[np.argsort(-np.abs(scores[wrong]), kind="stable")][:count]
    return [
        Mistake(review, explain(network, reviews.vocabulary, review.text))
        for review in real_reviews(reviews, split.take(worst))
    ]


def reviews_of(reviews: Corpus, envelope: Envelope) -> Split:
    """The reviews in an envelope.

    Raises:
        ExplorerError: the corpus has no such envelope.
    """
    split = reviews.test if envelope == Envelope.TEST else reviews.second_exam
    if split is None:
        raise ExplorerError("These reviews have no second envelope.")
    return split


def grade(network: NumpyNetwork, split: Split) -> Result:
    """The network's confusion matrix on `split`. As in Keras, a probability above 50 % counts as positive."""
    said, true = network.score_split(split) > 0, split.labels.astype(bool)
    return Result(
        true_positives=int(np.sum(said & true)),
        true_negatives=int(np.sum(~said & ~true)),
        false_positives=int(np.sum(said & ~true)),
        false_negatives=int(np.sum(~said & true)),
    )
