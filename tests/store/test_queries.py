"""Runs and their figures are read as they were written."""

from dataclasses import asdict, replace

import pytest
import sqlalchemy as sa

from explorer.config import RunConfig, article_grid
from explorer.store import Envelope, Result, State, Store
from explorer.store.tables import openings
from tests.support.messages import NAME as MESSAGES
from tests.support.runs import RESULT, SECOND, TEST
from tests.support.stores import CLUSTER, UNUSUAL, add, add_epoch, begin, epoch

OTHER_RESULT = Result(3000, 2900, 1365, 1265)


def test_a_new_store_is_empty(store):
    assert store.runs() == []


def test_settings_are_read_exactly_as_written(store):
    configs = [*article_grid(), UNUSUAL]
    ids = store.add(configs, "packaged", CLUSTER)
    assert [store.run(run_id).config for run_id in ids] == configs


def test_all_readers_share_the_object_of_a_run_until_it_changes(store):
    run_id = begin(store)
    before = store.run(run_id)
    assert store.runs() == [before]
    assert store.runs()[0] is before
    add_epoch(store, run_id, epoch(1))
    assert store.run(run_id).last == epoch(1)
    assert store.runs()[0] is store.run(run_id)


def test_runs_are_listed_oldest_first(store):
    first = store.add(article_grid()[:3], "packaged", CLUSTER)
    then = store.add([UNUSUAL], "packaged", CLUSTER)
    store.begin([then[0]])
    store.finish([first[1]], State.FINISHED)
    assert [run.id for run in store.runs()] == first + then == sorted(first + then)


def test_runs_of_one_setting_may_differ_in_some_knobs(store):
    same = [replace(UNUSUAL, seed=seed, training_reviews=size) for seed in (3, 4) for size in (100, 15_000)]
    ids = store.add([*same, replace(UNUSUAL, units=65), RunConfig()], "packaged", CLUSTER)
    assert [run.id for run in store.runs(config=UNUSUAL, free=("seed", "training_reviews"))] == ids[:4]
    assert [run.id for run in store.runs(config=same[0], free=("seed",))] == [ids[0], ids[2]]
    assert [run.id for run in store.runs(config=same[0])] == ids[:1]


def test_runs_are_filtered_by_state_data_set_and_id(store):
    waiting, training = add(store), begin(store)
    official = add(store, dataset="official")
    assert [run.id for run in store.runs(states=[State.QUEUED])] == [waiting, official]
    assert [run.id for run in store.runs(states=[State.RUNNING])] == [training]
    assert [run.id for run in store.runs(dataset="official")] == [official]
    assert [run.id for run in store.runs(ids=[official, waiting])] == [waiting, official]
    assert store.runs(ids=[]) == []
    assert store.runs(states=[State.QUEUED], dataset="packaged", ids=[official]) == []


def test_a_run_that_does_not_exist_is_none(store):
    assert store.run(12345) is None
    assert store.history(12345) == []
    assert store.model(12345) is None


def test_missing_settings_have_no_finished_or_active_run(store):
    waiting, training, finished, stopped, elsewhere, never = article_grid()[:6]
    add(store, waiting)
    begin(store, config=training)
    store.finish([begin(store, config=finished)], State.FINISHED)
    store.finish([begin(store, config=stopped)], State.STOPPED)
    add(store, elsewhere, dataset="official")
    assert store.missing(article_grid()[:6], "packaged") == [stopped, elsewhere, never]


def test_with_model_returns_the_runs_that_have_a_model(store):
    ids = store.add([RunConfig(seed=seed) for seed in range(3)], "packaged", "me")
    store.begin(ids)
    store.finish(ids[:1], State.FINISHED, model=b"weights")
    store.finish(ids[1:2], State.FINISHED)
    assert store.with_model(ids) == {ids[0]}
    assert store.with_model(ids[1:]) == store.with_model([]) == set()


def test_histories_of_many_runs_equal_the_history_of_each(store):
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


def test_a_runs_seconds_are_those_of_its_epochs(store):
    waiting, one, other = add(store), begin(store), begin(store)
    store.add_epochs({one: epoch(1, seconds=0.25), other: epoch(1, seconds=2.0)})
    add_epoch(store, one, epoch(2, seconds=0.5))
    assert [run.seconds for run in store.runs(ids=[waiting, one, other])] == [0.0, 0.75, 2.0]


def test_the_settings_of_hidden_runs_are_missing(store):
    run_id = begin(store, config=RunConfig())
    store.finish([run_id], State.FINISHED)
    assert store.missing([RunConfig()], "packaged") == []
    store.hide([run_id])
    assert store.missing([RunConfig()], "packaged") == [RunConfig()]


def test_a_result_counts_right_answers(store):
    assert (RESULT.right, RESULT.of, RESULT.accuracy) == (4350, 5000, 0.87)


def test_openings_are_listed_first_to_last_for_their_reviews_and_envelope(store):
    one, other, official = add(store), add(store), add(store, dataset="official")
    official_test = Envelope("official")
    second = store.open_exam(other, SECOND, None, OTHER_RESULT)
    tests = [store.open_exam(run_id, TEST, 0.8, RESULT) for run_id in (other, one)]
    abroad = store.open_exam(official, official_test, 0.8, RESULT)
    store.hide([one])
    assert store.openings(TEST) == tests
    assert store.openings(SECOND) == [second]
    assert store.openings(official_test) == [abroad]


def test_openings_of_the_same_reviews_are_listed_together_wherever_runs_come_from(store):
    home, other, official = add(store), add(store), add(store, dataset="official")
    travelled = [store.open_exam(run_id, Envelope("official"), None, RESULT) for run_id in (home, other)]
    own = store.open_exam(official, Envelope("official"), 0.8, OTHER_RESULT)
    third = store.open_exam(official, Envelope(MESSAGES), 0.8, RESULT)
    assert store.openings(Envelope("official")) == [*travelled, own]
    assert store.openings(Envelope(MESSAGES)) == [third]
    assert store.openings(TEST) == store.openings(SECOND) == []
    assert {one.envelope for one in (*travelled, own)} == {Envelope("official")}
    assert [store.opening(run_id, Envelope("official")) for run_id in (home, other, official)] == [*travelled, own]
    assert store.opening(home, TEST) is store.opening(official, TEST) is None


def test_what_envelopes_are_called_in_the_store(store, url):
    home, official = add(store), add(store, dataset="official")
    for run_id, envelope in ((home, TEST), (home, SECOND), (home, Envelope(MESSAGES)), (official, TEST)):
        assert store.open_exam(run_id, envelope, None, RESULT).envelope == envelope
    with store._transaction() as connection:
        names = connection.execute(sa.select(openings.c.run_id, openings.c.envelope).order_by(openings.c.id)).all()
    assert names == [(home, "test"), (home, "second"), (home, MESSAGES), (official, "packaged")]
    with pytest.raises(ValueError, match="no second envelope"):
        store.open_exam(official, SECOND, None, RESULT)


def test_figures_have_the_same_names_in_the_store_as_in_a_history(url):
    Store(url)
    engine = sa.create_engine(url)
    columns = {column["name"] for column in sa.inspect(engine).get_columns("epochs")}
    engine.dispose()
    assert columns == {"run_id", *asdict(epoch(1))}
