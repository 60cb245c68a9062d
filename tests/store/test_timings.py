"""What took how long on a computer can be asked for, and only what was measured there."""

import sqlalchemy as sa

from explorer.config import RunConfig
from explorer.store import State, Store, WorkerStart
from tests.support.stores import CLUSTER, add, begin, epoch

ELSEWHERE = "elsewhere 1 0.00"
START = WorkerStart(CLUSTER, began=100.0, ready=107.5, prepared=False, rehearsed=True)


def train(store, *configs, epochs=2, state=State.FINISHED, cluster_id=CLUSTER):
    """Train runs of these settings at once; their ids."""
    ids = store.add(configs or [RunConfig()], "packaged", cluster_id)
    store.begin(ids)
    for number in range(1, epochs + 1):
        store.add_epochs(dict.fromkeys(ids, epoch(number, seconds=0.5)))
    if state != State.RUNNING:
        store.finish(ids, state)
    return ids


# Batches


def test_a_batch_has_its_runs_and_how_long_each_epoch_of_all_of_them_took(store):
    ids = train(store, RunConfig(), RunConfig(units=32))
    (batch,) = store.ended_batches("here", 10)
    first, last = (store.run(run_id) for run_id in ids)
    assert batch.runs == {first.id: RunConfig(), last.id: RunConfig(units=32)}
    assert (batch.dataset, batch.cluster_id, batch.started) == ("packaged", CLUSTER, first.started)
    assert (batch.finished, batch.active, batch.broke_off) == (last.finished, frozenset(), frozenset())
    # Two networks that take half a second each of every epoch.
    assert batch.epoch_seconds == (1.0, 1.0)


def test_a_batch_that_begins_anew_while_it_is_read_is_left_out(store):
    ids = train(store, state=State.RUNNING)
    other = Store(store.url)

    @sa.event.listens_for(store._engine, "after_cursor_execute")
    def begin_anew(connection, cursor, statement, *_):
        if "HAVING" in statement:
            other.begin(ids)

    before = store.run(ids[0]).started
    assert store.training_batches(CLUSTER) == []
    assert store.run(ids[0]).started > before


def test_the_latest_batches_come_last_and_older_ones_are_left_out(store):
    ids = [train(store, RunConfig(seed=seed))[0] for seed in range(4)]
    assert [list(batch.runs) for batch in store.ended_batches("here", 3)] == [[run_id] for run_id in ids[1:]]


def test_batches_of_other_computers_and_those_that_wait_are_left_out(store):
    train(store, cluster_id=ELSEWHERE)
    add(store)
    assert store.ended_batches("here", 10) == []
    assert len(store.ended_batches("elsewhere", 10)) == 1
    # The name of a computer is not a pattern.
    assert store.ended_batches("h_re", 10) == store.ended_batches("%", 10) == []


def test_a_batch_trains_until_the_last_of_its_runs_has_ended(store):
    done, going_on = train(store, RunConfig(epochs=2), RunConfig(epochs=9), state=State.RUNNING)
    store.finish([done], State.FINISHED)
    (batch,) = store.training_batches(CLUSTER)
    assert list(batch.runs) == [done, going_on]
    assert (batch.active, batch.finished) == ({going_on}, None)
    assert store.ended_batches("here", 10) == []
    store.finish([going_on], State.FINISHED)
    assert store.training_batches(CLUSTER) == []
    assert len(store.ended_batches("here", 10)) == 1


def test_each_cluster_has_its_own_training_batches(store):
    mine, theirs = begin(store), begin(store, cluster_id=ELSEWHERE)
    assert [list(batch.runs) for batch in store.training_batches(CLUSTER)] == [[mine]]
    assert [list(batch.runs) for batch in store.training_batches(ELSEWHERE)] == [[theirs]]


def test_runs_that_broke_off_or_are_asked_to_are_named(store):
    (failed,) = train(store, RunConfig(seed=1), state=State.FAILED)
    (stopping,) = train(store, RunConfig(seed=2), state=State.RUNNING)
    store.request_stop([stopping])
    assert store.ended_batches("here", 10)[0].broke_off == {failed}
    assert store.training_batches(CLUSTER)[0].broke_off == {stopping}


def test_a_batch_that_begins_again_has_only_its_new_epochs(store):
    (run_id,) = train(store, state=State.RUNNING)
    store.begin([run_id])
    (batch,) = store.training_batches(CLUSTER)
    assert batch.epoch_seconds == ()
    assert batch.started == store.run(run_id).started


# Starts


def test_starts_of_workers_are_kept_in_their_order(store):
    starts = [WorkerStart(CLUSTER, float(n), n + 5.0, n % 2 == 0, n % 2 == 1) for n in range(4)]
    for start in starts:
        store.add_worker_start(start)
    store.add_worker_start(WorkerStart(ELSEWHERE, 1.0, 2.0, False, False))
    assert store.worker_starts("here", 3) == starts[1:]


def test_a_change_is_noticed_by_the_version(store):
    versions = [store.timings_version("here")]
    for change in (lambda: train(store), lambda: store.add_worker_start(START), lambda: train(store, RunConfig(seed=2))):
        change()
        versions.append(store.timings_version("here"))
    assert len(set(versions)) == 4
    train(store, RunConfig(seed=3), cluster_id=ELSEWHERE)
    add(store)
    assert store.timings_version("here") == versions[-1]
