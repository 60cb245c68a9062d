"""Small reviews for the tests of explorer.corpus."""

import json
from pathlib import Path

import numpy as np

from explorer.corpus import Corpus, Split, Vocabulary

WORDS = ("the", "movie", "was", "good", "bad", "café", "it\x85")

# Ten training and four test reviews as the official file has them: ranks without a start, and nothing added to them.
TRAIN_RANKS = [[1, 2, 3, 4], [1, 2, 3, 5], [4], [5, 5], [1, 6], [2, 7], [3], [4, 4, 1], [5, 2], [1]]
TEST_RANKS = [[2, 3], [7], [1, 1, 1], [6, 5, 4]]


def tiny_corpus(source: str = "packaged") -> Corpus:
    """A corpus of eight reviews."""
    return Corpus(
        source=source,
        train=Split.of([[1, 4, 5], [1], [1, 2, 10]], [1, 0, 1]),
        validation=Split.of([[1, 6, 6]], [0]),
        test=Split.of([[1, 7], [1, 8]], [0, 1]),
        second_exam=Split.of([[1, 9], [1, 2]], [1, 0]) if source == "packaged" else None,
        vocabulary=Vocabulary(WORDS),
    )


def assert_equal(one: Corpus, other: Corpus) -> None:
    """Assert that both have the same reviews, splits, labels and words."""
    assert one.source == other.source
    assert one.vocabulary.words == other.vocabulary.words
    assert (one.second_exam is None) == (other.second_exam is None)
    for name in ("train", "validation", "test", "second_exam"):
        if getattr(one, name) is not None:
            for part in ("words", "offsets", "labels"):
                assert np.array_equal(getattr(getattr(one, name), part), getattr(getattr(other, name), part)), name


def write_official_files(folder: Path) -> None:
    """Write imdb.npz and imdb_word_index.json in the format of the official files, with a handful of reviews."""

    def ragged(sequences: list[list[int]]) -> np.ndarray:
        array = np.empty(len(sequences), object)
        array[:] = sequences
        return array

    np.savez(
        folder / "imdb.npz",
        x_train=ragged(TRAIN_RANKS),
        y_train=np.arange(len(TRAIN_RANKS)) % 2,
        x_test=ragged(TEST_RANKS),
        y_test=np.arange(len(TEST_RANKS)) % 2,
    )
    # The official index is not in the order of its ranks either.
    ranks = {word: rank for rank, word in reversed(list(enumerate(WORDS, 1)))}
    (folder / "imdb_word_index.json").write_text(json.dumps(ranks))
