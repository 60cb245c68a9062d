"""The store loses nothing, and is found where `EXPLORER_STORE` says."""

import threading

import pytest
import sqlalchemy as sa

from explorer.config import article_grid
from explorer.store import State, Store, default_url, open_store
from tests.support.stores import CLUSTER, SECRET, UNUSUAL, add, add_epoch, begin, epoch


def test_nothing_is_lost_when_the_store_is_opened_again(url):
    store = Store(url)
    ids = store.add([UNUSUAL, *article_grid()[:2]], "packaged", CLUSTER)
    store.begin([ids[0]])
    add_epoch(store, ids[0], epoch(1))
    store.finish([ids[0]], State.FINISHED, "All is well.", model=b"weights")
    store.begin([ids[1]])
    add_epoch(store, ids[1], epoch(1))
    again = Store(url)
    assert again.runs() == store.runs()
    assert [again.history(run_id) for run_id in ids] == [[epoch(1)], [epoch(1)], []]
    assert again.model(ids[0]) == b"weights"


def test_a_process_opens_a_store_once(url):
    assert open_store(url) is open_store(url)


def test_two_threads_write_epochs_while_a_third_reads(store):
    runs, count = [begin(store), begin(store)], 40
    failures, done = [], threading.Event()
    gate = threading.Barrier(3)

    def write(run_id):
        try:
            gate.wait()
            for number in range(1, count + 1):
                add_epoch(store, run_id, epoch(number))
        except Exception as error:
            failures.append(error)

    def read():
        try:
            gate.wait()
            while not done.is_set():
                for run in store.runs():
                    # An epoch and the run's references to it appear together.
                    assert (run.last is None) == (run.best is None)
                    numbers = [figures.epoch for figures in store.history(run.id)]
                    assert numbers == list(range(1, len(numbers) + 1))
                    assert len(numbers) >= (run.last.epoch if run.last else 0)
        except Exception as error:
            failures.append(error)

    writers = [threading.Thread(target=write, args=(run_id,)) for run_id in runs]
    reader = threading.Thread(target=read)
    for thread in (*writers, reader):
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    reader.join()

    assert failures == []
    for run_id in runs:
        assert store.history(run_id) == [epoch(number) for number in range(1, count + 1)]
        assert store.run(run_id).last == epoch(count)


def test_a_run_is_hidden_and_shown_again(store):
    one, other = add(store), add(store)
    assert not store.run(one).hidden
    store.hide([one])
    store.hide([one])
    assert [run.hidden for run in store.runs()] == [True, False]
    store.unhide([one, other])
    assert [run.hidden for run in store.runs()] == [False, False]


def test_hiding_a_run_that_does_not_exist_does_nothing(store):
    store.hide([77])
    store.unhide([77])
    assert store.runs() == []


def test_epochs_and_model_are_deleted_with_their_run(url):
    store = Store(url)
    run_id = begin(store)
    add_epoch(store, run_id, epoch(1))
    store.finish([run_id], State.FINISHED, model=b"weights")
    with store._transaction() as connection:
        connection.execute(sa.text("DELETE FROM runs"))
        for table in ("epochs", "models"):
            assert connection.scalar(sa.text(f"SELECT count(*) FROM {table}")) == 0


def test_explorer_store_may_be_a_path(tmp_path, monkeypatch):
    monkeypatch.setenv("EXPLORER_STORE", f" {tmp_path}/mine.db ")
    assert default_url() == f"sqlite:///{tmp_path}/mine.db"
    Store(default_url())
    assert (tmp_path / "mine.db").is_file()


def test_a_path_may_be_relative_or_begin_at_home(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EXPLORER_STORE", "mine.db")
    assert default_url() == f"sqlite:///{tmp_path}/mine.db"
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("EXPLORER_STORE", "~/mine.db")
    assert default_url() == f"sqlite:///{tmp_path}/home/mine.db"


def test_explorer_store_may_be_a_url(tmp_path, monkeypatch):
    for url in (f"sqlite:///{tmp_path}/mine.db", f"postgresql://me:{SECRET}@host/name"):
        monkeypatch.setenv("EXPLORER_STORE", url)
        assert default_url() == url


def test_a_relative_url_leads_to_the_same_file_from_every_folder(tmp_path, monkeypatch):
    (tmp_path / "app").mkdir()
    (tmp_path / "worker").mkdir()
    monkeypatch.chdir(tmp_path / "app")
    monkeypatch.setenv("EXPLORER_STORE", "sqlite:///mine.db")
    store = Store(default_url())
    run_id = add(store)
    monkeypatch.chdir(tmp_path / "worker")
    assert Store(store.url).run(run_id) is not None


@pytest.mark.parametrize("chosen", [None, "", "  "])
def test_without_a_choice_the_store_is_in_the_users_data_folder(tmp_path, monkeypatch, chosen):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.delenv("EXPLORER_STORE") if chosen is None else monkeypatch.setenv("EXPLORER_STORE", chosen)
    monkeypatch.setattr("sys.platform", "linux")
    assert default_url() == f"sqlite:///{tmp_path}/sentiment-explorer/runs.db"
