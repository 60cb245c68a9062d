"""Data sets in every kind of store: kept as a whole or not at all, and removed with all that depends on them."""

import pytest

from explorer.config import RunConfig
from explorer.errors import CorpusError, LimitError
from explorer.scheduling.limits import Limits
from explorer.scheduling.search_space import Space
from explorer.scheduling.successive_halving import Budget
from explorer.store import Baseline, Dataset, Envelope, Result, State
from tests.support.stores import add, add_epoch, begin, epoch, execute

NAME, OTHER = "own-0123456789ab", "own-ba9876543210"
RESULT = Result(1, 2, 3, 4)


def dataset(name=NAME, label=None):
    return Dataset(name, label or f"Mine, {name}", "ham", "spam", "German", 6, 2, 2, 1, "somebody", 1764000000.0)


def test_a_data_set_comes_back_as_it_was_kept(store):
    assert store.add_dataset(dataset(), b"rows", [b"first", b"second"])
    assert store.datasets() == [dataset()] and store.dataset(NAME) == dataset()
    assert store.dataset_rows(NAME) == b"rows"
    assert list(store.dataset_texts(NAME)) == [b"first", b"second"]


def test_one_that_is_not_there_has_nothing(store):
    assert store.dataset(NAME) is None and store.dataset_rows(NAME) is None
    assert list(store.dataset_texts(NAME)) == []
    assert store.runs_on(NAME) == (0, 0)
    store.remove_dataset(NAME)


def test_the_same_contents_are_kept_once(store):
    store.add_dataset(dataset(), b"rows", [b"first"])
    assert not store.add_dataset(dataset(label="Again"), b"other", [b"second"])
    assert store.datasets() == [dataset()] and list(store.dataset_texts(NAME)) == [b"first"]


def test_one_that_breaks_off_leaves_nothing(store):
    def broken():
        yield b"first"
        raise RuntimeError("no more")

    with pytest.raises(RuntimeError):
        store.add_dataset(dataset(), b"rows", broken())
    assert store.datasets() == [] and list(store.dataset_texts(NAME)) == []


def test_there_are_as_many_as_the_limits_allow(store):
    limits = Limits(datasets=1)
    store.add_dataset(dataset(), b"", [], limits)
    with pytest.raises(LimitError, match="this app keeps 1"):
        store.add_dataset(dataset(OTHER), b"", [], limits)


def test_removing_one_takes_its_runs_with_everything_and_nothing_else(store):
    for name in (NAME, OTHER):
        store.add_dataset(dataset(name), b"rows", [b"text"])
    gone, stays = (begin(store, dataset=name, visitor="me") for name in (NAME, OTHER))
    waiting = add(store, dataset=NAME)
    for run_id in (gone, stays):
        add_epoch(store, run_id, epoch(1))
        store.finish([run_id], State.FINISHED, model=b"network")
        for name in (NAME, OTHER):
            store.open_exam(run_id, Envelope(name), None, RESULT)
        store.hide([run_id])
    for name in (NAME, OTHER):
        store.set_baseline(name, RunConfig().input_format, Baseline(0.5, 0.6, 0.7))
    assert store.runs_on(NAME) == (2, 1)
    store.remove_dataset(NAME)
    assert [one.name for one in store.datasets()] == [OTHER]
    assert [run.id for run in store.runs()] == [stays]
    assert store.run(waiting) is None and store.model(gone) is None and store.history(gone) == []
    assert store.baseline(NAME, RunConfig().input_format) is None
    assert store.openings(Envelope(NAME)) == []
    assert [opening.run_id for opening in store.openings(Envelope(OTHER))] == [stays]
    assert store.model(stays) == b"network"
    assert store.baseline(OTHER, RunConfig().input_format) is not None
    assert list(store.dataset_texts(NAME)) == [] and list(store.dataset_texts(OTHER)) == [b"text"]


def test_two_made_at_the_same_moment_cannot_have_one_name(store):
    # Whoever makes one has looked for the name before, and found it free.
    store.add_dataset(dataset(label="Größe"), b"rows", [])
    with pytest.raises(CorpusError, match="There are reviews called “GRÖSSE” already"):
        store.add_dataset(dataset(OTHER, label="GRÖSSE"), b"rows", [])
    assert [one.name for one in store.datasets()] == [NAME]


def test_nothing_is_trained_on_a_removed_one(store):
    store.add_dataset(dataset(), b"rows", [b"text"])
    store.remove_dataset(NAME)
    with pytest.raises(CorpusError, match="have been removed"):
        store.add([RunConfig()], NAME, "here")
    with pytest.raises(CorpusError, match="have been removed"):
        store.add_search(Space(RunConfig(), ("units",)), Budget(9, None), NAME)
    assert store.runs() == [] and store.searches(NAME) == []


@pytest.mark.parametrize("change", ["validation = 0", "validation_positive = 2", "train = -1", "label = ''"])
def test_one_whose_row_is_damaged_is_left_out(store, url, change, caplog):
    for name in (NAME, OTHER):
        store.add_dataset(dataset(name), b"", [])
    execute(url, f"UPDATE datasets SET {change} WHERE name = '{NAME}'")
    assert store.datasets() == [dataset(OTHER)] and store.dataset(NAME) is None
    assert len(caplog.messages) == 1
