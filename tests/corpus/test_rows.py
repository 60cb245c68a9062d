"""Splits keep reviews unchanged, and multi-hot rows equal the article's."""

import numpy as np
import pytest

from explorer.corpus import LARGEST_VOCABULARY, UNKNOWN, Split, Vocabulary, multi_hot

SEQUENCES = [[1, 4, 9, 4, 2], [1], [1, 12, 5, 30, 5, 11]]


def article_multi_hot(sequences, dimension):
    """The article's dense encoding."""
    results = np.zeros((len(sequences), dimension))
    for i, sequence in enumerate(sequences):
        results[i, sequence] = 1.0
    return results


@pytest.mark.parametrize("vocabulary", [31, 12, 6])
def test_multi_hot_equals_the_articles_dense_rows(vocabulary):
    kept = [[word if word < vocabulary else UNKNOWN for word in sequence] for sequence in SEQUENCES]
    rows = multi_hot(Split.of(SEQUENCES, [1, 0, 1]), vocabulary)
    assert rows.dtype == np.float32
    assert np.array_equal(rows.toarray(), article_multi_hot(kept, vocabulary))


def test_the_words_of_a_row_are_ascending_and_distinct():
    rows = multi_hot(Split.of(SEQUENCES, [1, 0, 1]), 20)
    for i in range(len(SEQUENCES)):
        words = rows.indices[rows.indptr[i] : rows.indptr[i + 1]].tolist()
        assert words == sorted(set(words))


def test_a_text_just_typed_becomes_a_row():
    vocabulary = Vocabulary(["the", "movie"])
    rows = multi_hot(Split.of([vocabulary.encode("the movie, the movie!", size=500)]), 500)
    assert rows.shape == (1, 500)
    assert rows.indices.tolist() == [1, 4, 5]


def test_no_reviews_make_no_rows():
    assert multi_hot(Split.of([]), 500).shape == (0, 500)


def test_multi_hot_leaves_the_split_as_it_was():
    split = Split.of(SEQUENCES)
    multi_hot(split, 6)
    assert split.sequence(2).tolist() == SEQUENCES[2]


def test_a_split_gives_back_its_sequences_and_labels():
    split = Split.of(SEQUENCES, [1, 0, 1])
    assert len(split) == 3
    assert [split.sequence(i).tolist() for i in range(3)] == SEQUENCES
    assert split.labels.tolist() == [1, 0, 1]
    assert (split.words.dtype, split.offsets.dtype, split.labels.dtype) == (np.uint16, np.int64, np.uint8)


def test_numbers_above_the_largest_vocabulary_are_unknown():
    split = Split.of([[1, LARGEST_VOCABULARY - 1, LARGEST_VOCABULARY, 88_000]])
    assert split.sequence(0).tolist() == [1, LARGEST_VOCABULARY - 1, UNKNOWN, UNKNOWN]


def test_ranks_become_the_same_split_as_sequences():
    ranks = np.array([1, 2, 3, LARGEST_VOCABULARY], np.int32)
    split = Split.of_ranks(ranks, np.array([0, 2, 2, 4], np.int64), np.array([1, 0, 1]))
    assert [split.sequence(i).tolist() for i in range(3)] == [[1, 4, 5], [1], [1, 6, UNKNOWN]]


def test_rows_can_be_taken_in_another_order():
    taken = Split.of(SEQUENCES, [1, 0, 0]).take(np.array([2, 0]))
    assert [taken.sequence(i).tolist() for i in range(2)] == [SEQUENCES[2], SEQUENCES[0]]
    assert taken.labels.tolist() == [0, 1]
    assert len(Split.of(SEQUENCES).take(np.array([], int))) == 0


def test_nobody_can_change_reviews_that_everybody_shares():
    split = Split.of(SEQUENCES)
    with pytest.raises(ValueError, match="read-only"):
        split.sequence(0)[0] = 7


@pytest.mark.parametrize(
    ("words", "offsets", "labels"),
    [
        ([1, 4], [0, 3], [1]),
        ([1, 4], [1, 2], [1]),
        ([1, 4], [0, 2], [1, 0]),
        ([1, 4], [0, 2, 1, 2], [1, 0, 1]),
        ([1, 4], [0, 2], [2]),
        ([1, LARGEST_VOCABULARY], [0, 2], [1]),
    ],
)
def test_arrays_that_do_not_fit_together_are_refused(words, offsets, labels):
    with pytest.raises(ValueError):
        Split(np.array(words, np.uint16), np.array(offsets, np.int64), np.array(labels, np.uint8))
