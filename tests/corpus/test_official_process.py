"""The app, which must stay without Keras, gets the official reviews through a child process."""

import os
import sys

import pytest

from explorer import corpus
from explorer.corpus import official_process, sources
from explorer.errors import CorpusError
from tests.support.tiny_corpus import TEST_RANKS, write_official_files


@pytest.fixture(autouse=True)
def datasets(monkeypatch, tmp_path):
    """Keras' empty cache folder, in a process that has loaded neither reviews nor Keras."""
    monkeypatch.setenv("EXPLORER_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("KERAS_HOME", str(tmp_path / "keras"))
    monkeypatch.setattr(sources, "_loaded", {})
    monkeypatch.delitem(sys.modules, "keras", raising=False)
    folder = tmp_path / "keras" / "datasets"
    folder.mkdir(parents=True)
    return folder


def test_the_app_fetches_through_a_child_and_stays_without_keras(tmp_path, monkeypatch, capfd):
    write_official_files(tmp_path)
    command = f"""
import keras.src.datasets.imdb as imdb

def get_file(fname, **_):
    print("chatter that is no message")
    return {str(tmp_path)!r} + "/" + fname

imdb.get_file = get_file
{official_process._COMMAND}
"""
    monkeypatch.setattr(official_process, "_COMMAND", command)
    said = []
    reviews = corpus.fetch("official", lambda fraction, sentence: said.append(fraction))
    test = [reviews.test.sequence(i).tolist() for i in range(len(reviews.test))]
    assert sorted(test) == sorted([1, *(rank + 3 for rank in ranks)] for ranks in TEST_RANKS)
    assert said == sorted(said)
    assert len(said) >= 3
    assert "keras" not in sys.modules
    assert capfd.readouterr().out == ""


def test_without_network_the_child_says_so(monkeypatch, datasets):
    # Nothing listens on port 9 of this computer.
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    with pytest.raises(CorpusError, match="no connection to their server"):
        corpus.fetch("official")
    assert list(datasets.iterdir()) == []


def test_a_child_that_is_killed_is_one_sentence_and_leaves_nothing_broken(monkeypatch, datasets):
    half = datasets / "imdb.npz"
    monkeypatch.setattr(
        official_process, "_COMMAND", f"import os; open({str(half)!r}, 'w').write('half'); os.kill(os.getpid(), 9)"
    )
    with pytest.raises(CorpusError, match="ended before its time"):
        corpus.fetch("official")
    assert list(datasets.iterdir()) == []


def test_whoever_gives_up_waiting_ends_the_child(monkeypatch):
    command = """
import json, os, time
print(json.dumps({"fraction": 0.0, "sentence": str(os.getpid())}), flush=True)
time.sleep(600)
"""
    monkeypatch.setattr(official_process, "_COMMAND", command)
    pids = []

    def give_up(fraction, sentence):
        pids.append(int(sentence))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        corpus.fetch("official", give_up)
    with pytest.raises(ProcessLookupError):
        os.kill(pids[0], 0)
