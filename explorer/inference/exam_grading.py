"""The exam: a worker opens an envelope for a network, judges all that is in it, and shows the worst mistakes."""

from dataclasses import dataclass

import numpy as np

from explorer import corpus
from explorer.corpus import Corpus, Split
from explorer.errors import ExplorerError
from explorer.inference.explain import as_read, explain
from explorer.inference.numpy_network import PlainNetwork, network_of
from explorer.insight.review_reading import Reading
from explorer.store import Envelope, Opening, Result, open_store


@dataclass(frozen=True)
class Mistake:
    """A review of an exam that a network got wrong: whether its writer was `positive`, and how the network read it."""

    positive: bool
    reading: Reading


def open_envelope(store_url: str, run_id: int, envelope: Envelope, guess: float | None = None) -> Opening:
    """Judge an envelope with the network of a run and write down that this was done; opened before, it is as it was.

    `guess` is an accuracy between 0 and 1. Nobody learns a result that is not in the store.

    Raises:
        ExplorerError: the run has kept no network, or its reviews have no such envelope.
    """
    store = open_store(store_url)
    if opening := store.opening(run_id, envelope):
        return opening
    network, dataset = network_of(store_url, run_id)
    return store.open_exam(run_id, envelope, guess, judge(network, content(corpus.load(dataset), envelope)))


def mistakes(store_url: str, run_id: int, envelope: Envelope, count: int) -> list[Mistake]:
    """The `count` reviews of an opened envelope that the network of a run was surest about and wrong, the surest first.

    Raises:
        ExplorerError: the envelope is sealed for this run, or the run has kept no network.
    """
    if open_store(store_url).opening(run_id, envelope) is None:
        raise ExplorerError(
            f"This envelope is still sealed for run {run_id}: its reviews are not shown before it is opened."
        )
    network, dataset = network_of(store_url, run_id)
    reviews = corpus.load(dataset)
    split = content(reviews, envelope)
    given = scores(network, split)
    wrong = np.flatnonzero((given > 0) != split.labels)
    surest = wrong[np.argsort(-np.abs(given[wrong]), kind="stable")][:count]
    return [
        Mistake(
            bool(split.labels[row]),
            explain(network, reviews.vocabulary, as_read(reviews.vocabulary, split.sequence(row))),
        )
        for row in surest
    ]


def content(reviews: Corpus, envelope: Envelope) -> Split:
    """What is in an envelope.

    Raises:
        ExplorerError: these reviews have no such one.
    """
    split = reviews.test if envelope == Envelope.TEST else reviews.second_exam
    if split is None:
        raise ExplorerError("These reviews have no second envelope.")
    return split


def judge(network: PlainNetwork, split: Split) -> Result:
    """How many of the reviews the network gets right and wrong; as in Keras, above 50 % is positive."""
    said, true = scores(network, split) > 0, split.labels.astype(bool)
    return Result(
        true_positives=int(np.sum(said & true)),
        true_negatives=int(np.sum(~said & ~true)),
        false_positives=int(np.sum(said & ~true)),
        false_negatives=int(np.sum(~said & true)),
    )


def scores(network: PlainNetwork, split: Split) -> np.ndarray:
    """The score (log-odds of being positive) of each of the reviews, (n,)."""
    return network.scores(corpus.multi_hot(split, network.size) @ network.kernels[0] + network.biases[0])
