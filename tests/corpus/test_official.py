"""The official reviews come through Keras' own loader; whatever goes wrong there ends in one sentence."""

import email.message
import errno
import hashlib
import os
import threading
import urllib.error
from pathlib import Path

import pytest

from explorer import corpus
from explorer.corpus import official, official_process, sources
from explorer.errors import CorpusError
from tests.support.tiny_corpus import TEST_RANKS, TRAIN_RANKS, WORDS, write_official_files


@pytest.fixture(autouse=True)
def datasets(monkeypatch, tmp_path):
    """Keras' empty cache folder on a computer that has loaded nothing."""
    import keras  # noqa: F401, with Keras here already, nothing is left to a child process

    monkeypatch.setenv("EXPLORER_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.setattr("keras.src.backend.config._KERAS_DIR", str(tmp_path / "keras"))
    monkeypatch.setattr(sources, "_loaded", {})
    folder = tmp_path / "keras" / "datasets"
    folder.mkdir(parents=True)
    return folder


@pytest.fixture
def server(monkeypatch, tmp_path):
    """A folder whose files Keras is given in place of a download, hashes unseen."""
    folder = tmp_path / "server"
    folder.mkdir()
    write_official_files(folder)
    monkeypatch.setattr("keras.src.datasets.imdb.get_file", lambda fname, **_: str(folder / fname))
    return folder


def sequences(split):
    return sorted(split.sequence(i).tolist() for i in range(len(split)))


def test_the_first_three_fifths_of_the_training_reviews_train_and_the_rest_validate(server):
    from keras.datasets import imdb

    reviews = corpus.fetch("official")
    (train, train_labels), (test, test_labels) = imdb.load_data(num_words=10_000)

    kept = [reviews.train.sequence(i).tolist() for i in range(6)]
    kept += [reviews.validation.sequence(i).tolist() for i in range(4)]
    assert kept == list(train)
    assert [*reviews.train.labels, *reviews.validation.labels] == list(train_labels)
    assert [reviews.test.sequence(i).tolist() for i in range(4)] == list(test)
    assert list(reviews.test.labels) == list(test_labels)
    assert reviews.second_exam is None


def test_reviews_have_a_start_and_ranks_plus_three(server):
    reviews = corpus.fetch("official")
    assert sequences(reviews.test) == sorted([1, *(rank + 3 for rank in ranks)] for ranks in TEST_RANKS)
    assert len(reviews.train) + len(reviews.validation) == len(TRAIN_RANKS)


def test_the_vocabulary_is_keras_index_by_rank(server):
    vocabulary = corpus.fetch("official").vocabulary
    assert vocabulary.words == WORDS
    assert vocabulary.encode("The MOVIE was café") == [1, 4, 5, 6, 9]


def test_fetched_reviews_load_without_keras_from_then_on(server, monkeypatch):
    corpus.fetch("official")
    monkeypatch.setattr(sources, "_loaded", {})
    monkeypatch.setattr(official_process, "prepare", lambda progress: pytest.fail("asked Keras again"))
    assert sequences(corpus.load("official").test) == sequences(corpus.fetch("official").test)


def test_progress_goes_forward_and_nothing_is_printed(server, capfd):
    said = []
    corpus.fetch("official", lambda fraction, sentence: said.append((fraction, sentence)))
    fractions = [fraction for fraction, _ in said]
    assert fractions == sorted(fractions)
    assert (fractions[0], fractions[-1]) == (0.0, 1.0)
    assert capfd.readouterr().out == ""


@pytest.fixture
def answer(monkeypatch):
    """Has the server answer each download by what `answer` is called with: a function of the target path."""

    def set_answer(respond):
        def urlretrieve(url, filename, reporthook=None):
            # As a real download would, so that Keras has a progress bar to print.
            for block in range(3):
                reporthook(block, 8192, 16384)
            respond(Path(filename))

        monkeypatch.setattr("keras.src.utils.file_utils.urlretrieve", urlretrieve)

    return set_answer


def failing_with(error):
    def respond(target):
        target.write_bytes(b"the beginning of a file")
        raise error

    return respond


FAULTS = {
    "no network": (failing_with(urllib.error.URLError("Name or service not known")), "no connection to their server"),
    "refused": (failing_with(urllib.error.URLError(ConnectionRefusedError(111, "refused"))), "no connection"),
    "server error": (
        failing_with(urllib.error.HTTPError("http://x", 503, "Service Unavailable", email.message.Message(), None)),
        "“503 Service Unavailable”.*try again later",
    ),
    "short": (failing_with(urllib.error.ContentTooShortError("got only 3 bytes", None)), "broke off: try again"),
    "stalled": (failing_with(TimeoutError("timed out")), "broke off: try again"),
    "full disk": (failing_with(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))), "The disk is full.*17 MB"),
    "no permission": (failing_with(PermissionError(errno.EACCES, os.strerror(errno.EACCES))), "Permission denied"),
    "other bytes": (lambda target: target.write_bytes(b"<html>Sign in to the hotel network</html>"), "damaged"),
    "nothing": (lambda target: target.write_bytes(b""), "damaged"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_failed_download_is_one_sentence_and_leaves_nothing_broken(answer, datasets, capfd, fault):
    respond, sentence = FAULTS[fault]
    answer(respond)
    with pytest.raises(CorpusError, match=sentence) as caught:
        corpus.fetch("official")
    assert "\n" not in str(caught.value)
    assert str(caught.value).endswith("The packaged reviews still work.")
    assert list(datasets.iterdir()) == []
    assert capfd.readouterr().out == ""
    assert not official.is_cached()
    assert corpus.default_source() == "packaged"


def test_a_failed_download_can_be_tried_again(server, monkeypatch):
    with monkeypatch.context() as offline:
        offline.setattr("keras.src.datasets.imdb.get_file", lambda fname, **_: failing_with(TimeoutError())(server / "x"))
        with pytest.raises(CorpusError):
            corpus.fetch("official")
    assert len(corpus.fetch("official").test) == len(TEST_RANKS)


@pytest.mark.parametrize("name", ["imdb.npz", "imdb_word_index.json"])
@pytest.mark.parametrize("share", [0, 0.5])
def test_a_truncated_file_is_one_sentence(server, name, share):
    content = (server / name).read_bytes()
    (server / name).write_bytes(content[: int(len(content) * share)])
    with pytest.raises(CorpusError, match=r"damaged.*fetch them again"):
        corpus.fetch("official")


def test_a_word_index_with_gaps_is_damaged(server):
    (server / "imdb_word_index.json").write_text('{"the": 1, "movie": 3}')
    with pytest.raises(CorpusError, match="damaged"):
        corpus.fetch("official")


@pytest.fixture
def small_official_files(monkeypatch, server):
    """Makes the small files count as the official ones: their sizes and hashes are the expected ones."""
    for name, algorithm in (("REVIEWS", "sha256"), ("WORD_INDEX", "md5")):
        file = getattr(official, name)
        content = (server / file.name).read_bytes()
        digest = hashlib.new(algorithm, content).hexdigest()
        monkeypatch.setattr(official, name, official.KerasFile(file.name, len(content), algorithm, digest))


def put_into_cache(server, datasets):
    for path in server.iterdir():
        (datasets / path.name).write_bytes(path.read_bytes())


def test_whole_files_in_keras_cache_make_the_official_reviews_the_default(small_official_files, server, datasets):
    assert corpus.default_source() == "packaged"
    put_into_cache(server, datasets)
    assert official.is_cached()
    assert corpus.default_source() == "official"
    assert len(corpus.load("official").test) == len(TEST_RANKS)


def test_progress_follows_the_file_as_it_grows(small_official_files, server, datasets, monkeypatch):
    half_is_told = threading.Event()

    def get_file(fname, **_):
        content, target = (server / fname).read_bytes(), datasets / fname
        target.write_bytes(content[: len(content) // 2])
        if fname == "imdb.npz":
            assert half_is_told.wait(60)
        target.write_bytes(content)
        return str(target)

    def progress(fraction, sentence):
        if sentence.startswith("Downloading imdb.npz") and fraction == pytest.approx((0.15 + 0.7) / 2, abs=0.01):
            half_is_told.set()

    monkeypatch.setattr("keras.src.datasets.imdb.get_file", get_file)
    assert len(corpus.fetch("official", progress).test) == len(TEST_RANKS)


@pytest.mark.parametrize("name", ["imdb.npz", "imdb_word_index.json"])
def test_one_changed_byte_in_keras_cache_is_not_whole(small_official_files, server, datasets, name):
    put_into_cache(server, datasets)
    content = bytearray((datasets / name).read_bytes())
    content[-1] ^= 1
    (datasets / name).write_bytes(content)
    assert not official.is_cached()


@pytest.mark.parametrize("name", ["imdb.npz", "imdb_word_index.json"])
def test_one_file_alone_is_not_enough(small_official_files, server, datasets, name):
    put_into_cache(server, datasets)
    (datasets / name).unlink()
    assert not official.is_cached()


def test_the_expected_hashes_are_those_that_keras_expects(monkeypatch):
    from keras.datasets import imdb

    expected = {}

    def get_file(fname, file_hash, **_):
        expected[fname] = file_hash
        raise FileNotFoundError

    monkeypatch.setattr("keras.src.datasets.imdb.get_file", get_file)
    for ask in (imdb.load_data, imdb.get_word_index):
        with pytest.raises(FileNotFoundError):
            ask()
    assert expected == {file.name: file.digest for file in (official.REVIEWS, official.WORD_INDEX)}


def test_keras_keeps_its_files_where_they_are_looked_for(answer):
    targets = []
    answer(lambda target: targets.append(target) or failing_with(TimeoutError())(target))
    with pytest.raises(CorpusError):
        corpus.fetch("official")
    assert targets == [official._keras_folder() / "imdb_word_index.json"]
