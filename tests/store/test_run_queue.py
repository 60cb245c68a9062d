"""Runs are queued once, handed to clusters in a fair order, and stopped when people ask for it."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from explorer.config import RunConfig, article_grid, repeated
from explorer.errors import LimitError
from explorer.scheduling.fair_queue import Request
from explorer.scheduling.limits import Limits
from explorer.store import State, Store
from explorer.workers.liveness import is_alive
from tests.support.cluster import StandIn
from tests.support.stores import CLUSTER, add, add_epoch, assert_is_a_sentence, begin, epoch, execute


def test_a_new_run_is_queued_without_figures(store):
    before = time.time()
    run = store.run(add(store))
    assert before <= run.created <= time.time()
    assert (run.state, run.message, run.dataset, run.cluster_id) == (State.QUEUED, "", "packaged", CLUSTER)
    assert (run.started, run.finished, run.best, run.last) == (None, None, None, None)
    assert run.active
    assert store.history(run.id) == []
    assert store.model(run.id) is None


def test_ids_of_runs_are_never_reused(url):
    store = Store(url)
    ids = store.add(article_grid()[:2], "packaged", CLUSTER)
    execute(url, "DELETE FROM runs")
    assert store.runs() == []
    assert not set(store.add(article_grid()[:2], "packaged", CLUSTER)) & set(ids)


def test_a_waiting_run_stops_at_once(store):
    run_id, other = add(store), add(store)
    store.request_stop([run_id])
    run = store.run(run_id)
    assert (run.state, run.message) == (State.STOPPED, "Stopped before it began.")
    assert run.finished is not None
    assert store.run(other).state == State.QUEUED


def test_a_training_run_is_asked_to_stop_and_trains_until_its_trainer_checks(store):
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


def test_one_call_stops_many_runs_and_an_empty_call_none(store):
    waiting, training = store.add(article_grid(), "packaged", CLUSTER), begin(store)
    store.request_stop([])
    assert not any(run.state == State.STOPPED for run in store.runs())
    store.request_stop([*waiting, training])
    assert {run.state for run in store.runs(ids=waiting)} == {State.STOPPED}
    assert store.stop_requested([training])


def waiting(store, *also):
    return [[request.run_id for request in batch] for batch in store.line(CLUSTER, also).batches()]


def test_what_waits_in_a_cluster_is_listed_in_the_order_in_which_it_will_train(store):
    begin(store)
    add(store, cluster_id="elsewhere 2 0.00")
    first, second, other = (add(store, visitor=visitor) for visitor in ("anna", "anna", "ben"))
    assert waiting(store) == [[first], [other], [second]]
    store.request_stop([second])
    assert waiting(store) == [[first], [other]]


def test_a_run_that_nobody_has_asked_for_yet_stands_where_it_would(store):
    first, second = add(store, visitor="anna"), add(store, visitor="anna")
    assert waiting(store, Request(999, RunConfig(), "packaged", "ben", time.time())) == [[first], [999], [second]]
    assert waiting(store) == [[first], [second]]


def test_an_active_run_of_the_same_settings_is_shared(store):
    waiting, training = add(store, RunConfig(seed=1), visitor="anna"), add(store, RunConfig(seed=2), visitor="anna")
    store.begin([training])
    configs = [RunConfig(seed=seed) for seed in (2, 3, 1, 3)]
    shared = store.add(configs, "packaged", "another 3 0.00", "ben")
    assert shared == [training, shared[1], waiting, shared[1]]
    assert [run.id for run in store.runs()] == [waiting, training, shared[1]]
    assert [store.run(run_id).cluster_id for run_id in (training, shared[1])] == [CLUSTER, "another 3 0.00"]


def test_a_run_that_ended_or_stops_or_has_another_data_set_is_not_shared(store):
    ended, stopping, elsewhere = begin(store, config=RunConfig()), begin(store, config=RunConfig(seed=1)), None
    elsewhere = add(store, RunConfig(seed=2), dataset="official")
    store.finish([ended], State.FINISHED)
    store.request_stop([stopping])
    new = store.add([RunConfig(), RunConfig(seed=1), RunConfig(seed=2)], "packaged", CLUSTER)
    assert not {ended, stopping, elsewhere} & set(new)


def test_processes_that_add_the_same_at_once_share_the_runs(url):
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
    with pytest.raises(LimitError, match=r"no room for another one: at most 3 .* There are 3 of yours now"):
        ask("anna", 4)
    # Runs that are there already do not count again.
    assert ask("anna", 3, 2) == [first[2], first[1]]
    assert ask("ben", 3) == [first[2]]
    ask("ben", 4, 5)
    with pytest.raises(LimitError, match=r"no room for 2 more: at most 5"):
        ask("cleo", 6, 7)
    assert len(store.runs()) == 5
    store.finish(first, State.FINISHED)
    assert len(ask("anna", 6, 7, 8)) == 3


def test_runs_are_claimed_in_fair_order_and_only_by_their_cluster(store):
    grid = store.add(article_grid(), "packaged", CLUSTER, "anna")
    again = store.add(repeated(article_grid(), [7]), "packaged", CLUSTER, "anna")
    other = store.add([RunConfig(seed=9)], "packaged", CLUSTER, "ben")
    add(store, cluster_id="elsewhere 2 0.00")
    assert store.claim(CLUSTER, 100) == grid
    assert store.claim(CLUSTER, 100) == other
    assert store.claim(CLUSTER, 30) == again[:30]
    assert store.claim(CLUSTER, 30) == again[30:]
    assert store.claim(CLUSTER, 30) == []
    assert {run.state for run in store.runs(ids=[*grid, *other, *again])} == {State.RUNNING}
    assert all(run.started for run in store.runs(ids=grid))


def test_lost_runs_are_queued_again_unless_they_were_asked_to_stop(store):
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


def test_the_runs_of_a_dead_cluster_are_taken_over(store):
    gone, alive = "gone 1 0.00", "alive 2 0.00"
    training, waiting, stopping = begin(store, cluster_id=gone), add(store, cluster_id=gone), begin(store, cluster_id=gone)
    store.request_stop([stopping])
    ended = begin(store, cluster_id=gone)
    store.finish([ended], State.FINISHED, "All is well.")
    theirs = begin(store, cluster_id=alive)
    mine = begin(store)
    store.heartbeat(gone)
    asked = []

    def only_one_is_alive(name, seen):
        asked.append((name, seen is not None))
        return name == alive

    assert store.take_over(CLUSTER, only_one_is_alive) == 2
    assert sorted(asked) == [(alive, False), (gone, True)]
    assert store.runs_of(CLUSTER, State.QUEUED) == [training, waiting]
    assert store.run(stopping).state == State.STOPPED
    assert (store.run(ended).state, store.run(ended).cluster_id) == (State.FINISHED, gone)
    assert (store.run(theirs).state, store.run(theirs).cluster_id) == (State.RUNNING, alive)
    assert store.run(mine).state == State.RUNNING
    assert store.take_over(CLUSTER, only_one_is_alive) == 0


def test_the_last_heartbeat_of_a_cluster_is_kept(store):
    store.heartbeat("app 1 0.00")
    run_id, seen = add(store, cluster_id="app 1 0.00"), []
    for _ in range(2):
        store.take_over(CLUSTER, lambda name, moment: seen.append(moment) or True)
        store.heartbeat("app 1 0.00")
    assert seen[0] < seen[1] <= time.time()
    assert store.run(run_id).cluster_id == "app 1 0.00"


def test_a_real_cluster_leaves_a_stand_in_its_runs(store):
    (run_id,) = StandIn(store).submit([RunConfig()], "packaged")
    assert store.take_over(CLUSTER, is_alive) == 0
    assert store.begin([run_id])


def test_a_cluster_that_is_closed_gives_up_its_runs_which_keep_their_epochs(store):
    training, waiting, theirs = begin(store), add(store), add(store, cluster_id="another 2 0.00")
    add_epoch(store, training, epoch(1))
    store.give_up(CLUSTER)
    for run in store.runs(ids=[training, waiting]):
        assert (run.state, run.finished is not None) == (State.STOPPED, True)
        assert_is_a_sentence(run.message)
    assert store.history(training) == [epoch(1)]
    assert store.run(theirs).state == State.QUEUED


# Runs that are interrupted

LARGEST = RunConfig(epochs=50, units=512, layers=5, batch_size=16, vocabulary=20_000, first_units=64)


def interrupted(store, epochs=2, **choices):
    """Queue a run, train some epochs of it, and interrupt it; its id."""
    run_id = begin(store, **choices)
    for number in range(1, epochs + 1):
        add_epoch(store, run_id, epoch(number))
    store.keep_checkpoint(run_id, epochs, b"a network")
    store.put_back([run_id])
    return run_id


def test_an_interrupted_run_waits_with_its_epochs_and_goes_on_after_them(store):
    run_id = interrupted(store)
    run = store.run(run_id)
    assert (run.state, run.last.epoch, len(store.history(run_id))) == (State.QUEUED, 2, 2)
    assert store.checkpoints([run_id]) == {run_id: b"a network"}
    ((request,),) = store.line(CLUSTER).batches()
    assert request.done == 2
    (again,) = store.begin([run_id])
    assert (again.resumed_from, again.last.epoch, again.best.epoch) == (2, 2, 1)
    add_epoch(store, run_id, epoch(3))
    # Its worker is lost: what it has done since is done again.
    store.requeue([run_id])
    (again,) = store.begin([run_id])
    assert (again.last.epoch, len(store.history(run_id))) == (2, 2)
    store.finish([run_id], State.FINISHED, started=again.started)
    assert store.checkpoints([run_id]) == {}


def test_an_interrupted_run_waits_from_then_on(store):
    first = interrupted(store, visitor="anna")
    second = add(store, visitor="ben")
    # It has trained before.
    assert waiting(store) == [[second], [first]]
    before = {request.run_id: request.requested_at for request in store.line(CLUSTER).waiting}
    store.begin([first])
    store.keep_checkpoint(first, 2, b"another network")
    store.put_back([first])
    after = {request.run_id: request.requested_at for request in store.line(CLUSTER).waiting}
    assert after[first] > before[second] > before[first] and after[second] == before[second]
    assert store.checkpoints([first]) == {first: b"another network"}


def test_only_what_was_kept_is_put_back(store):
    kept, not_kept = begin(store), begin(store)
    store.keep_checkpoint(kept, 1, b"a network")
    store.put_back([kept, not_kept])
    assert [store.run(run_id).state for run_id in (kept, not_kept)] == [State.QUEUED, State.RUNNING]


def test_a_worker_that_was_believed_lost_keeps_nothing_and_puts_nothing_back(store):
    run_id = begin(store)
    before = store.run(run_id).started
    time.sleep(0.01)
    store.begin([run_id])
    store.keep_checkpoint(run_id, 1, b"a network", before)
    store.put_back([run_id], before)
    assert store.checkpoints([run_id]) == {} and store.run(run_id).state == State.RUNNING


def test_an_interrupted_run_that_is_stopped_comes_first_so_that_its_network_is_kept(store):
    first, run_id = add(store), interrupted(store)
    store.request_stop([run_id])
    assert store.run(run_id).state == State.QUEUED and store.stop_requested([run_id])
    # It takes no time from anybody.
    assert waiting(store) == [[first]]
    assert store.claim(CLUSTER, 100) == [run_id]
    assert store.claim(CLUSTER, 100) == [first]


def test_a_long_run_gives_way_to_somebody_else_only(store):
    long = begin(store, config=LARGEST, visitor="anna")
    (run,) = store.runs(ids=[long])
    add(store, visitor="anna")
    for number in range(1, 4):
        add_epoch(store, long, epoch(number, seconds=20.0))
    assert not store.gives_way([long], run.started)
    add(store, visitor="ben", cluster_id="elsewhere 2 0.00")
    assert not store.gives_way([long], run.started)
    short = add(store, visitor="ben")
    assert store.gives_way([long], run.started)
    assert not store.gives_way([long], run.started - 1)
    store.keep_checkpoint(long, 3, b"a network", run.started)
    store.put_back([long], run.started)
    assert store.claim(CLUSTER, 100) == [short]


def test_what_somebody_has_trained_lately_counts(store):
    done = begin(store, visitor="anna")
    add_epoch(store, done, epoch(1, seconds=60.0))
    store.finish([done], State.FINISHED)
    first, second = add(store, visitor="anna"), add(store, visitor="ben")
    assert store.line(CLUSTER).worked == {"anna": 60.0}
    assert waiting(store) == [[second], [first]]


def test_no_more_work_of_one_visitor_is_queued_than_the_limits_allow(store):
    limits = Limits(minutes_by_one=60)

    def ask(visitor, *seeds):
        return store.add([replace(LARGEST, seed=seed) for seed in seeds], "packaged", CLUSTER, visitor, limits)

    with pytest.raises(
        LimitError, match=r"would take too long: at most 60 minutes .* one person\. Choose fewer epochs, fewer units"
    ):
        ask("anna", *range(10))
    first = ask("anna", 1, 2)
    with pytest.raises(LimitError, match="stop some of yours, or wait"):
        ask("anna", 3, 4, 5)
    assert len(ask("ben", 3, 4)) == 2
    store.request_stop(first)
    assert len(ask("anna", 5, 6, 7)) == 3
    # Nobody limits a command.
    assert len(store.add([replace(LARGEST, seed=seed) for seed in range(20, 40)], "packaged", CLUSTER, "", limits)) == 20
