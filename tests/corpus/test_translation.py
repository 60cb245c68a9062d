"""Reviews of one data set in the word numbers of another: by their texts, or by the words that both have numbers for."""

from hypothesis import given, settings
from hypothesis import strategies as st

from explorer.corpus import INDEX_FROM, LARGEST_VOCABULARY, START, UNKNOWN, Split, Vocabulary, translate

WORDS = [f"word{number}" for number in range(12)]
VOCABULARIES = st.lists(st.sampled_from(WORDS), unique=True).map(Vocabulary)
TEXTS = st.lists(st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join), max_size=6)
LAST = LARGEST_VOCABULARY - 1 - INDEX_FROM
"""The last rank that has a number."""


def written(vocabulary, texts):
    """The texts as prepared reviews, with labels that alternate."""
    return Split.of(by(vocabulary, texts), [number % 2 for number in range(len(texts))])


def by(vocabulary, texts):
    return [vocabulary.encode(text, LARGEST_VOCABULARY) for text in texts]


def sequences(split):
    return [split.sequence(row).tolist() for row in range(len(split))]


@settings(deadline=None, derandomize=True, database=None)
@given(VOCABULARIES, VOCABULARIES, TEXTS)
def test_without_the_texts_each_word_that_both_have_gets_its_other_number(one, other, texts):
    split = written(one, texts)
    translated = translate(split, [None] * len(texts), one, other)

    def number(word):
        return UNKNOWN if one.rank(word) is None or other.rank(word) is None else other.rank(word) + INDEX_FROM

    assert sequences(translated) == [[START, *map(number, text.split())] for text in texts]
    assert translated.labels.tolist() == split.labels.tolist()


@settings(deadline=None, derandomize=True, database=None)
@given(VOCABULARIES, VOCABULARIES, TEXTS, st.randoms(use_true_random=False))
def test_a_text_that_is_known_loses_no_word(one, other, texts, random):
    split = written(one, texts)
    known = [text if random.random() < 0.5 else None for text in texts]
    found = sequences(translate(split, known, one, other))
    without = sequences(translate(split, [None] * len(texts), one, other))
    assert found == [by(other, [text])[0] if text is not None else row for text, row in zip(known, without)]


@settings(deadline=None, derandomize=True, database=None)
@given(VOCABULARIES, TEXTS, st.booleans())
def test_in_its_own_numbers_nothing_changes(vocabulary, texts, known):
    split = written(vocabulary, texts)
    assert sequences(translate(split, texts if known else [None] * len(texts), vocabulary, vocabulary)) == sequences(split)


def test_words_beyond_the_most_frequent_of_either_are_lost_without_the_text():
    fill = [f"filler{number}" for number in range(LAST - 1)]
    # “last” has the last number, and “lost” would have the next one.
    many, few = Vocabulary([*fill, "last", "lost"]), Vocabulary(["lost", "last"])
    text = "last lost"
    assert sequences(translate(written(many, [text]), [None], many, few)) == [
        [START, few.rank("last") + INDEX_FROM, UNKNOWN]
    ]
    assert sequences(translate(written(many, [text]), [text], many, few)) == by(few, [text])
    assert sequences(translate(written(few, [text]), [None], few, many)) == [[START, LARGEST_VOCABULARY - 1, UNKNOWN]]
    assert sequences(translate(written(few, [text]), [text], few, many)) == [[START, LARGEST_VOCABULARY - 1, UNKNOWN]]


def test_real_reviews_come_back_but_for_words_that_the_other_vocabulary_lacks(reviews):
    few = Vocabulary(reviews.vocabulary.words[99::-1])
    split, unknown = reviews.test.take(range(50)), [None] * 50
    back = translate(translate(split, unknown, reviews.vocabulary, few), unknown, few, reviews.vocabulary)
    frequent = split.words <= 100 + INDEX_FROM
    assert frequent.mean() > 0.4
    assert back.words[frequent].tolist() == split.words[frequent].tolist()
    assert set(back.words[~frequent].tolist()) == {UNKNOWN}
