"""Searches live in the store: they go on from there after any interruption, whoever looks after them."""

import time

import pytest

from explorer.config import RunConfig
from explorer.errors import LimitError, StoreError
from explorer.scheduling.limits import Limits
from explorer.scheduling.search_space import Space
from explorer.scheduling.successive_halving import PART, Budget, Outcome, Step, next_step
from explorer.store import SearchState, State, Store, searches
from tests.support.stores import CLUSTER, add_epoch, assert_is_a_sentence, at_once, epoch, execute

SPACE = Space(RunConfig(epochs=9, seed=2, dropout=0.25), ("units", "layers", "vocabulary"))
BUDGET = Budget(networks=12)
LIMITS = Limits()


def begin(store, budget=BUDGET, dataset="packaged"):
    return store.add_search(SPACE, budget, dataset, "ann")


def advance(store, search_id, cluster_id=CLUSTER, reviews=5_000):
    """Do the next step, as a cluster does."""

    def decide(search, trials):
        most = LIMITS.queued
        return next_step(search.space, search.budget, trials, search.seconds, lambda configs: 1.0, most, reviews)

    return store.advance_search(search_id, cluster_id, decide)


def train(store, search_id, state=State.FINISHED):
    """Train what waits: the more units, the better."""
    waiting = [trial for trial in store.trials(search_id) if trial.outcome == Outcome.ACTIVE]
    store.begin([trial.run_id for trial in waiting])
    for trial in waiting:
        add_epoch(store, trial.run_id, epoch(1, 0.8 + trial.config.units / 100_000))
        store.finish([trial.run_id], state, model=b"weights")
    return [trial.run_id for trial in waiting]


def to_the_end(store, search_id):
    while not advance(store, search_id).is_over:
        train(store, search_id)


def test_a_search_is_kept_with_what_it_looks_for(store):
    before = time.time()
    search = store.search(begin(store))
    assert (search.id, search.dataset, search.space, search.budget) == (1, "packaged", SPACE, BUDGET)
    assert (search.state, search.message, search.seconds) == (SearchState.RUNNING, "", 0.0)
    assert search.is_running and before <= search.created <= time.time()
    assert store.searches("packaged") == store.running_searches() == [search]
    assert store.searches("official") == [] and store.trials(search.id) == []


def test_what_learned_from_a_part_of_the_reviews_is_kept_as_that(store):
    search_id = begin(store)
    advance(store, search_id, reviews=15_000)
    trials = store.trials(search_id)
    trained = store.runs(ids=[trial.run_id for trial in trials])
    assert {run.config.training_reviews for run in trained} == {PART}
    assert {trial.part for trial in trials} == {PART}
    assert {trial.config.training_reviews for trial in trials} == {SPACE.base.training_reviews}
    train(store, search_id)
    advance(store, search_id, reviews=15_000)
    assert {trial.part for trial in store.trials(search_id) if trial.outcome == Outcome.ACTIVE} == {None}


def test_a_budget_of_time_is_kept(store):
    assert store.search(begin(store, Budget(seconds=90.5))).budget == Budget(None, 90.5)


@pytest.mark.parametrize("search_id", [0, -1, 7, 2**31, 10**30])
def test_a_search_that_does_not_exist_is_none(store, search_id):
    assert store.search(search_id) is None


def test_only_one_search_at_a_time_runs_on_the_same_reviews(store):
    first = begin(store)
    with pytest.raises(LimitError) as refused:
        begin(store)
    assert_is_a_sentence(str(refused.value))
    other = begin(store, dataset="official")
    store.stop_search(first)
    begin(store)
    with pytest.raises(LimitError):
        store.resume_search(first)
    assert [search.id for search in store.running_searches()] == [other, 3]


def test_many_who_begin_a_search_at_once_begin_one(url):
    Store(url)

    def attempt():
        try:
            return begin(Store(url))
        except LimitError:
            return None

    assert len([one for one in at_once(attempt) if one]) == 1


def test_a_step_queues_its_runs_for_the_cluster_that_asked(store):
    search_id = begin(store)
    step = advance(store, search_id)
    assert len(step.queue) == 12
    assert [(trial.bracket, trial.config) for trial in store.trials(search_id)] == list(step.queue)
    assert {trial.outcome for trial in store.trials(search_id)} == {Outcome.ACTIVE}
    assert store.runs_of(CLUSTER, State.QUEUED) == [trial.run_id for trial in store.trials(search_id)]
    assert advance(store, search_id) == Step()


def test_many_drivers_at_once_queue_a_rung_once(url):
    store = Store(url)
    search_id = begin(store)
    at_once(lambda: advance(Store(url), search_id))
    assert len(store.trials(search_id)) == 12
    train(store, search_id)
    at_once(lambda: advance(Store(url), search_id))
    assert len(store.trials(search_id)) == 12 + 4


def test_a_search_goes_to_its_end_through_the_store(store):
    search_id = begin(store)
    to_the_end(store, search_id)
    search = store.search(search_id)
    assert (search.state, search.is_running, store.running_searches()) == (SearchState.FINISHED, False, [])
    trials = store.trials(search_id)
    best = max(trial.config.units for trial in trials)
    assert max(trial.config.units for trial in trials if trial.bracket is None) == best
    assert advance(store, search_id) == Step()


def test_another_process_goes_on_where_one_was_killed(url):
    store = Store(url)
    search_id = begin(store)
    advance(store, search_id)
    store.claim(CLUSTER, 200)
    assert Store(url).take_over("another 2 0.00", lambda *_: False) == 12
    train(Store(url), search_id)
    advance(Store(url), search_id, "another 2 0.00")
    assert len(store.trials(search_id)) == 12 + 4


def test_what_an_app_gave_up_when_it_was_closed_is_trained_again(store):
    search_id = begin(store)
    lost = [config for _, config in advance(store, search_id).queue]
    store.give_up(CLUSTER)
    assert [config for _, config in advance(store, search_id).queue] == lost
    assert {trial.outcome for trial in store.trials(search_id)} == {Outcome.STOPPED, Outcome.ACTIVE}


def test_a_stopped_search_stops_its_runs_and_goes_on_when_it_is_told_to(store):
    search_id = begin(store)
    advance(store, search_id)
    first, *others = [trial.run_id for trial in store.trials(search_id)]
    store.begin([first])
    alone = store.add([RunConfig()], "packaged", CLUSTER)
    store.stop_search(search_id)
    assert store.search(search_id).state == SearchState.STOPPED
    assert {run.state for run in store.runs(ids=others)} == {State.STOPPED}
    assert store.stop_requested([first]) == {first}
    assert store.run(alone[0]).state == State.QUEUED
    assert advance(store, search_id) == Step()
    store.finish([first], State.STOPPED)

    store.resume_search(search_id)
    assert len(advance(store, search_id).queue) == 12
    to_the_end(store, search_id)
    assert store.search(search_id).state == SearchState.FINISHED


def test_what_has_been_trained_before_a_stop_is_not_trained_again(store):
    search_id = begin(store)
    advance(store, search_id)
    done = set(train(store, search_id))
    store.stop_search(search_id)
    store.resume_search(search_id)
    assert len(advance(store, search_id).queue) == 4
    assert {trial.run_id for trial in store.trials(search_id) if trial.outcome == Outcome.ENDED} == done


def test_a_search_that_cannot_train_anything_fails_with_the_reason_and_can_go_on(store):
    search_id = begin(store)
    advance(store, search_id)
    ids = [trial.run_id for trial in store.trials(search_id)]
    store.finish(ids, State.FAILED, "No Dask scheduler answers.")
    assert advance(store, search_id).has_failed
    search = store.search(search_id)
    assert (search.state, search.message) == (SearchState.FAILED, "No Dask scheduler answers.")
    store.resume_search(search_id)
    assert store.search(search_id).message == ""
    assert len(advance(store, search_id).queue) == 12


def test_a_search_that_is_not_there_cannot_go_on_and_a_finished_one_stays_so(store):
    with pytest.raises(StoreError):
        store.resume_search(5)
    search_id = begin(store)
    to_the_end(store, search_id)
    store.resume_search(search_id)
    store.stop_search(search_id)
    assert store.search(search_id).state == SearchState.FINISHED


def test_its_time_counts_only_while_somebody_looks_after_it(store, monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(searches.time, "time", lambda: now[0])
    search_id = begin(store)

    def look(later):
        now[0] += later
        advance(store, search_id)
        return store.search(search_id).seconds

    # Until a worker is ready, nobody looks; the app may be closed for a night, and clocks are set back.
    assert [look(20), look(5), look(30), look(40_000), look(5), look(-300), look(5)] == [0, 5, 35, 35, 40, 40, 45]
    store.stop_search(search_id)
    store.resume_search(search_id)
    assert [look(30), look(5)] == [45, 50]


# What a search trains to choose among settings is not on the leaderboard


def test_trials_are_not_among_the_runs_unless_they_are_named_and_repeats_are(store):
    search_id = begin(store)
    to_the_end(store, search_id)
    trials = {trial.run_id for trial in store.trials(search_id) if trial.bracket is not None}
    repeats = {trial.run_id for trial in store.trials(search_id) if trial.bracket is None}
    assert {run.id for run in store.runs()} == repeats
    assert all(run.is_trial for run in store.runs(ids=trials)) and len(store.runs(ids=trials)) == len(trials)
    assert not any(store.run(run_id).is_trial for run_id in repeats)


def test_the_setting_of_a_trial_has_not_been_trained_as_far_as_others_can_tell(store):
    search_id = begin(store)
    config = advance(store, search_id).queue[0][1]
    assert store.missing([config], "packaged") == [config]
    [mine] = store.add([config], "packaged", CLUSTER, "bob")
    assert mine not in {trial.run_id for trial in store.trials(search_id)}


def test_only_repeats_keep_their_networks(store):
    search_id = begin(store)
    to_the_end(store, search_id)
    trials = store.trials(search_id)
    assert store.with_model([trial.run_id for trial in trials]) == {t.run_id for t in trials if t.bracket is None}


def test_nobody_waits_behind_a_whole_search(store):
    search_id = begin(store)
    advance(store, search_id)
    store.claim(CLUSTER, 2)
    [mine] = store.add([RunConfig()], "packaged", CLUSTER, "bob")
    assert [request.run_id for request in store.line(CLUSTER).batches()[0]] == [mine]


@pytest.mark.parametrize(
    "space", ["", "nonsense", "[]", '{"base": {"units": 1}, "vary": ["units"]}', '{"base": {}, "vary": []}']
)
def test_a_search_that_somebody_has_tampered_with_is_left_out_and_another_can_begin(url, space, caplog):
    store = Store(url)
    damaged = begin(store)
    execute(url, "UPDATE searches SET space = :space", space=space)
    assert store.running_searches() == store.searches("packaged") == [] and store.search(damaged) is None
    (message,) = caplog.messages
    assert message.startswith(f"Search {damaged} is left out, because its row in the store is damaged: it looks among ")
    store.fail_damaged_searches()
    later = begin(store)
    assert [search.id for search in store.running_searches()] == [later]


def test_a_search_from_before_a_knob_has_its_usual_value(url):
    store = Store(url)
    begin(store)
    execute(url, "UPDATE searches SET space = :space", space='{"base": {"epochs": 9}, "vary": ["units"]}')
    assert store.search(1).space == Space(RunConfig(epochs=9), ("units",))
