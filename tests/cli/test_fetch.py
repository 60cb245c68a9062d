"""`fetch` says what it has downloaded, or why it could not."""

import urllib.request

from explorer import corpus
from explorer.errors import CorpusError
from tests.support.command_line import assert_is_a_sentence


def test_fetch_without_a_connection_is_a_sentence(call, tmp_path, monkeypatch):
    # Nothing listens at the discard port. Python caches its proxies in this variable.
    monkeypatch.setattr(urllib.request, "_opener", None)
    for name in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.setenv("EXPLORER_CACHE", str(tmp_path))
    code, out, err = call("fetch")
    assert (code, out) == (1, "")
    assert "there is no connection to their server" in err
    assert_is_a_sentence(err)


def test_fetch_that_fails_is_json_when_json_is_asked_for(call, monkeypatch):
    def fail(source, progress):
        raise CorpusError("The disk is full.")

    monkeypatch.setattr(corpus, "fetch", fail)
    assert call("fetch", "--json") == (1, '{"error": "The disk is full."}\n', "The disk is full.\n")


def test_fetch_says_what_has_arrived(call, reviews, monkeypatch):
    monkeypatch.setattr(corpus, "fetch", lambda source, progress: reviews)
    code, out, _ = call("fetch")
    assert code == 0
    assert out == "The official reviews are here: 15,000 to learn from, 5,000 for validation, 5,000 sealed.\n"
