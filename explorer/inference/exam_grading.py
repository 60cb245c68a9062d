"""The exam: a worker opens an envelope for a network, grades the network on its reviews, and shows the worst mistakes."""

from dataclasses import dataclass

import numpy as np

from explorer import corpus
from explorer.corpus import Split
from explorer.errors import ExplorerError
from explorer.inference.envelopes import as_read, sealed
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
        ExplorerError: the run has kept no network, or there are no such reviews.
    """
    store = open_store(store_url)
    if opening := store.opening(run_id, envelope):
        return opening
    network, dataset = load_network(store_url, run_id)
    return store.open_exam(run_id, envelope, guess, grade(network, as_read(envelope, dataset)))


def confident_mistakes(store_url: str, run_id: int, envelope: Envelope, count: int) -> list[Mistake]:
    """The `count` reviews of an opened envelope that the network got wrong with the greatest certainty, the worst first.

    Raises:
        ExplorerError: the envelope has not been opened for this run, or the run has kept no network.
    """
    _refuse_unless_open(store_url, run_id, envelope)
    network, dataset = load_network(store_url, run_id)
    split, reviews = sealed(envelope), corpus.load(envelope.dataset)
    scores = network.score_split(as_read(envelope, dataset))
    wrong = np.flatnonzero((scores > 0) != split.labels)
    worst = wrong[np.argsort(-np.abs(scores[wrong]), kind="stable")][:count]
    vocabulary = corpus.load(dataset).vocabulary
    return [
        Mistake(review, explain(network, vocabulary, review.text)) for review in real_reviews(reviews, split.take(worst))
    ]


def known_shares(store_url: str, run_id: int, envelope: Envelope) -> tuple[float, float]:
    """The share of all words in an opened envelope that the network of a run knows, and of those in its validation reviews.

    Raises:
        ExplorerError: as for `confident_mistakes`.
    """
    _refuse_unless_open(store_url, run_id, envelope)
    network, dataset = load_network(store_url, run_id)
    there, at_home = (
        network.vectorizer.known_share(split) for split in (as_read(envelope, dataset), corpus.load(dataset).validation)
    )
    return there, at_home


def _refuse_unless_open(store_url: str, run_id: int, envelope: Envelope) -> None:
    if open_store(store_url).opening(run_id, envelope) is None:
        raise ExplorerError(f"This envelope has not been opened for run {run_id}: its reviews are not shown before it is.")


def grade(network: NumpyNetwork, split: Split) -> Result:
    """The network's confusion matrix on `split`. As in Keras, a probability above 50 % counts as positive."""
    said, true = network.score_split(split) > 0, split.labels.astype(bool)
    return Result(
        true_positives=int(np.sum(said & true)),
        true_negatives=int(np.sum(~said & ~true)),
        false_positives=int(np.sum(said & ~true)),
        false_negatives=int(np.sum(~said & true)),
    )
