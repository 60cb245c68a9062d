"""A run that several visitors want goes on until none of them does, and it is known who has ended it."""

import time

import pytest

from explorer.config import RunConfig, article_grid
from explorer.scheduling.limits import Limits
from explorer.scheduling.search_space import Space
from explorer.scheduling.successive_halving import Budget, Step
from explorer.store import State, Store
from tests.support.stores import CLUSTER, add, begin


@pytest.fixture
def store(url):
    return Store(url)


def shared(store, *visitors, config=None):
    """The id of a run that all of them have asked for, one after the other."""
    config = config or RunConfig(seed=1)
    return [add(store, config, visitor=visitor) for visitor in visitors][-1]


def state(store, run_id):
    return store.run(run_id).state


def test_who_wants_a_run_is_known_in_the_order_of_asking_without_commands(store):
    run_id, other = shared(store, "ben", "", "anna"), add(store)
    assert store.wishes([run_id, other]) == {run_id: ["ben", "anna"], other: []}


def test_a_run_goes_on_until_nobody_wants_it(store):
    run_id = shared(store, "anna", "ben")
    assert store.take_back([run_id], "anna") == [run_id]
    assert (state(store, run_id), store.wishes([run_id]), store.stopped_by(run_id)) == (
        State.QUEUED,
        {run_id: ["ben"]},
        None,
    )
    assert store.take_back([run_id], "ben") == []
    assert (state(store, run_id), store.stopped_by(run_id)) == (State.STOPPED, "ben")


def test_a_training_run_is_asked_to_stop_only_by_the_last_who_wants_it(store):
    run_id = shared(store, "anna", "ben")
    store.begin([run_id])
    store.take_back([run_id], "ben")
    assert not store.stop_requested([run_id])
    store.take_back([run_id], "anna")
    assert store.stop_requested([run_id]) == {run_id}
    assert (state(store, run_id), store.stopped_by(run_id)) == (State.RUNNING, "anna")


def test_who_does_not_want_a_run_cannot_stop_it_for_those_who_do(store):
    run_id, nobodys = shared(store, "anna"), add(store)
    assert store.take_back([run_id, nobodys], "eve") == [run_id]
    assert [state(store, one) for one in (run_id, nobodys)] == [State.QUEUED, State.STOPPED]
    assert store.wishes([run_id]) == {run_id: ["anna"]}


def test_of_many_runs_only_those_go_on_that_others_want(store):
    mine = store.add(article_grid(), "packaged", CLUSTER, "anna")
    wanted = store.add(article_grid()[:2], "packaged", CLUSTER, "ben")
    assert store.take_back(mine, "anna") == wanted
    assert {run.state for run in store.runs(ids=mine[2:])} == {State.STOPPED}
    assert [state(store, run_id) for run_id in wanted] == [State.QUEUED] * 2


def test_a_wish_that_was_taken_back_makes_room_for_another_and_can_be_had_again(store):
    limits = Limits(queued_by_one=1)
    run_id = shared(store, "ben", "anna")
    store.take_back([run_id], "anna")
    (other,) = store.add([RunConfig(seed=2)], "packaged", CLUSTER, "anna", limits)
    assert other != run_id
    assert shared(store, "anna") == run_id
    assert store.wishes([run_id]) == {run_id: ["ben", "anna"]}


def test_what_has_ended_stays_as_it_is(store):
    run_id = shared(store, "anna", "ben")
    store.begin([run_id])
    store.finish([run_id], State.FINISHED)
    assert store.take_back([run_id], "anna") == []
    assert (state(store, run_id), store.stopped_by(run_id)) == (State.FINISHED, None)
    assert store.wishes([run_id]) == {run_id: ["anna", "ben"]}


def test_who_ends_a_run_for_everybody_is_known_and_the_first_one_counts(store):
    run_id, by_command = begin(store, visitor="anna"), begin(store, visitor="anna")
    store.request_stop([run_id], by="keeper")
    store.request_stop([run_id], by="another")
    store.request_stop([by_command])
    assert [store.stopped_by(one) for one in (run_id, by_command)] == ["keeper", ""]


def test_stopping_a_search_leaves_a_run_that_a_visitor_wants_as_well(store):
    search_id = store.add_search(Space(RunConfig(), ("units",)), Budget(networks=9), "packaged", "anna")
    configs = [RunConfig(seed=seed) for seed in (5, 6)]
    store.advance_search(search_id, CLUSTER, lambda search, trials: Step(queue=[(None, config) for config in configs]))
    first, second = (trial.run_id for trial in store.trials(search_id))
    assert add(store, configs[0], visitor="ben") == first
    assert store.take_back([first], "ben") == [first]
    assert add(store, configs[0], visitor="ben") == first
    store.stop_search(search_id, "eve", "Another visitor stopped it.")
    assert [state(store, one) for one in (first, second)] == [State.QUEUED, State.STOPPED]
    assert store.wishes([first]) == {first: ["ben"]}
    search = store.search(search_id)
    assert (search.visitor, search.message) == ("anna", "Another visitor stopped it.")
    store.resume_search(search_id)
    assert store.search(search_id).message == ""


def test_runs_asked_for_one_at_a_time_are_told_from_grids(store):
    first = shared(store, "ben", "anna")
    time.sleep(0.01)
    store.add(article_grid(), "packaged", CLUSTER, "anna")
    last = add(store, visitor="anna")
    assert store.asked_alone("anna", 10) == [first, last]
    assert store.asked_alone("anna", 1) == [last]
    assert store.asked_alone("ben", 10) == [first]
    assert store.asked_alone("nobody", 10) == []


def test_accounts_have_a_name_that_may_change(store):
    run_id, other = shared(store, "hash1", "hash2", "browser"), add(store, visitor="browser")
    store.name_account("hash1", "anna@example.org")
    store.name_account("hash2", "ben@example.org")
    for _ in range(2):
        store.name_account("hash1", "anna@example.com")
    assert store.asked_by([run_id, other]) == {run_id: ["anna@example.com", "ben@example.org"], other: []}
