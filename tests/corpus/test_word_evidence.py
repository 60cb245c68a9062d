"""What is known of a word or pair is counted from real training reviews, and what comes in is what a network reads."""

import math

import pytest

from explorer.config import InputFormat
from explorer.corpus import Corpus, Split, Vectorizer, Vocabulary
from explorer.corpus.word_evidence import Evidence, evidence, label_counts

VOCABULARY = Vocabulary(["good", "not", "film"])
TEXTS = {"good film": 1, "not good": 0, "film not": 0, "good good film": 1, "good": 0}


@pytest.fixture(scope="module")
def small():
    train = Split.of([VOCABULARY.encode(text) for text in TEXTS], TEXTS.values())
    return Corpus("small", train, train, train, None, VOCABULARY)


@pytest.mark.parametrize(
    ("words", "negative", "positive"),
    [("good", 2, 2), ("not good", 1, 0), ("good film", 0, 2), ("good good", 0, 1), ("film good", 0, 0)],
)
def test_reviews_are_counted_once_by_their_labels_and_no_pair_reaches_into_the_next(small, words, negative, positive):
    assert label_counts(small.train, VOCABULARY.encode(words)[1:]) == (negative, positive)


def test_words_come_first_then_pairs_each_with_what_comes_in(small):
    form = InputFormat(10, "on", "log")
    read = evidence(small, Vectorizer(form, small.train), "Not good, good film? Unheard of!")
    assert [one.words for one in read] == [
        ("not",),
        ("good",),
        ("film",),
        ("not", "good"),
        ("good", "good"),
        ("good", "film"),
    ]
    assert [one.value for one in read] == pytest.approx([1, 1 + math.log(2), 1, 1, 1, 1])
    assert (read[3].negative, read[3].positive) == (1, 0)


def test_without_pairs_only_words_come_in_and_tfidf_has_rows_of_length_1(small):
    read = evidence(small, Vectorizer(InputFormat(10, "off", "tfidf"), small.train), "not good film")
    assert [one.words for one in read] == [("not",), ("good",), ("film",)]
    # The start of the review is a part of the row.
    assert 0 < sum(one.value**2 for one in read) < 1


def test_what_is_known_of_few_reviews_leans_less():
    few, many, even, none = (Evidence(("a",), 1, *counts) for counts in ((0, 2), (0, 20), (10, 10), (0, 0)))
    assert many.leaning > few.leaning > even.leaning == none.leaning == 0
    assert (many.share, even.share, none.share) == (1, 0.5, 0.5)


def test_not_good_is_blame_in_the_packaged_reviews_and_good_alone_says_nothing(reviews):
    def share(words):
        return Evidence((), 1, *label_counts(reviews.train, reviews.vocabulary.encode(words)[1:])).share

    assert share("good") == pytest.approx(0.5, abs=0.02)
    assert share("not good") < 0.3
    assert share("not funny") < 0.15
