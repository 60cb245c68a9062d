"""A data set of one's own to which networks can travel: short messages that are spam or not."""

import numpy as np
import pytest

from explorer import corpus
from explorer.corpus import LARGEST_VOCABULARY, Corpus, Source, Split
from explorer.corpus.vocabulary import index_texts
from explorer.inference import envelopes
from explorer.store import Result

NAME, LABEL = "messages", "My *own* messages"
HAM, SPAM = 0, 1
# With its label, and how often it occurs among the sealed ones.
SEALED = [
    ("A great prize, zyzzyva", SPAM, 3),
    ("An awful zyzzyva", HAM, 4),
    ("A great lunch, zyzzyva", HAM, 2),
    ("Bad pills", SPAM, 1),
]
REVIEWER = Result(true_positives=3, true_negatives=4, false_positives=2, false_negatives=1)
"""How the network of `tests.support.reviewer` does on the sealed ones: it goes by great, awful and bad."""
OTHERS = [("A great prize", SPAM, 15), ("See you at lunch", HAM, 15)]


class Messages(Source):
    """Thirty messages to learn from and to validate with, and ten sealed ones."""

    def version(self):
        return "1"

    def is_available(self):
        return True

    def prepare(self, progress):
        rows = [(text, label) for text, label, times in (*OTHERS, *SEALED) for _ in range(times)]
        vocabulary, ranks, offsets = index_texts(text for text, _ in rows)
        split = Split.of_ranks(ranks, offsets, np.array([label for _, label in rows]))
        train, validation, test = (split.take(np.arange(*ends)) for ends in ((0, 20), (20, 30), (30, 40)))
        return Corpus(self.name, train, validation, test, None, vocabulary)

    def originals(self, split, vocabulary):
        texts = {tuple(vocabulary.encode(text, LARGEST_VOCABULARY)): text for text, _, _ in (*OTHERS, *SEALED)}
        return [texts[tuple(split.sequence(row).tolist())] for row in range(len(split))]


def source(name=NAME, label=LABEL):
    return Messages(
        name=name,
        label=label,
        description="Forty of them.",
        train=20,
        validation=10,
        test=10,
        class_names=("ham", "spam"),
    )


@pytest.fixture
def messages(monkeypatch, new_computer):
    """The messages, registered: the name of the data set."""
    envelopes.as_read.cache_clear()
    monkeypatch.setitem(corpus.SOURCES, NAME, source())
    return NAME
