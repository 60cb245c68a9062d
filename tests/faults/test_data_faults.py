"""Reviews that are damaged or removed while the app runs are one sentence at most."""

import numpy as np
import pytest

from explorer import corpus
from explorer.config import RunConfig
from explorer.corpus import cache, official, packaged, sources
from explorer.errors import CorpusError
from explorer.store import State
from explorer.training import job
from explorer.ui.escaping import plain
from tests.support.pages import button, words
from tests.support.tiny_corpus import tiny_corpus

GONE = "The packaged reviews could not be read (No such file or directory)."


@pytest.fixture
def forgetful(monkeypatch, tmp_path):
    """A process that has loaded no reviews, and has none in its caches."""
    monkeypatch.setenv("EXPLORER_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.setattr(sources, "_loaded", {})
    job.examples.cache_clear()
    yield
    job.examples.cache_clear()


@pytest.fixture
def file(monkeypatch, tmp_path):
    """The path of the packaged reviews, where there is no file."""
    monkeypatch.setattr(packaged, "_locate", lambda: tmp_path / "reviews.csv")
    return tmp_path / "reviews.csv"


def test_a_run_on_missing_reviews_fails_with_a_sentence_and_pages_work(open_app, cluster, forgetful, file):
    app = open_app()
    button(app, "Train").click().run()
    job.run([1], cluster.store.url)
    app.run()
    assert cluster.store.run(1).state == State.FAILED
    assert [error.value for error in app.error] == [plain(cluster.store.run(1).message)]
    assert cluster.store.run(1).message.startswith(GONE)
    assert not app.exception


def test_judging_a_review_without_the_packaged_reviews_is_a_sentence(open_app, champion, forgetful, file):
    app = open_app("your_review")
    button(app, "Praise").click().run()
    assert not app.exception
    (error,) = app.error
    assert error.value.startswith(plain(GONE))


@pytest.mark.parametrize("content", ["", "text,label,source\nA fine film,1,imdb\n", "text,label,source\nHalf a revi"])
def test_an_incomplete_file_is_refused_in_a_sentence_and_not_cached(forgetful, file, content):
    file.write_text(content)
    with pytest.raises(CorpusError, match=r"instead of 25,000 \+ 8,530|is damaged"):
        corpus.load("packaged")
    assert not cache.path("packaged", packaged.PACKAGED.version()).exists()


def test_reviews_in_memory_outlive_their_files(reviews, file):
    assert corpus.load("packaged") is reviews


def test_truncated_prepared_reviews_are_not_used(tmp_path):
    path = tmp_path / "tiny.npz"
    cache.write(path, tiny_corpus(), "1")
    content = path.read_bytes()
    for end in np.linspace(0, len(content) - 1, 50).astype(int):
        path.write_bytes(content[:end])
        assert cache.read(path, "packaged", "1") is None


def test_half_a_download_is_not_taken_for_the_official_reviews(forgetful, tmp_path):
    folder = tmp_path / "keras" / "datasets"
    folder.mkdir(parents=True)
    for whole in (official.REVIEWS, official.WORD_INDEX):
        (folder / whole.name).write_bytes(bytes(whole.size // 2))
    assert not official.OFFICIAL.is_available()
    with pytest.raises(CorpusError, match="fetch them"):
        corpus.load("official")


def test_a_visitor_whose_reviews_were_removed_continues_with_others(open_app, cluster, forgetful):
    path = cache.path("official", official.OFFICIAL.version())
    path.parent.mkdir()
    cache.write(path, tiny_corpus("official"), official.OFFICIAL.version())
    app = open_app()
    assert app.session_state.dataset == "official"
    path.unlink()
    sources._loaded.clear()
    app.run()
    assert app.session_state.dataset == "packaged"
    assert plain("“Official Keras reviews” are not here any more") in words(app)
    button(app, "Train").click().run()
    assert [run.dataset for run in cluster.store.runs(config=RunConfig())] == ["packaged"]
    assert not app.exception
