"""The official reviews are downloaded into Keras' cache and read as Keras reads them. Any fault there is one sentence."""

import errno
import hashlib
import os
import socket
import sys
import threading
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer

import numpy as np
import pytest

from explorer import corpus
from explorer.corpus import official, sources
from explorer.errors import CorpusError
from tests.support.ports import free_port
from tests.support.tiny_corpus import TEST_RANKS, TRAIN_RANKS, WORDS, write_official_files


@pytest.fixture(autouse=True)
def datasets(monkeypatch, tmp_path):
    """Keras' empty cache folder, in a process that has loaded nothing."""
    monkeypatch.setenv("EXPLORER_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setattr(sources, "_loaded", {})
    folder = tmp_path / "keras" / "datasets"
    folder.mkdir(parents=True)
    return folder


@contextmanager
def running(handler):
    """A web server on this computer that answers with `handler`; its address."""
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def count_as_official(folder, monkeypatch):
    """Make the sizes and hashes of the files in `folder` the expected ones."""
    for name in ("REVIEWS", "WORD_INDEX"):
        file = getattr(official, name)
        content = (folder / file.name).read_bytes()
        digest = hashlib.new(file.algorithm, content).hexdigest()
        monkeypatch.setattr(official, name, official.KerasFile(file.name, len(content), file.algorithm, digest))


@pytest.fixture
def server(monkeypatch, tmp_path):
    """The folder of a server with small files in place of the official ones."""
    folder = tmp_path / "server"
    folder.mkdir()
    write_official_files(folder)
    count_as_official(folder, monkeypatch)
    with running(partial(SimpleHTTPRequestHandler, directory=folder)) as address:
        monkeypatch.setattr(official, "SERVER", address)
        yield folder


def sequences(split):
    return sorted(split.sequence(i).tolist() for i in range(len(split)))


def test_the_first_three_fifths_of_the_training_reviews_train_and_the_rest_validate(server, monkeypatch):
    from keras.datasets import imdb

    monkeypatch.setattr("keras.src.datasets.imdb.get_file", lambda fname, **_: str(server / fname))
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


def test_fetched_reviews_are_prepared_once(server, monkeypatch):
    corpus.fetch("official")
    monkeypatch.setattr(sources, "_loaded", {})
    monkeypatch.setattr(official, "read", lambda progress: pytest.fail("prepared them again"))
    assert sequences(corpus.load("official").test) == sequences(corpus.fetch("official").test)


def test_progress_goes_forward_and_nothing_is_printed(server, capfd):
    said = []
    corpus.fetch("official", lambda fraction, sentence: said.append((fraction, sentence)))
    fractions = [fraction for fraction, _ in said]
    assert fractions == sorted(fractions)
    assert (fractions[0], fractions[-1]) == (0.0, 1.0)
    assert capfd.readouterr().out == ""


def test_fetching_loads_no_keras(server, monkeypatch):
    monkeypatch.delitem(sys.modules, "keras", raising=False)
    corpus.fetch("official")
    assert "keras" not in sys.modules


@pytest.fixture
def answer(monkeypatch):
    """A function that makes the server answer each request by calling a function with the request's handler."""
    servers = []

    def set_answer(respond):
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                respond(self)

        servers.append(running(Handler))
        monkeypatch.setattr(official, "SERVER", servers[-1].__enter__())

    yield set_answer
    for server in servers:
        server.__exit__(None, None, None)


def sending(content, length=None):
    """A response with `content`, which promises `length` bytes."""

    def respond(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(content) if length is None else length))
        handler.end_headers()
        handler.wfile.write(content)

    return respond


def stalling(handler):
    sending(b"the beginning of a file", length=1_000)(handler)
    threading.Event().wait(2)


def failing_to_write(error, *_arguments):
    class File:
        def write(self, content):
            raise OSError(error, os.strerror(error))

        def close(self):
            pass

    return File()


def no_network(monkeypatch):
    def getaddrinfo(*_arguments, **_options):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)


def refused(monkeypatch):
    monkeypatch.setattr(official, "SERVER", f"http://127.0.0.1:{free_port()}/")


def no_proxy(monkeypatch):
    # Nothing listens on port 9 of this computer.
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")


def full_disk(monkeypatch):
    monkeypatch.setattr("pooch.downloaders.open", partial(failing_to_write, errno.ENOSPC), raising=False)


def no_permission(monkeypatch):
    monkeypatch.setattr("pooch.downloaders.open", partial(failing_to_write, errno.EACCES), raising=False)


def impatient(monkeypatch):
    monkeypatch.setattr(official, "TIMEOUT_SECONDS", 0.2)


WHOLE = sending(b"all that was promised")
FAULTS = {
    "no network": (None, no_network, "no connection to their server"),
    "refused": (None, refused, "no connection to their server"),
    "proxy": (None, no_proxy, "no connection to their server"),
    "server error": (lambda handler: handler.send_error(503), None, "“503 Service Unavailable”.*try again later"),
    "short": (sending(b"the beginning of a file", length=1_000), None, "broke off: try again"),
    "closed": (lambda handler: None, None, "broke off: try again"),
    "stalled": (stalling, impatient, "broke off: try again"),
    "no answer": (lambda handler: threading.Event().wait(2), impatient, "broke off: try again"),
    "full disk": (WHOLE, full_disk, "The disk is full.*17 MB"),
    "no permission": (WHOLE, no_permission, "Permission denied"),
    "other bytes": (sending(b"<html>Sign in to the hotel network</html>"), None, "damaged.*fetch them again"),
    "nothing": (sending(b""), None, "damaged"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_failed_download_is_one_sentence_and_leaves_nothing_broken(answer, datasets, capfd, monkeypatch, fault):
    respond, meanwhile, sentence = FAULTS[fault]
    if respond:
        answer(respond)
    if meanwhile:
        meanwhile(monkeypatch)
    with pytest.raises(CorpusError, match=sentence) as caught:
        corpus.fetch("official")
    assert "\n" not in str(caught.value)
    assert str(caught.value).endswith("The packaged reviews still work.")
    assert list(datasets.iterdir()) == []
    assert capfd.readouterr().out == ""
    assert not official.OFFICIAL.is_available()
    assert corpus.default_source() == "packaged"


def test_a_failed_download_can_be_tried_again(server, monkeypatch):
    with monkeypatch.context() as offline:
        refused(offline)
        with pytest.raises(CorpusError):
            corpus.fetch("official")
    assert len(corpus.fetch("official").test) == len(TEST_RANKS)


def test_a_download_that_is_interrupted_leaves_nothing_broken(server, datasets):
    def interrupt(fraction, sentence):
        if fraction > 0:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        corpus.fetch("official", interrupt)
    assert list(datasets.iterdir()) == []


@pytest.mark.parametrize("name", ["imdb.npz", "imdb_word_index.json"])
@pytest.mark.parametrize("share", [0, 0.5])
def test_a_truncated_file_is_one_sentence_and_not_kept(server, datasets, name, share):
    content = (server / name).read_bytes()
    (server / name).write_bytes(content[: int(len(content) * share)])
    with pytest.raises(CorpusError, match=r"damaged.*fetch them again"):
        corpus.fetch("official")
    assert not (datasets / name).exists()


def test_a_word_index_with_gaps_is_damaged(server):
    (server / "imdb_word_index.json").write_text('{"the": 1, "movie": 3}')
    with pytest.raises(CorpusError, match="damaged"):
        corpus.fetch("official")


def put_into_cache(server, datasets):
    for path in server.iterdir():
        (datasets / path.name).write_bytes(path.read_bytes())


def test_whole_files_in_keras_cache_make_the_official_reviews_the_default(server, datasets):
    assert corpus.default_source() == "packaged"
    put_into_cache(server, datasets)
    assert official.OFFICIAL.is_available()
    assert corpus.default_source() == "official"
    assert len(corpus.load("official").test) == len(TEST_RANKS)


def test_progress_follows_the_download(server, answer, monkeypatch):
    half_is_told = threading.Event()

    def respond(handler):
        content = (server / handler.path[1:]).read_bytes()
        half = len(content) // 2
        sending(content[:half], length=len(content))(handler)
        handler.wfile.flush()
        if handler.path == "/imdb.npz":
            assert half_is_told.wait(60)
        handler.wfile.write(content[half:])

    def progress(fraction, sentence):
        if sentence.startswith("Downloading imdb.npz") and fraction == pytest.approx((0.05 + 0.6) / 2, abs=0.01):
            half_is_told.set()

    answer(respond)
    monkeypatch.setattr(official, "CHUNK_BYTES", 16)
    assert len(corpus.fetch("official", progress).test) == len(TEST_RANKS)


def test_a_file_that_is_cached_is_not_downloaded_again(server, datasets):
    put_into_cache(server, datasets)
    (server / "imdb.npz").unlink()
    (datasets / "imdb_word_index.json").write_text("broken")
    assert len(corpus.fetch("official").test) == len(TEST_RANKS)
    assert official.OFFICIAL.is_available()


def test_a_cached_file_that_is_replaced_before_it_is_read_is_refused(server, datasets, monkeypatch):
    put_into_cache(server, datasets)
    assert official.OFFICIAL.is_available()
    (datasets / "imdb.npz").write_bytes(bytes(official.REVIEWS.size))
    with pytest.raises(CorpusError, match="damaged"):
        official.read(lambda fraction, sentence: None)


@pytest.mark.parametrize("name", ["imdb.npz", "imdb_word_index.json"])
def test_one_changed_byte_in_keras_cache_is_not_whole(server, datasets, name):
    put_into_cache(server, datasets)
    content = bytearray((datasets / name).read_bytes())
    content[-1] ^= 1
    (datasets / name).write_bytes(content)
    assert not official.OFFICIAL.is_available()


@pytest.mark.parametrize("name", ["imdb.npz", "imdb_word_index.json"])
def test_one_file_alone_is_not_enough(server, datasets, name):
    put_into_cache(server, datasets)
    (datasets / name).unlink()
    assert not official.OFFICIAL.is_available()


class Hostile:
    """An object that runs a command when it is unpickled."""

    def __reduce__(self):
        return os.system, ("touch was-here",)


def test_a_file_with_anything_but_numbers_runs_nothing(server, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    np.savez(server / "imdb.npz", x_train=np.array([Hostile()], object), y_train=np.ones(1))
    count_as_official(server, monkeypatch)
    with pytest.raises(CorpusError, match="damaged"):
        corpus.fetch("official")
    assert official.OFFICIAL.is_available() and not (tmp_path / "was-here").exists()


def test_the_expected_hashes_and_the_server_are_those_of_keras(monkeypatch):
    from keras.datasets import imdb

    expected = {}

    def get_file(fname, origin, file_hash, **_):
        expected[origin] = file_hash
        raise FileNotFoundError

    monkeypatch.setattr("keras.src.datasets.imdb.get_file", get_file)
    for ask in (imdb.load_data, imdb.get_word_index):
        with pytest.raises(FileNotFoundError):
            ask()
    files = (official.REVIEWS, official.WORD_INDEX)
    assert expected == {official.SERVER + file.name: file.digest for file in files}


def test_keras_finds_its_files_where_they_are_put(server, datasets, monkeypatch):
    from keras.utils import get_file

    monkeypatch.setattr("keras.src.backend.config._KERAS_DIR", str(datasets.parent))
    corpus.fetch("official")
    for file in (official.REVIEWS, official.WORD_INDEX):
        path = get_file(file.name, origin=f"http://127.0.0.1:{free_port()}/", file_hash=file.digest)
        assert path == str(official._keras_folder() / file.name)
