"""What another store has is taken over: all of it, each run once, whole or not at all."""

import shutil
import signal
import subprocess
import sys
import textwrap
import threading
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from explorer.config import RunConfig
from explorer.errors import StoreError
from explorer.scheduling.successive_halving import Step
from explorer.store import Baseline, Envelope, SearchState, State, Store, merging, snapshot
from tests.support.experiments import (
    EVERY_VALUE,
    OWN,
    RESULT,
    add_search,
    contents,
    figures,
    fill,
    in_training,
    train,
    train_search,
)
from tests.support.old_stores import rows
from tests.support.stores import CLUSTER, add, at_once, execute

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """The file of a filled store."""
    path = tmp_path_factory.mktemp("filled") / "runs.db"
    store = Store(f"sqlite:///{path}")
    fill(store)
    store.close()
    return path


@pytest.fixture
def other(filled, tmp_path):
    """The store of another computer, filled, in a file."""
    (tmp_path / "elsewhere").mkdir()
    return Store(f"sqlite:///{shutil.copy(filled, tmp_path / 'elsewhere')}")


def place(store):
    """What somebody names it by."""
    return store.url.removeprefix("sqlite:///")


def merge(store, other, **more):
    with snapshot(place(other)) as copy:
        return store.merge(copy, **more)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def other_kind(request, tmp_path):
    """An empty store of each kind, besides `store`."""
    if request.param == "sqlite":
        yield Store(f"sqlite:///{tmp_path}/elsewhere.db")
        return
    server = request.getfixturevalue("postgres_server")
    server.execute("CREATE DATABASE elsewhere")
    yield Store(server.url("elsewhere"))
    server.execute("DROP DATABASE elsewhere WITH (FORCE)")


def test_everything_comes_between_stores_of_both_kinds_and_comes_once(store, other_kind):
    fill(other_kind)
    there, before = contents(other_kind), rows(other_kind.url)
    own = train(store, add(store, visitor="me"))
    kept = contents(store)

    merged = merge(store, other_kind)
    assert contents(store) == there | kept
    assert (merged.runs, merged.known_runs, merged.unended, merged.unusable) == (len(there), 0, 0, 0)
    assert merged.epochs == sum(len(figures[-2]) for figures in there.values())
    assert merged.networks == sum(figures[-1] is not None for figures in there.values())
    assert store.run(own).config.seed and min(run.id for run in store.runs() if run.id != own) > own
    # Data sets with their texts, and what belongs to them.
    assert merged.datasets == ["Mine"] and store.dataset(OWN.name).label == "Mine"
    assert store.dataset_rows(OWN.name) == b"rows" and list(store.dataset_texts(OWN.name)) == [b"first", b"second"]
    assert store.baseline("packaged", RunConfig().input_format) == Baseline(0.875, 0.3125, 0.09375)
    (opening,) = store.openings(Envelope(OWN.name))
    assert (store.run(opening.run_id).dataset, opening.guess, opening.result) == (OWN.name, 0.75, RESULT)
    # A search with its trials, which no average counts.
    (search,) = store.searches("packaged")
    assert search.state == SearchState.STOPPED
    assert [trial.bracket for trial in store.trials(search.id)] == [0, 0, None]
    assert len(store.runs(dataset="packaged")) == len(EVERY_VALUE) + 3 + 1 + 1

    after = rows(store.url)
    again = merge(store, other_kind)
    assert (again.runs, again.known_runs, again.datasets, again.known_datasets) == (0, len(there), [], 1)
    assert (again.searches, again.openings, again.networks) == (0, 0, 0)
    assert rows(store.url) == after and rows(other_kind.url) == before


def test_what_goes_there_and_back_is_not_doubled(store, other):
    mine = train(store, add(store))
    merge(store, other)
    merged = merge(other, store)
    assert (merged.runs, merged.known_runs) == (1, len(contents(store)) - 1)
    assert contents(other) == contents(store)
    assert other.runs()[-1].config == store.run(mine).config


def test_the_same_settings_trained_on_two_computers_are_two_runs(store, other):
    config = other.runs()[0].config
    (run_id,) = store.add([config], "packaged", CLUSTER)
    train(store, run_id)
    assert merge(store, other).known_runs == 0
    assert [run.config for run in store.runs(config=config)] == [config, config]


def test_what_has_not_ended_comes_when_it_has(tmp_path):
    store, other = Store(f"sqlite:///{tmp_path}/here.db"), Store(f"sqlite:///{tmp_path}/there.db")
    running, waiting = in_training(other), add(other)
    search_id = add_search(other)
    merged = merge(store, other)
    assert (merged.runs, merged.unended, merged.searches) == (0, 5, 0)
    assert store.runs() == [] and store.searches("packaged") == []

    other.finish([running, waiting], State.STOPPED, "Stopped.")
    other.stop_search(search_id)
    merged = merge(store, other)
    assert (merged.runs, merged.unended, merged.searches) == (5, 0, 1)
    (search,) = store.searches("packaged")
    assert search.state == SearchState.STOPPED and len(store.trials(search.id)) == 3

    other.resume_search(search_id)
    again = add_trial(other, search_id)
    execute(other.url, "UPDATE searches SET state = 'finished', seconds = 12.5")
    merged = merge(store, other)
    assert (merged.runs, merged.known_runs, merged.searches) == (1, 5, 0)
    (search,) = store.searches("packaged")
    assert (search.state, search.seconds) == (SearchState.FINISHED, 12.5)
    assert [trial.config for trial in store.trials(search.id)] == [trial.config for trial in other.trials(search_id)]
    assert store.trials(search.id)[-1].config == again


def add_trial(store, search_id):
    config = RunConfig(units=20, epochs=1)
    store.advance_search(search_id, CLUSTER, lambda _search, _trials: Step(queue=((0, config),)))
    train_search(store, search_id)
    return config


def test_an_envelope_opened_there_later_is_open_here_too(store, other):
    merge(store, other)
    known = other.runs(dataset="packaged")[0]
    other.open_exam(known.id, Envelope("packaged"), 0.5, RESULT)
    before = len(store.openings(Envelope("packaged")))
    merged = merge(store, other)
    assert (merged.runs, merged.openings) == (0, 1)
    assert len(store.openings(Envelope("packaged"))) == before + 1
    assert merge(store, other).openings == 0


def test_another_data_set_of_the_same_name_comes_under_a_name_of_its_own(tmp_path, other):
    store = Store(f"sqlite:///{tmp_path}/here.db")
    for name, label in (("own-ffffffffffff", "mine"), ("own-eeeeeeeeeeee", "Mine (2)")):
        store.add_dataset(replace(OWN, name=name, label=label), b"", [])
    merged = merge(store, other)
    assert (merged.datasets, merged.renamed) == (["Mine (3)"], {"Mine": "Mine (3)"})
    assert store.dataset(OWN.name).label == "Mine (3)"
    assert merge(store, other).datasets == []


def test_no_data_set_gets_a_name_that_is_taken(tmp_path, other):
    store = Store(f"sqlite:///{tmp_path}/here.db")
    assert merge(store, other, taken=["mine"]).datasets == ["Mine (2)"]


def test_what_is_not_possible_is_left_out_and_counted(tmp_path, other):
    store, ids = Store(f"sqlite:///{tmp_path}/here.db"), [run.id for run in other.runs()]
    for change in (
        "UPDATE runs SET units = 0 WHERE id = :one",
        "UPDATE epochs SET val_loss = 'much' WHERE run_id = :two",
        "UPDATE runs SET state = 'dreaming' WHERE id = :three",
        "UPDATE runs SET best_epoch = 99 WHERE id = :four",
        "UPDATE runs SET created = 'long ago' WHERE id = :five",
    ):
        values = dict(zip(("one", "two", "three", "four", "five"), ids))
        execute(other.url, change, **{name: value for name, value in values.items() if f":{name}" in change})
    execute(other.url, "UPDATE runs SET dataset = 'own-000000000000' WHERE dataset = 'own-0123456789ab'")
    merged = merge(store, other)
    # Four were on the data set that is not there.
    assert merged.unusable == 5 + 4
    assert merged.runs == len(store.ended()) == len(other.ended()) - 9
    assert not store.runs(dataset="own-000000000000")
    again = merge(store, other)
    assert (again.runs, again.unusable) == (0, 9)


def test_a_fault_in_the_middle_leaves_no_half_run_and_the_rest_comes_next(tmp_path, other, monkeypatch):
    store = Store(f"sqlite:///{tmp_path}/here.db")
    monkeypatch.setattr(merging, "RUNS_AT_ONCE", 10)
    execute(
        store.url, "CREATE TRIGGER full BEFORE INSERT ON models WHEN NEW.run_id = 25 BEGIN SELECT RAISE(ABORT, 'full'); END"
    )
    with pytest.raises(StoreError, match="full"):
        merge(store, other)
    there = contents(other)
    assert len(store.ended()) == 20
    assert contents(store).items() <= there.items()
    execute(store.url, "DROP TRIGGER full")
    merged = merge(store, other)
    assert (merged.runs, merged.known_runs) == (len(there) - 20, 20)
    assert contents(store) == there


def test_an_import_that_is_killed_leaves_no_half_run(store, other):
    there = contents(other)
    killed = f"""
        import os, signal
        from explorer.store import Store, merging, snapshot
        merging.RUNS_AT_ONCE = 10
        def stop(share):
            if share > 0.3:
                os.kill(os.getpid(), signal.SIGKILL)
        with snapshot({place(other)!r}) as copy:
            Store({store.url!r}).merge(copy, progress=stop)
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(killed)], cwd=ROOT, capture_output=True, timeout=100)
    assert done.returncode == -signal.SIGKILL, done.stderr
    came = contents(store)
    assert 0 < len(came) < len(there) and came.items() <= there.items()
    assert merge(store, other).known_runs == len(came)
    assert contents(store) == there


def test_two_at_once_bring_everything_once(store, other):
    merges = at_once(lambda: merge(store, other), count=3)
    there = contents(other)
    assert contents(store) == there and len(store.ended()) == len(there)
    assert sum(merged.runs for merged in merges) == len(there)
    assert sum(merged.searches for merged in merges) == len(store.searches("packaged")) == 1


def test_workers_go_on_writing_meanwhile(store, other):
    run_id, done, written = add(store, config=RunConfig(epochs=50)), threading.Event(), []
    store.begin([run_id])

    def work():
        while not done.is_set() and len(written) < 50:
            written.append(figures(run_id, len(written) + 1))
            store.add_epochs({run_id: written[-1]})

    worker = threading.Thread(target=work)
    worker.start()
    try:
        merge(store, other)
    finally:
        done.set()
        worker.join()
    assert written and store.history(run_id) == written
    assert len(store.ended()) == len(other.ended())


def test_the_queue_and_the_pace_of_this_computer_know_nothing_of_what_came(store, other):
    mine = add(store)
    merge(store, other)
    assert store.runs_of(CLUSTER, State.QUEUED, State.RUNNING) == [mine]
    assert store.claim(CLUSTER, 10) == [mine]


def test_no_copy_is_left_behind(store, other, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    before = sorted(tmp_path.iterdir())
    merge(store, other)
    with suppress(StoreError), snapshot(str(tmp_path / "nowhere.db")):
        pass
    assert sorted(tmp_path.iterdir()) == before
