"""A small data set that is not of films, whose classes have names that a careless page would take for more than text."""

from itertools import pairwise

import numpy as np
import pytest

from explorer import corpus
from explorer.corpus import Corpus, Source, Split
from explorer.corpus.vocabulary import index_texts
from tests.support import reviewer

NAMES = ("<b>*x*</b>", 'it\'s "q"')
TRAIN, VALIDATION, TEST = 40, 20, 40
EVERY = 5
"""One in so many texts has label 1."""


def text(number):
    """Four of five texts have the words of one class, and each is long enough for a game."""
    own = "great fine" if number % EVERY == 0 else "bad awful"
    return " ".join([own, "good", *[f"number{number} and so on"] * 12])


TEXTS = [text(number) for number in range(TRAIN + VALIDATION + TEST)]


class LettersSource(Source):
    """Letters, of which one in five has label 1."""

    def version(self):
        return "1"

    def is_available(self):
        return True

    def prepare(self, progress):
        vocabulary, ranks, offsets = index_texts(TEXTS)
        letters = Split.of_ranks(ranks, offsets, np.arange(len(TEXTS)) % EVERY == 0)
        ends = np.cumsum([0, TRAIN, VALIDATION, TEST])
        train, validation, test = (letters.take(np.arange(*pair)) for pair in pairwise(ends))
        return Corpus(self.name, train, validation, test, None, vocabulary)


LETTERS = LettersSource(
    name="letters",
    label="Letters",
    description="A hundred of them.",
    train=TRAIN,
    validation=VALIDATION,
    test=TEST,
    class_names=NAMES,
    positive_share=1 / EVERY,
)


@pytest.fixture
def letters(monkeypatch, new_computer):
    """The data set, registered and loaded."""
    monkeypatch.setitem(corpus.SOURCES, LETTERS.name, LETTERS)
    return corpus.load(LETTERS.name)


@pytest.fixture
def letters_network(letters):
    """The file of a network that goes by the words of both classes."""
    return reviewer.model(letters.vocabulary.words)
