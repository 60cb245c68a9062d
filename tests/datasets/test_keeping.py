"""Data sets in the store: found by name, prepared alike everywhere, removed with all that was learned from them."""

import time
from dataclasses import replace

import pytest

from explorer import corpus, datasets
from explorer.config import RunConfig
from explorer.corpus import cache, sources
from explorer.datasets.keeping import DAY_SECONDS
from explorer.errors import CorpusError, LimitError
from explorer.scheduling.limits import Limits
from explorer.store import Envelope, State
from tests.support.own_files import collected, made, messages
from tests.support.stores import execute
from tests.support.tiny_corpus import assert_equal

SMALL = RunConfig(units=4, epochs=2, vocabulary=1_000)
LEARNS = replace(SMALL, epochs=10, batch_size=16)


def test_a_data_set_is_a_source_like_any_other(store):
    name = made(store, label="  My\n messages ")
    source = corpus.get_source(name)
    assert (source.label, source.class_names, source.train) == ("My messages", ("ham", "spam"), 36)
    assert source.positive_share == pytest.approx(1 / 3, abs=0.05)
    assert corpus.available_sources()[-1] == name and corpus.default_source() != name
    assert list(datasets.own_sources()) == [name]


def test_another_process_prepares_the_same_reviews_from_the_store(store, tmp_path, monkeypatch):
    name = made(store)
    kept = corpus.load(name)
    sources._loaded.clear()
    # Another computer, which has nothing in its cache.
    monkeypatch.setenv("EXPLORER_CACHE", str(tmp_path / "other"))
    assert_equal(corpus.load(name), kept)


def test_texts_are_found_again(store):
    rows = dict(messages())
    name = made(store)
    reviews = corpus.load(name)
    texts = corpus.originals(reviews, reviews.test)
    assert len(set(texts)) > 1
    assert [rows[text] == "spam" for text in texts] == reviews.test.labels.astype(bool).tolist()


def test_only_a_few_are_kept_in_memory(store):
    for number in range(sources.OTHERS_LOADED + 2):
        made(store, messages(seed=number), label=f"Messages {number}")
    assert sum(name.startswith("own-") for name in sources._loaded) == sources.OTHERS_LOADED


def test_the_same_reviews_are_kept_once(store):
    made(store)
    with pytest.raises(CorpusError, match="here already, as “Messages”"):
        made(store, label="The same")


@pytest.mark.parametrize(
    ("label", "sentence"),
    [
        ("", "needs a name"),
        (" \n", "needs a name"),
        ("x" * 61, "may have 60"),
        ("messages", "There are reviews called “messages” already"),
        ("packaged REVIEWS", "already"),
        ("MES\u202eSAGES", "There are reviews called “MESSAGES” already"),
        ("\u200b\u2060", "needs a name"),
        ("official", "already"),
    ],
)
def test_a_name_that_is_empty_long_or_taken_is_refused(store, label, sentence):
    made(store)
    with pytest.raises(CorpusError, match=sentence):
        made(store, messages(seed=2), label=label)


@pytest.mark.parametrize(
    ("file", "label"),
    [
        ("reviews.csv", "reviews"),
        ("my \u202e**reviews**.tar.gz", "my **reviews**"),
        (".csv", "My reviews"),
        ("\u202e.csv", "My reviews"),
        ("n" * 240 + ".csv", "n" * 60),
    ],
)
def test_a_data_set_is_called_as_its_file_where_that_is_a_name(store, file, label):
    assert datasets.label_of(file) == label
    assert corpus.get_source(made(store, label=label)).label == label


def test_of_a_removed_one_nothing_is_left_on_this_computer(store):
    name, other = made(store), made(store, messages(seed=2), label="More")
    assert cache.path(name, "1").exists() and name in sources._loaded
    datasets.remove(name, store)
    assert not cache.path(name, "1").exists() and name not in sources._loaded
    assert cache.path(other, "1").exists() and other in sources._loaded


def test_there_is_room_for_as_many_as_the_host_allows(store):
    made(store)
    with pytest.raises(LimitError, match="this app keeps 1"):
        datasets.keep(collected(messages(seed=2)), "More", store, Limits(datasets=1))


def test_people_may_say_the_name_that_they_gave(store):
    name = made(store)
    assert datasets.named("Messages") == datasets.named(" messages") == datasets.named(name) == name
    assert datasets.named("packaged") == "packaged"
    with pytest.raises(CorpusError, match=r"no reviews called “mine”\. There are packaged, official, “Messages”"):
        datasets.named("mine")


def test_while_the_store_cannot_be_read_its_data_sets_are_known(store, monkeypatch):
    name = made(store)
    assert name in corpus.available_sources()
    store._path.rename(store._path.with_name("away.db"))
    assert name in corpus.available_sources()


def test_a_damaged_text_is_a_sentence(store):
    name = made(store)
    sources._loaded.clear()
    cache.path(name, "1").unlink()
    execute(store.url, "UPDATE dataset_texts SET packed = x'00'")
    with pytest.raises(CorpusError, match="damaged in the store"):
        corpus.load(name)


def test_old_ones_are_swept_out_where_the_host_says_so(store, monkeypatch):
    name = made(store)
    later = time.time() + 2 * DAY_SECONDS
    datasets.sweep(store, None)
    datasets.sweep(store, 1)
    assert [one.name for one in store.datasets()] == [name]
    monkeypatch.setattr(time, "time", lambda: later)
    datasets.sweep(store, 1)
    assert store.datasets() == []


@pytest.mark.workers
def test_networks_learn_from_it_and_go_with_it(store):
    from explorer.inference.exam_grading import open_envelope
    from explorer.training import job

    name = made(store, messages(300, 200))
    run_ids = store.add([LEARNS], name, "here") + store.add([SMALL], "packaged", "here")
    job.run(run_ids[:1], store.url)
    run = store.run(run_ids[0])
    assert (run.state, run.message) == (State.FINISHED, "")
    assert run.best.val_accuracy > 0.9
    assert open_envelope(store.url, run.id, Envelope(name)).result.of == corpus.get_source(name).test
    assert store.runs_on(name) == (1, 0)
    store.remove_dataset(name)
    assert store.run(run.id) is None and store.run(run_ids[1]) is not None
    with pytest.raises(CorpusError, match="no source of reviews"):
        corpus.get_source(name)


def test_a_training_whose_data_set_is_removed_ends(store):
    name = made(store)
    run_ids = store.add([LEARNS], name, "here")
    store.begin(run_ids)
    store.remove_dataset(name)
    assert store.stop_requested(run_ids) == set(run_ids)
