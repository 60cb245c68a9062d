"""The store keeps every word of a run's story, in a SQLite file and on a PostgreSQL server alike."""

import itertools
import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import asdict
from pathlib import Path

import pytest
import sqlalchemy as sa

from explorer.config import RunConfig, article_grid, repeated
from explorer.errors import LimitError, StoreError
from explorer.history import Epoch
from explorer.scheduling.limits import Limits
from explorer.store import ACTIVE, Baseline, Envelope, Result, State, Store, default_url, open_store
from explorer.store.migrations import SCHEMA_VERSION
from tests.support.runs import RESULT

DATABASES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]
CLOSED = [state for state in State if state not in ACTIVE]
UNUSUAL = RunConfig("tanh", "mse", 512, 5, 50, 0.00123, 4096, 500, 0.25, 0.0005, 9999)
CLUSTER = "here 1 0.00"
SECRET = "s3cret"
SEEDS = itertools.count(100)


@pytest.fixture(params=DATABASES)
def url(request, tmp_path):
    """The address of an empty database."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/runs.db"
    return request.getfixturevalue("postgres_url")


@pytest.fixture
def store(url):
    return Store(url)


def epoch(number, val_accuracy=0.8, **figures):
    """The figures of an epoch, made up but all different."""
    made_up = {"loss": 0.5 / number, "accuracy": 0.9, "val_loss": 0.3 + 0.01 * number, "seconds": 0.25 * number}
    return Epoch(**({"epoch": number, "val_accuracy": val_accuracy} | made_up | figures))


def add(store, config=None, dataset="packaged", cluster_id=CLUSTER, visitor=""):
    """A queued run, of settings that nothing else has unless they are given; its id."""
    return store.add([config or RunConfig(seed=next(SEEDS))], dataset, cluster_id, visitor)[0]


def begin(store, **choices):
    """A run that trains; its id."""
    run_id = add(store, **choices)
    assert [run.id for run in store.begin([run_id])] == [run_id]
    return run_id


def add_epoch(store, run_id, figures):
    """Write down one epoch of one run."""
    store.add_epochs({run_id: figures})


def execute(url, statement, **values):
    """Run a statement past the store."""
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.execute(sa.text(statement), values)
    engine.dispose()


def refusal(url):
    """The sentence with which a store at `url` is refused."""
    with pytest.raises(StoreError) as refused:
        Store(url)
    return str(refused.value)


def assert_is_a_sentence(text):
    """Something for a person: one line that ends, and nothing of Python's."""
    assert text.endswith(".")
    assert "\n" not in text
    for jargon in ("Traceback", "Error", "sqlalchemy", "sqlite3.", "psycopg.", "[SQL"):
        assert jargon not in text


# Adding and reading


def test_a_new_store_is_empty(store):
    assert store.runs() == []


def test_a_new_run_waits_with_nothing_to_show(store):
    before = time.time()
    run = store.run(add(store))
    assert before <= run.created <= time.time()
    assert (run.state, run.message, run.dataset, run.cluster_id) == (State.QUEUED, "", "packaged", CLUSTER)
    assert (run.started, run.finished, run.best, run.last) == (None, None, None, None)
    assert run.active
    assert store.history(run.id) == []
    assert store.model(run.id) is None


def test_settings_come_back_exactly_as_they_went_in(store):
    configs = [*article_grid(), UNUSUAL]
    ids = store.add(configs, "packaged", CLUSTER)
    assert [store.run(run_id).config for run_id in ids] == configs


def test_runs_are_listed_oldest_first(store):
    first = store.add(article_grid()[:3], "packaged", CLUSTER)
    then = store.add([UNUSUAL], "packaged", CLUSTER)
    store.begin([then[0]])
    store.finish([first[1]], State.FINISHED)
    assert [run.id for run in store.runs()] == first + then == sorted(first + then)


def test_runs_are_picked_by_state_reviews_and_number(store):
    waiting, training = add(store), begin(store)
    official = add(store, dataset="official")
    assert [run.id for run in store.runs(states=[State.QUEUED])] == [waiting, official]
    assert [run.id for run in store.runs(states=[State.RUNNING])] == [training]
    assert [run.id for run in store.runs(dataset="official")] == [official]
    assert [run.id for run in store.runs(ids=[official, waiting])] == [waiting, official]
    assert store.runs(ids=[]) == []
    assert store.runs(states=[State.QUEUED], dataset="packaged", ids=[official]) == []


def test_a_run_that_was_never_there_is_none(store):
    assert store.run(12345) is None
    assert store.history(12345) == []
    assert store.model(12345) is None


def test_what_is_missing_is_neither_finished_nor_on_its_way(store):
    waiting, training, finished, stopped, elsewhere, never = article_grid()[:6]
    add(store, waiting)
    begin(store, config=training)
    store.finish([begin(store, config=finished)], State.FINISHED)
    store.finish([begin(store, config=stopped)], State.STOPPED)
    add(store, elsewhere, dataset="official")
    assert store.missing(article_grid()[:6], "packaged") == [stopped, elsewhere, never]


def test_numbers_of_runs_are_never_given_twice(url):
    store = Store(url)
    ids = store.add(article_grid()[:2], "packaged", CLUSTER)
    execute(url, "DELETE FROM runs")
    assert store.runs() == []
    assert not set(store.add(article_grid()[:2], "packaged", CLUSTER)) & set(ids)


# Training


def test_a_run_that_begins_is_training(store):
    run_id = add(store)
    before = time.time()
    (run,) = store.begin([run_id])
    assert run == store.run(run_id)
    assert run.state == State.RUNNING
    assert before <= run.started <= time.time()
    assert run.active
    assert run.finished is None


def test_epochs_are_kept_to_the_last_digit(store):
    run_id = begin(store)
    epochs = [epoch(1, 1 / 3, loss=2 / 3, val_loss=1e-300, seconds=123.456789012345), epoch(2, 0.1 + 0.2)]
    for figures in epochs:
        add_epoch(store, run_id, figures)
    assert store.history(run_id) == epochs


def test_the_last_epoch_is_the_last_and_the_best_is_the_most_accurate(store):
    run_id = begin(store)
    for number, accuracy in enumerate([0.81, 0.88, 0.85], start=1):
        add_epoch(store, run_id, epoch(number, accuracy))
    run = store.run(run_id)
    assert run.best == epoch(2, 0.88)
    assert run.last == epoch(3, 0.85)


def test_of_equally_accurate_epochs_the_first_is_best_whatever_their_losses(store):
    run_id = begin(store)
    for number, (accuracy, loss) in enumerate([(0.8, 0.5), (0.88, 0.4), (0.88, 0.3), (0.87, 0.2)], start=1):
        add_epoch(store, run_id, epoch(number, accuracy, val_loss=loss))
    assert store.run(run_id).best.epoch == 2


def test_epochs_stay_with_their_own_run(store):
    one, other = begin(store), begin(store)
    add_epoch(store, one, epoch(1, 0.7))
    add_epoch(store, other, epoch(1, 0.9))
    add_epoch(store, other, epoch(2, 0.6))
    assert store.history(one) == [epoch(1, 0.7)]
    assert store.run(one).best == store.run(one).last == epoch(1, 0.7)
    assert store.run(other).best == epoch(1, 0.9)


def test_a_run_that_lost_its_worker_starts_over_without_its_epochs(store):
    run_id, other = begin(store), begin(store)
    for number in (1, 2):
        add_epoch(store, run_id, epoch(number, 0.9))
    add_epoch(store, other, epoch(1))
    (again,) = store.begin([run_id])
    assert (again.state, again.best, again.last) == (State.RUNNING, None, None)
    assert store.history(run_id) == []
    assert store.history(other) == [epoch(1)]
    add_epoch(store, run_id, epoch(1, 0.7))
    assert store.run(run_id).best == epoch(1, 0.7)


@pytest.mark.parametrize("state", CLOSED)
def test_a_run_that_has_ended_does_not_begin_again(store, state):
    run_id = begin(store)
    add_epoch(store, run_id, epoch(1))
    store.finish([run_id], state, "So it went.")
    ended = store.run(run_id)
    assert store.begin([run_id]) == []
    assert store.run(run_id) == ended
    assert store.history(run_id) == [epoch(1)]


def test_a_run_that_was_stopped_while_it_waited_does_not_begin(store):
    run_id = add(store)
    store.request_stop([run_id])
    assert store.begin([run_id]) == []
    assert store.run(run_id).state == State.STOPPED


def test_a_run_that_is_not_there_does_not_begin(store):
    assert store.begin([12345]) == []


# Ending


@pytest.mark.parametrize("state", CLOSED)
def test_a_run_ends_in_its_state_with_its_message(store, state):
    run_id = begin(store)
    before = time.time()
    store.finish([run_id], state, "So it went: 88 % “good”.")
    run = store.run(run_id)
    assert (run.state, run.message, run.active) == (state, "So it went: 88 % “good”.", False)
    assert before <= run.finished <= time.time()


def test_a_model_comes_back_byte_for_byte(store):
    one, other = begin(store), begin(store)
    model = bytes(range(256)) * 4_000
    store.finish([one], State.FINISHED, model=model)
    store.finish([other], State.FINISHED, model=b"")
    assert store.model(one) == model
    assert store.model(other) == b""


def test_the_runs_that_have_kept_their_network_are_known(store):
    ids = store.add([RunConfig(seed=seed) for seed in range(3)], "packaged", "me")
    store.begin(ids)
    store.finish(ids[:1], State.FINISHED, model=b"weights")
    store.finish(ids[1:2], State.FINISHED)
    assert store.with_model(ids) == {ids[0]}
    assert store.with_model(ids[1:]) == store.with_model([]) == set()


def test_a_run_that_cannot_keep_its_model_does_not_count_as_finished(url):
    store = Store(url)
    run_id = begin(store)
    execute(url, "DROP TABLE models")
    with pytest.raises(StoreError):
        store.finish([run_id], State.FINISHED, "All is well.", model=b"weights")
    run = store.run(run_id)
    assert (run.state, run.message, run.finished) == (State.RUNNING, "", None)


@pytest.mark.parametrize("state", CLOSED)
def test_an_ended_run_keeps_how_it_ended(store, state):
    run_id = begin(store)
    store.finish([run_id], state, "First.", model=b"first")
    ended = store.run(run_id)
    store.finish([run_id], State.FAILED, "Second.", model=b"second")
    assert store.run(run_id) == ended
    assert store.model(run_id) == b"first"


# Stopping


def test_a_waiting_run_stops_at_once(store):
    run_id, other = add(store), add(store)
    store.request_stop([run_id])
    run = store.run(run_id)
    assert (run.state, run.message) == (State.STOPPED, "Stopped before it began.")
    assert run.finished is not None
    assert store.run(other).state == State.QUEUED


def test_a_training_run_is_asked_to_stop_and_trains_on_until_it_looks(store):
    run_id, other = begin(store), begin(store)
    assert not store.stop_requested([run_id])
    store.request_stop([run_id])
    assert store.stop_requested([run_id])
    assert not store.stop_requested([other])
    assert store.run(run_id).state == State.RUNNING


def test_stopping_a_run_that_has_ended_changes_nothing(store):
    run_id = begin(store)
    store.finish([run_id], State.FINISHED, "All is well.")
    ended = store.run(run_id)
    store.request_stop([run_id])
    assert store.run(run_id) == ended


def test_many_runs_are_stopped_by_one_call_and_none_by_an_empty_one(store):
    waiting, training = store.add(article_grid(), "packaged", CLUSTER), begin(store)
    store.request_stop([])
    assert not any(run.state == State.STOPPED for run in store.runs())
    store.request_stop([*waiting, training])
    assert {run.state for run in store.runs(ids=waiting)} == {State.STOPPED}
    assert store.stop_requested([training])


def test_whoever_trains_a_run_that_is_gone_has_to_stop(store):
    assert store.stop_requested([12345])


@pytest.mark.parametrize("state", CLOSED)
def test_whoever_trains_a_run_that_was_closed_meanwhile_has_to_stop(store, state):
    run_id = begin(store)
    store.finish([run_id], state)
    assert store.stop_requested([run_id])


def test_a_run_that_has_ended_takes_no_more_epochs(store):
    run_id = begin(store)
    add_epoch(store, run_id, epoch(1))
    store.give_up(CLUSTER)
    ended = store.run(run_id)
    add_epoch(store, run_id, epoch(2, 0.99))
    assert store.run(run_id) == ended
    assert store.history(run_id) == [epoch(1)]


# Several clusters


def test_only_what_trains_or_has_an_earlier_turn_in_the_same_cluster_is_ahead(store):
    ended, training, waiting = begin(store), begin(store), add(store)
    store.finish([ended], State.FINISHED)
    add(store, cluster_id="elsewhere 2 0.00")
    mine, later = add(store), add(store)
    assert store.runs_ahead(store.run(training)) == 0
    assert store.runs_ahead(store.run(mine)) == 2
    assert store.runs_ahead(store.run(later)) == 3
    store.request_stop([waiting])
    assert store.runs_ahead(store.run(mine)) == 1


def test_whoever_asks_for_settings_that_are_on_their_way_shares_the_run(store):
    waiting, training = add(store, RunConfig(seed=1), visitor="anna"), add(store, RunConfig(seed=2), visitor="anna")
    store.begin([training])
    configs = [RunConfig(seed=seed) for seed in (2, 3, 1, 3)]
    shared = store.add(configs, "packaged", "another 3 0.00", "ben")
    assert shared == [training, shared[1], waiting, shared[1]]
    assert [run.id for run in store.runs()] == [waiting, training, shared[1]]
    assert [store.run(run_id).cluster_id for run_id in (training, shared[1])] == [CLUSTER, "another 3 0.00"]


def test_what_has_ended_or_is_asked_to_stop_or_is_of_other_reviews_is_not_shared(store):
    ended, stopping, elsewhere = begin(store, config=RunConfig()), begin(store, config=RunConfig(seed=1)), None
    elsewhere = add(store, RunConfig(seed=2), dataset="official")
    store.finish([ended], State.FINISHED)
    store.request_stop([stopping])
    new = store.add([RunConfig(), RunConfig(seed=1), RunConfig(seed=2)], "packaged", CLUSTER)
    assert not {ended, stopping, elsewhere} & set(new)


def test_two_processes_that_ask_for_the_same_at_once_get_one_run(url):
    configs = article_grid()
    with ThreadPoolExecutor(4) as pool:
        asked = list(pool.map(lambda number: Store(url).add(configs, "packaged", f"app {number} 0.00"), range(4)))
    assert asked == [asked[0]] * 4
    assert len(Store(url).runs()) == 36


def test_no_more_runs_are_queued_than_the_limits_allow(store):
    limits = Limits(queued=5, queued_by_one=3)

    def ask(visitor, *seeds):
        return store.add([RunConfig(seed=seed) for seed in seeds], "packaged", CLUSTER, visitor, limits)

    first = ask("anna", 1, 2, 3)
    with pytest.raises(LimitError, match=r"3 networks of yours .* 3 are the most .* no room for another one\."):
        ask("anna", 4)
    # What is there already takes no room.
    assert ask("anna", 3, 2) == [first[2], first[1]]
    assert ask("ben", 3) == [first[2]]
    ask("ben", 4, 5)
    with pytest.raises(LimitError, match=r"no room for 2 more: 5 are the most"):
        ask("cleo", 6, 7)
    assert len(store.runs()) == 5
    store.finish(first, State.FINISHED)
    assert len(ask("anna", 6, 7, 8)) == 3


def test_runs_are_claimed_in_fair_turns_and_only_by_their_cluster(store):
    grid = store.add(article_grid(), "packaged", CLUSTER, "anna")
    again = store.add(repeated(article_grid(), [7]), "packaged", CLUSTER, "anna")
    other = store.add([RunConfig(seed=9)], "packaged", CLUSTER, "ben")
    add(store, cluster_id="elsewhere 2 0.00")
    assert store.claim(CLUSTER, 100) == grid
    assert store.runs_ahead(store.run(other[0])) == 36
    assert store.runs_ahead(store.run(again[0])) == 37
    assert store.claim(CLUSTER, 100) == other
    assert store.claim(CLUSTER, 30) == again[:30]
    assert store.claim(CLUSTER, 30) == again[30:]
    assert store.claim(CLUSTER, 30) == []
    assert {run.state for run in store.runs(ids=[*grid, *other, *again])} == {State.RUNNING}
    assert all(run.started for run in store.runs(ids=grid))


def test_what_was_lost_is_queued_again_but_for_what_was_asked_to_stop(store):
    lost, stopping, waiting, ended = begin(store), begin(store), add(store), begin(store)
    store.request_stop([stopping])
    store.finish([ended], State.FINISHED)
    assert store.runs_of(CLUSTER, State.RUNNING) == [lost, stopping]
    store.requeue([lost, stopping, waiting, ended])
    states = [run.state for run in store.runs(ids=[lost, stopping, waiting, ended])]
    assert states == [State.QUEUED, State.STOPPED, State.QUEUED, State.FINISHED]
    assert store.run(stopping).finished is not None
    assert_is_a_sentence(store.run(stopping).message)
    assert store.runs_of(CLUSTER, State.QUEUED) == [lost, waiting]
    store.requeue([])


def test_the_runs_of_a_cluster_that_is_gone_are_taken_over(store):
    gone, alive = "gone 1 0.00", "alive 2 0.00"
    training, waiting, stopping = begin(store, cluster_id=gone), add(store, cluster_id=gone), begin(store, cluster_id=gone)
    store.request_stop([stopping])
    ended = begin(store, cluster_id=gone)
    store.finish([ended], State.FINISHED, "All is well.")
    theirs = begin(store, cluster_id=alive)
    mine = begin(store)
    store.heartbeat(gone)
    asked = []

    def is_alive(name, seen):
        asked.append((name, seen is not None))
        return name == alive

    assert store.take_over(CLUSTER, is_alive) == 2
    assert sorted(asked) == [(alive, False), (gone, True)]
    assert store.runs_of(CLUSTER, State.QUEUED) == [training, waiting]
    assert store.run(stopping).state == State.STOPPED
    assert (store.run(ended).state, store.run(ended).cluster_id) == (State.FINISHED, gone)
    assert (store.run(theirs).state, store.run(theirs).cluster_id) == (State.RUNNING, alive)
    assert store.run(mine).state == State.RUNNING
    assert store.take_over(CLUSTER, is_alive) == 0


def test_a_cluster_says_that_it_lives_again_and_again(store):
    store.heartbeat("app 1 0.00")
    run_id, seen = add(store, cluster_id="app 1 0.00"), []
    for _ in range(2):
        store.take_over(CLUSTER, lambda name, moment: seen.append(moment) or True)
        store.heartbeat("app 1 0.00")
    assert seen[0] < seen[1] <= time.time()
    assert store.run(run_id).cluster_id == "app 1 0.00"


def test_a_cluster_that_is_closed_gives_up_its_runs_which_keep_their_epochs(store):
    training, waiting, theirs = begin(store), add(store), add(store, cluster_id="another 2 0.00")
    add_epoch(store, training, epoch(1))
    store.give_up(CLUSTER)
    for run in store.runs(ids=[training, waiting]):
        assert (run.state, run.finished is not None) == (State.STOPPED, True)
        assert_is_a_sentence(run.message)
    assert store.history(training) == [epoch(1)]
    assert store.run(theirs).state == State.QUEUED


def test_whoever_was_thought_lost_does_not_disturb_the_training_that_has_begun_since(store):
    run_id = add(store)
    since = store.begin([run_id])[0].started
    store.add_epochs({run_id: epoch(1)}, since)
    later = store.begin([run_id])[0].started
    assert later > since
    store.add_epochs({run_id: epoch(2)}, since)
    store.finish([run_id], State.FINISHED, "Too late.", b"old", since)
    assert store.history(run_id) == []
    assert store.run(run_id).state == State.RUNNING
    assert store.stop_requested([run_id], since) == {run_id}
    assert store.stop_requested([run_id], later) == set()
    store.add_epochs({run_id: epoch(1)}, later)
    store.finish([run_id], State.FINISHED, "", b"new", later)
    assert (store.history(run_id), store.model(run_id)) == ([epoch(1)], b"new")


# Several runs that train at once


def test_runs_begin_together_without_those_that_are_not_to_be_trained(store):
    waiting, stopped, training, ended, never_asked = (add(store, config) for config in article_grid()[:5])
    store.request_stop([stopped])
    store.begin([training, ended])
    store.add_epochs({training: epoch(1), ended: epoch(1)})
    store.finish([ended], State.FINISHED)

    begun = store.begin([training, waiting, stopped, ended, 12345])

    assert [run.id for run in begun] == [waiting, training]
    assert begun == store.runs(states=[State.RUNNING])
    assert [len(store.history(run_id)) for run_id in (waiting, training, ended)] == [0, 0, 1]
    assert store.run(never_asked).state == State.QUEUED
    assert store.begin([]) == []


def test_epochs_of_several_runs_are_written_at_once(store):
    one, other, third = begin(store), begin(store), begin(store)
    store.add_epochs({one: epoch(1, 0.7), other: epoch(1, 0.9)})
    store.add_epochs({one: epoch(2, 0.8), other: epoch(2, 0.6)})
    store.add_epochs({})
    assert store.history(one) == [epoch(1, 0.7), epoch(2, 0.8)]
    assert store.history(other) == [epoch(1, 0.9), epoch(2, 0.6)]
    assert store.history(third) == []
    assert [store.run(run_id).best.epoch for run_id in (one, other)] == [2, 1]


def test_the_histories_of_many_runs_are_those_of_each(store):
    one, other, third = begin(store), begin(store), begin(store)
    store.add_epochs({other: epoch(1, 0.9)})
    store.add_epochs({one: epoch(1, 0.7), other: epoch(2, 0.6)})
    store.finish([one], State.FINISHED)
    ids = [third, other, one, 12345]
    histories = store.histories(ids)
    assert list(histories) == ids
    assert histories == {run_id: store.history(run_id) for run_id in ids}
    assert histories[other] == [epoch(1, 0.9), epoch(2, 0.6)]
    assert store.histories([]) == {}


def test_the_histories_of_many_runs_take_one_query(store):
    ids = [begin(store) for _ in range(40)]
    store.add_epochs({run_id: epoch(1) for run_id in ids})
    statements = []
    sa.event.listen(store._engine, "before_cursor_execute", lambda *event: statements.append(event[2]))
    assert store.histories(ids) == {run_id: [epoch(1)] for run_id in ids}
    assert len(statements) == 1


def test_of_several_runs_only_the_closed_ones_take_no_epoch(store):
    closed, open_ = begin(store), begin(store)
    store.finish([closed], State.STOPPED)
    store.add_epochs({closed: epoch(1), 12345: epoch(1), open_: epoch(1)})
    assert store.history(closed) == store.history(12345) == []
    assert store.history(open_) == [epoch(1)]


def test_epochs_that_cannot_all_be_written_are_not_written_at_all(store):
    one, other = begin(store), begin(store)
    store.add_epochs({other: epoch(1, 0.5)})
    with pytest.raises(StoreError):
        store.add_epochs({one: epoch(1), other: epoch(1, 0.9)})
    assert store.history(one) == []
    assert store.history(other) == [epoch(1, 0.5)]
    assert (store.run(one).best, store.run(other).best) == (None, epoch(1, 0.5))


def test_an_epoch_reported_again_because_its_writing_is_in_doubt_stands_there_once(store):
    run_id = begin(store)
    for _ in range(2):
        store.add_epochs({run_id: epoch(1)})
    assert store.history(run_id) == [epoch(1)]
    assert store.run(run_id).last == epoch(1)


def test_a_trainer_is_told_which_of_its_runs_nobody_waits_for(store):
    going_on, asked, closed, waiting = begin(store), begin(store), begin(store), add(store)
    store.request_stop([asked])
    store.finish([closed], State.FAILED)
    assert store.stop_requested([going_on, asked, closed, waiting, 12345]) == {asked, closed, 12345}
    assert store.stop_requested([going_on]) == store.stop_requested([]) == set()


def test_several_runs_are_closed_by_one_call_but_for_those_that_had_ended(store):
    training, waiting, ended, other = begin(store), add(store), begin(store), begin(store)
    store.finish([ended], State.FINISHED, "All is well.")
    store.finish([training, waiting, ended, 12345], State.FAILED, "The worker was lost.")
    assert [store.run(run_id).state for run_id in (training, waiting)] == [State.FAILED] * 2
    assert (store.run(ended).state, store.run(ended).message) == (State.FINISHED, "All is well.")
    assert store.run(other).state == State.RUNNING
    store.finish([], State.FAILED)
    assert store.run(other).state == State.RUNNING


def test_thousands_of_runs_are_begun_and_looked_at_at_once(store):
    ids = store.add([RunConfig(seed=seed) for seed in range(2_000)], "packaged", CLUSTER)
    assert len(store.begin(ids)) == len(ids)
    assert store.stop_requested(ids) == set()
    store.request_stop(ids)
    assert store.stop_requested(ids) == set(ids)


def test_a_trainer_writes_while_everybody_is_asked_to_stop(store):
    """Both touch many runs in one transaction, which must not lead to each waiting for the other."""
    ids = store.add(article_grid(), "packaged", CLUSTER)
    store.begin(ids)
    failures, done = [], threading.Event()

    def press_stop():
        while not done.is_set():
            try:
                store.request_stop(ids)
            except StoreError as error:
                failures.append(error)

    presser = threading.Thread(target=press_stop)
    presser.start()
    try:
        for number in range(1, 16):
            store.add_epochs({run_id: epoch(number) for run_id in ids})
    finally:
        done.set()
        presser.join()
    assert failures == []


# How long a run trains


def test_a_runs_seconds_are_those_of_its_epochs(store):
    waiting, one, other = add(store), begin(store), begin(store)
    store.add_epochs({one: epoch(1, seconds=0.25), other: epoch(1, seconds=2.0)})
    add_epoch(store, one, epoch(2, seconds=0.5))
    assert [run.seconds for run in store.runs(ids=[waiting, one, other])] == [0.0, 0.75, 2.0]


# Nothing is lost


def test_everything_is_there_when_the_store_is_opened_again(url):
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
                    # An epoch and the run's word about it appear together.
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


def test_many_may_open_a_new_store_in_the_same_moment(url):
    gate, outcomes = threading.Barrier(8), []

    def open_it():
        gate.wait()
        try:
            outcomes.append(Store(url).runs())
        except StoreError as error:
            outcomes.append(str(error))

    threads = [threading.Thread(target=open_it) for _ in range(gate.parties)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes == [[]] * gate.parties


# A run that a later version of the program has written


def test_settings_that_are_not_possible_are_named_with_their_run(url):
    store = Store(url)
    run_id = add(store)
    execute(url, "UPDATE runs SET units = 100000")
    with pytest.raises(StoreError) as refused:
        store.run(run_id)
    assert str(refused.value).startswith(f"Run {run_id} in the store has settings that are not possible.")
    assert "100000" in str(refused.value)
    assert_is_a_sentence(str(refused.value))


def test_a_store_of_a_newer_version_is_refused_and_left_alone(url):
    Store(url)
    execute(url, f"UPDATE schema_version SET version = {SCHEMA_VERSION + 1}")
    sentence = refusal(url)
    assert "newer version" in sentence
    assert "Update the program" in sentence
    assert_is_a_sentence(sentence)
    execute(url, f"UPDATE schema_version SET version = {SCHEMA_VERSION}")
    assert Store(url).runs() == []


# Hidden runs


def test_a_run_is_hidden_and_shown_again(store):
    one, other = add(store), add(store)
    assert not store.run(one).hidden
    store.hide([one])
    store.hide([one])
    assert [run.hidden for run in store.runs()] == [True, False]
    store.unhide([one, other])
    assert [run.hidden for run in store.runs()] == [False, False]


def test_what_is_not_in_the_store_cannot_be_hidden(store):
    store.hide([77])
    store.unhide([77])
    assert store.runs() == []


def test_hidden_runs_are_missing_from_those_that_were_asked_for(store):
    run_id = begin(store, config=RunConfig())
    store.finish([run_id], State.FINISHED)
    assert store.missing([RunConfig()], "packaged") == []
    store.hide([run_id])
    assert store.missing([RunConfig()], "packaged") == [RunConfig()]


# Baselines


def test_a_baseline_is_kept_for_reviews_and_number_of_words(store):
    first, second = Baseline(0.88, 0.29, 0.086), Baseline(0.86, 0.31, 0.09)
    assert store.baseline("packaged", 10_000) is None
    store.set_baseline("packaged", 10_000, first)
    store.set_baseline("packaged", 500, second)
    store.set_baseline("packaged", 10_000, second)
    assert store.baseline("packaged", 10_000) == first
    assert store.baseline("packaged", 500) == second
    assert store.baseline("official", 10_000) is None


# The exam

OTHER_RESULT = Result(3000, 2900, 1365, 1265)


def test_an_opening_is_kept_with_what_was_in_the_envelope(store):
    run_id = add(store)
    assert store.opening(run_id, Envelope.TEST) is None
    before = time.time()
    opening = store.open_exam(run_id, Envelope.TEST, 0.885, RESULT)
    assert before <= opening.opened <= time.time()
    assert (opening.run_id, opening.envelope, opening.guess, opening.result) == (run_id, Envelope.TEST, 0.885, RESULT)
    assert store.opening(run_id, Envelope.TEST) == opening
    assert store.opening(run_id, Envelope.SECOND) is None


def test_a_result_counts_what_is_right_among_all(store):
    assert (RESULT.right, RESULT.of, RESULT.accuracy) == (4350, 5000, 0.87)


def test_an_envelope_that_is_open_stays_as_it_was(store):
    run_id = add(store)
    first = store.open_exam(run_id, Envelope.TEST, None, RESULT)
    assert store.open_exam(run_id, Envelope.TEST, 0.9, OTHER_RESULT) == first
    assert store.openings("packaged", Envelope.TEST) == [first]
    assert first.guess is None


def test_openings_are_listed_first_to_last_for_their_reviews_and_envelope(store):
    one, other, official = add(store), add(store), add(store, dataset="official")
    second = store.open_exam(other, Envelope.SECOND, None, OTHER_RESULT)
    tests = [store.open_exam(run_id, Envelope.TEST, 0.8, RESULT) for run_id in (other, one)]
    abroad = store.open_exam(official, Envelope.TEST, 0.8, RESULT)
    store.hide([one])
    assert store.openings("packaged", Envelope.TEST) == tests
    assert store.openings("packaged", Envelope.SECOND) == [second]
    assert store.openings("official", Envelope.TEST) == [abroad]


def test_many_may_open_the_same_envelope_in_the_same_moment(store):
    run_id, gate, openings = add(store), threading.Barrier(8), []

    def open_it():
        gate.wait()
        openings.append(store.open_exam(run_id, Envelope.TEST, 0.8, RESULT))

    threads = [threading.Thread(target=open_it) for _ in range(gate.parties)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert openings == store.openings("packaged", Envelope.TEST) * gate.parties
    assert len(openings) == gate.parties


def test_an_envelope_cannot_be_opened_for_a_run_that_is_not_there(store):
    with pytest.raises(StoreError, match="cannot be used right now"):
        store.open_exam(77, Envelope.TEST, None, RESULT)
    assert store.openings("packaged", Envelope.TEST) == []


def test_an_opening_cannot_be_taken_away_with_its_run(store, url):
    opening = store.open_exam(add(store), Envelope.TEST, None, RESULT)
    with pytest.raises(StoreError), store._transaction() as connection:
        connection.exec_driver_sql("DELETE FROM runs")
    assert store.openings("packaged", Envelope.TEST) == [opening]


def test_a_database_that_stops_answering_ends_in_a_sentence(url):
    store = Store(url)
    for table in ("requests", "exam_openings", "hidden_runs", "models", "epochs", "runs"):
        execute(url, f"DROP TABLE {table}")
    with pytest.raises(StoreError) as refused:
        store.runs()
    assert "cannot be used right now" in str(refused.value)
    assert_is_a_sentence(str(refused.value))


# The SQLite file


def test_pages_can_read_while_a_worker_writes(tmp_path):
    store = Store(f"sqlite:///{tmp_path}/runs.db")
    run_id = add(store)
    with sqlite3.connect(tmp_path / "runs.db") as writer:
        assert writer.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("UPDATE runs SET message = 'not yet'")
        assert store.run(run_id).message == ""
    writer.close()
    assert store.run(run_id).message == "not yet"


def test_a_store_can_be_opened_while_a_worker_writes(tmp_path):
    url = f"sqlite:///{tmp_path}/runs.db"
    Store(url)
    with closing(sqlite3.connect(tmp_path / "runs.db")) as writer:
        writer.execute("BEGIN IMMEDIATE")
        assert Store(url).runs() == []


def test_the_folder_of_the_file_is_made(tmp_path):
    Store(f"sqlite:///{tmp_path}/a/b/runs.db")
    assert (tmp_path / "a" / "b" / "runs.db").is_file()


def test_a_file_is_a_file_and_a_server_is_none(store):
    assert store.is_file == store.url.startswith("sqlite")


def test_the_epochs_of_a_run_that_is_deleted_go_with_it(url):
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


def test_a_path_is_meant_from_here_and_may_begin_at_home(tmp_path, monkeypatch):
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


def test_a_relative_url_means_the_same_file_from_everywhere(tmp_path, monkeypatch):
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


def test_a_file_that_is_no_database_is_refused_and_left_as_it_is(tmp_path):
    path = tmp_path / "letter.txt"
    path.write_text("Dear reader, this is a letter. " * 200)
    before = path.read_bytes()
    sentence = refusal(f"sqlite:///{path}")
    assert str(path) in sentence
    assert "not a database" in sentence
    assert_is_a_sentence(sentence)
    assert path.read_bytes() == before


def test_a_place_that_cannot_hold_a_file_is_refused(tmp_path):
    (tmp_path / "file").touch()
    (tmp_path / "folder").mkdir()
    for path in (tmp_path / "file" / "runs.db", tmp_path / "file" / "below" / "runs.db", tmp_path / "folder"):
        sentence = refusal(f"sqlite:///{path}")
        assert str(path) in sentence
        assert_is_a_sentence(sentence)


def test_a_folder_that_may_not_be_written_is_refused(tmp_path, monkeypatch):
    def refuse(*_args, **_kwargs):
        raise PermissionError(13, "Permission denied")

    # Root may write everywhere, so the file system's answer is made up.
    monkeypatch.setattr(Path, "mkdir", refuse)
    sentence = refusal(f"sqlite:///{tmp_path}/closed/runs.db")
    assert sentence == f"The folder of the store {tmp_path}/closed/runs.db cannot be made: Permission denied."


# Addresses that lead nowhere


@pytest.mark.parametrize("url", ["", "://", "runs.db", "http//nothing"])
def test_what_is_no_address_is_refused(url):
    sentence = refusal(url)
    assert "EXPLORER_STORE" in sentence
    assert_is_a_sentence(sentence)


@pytest.mark.parametrize("url", [f"postgresql://me:{SECRET}@host:port/name", "sqlite://host/runs.db"])
def test_what_is_almost_an_address_is_refused(url):
    assert_is_a_sentence(refusal(url))


@pytest.mark.parametrize("driver", ["nonsense", "mysql", "postgresql+nonsense", "oracle"])
def test_a_database_without_a_driver_is_refused_by_its_name(driver):
    sentence = refusal(f"{driver}://me:{SECRET}@host/name")
    assert f"{driver}://" in sentence
    assert "driver" in sentence
    assert SECRET not in sentence
    assert_is_a_sentence(sentence)


def test_a_server_that_does_not_answer_is_named_without_its_password():
    sentence = refusal(f"postgresql://me:{SECRET}@127.0.0.1:1/name")
    assert "me:***@127.0.0.1:1/name cannot be used right now" in sentence
    assert SECRET not in sentence
    assert_is_a_sentence(sentence)


def test_a_password_in_the_query_of_an_address_is_not_shown_either():
    assert SECRET not in refusal(f"postgresql://127.0.0.1:1/name?user=me&password={SECRET}")


@pytest.mark.postgresql
def test_a_server_that_refuses_is_named_without_its_password(postgres_url):
    url = sa.make_url(postgres_url)
    wrong = url.set(password=SECRET).render_as_string(hide_password=False)
    absent = url.set(database="absent").render_as_string(hide_password=False)
    for address, reason in ((wrong, "password authentication failed"), (absent, "does not exist")):
        sentence = refusal(address)
        assert reason in sentence
        assert SECRET not in sentence
        assert url.password not in sentence
        assert_is_a_sentence(sentence)


@pytest.mark.postgresql
def test_an_address_that_names_the_driver_leads_to_the_same_store(postgres_url):
    run_id = add(Store(postgres_url), RunConfig())
    named = postgres_url.replace("postgresql://", "postgresql+psycopg://")
    assert Store(named).run(run_id).config == RunConfig()


@pytest.mark.postgresql
def test_a_server_that_went_away_and_came_back_is_found_again(postgres_url, postgres_server):
    store = Store(postgres_url)
    run_id = add(store, RunConfig())
    postgres_server.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        f"WHERE datname = '{sa.make_url(postgres_url).database}' AND pid <> pg_backend_pid()"
    )
    assert store.run(run_id).config == RunConfig()


def test_figures_have_the_same_names_in_the_store_as_in_a_history(url):
    Store(url)
    engine = sa.create_engine(url)
    columns = {column["name"] for column in sa.inspect(engine).get_columns("epochs")}
    engine.dispose()
    assert columns == {"run_id", *asdict(epoch(1))}
