"""The envelopes of an exam: which there are for a run, and their reviews as the network of the run reads them."""

from functools import lru_cache

from explorer import corpus
from explorer.corpus import Split
from explorer.errors import ExplorerError
from explorer.store import Envelope


def envelopes(dataset: str) -> list[Envelope]:
    """The envelopes for runs on `dataset`: those of their own reviews, then the test reviews of all others that are here.

    Raises:
        CorpusError: there is no such data set.
    """
    second = [Envelope(dataset, second=True)] if corpus.get_source(dataset).second_exam else []
    return [Envelope(dataset), *second, *(Envelope(name) for name in corpus.available_sources() if name != dataset)]


def size(envelope: Envelope) -> int:
    """How many reviews are in an envelope, 0 for a second one that its data set does not have.

    Raises:
        CorpusError: there is no such data set.
    """
    source = corpus.get_source(envelope.dataset)
    return source.second_exam if envelope.second else source.test


def sealed(envelope: Envelope) -> Split:
    """The reviews in an envelope, in the word numbers of their own data set.

    Raises:
        ExplorerError: there are no such reviews, or they cannot be read.
    """
    reviews = corpus.load(envelope.dataset)
    split = reviews.second_exam if envelope.second else reviews.test
    if split is None:
        raise ExplorerError("These reviews have no second envelope.")
    return split


# Whoever opens an envelope asks for its figures, its words and its mistakes.
@lru_cache(maxsize=1)
def as_read(envelope: Envelope, dataset: str) -> Split:
    """The reviews in an envelope, in the word numbers of `dataset`, which networks that learned from it read.

    Raises:
        ExplorerError: as for `sealed`.
    """
    split = sealed(envelope)
    if envelope.dataset == dataset:
        return split
    reviews, read = corpus.load(envelope.dataset), corpus.load(dataset).vocabulary
    return corpus.translate(split, corpus.originals(reviews, split), reviews.vocabulary, read)
