"""What a network reads: scikit-learn's counts and weights, over the columns that the training reviews decide."""

from itertools import pairwise, product

import numpy as np
import pytest
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer

from explorer.config import KNOBS, InputFormat
from explorer.corpus import INDEX_FROM, LARGEST_VOCABULARY, START, UNKNOWN, Split, Vectorizer, multi_hot, vectorizer

FORMS = [InputFormat(500, *choices) for choices in product(KNOBS["pairs"].choices, KNOBS["counting"].choices)]
# 4 and 5 stand side by side twice, 5 and 6 once, and 4 follows itself. 39,999 is the rarest word that prepared reviews keep.
TRAIN = [[1, 4, 5, 2, 5, 6], [1, 4, 4, 4, 5], [1, 7, 2, 4], [1, LARGEST_VOCABULARY - 1]]


@pytest.fixture(scope="module")
def few(reviews):
    """1,500 training and 200 validation reviews."""
    return reviews.train.take(np.arange(1_500)), reviews.validation.take(np.arange(200))


def names(split):
    """Each review as a text of words and pairs, where what is no word has spaces around it."""
    texts = []
    for number in range(len(split)):
        words = [str(word) if word > INDEX_FROM else "" for word in split.sequence(number).tolist()]
        pairs = [f"{one}_{other}" for one, other in pairwise(words) if one and other]
        texts.append(" ".join([*filter(None, words), *pairs]))
    return texts


def test_single_words_that_are_present_are_the_articles_rows(few):
    for split in few:
        rows = Vectorizer(InputFormat(1_000, "off", "present")).rows(split)
        assert (rows != multi_hot(split, 1_000)).nnz == 0


@pytest.mark.parametrize("counting", KNOBS["counting"].choices)
def test_words_and_pairs_are_weighted_as_scikit_learn_does(few, counting):
    train, validation = few
    one = Vectorizer(InputFormat(500, "on", counting), train)
    columns = {"_".join(str(word) for word in words if word): column for column, words in enumerate(one.words.tolist())}
    columns.pop("")
    counter = CountVectorizer(vocabulary=list(columns), token_pattern=r"\S+", lowercase=False)
    counts = counter.transform(names(train)), counter.transform(names(validation))
    of_words = [*columns.values()]
    if counting == "tfidf":
        # START and UNKNOWN are weighted, too, and lengthen the row.
        weights = TfidfTransformer(norm=None, sublinear_tf=True).fit(counts[0]).idf_
        np.testing.assert_allclose(one.weights[of_words], weights, rtol=1e-5)
    expected = counts[1].toarray().astype(float)
    expected[expected > 0] = 1 if counting == "present" else 1 + np.log(expected[expected > 0])
    rows = one.rows(validation).toarray()
    if counting == "tfidf":
        np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, rtol=1e-5)
        expected *= weights
        rows *= (np.linalg.norm(expected, axis=1) / np.linalg.norm(rows[:, of_words], axis=1))[:, None]
    np.testing.assert_allclose(rows[:, of_words], expected, rtol=1e-4)


def test_columns_go_to_the_most_frequent_words_and_pairs_of_the_training_reviews():
    one = Vectorizer(InputFormat(10, "on", "log"), Split.of(TRAIN))
    # 4 five times, 5 three times; then words before pairs: 4-4, 4-5 twice; the rest once, of which a 6 is the first.
    assert one.words[INDEX_FROM + 1 :].tolist() == [[4, 0], [5, 0], [4, 4], [4, 5], [6, 0], [7, 0]]
    assert one.words[: INDEX_FROM + 1].tolist() == [[0, 0]] * 4
    (row,) = one.rows(Split.of([[1, 4, 4, 4, 5, 6, 8, 2]])).toarray()
    assert row[START] == 1 and row[UNKNOWN] == pytest.approx(1 + np.log(2))
    assert row[4:].tolist() == pytest.approx([1 + np.log(3), 1, 1 + np.log(2), 1, 1, 0])
    assert [one.knows(number) for number in (START, UNKNOWN, 4, 7, 8, 70_000)] == [False, False, True, True, False, False]


def test_pairs_end_where_a_review_ends_or_a_word_is_unknown():
    one = Vectorizer(InputFormat(500, "on", "present"), Split.of(TRAIN))
    apart = [[1, 4], [5, 6], [1, 5, 2, 6], []]
    rows = one.rows(Split.of(apart))
    pairs = one.words[:, 1] > 0
    assert rows.toarray()[:, pairs].sum(axis=1).tolist() == [0, 1, 0, 0]


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_every_choice_gives_other_rows_than_the_others(few, form):
    train, validation = few
    rows = {other: Vectorizer(other, train).rows(validation) for other in FORMS}
    assert all((rows[form] != rows[other]).nnz for other in FORMS if other != form)
    assert rows[form].dtype == np.float32 and rows[form].has_canonical_format and rows[form].shape == (200, 500)


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_the_bag_of_a_review_is_its_row_before_it_is_scaled(few, form):
    one = Vectorizer(form, few[0])
    sequence = few[1].sequence(3)
    bag, (row,) = one.bag(sequence.tolist()), one.rows(Split.of([sequence.tolist()])).toarray()
    values = bag.values / np.linalg.norm(bag.values) if one.scales else bag.values
    assert row[bag.columns] == pytest.approx(values, rel=1e-5) and np.count_nonzero(row) == len(bag.columns)
    assert set(bag.words[bag.words > 0].tolist()) == {number for number in sequence.tolist() if one.knows(number)}


def test_the_labels_and_the_validation_reviews_decide_nothing(few):
    train, validation = few
    turned = Split(train.words, train.offsets, 1 - train.labels)
    for form in FORMS:
        assert (Vectorizer(form, train).rows(validation) != Vectorizer(form, turned).rows(validation)).nnz == 0


def test_few_words_leave_columns_empty():
    rows = Vectorizer(InputFormat(500, "on", "tfidf"), Split.of(TRAIN)).rows(Split.of(TRAIN))
    assert np.isfinite(rows.toarray()).all() and rows.indices.max() < 20


def test_a_process_fits_each_once(reviews):
    assert vectorizer("packaged", FORMS[-1]) is vectorizer("packaged", FORMS[-1])


@pytest.mark.parametrize("pairs", KNOBS["pairs"].choices)
def test_the_share_of_known_words_counts_each_as_often_as_it_occurs(pairs):
    train = Split.of(TRAIN)
    one = Vectorizer(InputFormat(500, pairs), train)
    split = Split.of([[START, 4, 4, 5], [START], [START, UNKNOWN, 499, 500, 6]])
    words = [number for row in range(len(split)) for number in split.sequence(row).tolist()[1:]]
    assert one.known_share(split) == sum(map(one.knows, words)) / 7
    assert one.known_share(Split.of([[START]])) == 0
