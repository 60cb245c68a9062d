"""A damaged row is left out, counted, and named once in the log, and everything else goes on."""

import pytest

from explorer.config import RunConfig
from explorer.errors import NetworkError
from explorer.inference.keras_file import unpack
from explorer.store import Envelope, Result, State, Store
from explorer.store.records import WorkerStart
from tests.support.stores import CLUSTER, add, add_epoch, begin, epoch, execute

TEST = Envelope("packaged")
# Column of `runs` or of `epochs` → a value that no program writes there; where its type allows it, for both databases.
ANYWHERE = [
    "UPDATE runs SET units = 0 WHERE id = 2",
    "UPDATE runs SET activation = 'swish' WHERE id = 2",
    "UPDATE runs SET state = 'done' WHERE id = 2",
    "UPDATE runs SET last_epoch = 7 WHERE id = 2",
    "UPDATE runs SET best_epoch = NULL WHERE id = 2",
    "DELETE FROM epochs WHERE run_id = 2 AND epoch = 2",
    "DELETE FROM epochs WHERE run_id = 2",
    "UPDATE epochs SET epoch = 9 WHERE run_id = 2 AND epoch = 3",
    "UPDATE epochs SET val_accuracy = 88.2 WHERE run_id = 2 AND epoch = 2",
    "UPDATE epochs SET loss = -1 WHERE run_id = 2 AND epoch = 1",
]
SQLITE = [
    "UPDATE runs SET units = 'many' WHERE id = 2",
    "UPDATE runs SET created = 'yesterday' WHERE id = 2",
    "UPDATE runs SET finished = 9e999 WHERE id = 2",
    "UPDATE runs SET dataset = x'ff' WHERE id = 2",
    "UPDATE epochs SET accuracy = 'good' WHERE run_id = 2 AND epoch = 2",
    "UPDATE epochs SET val_loss = 9e999 WHERE run_id = 2 AND epoch = 3",
]
POSTGRESQL = [
    "UPDATE epochs SET val_accuracy = 'NaN' WHERE run_id = 2 AND epoch = 2",
    "UPDATE epochs SET seconds = 'Infinity' WHERE run_id = 2 AND epoch = 3",
    "UPDATE runs SET created = 'NaN' WHERE id = 2",
]


def trained(store, config):
    """A run that has finished after three epochs; its id."""
    run_id = begin(store, config=config)
    for number in (1, 2, 3):
        add_epoch(store, run_id, epoch(number))
    store.finish([run_id], State.FINISHED, model=b"weights")
    return run_id


@pytest.fixture
def three(store):
    """The ids of three runs that have finished."""
    return [trained(store, RunConfig(seed=seed)) for seed in range(3)]


@pytest.mark.parametrize("statement", [*ANYWHERE, *SQLITE, *POSTGRESQL])
def test_a_damaged_run_is_left_out_counted_and_named_once(store, three, url, statement, caplog):
    if statement in (POSTGRESQL if store.is_file else SQLITE):
        return
    assert store.left_out("packaged") == 0
    execute(url, statement)
    sound = [three[0], three[2]]
    for _ in range(2):
        assert [run.id for run in store.runs()] == sound
        assert store.run(three[1]) is None
    assert [message for message in caplog.messages if message.startswith("Run 2 is left out, because its row")]
    assert len(caplog.messages) == 1
    # Whose leaderboard it would be on is not known where that is what is damaged.
    assert store.left_out("packaged") == (0 if "SET dataset" in statement else 1)
    history = store.history(three[1])
    assert [figures.epoch for figures in history] == [*range(1, len(history) + 1)]


def test_a_run_that_has_been_repaired_or_removed_is_not_counted_any_more(store, three, url):
    for repair in ("UPDATE runs SET units = 16", "DELETE FROM runs WHERE id = 2"):
        execute(url, "UPDATE runs SET units = 0 WHERE id = 2")
        store.runs()
        assert store.left_out("packaged") == 1 and store.left_out("official") == 0
        execute(url, repair)
        store.runs()
        assert store.left_out("packaged") == 0


def test_a_damaged_run_that_waits_is_not_trained_and_ends_with_a_sentence(store, url):
    first, damaged, last = (add(store, visitor=str(number)) for number in range(3))
    execute(url, f"UPDATE runs SET units = 0 WHERE id = {damaged}")
    assert {request.run_id for batch in store.line(CLUSTER).batches() for request in batch} == {first, last}
    claimed = [store.claim(CLUSTER, 1), store.claim(CLUSTER, 1), store.claim(CLUSTER, 1)]
    assert sorted(claimed) == [[], [first], [last]]
    store.fail_damaged(CLUSTER)
    assert store.runs_of(CLUSTER, State.QUEUED) == [] and store.runs_of(CLUSTER, State.FAILED) == [damaged]
    assert sorted(store.runs_of(CLUSTER, State.RUNNING)) == [first, last]
    # Others can still ask for the settings that are there.
    assert add(store, visitor="later") > last


def test_damaged_times_of_requests_and_clusters_stop_nobody(store, url):
    if not store.is_file:
        return
    run_id, other = add(store), add(store, cluster_id="elsewhere 1 0.00")
    store.heartbeat("elsewhere 1 0.00")
    execute(url, "UPDATE requests SET asked = 'soon'")
    execute(url, "UPDATE clusters SET seen = 'just now'")
    assert store.take_over(CLUSTER, lambda name, seen: seen is not None) == 1
    assert [request.run_id for batch in store.line(CLUSTER).batches() for request in batch] == [run_id, other]


def test_damaged_times_make_no_estimate_and_no_error(store, three, url):
    if not store.is_file:
        return
    store.add_worker_start(WorkerStart(CLUSTER, 1.0, 2.0, False, True))
    execute(url, "UPDATE worker_starts SET ready = 'soon'")
    execute(url, "UPDATE runs SET finished = 'late', units = 'many' WHERE id = 2")
    assert store.worker_starts("here", 9) == []
    assert sorted(run_id for batch in store.ended_batches("here", 9) for run_id in batch.runs) == [three[0], three[2]]


@pytest.mark.parametrize(
    "change", ["true_positives = 0, true_negatives = 0, false_positives = 0, false_negatives = 0", "true_positives = -5"]
)
def test_a_damaged_opening_is_left_out(store, three, url, change):
    store.open_exam(three[0], TEST, None, Result(3, 3, 1, 1))
    store.open_exam(three[1], TEST, 0.5, Result(3, 3, 1, 1))
    execute(url, f"UPDATE exam_openings SET {change} WHERE run_id = {three[1]}")
    assert [opening.run_id for opening in store.openings(TEST)] == [three[0]]
    assert store.opening(three[1], TEST) is None


def test_a_network_that_is_no_network_is_called_damaged(store, three, url):
    if store.is_file:
        execute(url, "UPDATE models SET keras = 'a letter' WHERE run_id = 2")
        with pytest.raises(NetworkError, match="its file is damaged"):
            unpack(store.model(2))


def test_a_format_that_is_no_number_is_a_damaged_file(store, three, url):
    if store.is_file:
        execute(url, "DROP TABLE schema_version")
        execute(url, "CREATE TABLE schema_version (version TEXT)")
        execute(url, "INSERT INTO schema_version VALUES ('new')")
        with pytest.raises(Exception, match="The file is damaged"):
            Store(url)
