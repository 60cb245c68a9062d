"""Words and numbers follow Keras' conventions."""

import pytest

from explorer.corpus import INDEX_FROM, PADDING, START, UNKNOWN, Vocabulary, tokens
from explorer.corpus.vocabulary import index_texts

TEXTS = ["The movie was good!", "A bad, BAD movie<br />", "Don't watch\x85 the\xa0movie\twas\nit\rwas\x85"]


def test_punctuation_separates_words_and_apostrophes_do_not():
    assert tokens("He said: \"Don't!\"<br /><br />(It's a 9/10)") == [
        "he",
        "said",
        "don't",
        "br",
        "br",
        "it's",
        "a",
        "9",
        "10",
    ]


def test_case_is_kept_on_request():
    assert tokens("Shawshank Redemption", lower=False) == ["Shawshank", "Redemption"]


def test_a_text_without_words_has_no_tokens():
    assert tokens("") == tokens(" ...\t\n!") == []


def test_tokens_and_ranks_are_those_of_keras_own_tokenizer():
    from keras.src.legacy.preprocessing.text import Tokenizer, text_to_word_sequence

    tokenizer = Tokenizer()
    tokenizer.fit_on_texts(TEXTS)
    vocabulary, _, _ = index_texts(TEXTS)

    assert {word: vocabulary.rank(word) for word in vocabulary.words} == tokenizer.word_index
    for text in TEXTS:
        for lower in (True, False):
            assert tokens(text, lower) == text_to_word_sequence(text, lower=lower)


def test_words_rank_by_frequency_and_then_by_first_appearance():
    vocabulary, _, _ = index_texts(["b a c", "c b", "d"])
    assert vocabulary.words == ("b", "c", "a", "d")


def test_texts_are_encoded_as_ranks():
    vocabulary, ranks, offsets = index_texts([*TEXTS, ""])
    assert offsets.tolist()[-1] == offsets.tolist()[-2] == len(ranks)
    for i, text in enumerate(TEXTS):
        assert ranks[offsets[i] : offsets[i + 1]].tolist() == [vocabulary.rank(word) for word in tokens(text)]


def test_encoding_starts_with_start_and_adds_three_to_each_rank():
    vocabulary = Vocabulary(["the", "movie"])
    assert vocabulary.encode("The movie, the") == [START, 1 + INDEX_FROM, 2 + INDEX_FROM, 1 + INDEX_FROM]


@pytest.mark.parametrize(("size", "expected"), [(7, [1, 4, 5, 6]), (6, [1, 4, 5, 2]), (5, [1, 4, 2, 2])])
def test_a_number_as_large_as_the_vocabulary_is_unknown(size, expected):
    assert Vocabulary(["a", "b", "c"]).encode("a b c", size=size) == expected


def test_an_unknown_word_is_two():
    assert Vocabulary(["a"]).encode("zyzzyva") == [START, UNKNOWN]
    assert Vocabulary(["a"]).rank("zyzzyva") is None


def test_case_decides_whether_a_capitalised_word_is_known():
    vocabulary = Vocabulary(["redemption"])
    assert vocabulary.encode("Redemption") == [START, 4]
    assert vocabulary.encode("Redemption", lower=False) == [START, UNKNOWN]


def test_decoding_drops_padding_and_start_and_marks_the_unknown():
    vocabulary = Vocabulary(["the", "movie"])
    assert vocabulary.decode([PADDING, START, 4, UNKNOWN, 5, 3, 6, PADDING]) == "the ? movie ? ?"


def test_decoding_gives_back_the_words_that_were_encoded():
    vocabulary, _, _ = index_texts(TEXTS)
    assert vocabulary.decode(vocabulary.encode(TEXTS[2])) == " ".join(tokens(TEXTS[2]))


def test_a_lone_surrogate_from_a_form_is_just_an_unknown_word():
    assert Vocabulary(["a"]).encode("a \ud800 a") == [START, 4, UNKNOWN, 4]
