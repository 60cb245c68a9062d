"""What workers report is written once, all or nothing, and only to runs that are active."""

import threading
import time

import pytest

from explorer.config import RunConfig, article_grid
from explorer.errors import StoreError
from explorer.store import Baseline, Envelope, Result, State, Store
from tests.support.runs import RESULT, SECOND, TEST
from tests.support.stores import CLOSED, CLUSTER, add, add_epoch, at_once, begin, epoch, execute

OTHER_RESULT = Result(3000, 2900, 1365, 1265)


def test_begin_marks_a_run_as_training(store):
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


def test_the_first_of_equally_accurate_epochs_is_best_whatever_their_losses(store):
    run_id = begin(store)
    for number, (accuracy, loss) in enumerate([(0.8, 0.5), (0.88, 0.4), (0.88, 0.3), (0.87, 0.2)], start=1):
        add_epoch(store, run_id, epoch(number, accuracy, val_loss=loss))
    assert store.run(run_id).best.epoch == 2


def test_epochs_belong_to_their_own_run(store):
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


def test_a_run_that_does_not_exist_does_not_begin(store):
    assert store.begin([12345]) == []


@pytest.mark.parametrize("state", CLOSED)
def test_a_run_ends_in_its_state_with_its_message(store, state):
    run_id = begin(store)
    before = time.time()
    store.finish([run_id], state, "So it went: 88 % “good”.")
    run = store.run(run_id)
    assert (run.state, run.message, run.active) == (state, "So it went: 88 % “good”.", False)
    assert before <= run.finished <= time.time()


def test_a_model_is_read_byte_for_byte_as_written(store):
    one, other = begin(store), begin(store)
    model = bytes(range(256)) * 4_000
    store.finish([one], State.FINISHED, model=model)
    store.finish([other], State.FINISHED, model=b"")
    assert store.model(one) == model
    assert store.model(other) == b""


def test_a_run_whose_model_cannot_be_written_is_not_finished(url):
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


def test_the_trainer_of_a_deleted_run_has_to_stop(store):
    assert store.stop_requested([12345])


@pytest.mark.parametrize("state", CLOSED)
def test_the_trainer_of_a_run_that_has_ended_has_to_stop(store, state):
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


def test_a_worker_believed_lost_does_not_disturb_the_training_that_began_after_it(store):
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


def test_only_active_runs_begin(store):
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


def test_one_call_writes_epochs_of_several_runs(store):
    one, other, third = begin(store), begin(store), begin(store)
    store.add_epochs({one: epoch(1, 0.7), other: epoch(1, 0.9)})
    store.add_epochs({one: epoch(2, 0.8), other: epoch(2, 0.6)})
    store.add_epochs({})
    assert store.history(one) == [epoch(1, 0.7), epoch(2, 0.8)]
    assert store.history(other) == [epoch(1, 0.9), epoch(2, 0.6)]
    assert store.history(third) == []
    assert [store.run(run_id).best.epoch for run_id in (one, other)] == [2, 1]


def test_epochs_of_ended_runs_among_others_are_ignored(store):
    closed, open_ = begin(store), begin(store)
    store.finish([closed], State.STOPPED)
    store.add_epochs({closed: epoch(1), 12345: epoch(1), open_: epoch(1)})
    assert store.history(closed) == store.history(12345) == []
    assert store.history(open_) == [epoch(1)]


def test_epochs_are_written_all_or_none(store):
    one, other = begin(store), begin(store)
    store.add_epochs({other: epoch(1, 0.5)})
    with pytest.raises(StoreError):
        store.add_epochs({one: epoch(1), other: epoch(1, 0.9)})
    assert store.history(one) == []
    assert store.history(other) == [epoch(1, 0.5)]
    assert (store.run(one).best, store.run(other).best) == (None, epoch(1, 0.5))


def test_an_epoch_that_is_reported_twice_is_written_once(store):
    run_id = begin(store)
    for _ in range(2):
        store.add_epochs({run_id: epoch(1)})
    assert store.history(run_id) == [epoch(1)]
    assert store.run(run_id).last == epoch(1)


def test_stop_requested_returns_stopped_ended_and_deleted_runs(store):
    going_on, asked, closed, waiting = begin(store), begin(store), begin(store), add(store)
    store.request_stop([asked])
    store.finish([closed], State.FAILED)
    assert store.stop_requested([going_on, asked, closed, waiting, 12345]) == {asked, closed, 12345}
    assert store.stop_requested([going_on]) == store.stop_requested([]) == set()


def test_one_call_ends_several_runs_except_those_that_ended_before(store):
    training, waiting, ended, other = begin(store), add(store), begin(store), begin(store)
    store.finish([ended], State.FINISHED, "All is well.")
    store.finish([training, waiting, ended, 12345], State.FAILED, "The worker was lost.")
    assert [store.run(run_id).state for run_id in (training, waiting)] == [State.FAILED] * 2
    assert (store.run(ended).state, store.run(ended).message) == (State.FINISHED, "All is well.")
    assert store.run(other).state == State.RUNNING
    store.finish([], State.FAILED)
    assert store.run(other).state == State.RUNNING


def test_one_call_handles_thousands_of_runs(store):
    ids = store.add([RunConfig(seed=seed) for seed in range(2_000)], "packaged", CLUSTER)
    assert len(store.begin(ids)) == len(ids)
    assert store.stop_requested(ids) == set()
    store.request_stop(ids)
    assert store.stop_requested(ids) == set(ids)


def test_epochs_are_written_while_all_runs_are_asked_to_stop(store):
    """Both change many runs in one transaction, which must not end in a deadlock."""
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


def test_a_baseline_is_kept_for_each_data_set_and_vocabulary(store):
    first, second = Baseline(0.88, 0.29, 0.086), Baseline(0.86, 0.31, 0.09)
    usual, small = RunConfig().input_format, RunConfig(vocabulary=500).input_format
    assert store.baseline("packaged", usual) is None
    store.set_baseline("packaged", usual, first)
    store.set_baseline("packaged", small, second)
    store.set_baseline("packaged", usual, second)
    assert store.baseline("packaged", usual) == first
    assert store.baseline("packaged", small) == second
    assert store.baseline("official", usual) is None
    assert store.baseline("packaged", RunConfig(pairs="on").input_format) is None
    assert store.baseline("packaged", RunConfig(counting="tfidf").input_format) is None


ENVELOPES = (TEST, SECOND, Envelope("official"), Envelope("own-0123456789ab"))


@pytest.mark.parametrize("envelope", ENVELOPES)
def test_an_opening_is_kept_with_its_result(store, envelope):
    run_id = add(store)
    assert store.opening(run_id, envelope) is None
    before = time.time()
    opening = store.open_exam(run_id, envelope, 0.885, RESULT)
    assert before <= opening.opened <= time.time()
    assert (opening.run_id, opening.envelope, opening.guess, opening.result) == (run_id, envelope, 0.885, RESULT)
    assert [store.opening(run_id, one) for one in ENVELOPES] == [opening if one == envelope else None for one in ENVELOPES]


def test_an_envelope_that_is_open_stays_as_it_was(store):
    run_id = add(store)
    first = store.open_exam(run_id, TEST, None, RESULT)
    assert store.open_exam(run_id, TEST, 0.9, OTHER_RESULT) == first
    assert store.openings(TEST) == [first]
    assert first.guess is None


def test_an_envelope_that_many_open_at_once_has_one_opening(store):
    run_id = add(store)
    openings = at_once(lambda: store.open_exam(run_id, TEST, 0.8, RESULT))
    assert openings == store.openings(TEST) * 8
    assert len(openings) == 8


def test_an_envelope_cannot_be_opened_for_a_run_that_does_not_exist(store):
    with pytest.raises(StoreError, match="There is no run 77"):
        store.open_exam(77, TEST, None, RESULT)
    assert store.openings(TEST) == []


def test_an_opening_is_not_deleted_with_its_run(store, url):
    opening = store.open_exam(add(store), TEST, None, RESULT)
    with pytest.raises(StoreError), store._transaction() as connection:
        connection.exec_driver_sql("DELETE FROM runs")
    assert store.openings(TEST) == [opening]
