"""Which envelopes there are for a run, and what is in them."""

from dataclasses import replace

import numpy as np
import pytest

from explorer import corpus
from explorer.corpus import UNKNOWN, Source, Split, Vocabulary, sources
from explorer.errors import CorpusError, ExplorerError
from explorer.inference.envelopes import as_read, envelopes, sealed, size
from explorer.store import Envelope
from tests.support.messages import NAME, Messages
from tests.support.runs import SECOND, TEST

OFFICIAL = Envelope("official")


def test_a_runs_own_envelopes_come_first_and_then_the_test_reviews_of_all_others(messages):
    assert envelopes("packaged") == [TEST, SECOND, Envelope(messages)]
    assert envelopes(messages) == [Envelope(messages), TEST]
    with pytest.raises(CorpusError, match="no source of reviews called “gone”"):
        envelopes("gone")


def test_reviews_that_are_not_on_this_computer_are_no_envelope(monkeypatch):
    assert envelopes("packaged") == [TEST, SECOND]
    monkeypatch.setattr("explorer.corpus.available_sources", lambda: ["packaged", "official"])
    assert envelopes("packaged") == [TEST, SECOND, OFFICIAL]


@pytest.mark.parametrize("envelope", [TEST, SECOND, Envelope(NAME)])
def test_an_envelope_holds_as_many_reviews_as_its_source_says(messages, envelope):
    assert size(envelope) == len(sealed(envelope)) > 0


def test_reviews_without_a_second_envelope_say_so(messages):
    second = Envelope(messages, second=True)
    assert size(second) == 0
    with pytest.raises(ExplorerError, match="no second envelope"):
        sealed(second)


@pytest.mark.parametrize("envelope", [TEST, SECOND])
def test_at_home_the_reviews_are_read_as_they_are(envelope):
    assert np.array_equal(as_read(envelope, "packaged").words, sealed(envelope).words)


@pytest.mark.parametrize("known", [True, False])
def test_abroad_they_are_read_in_the_words_of_the_network(messages, reviews, monkeypatch, known):
    if not known:
        monkeypatch.setattr(Messages, "originals", Source.originals)
    split = as_read(Envelope(messages), "packaged")
    assert split.labels.tolist() == sealed(Envelope(messages)).labels.tolist()
    assert [reviews.vocabulary.decode(split.sequence(row)) for row in (0, 3)] == ["a great prize ?", "an awful ?"]
    back = as_read(TEST, messages)
    assert np.mean(back.words == UNKNOWN) > 0.8 and np.array_equal(back.offsets, reviews.test.offsets)


def test_a_word_that_no_training_review_of_a_small_data_set_has_is_read_abroad(messages, reviews, monkeypatch):
    """A data set that somebody has brought has numbers only for the words of its training reviews."""
    abroad = corpus.load(messages)
    few = replace(abroad, vocabulary=Vocabulary(["prize"]), test=Split.of([[1, 2, 2, 4, 2]], [1]))
    monkeypatch.setitem(sources._loaded, messages, few)
    monkeypatch.setattr(Messages, "originals", lambda self, split, vocabulary: ["A great prize, zyzzyva"])
    split = as_read(Envelope(messages), "packaged")
    assert reviews.vocabulary.decode(split.sequence(0)) == "a great prize ?"


def test_an_envelope_has_the_same_name_on_the_command_line_and_in_stores(messages):
    for dataset in ("packaged", messages):
        for envelope in envelopes(dataset):
            assert Envelope.of(dataset, envelope.name_for(dataset)) == envelope
    assert [envelope.name_for("packaged") for envelope in envelopes("packaged")] == ["test", "second", messages]
    assert Envelope.of("packaged", "packaged") == TEST
    assert all(len(name) <= 16 for name in (*corpus.SOURCES, messages))
