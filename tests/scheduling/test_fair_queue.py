"""The queue is fair: visitors alternate, small requests share a batch, and nobody waits behind two of another's batches."""

import random
from itertools import pairwise

from explorer.config import RunConfig, article_grid
from explorer.scheduling.fair_queue import MAX_SHARED_NETWORKS, Request, fair_order, in_turn, next_batch


def request(run_id, visitor, requested_at, seed=None, dataset="packaged", **settings):
    """A request for a waiting run. Unless a seed is given, no other run has the same one, so it trains alone."""
    config = RunConfig(seed=run_id if seed is None else seed, **settings)
    return Request(run_id, config, dataset, visitor, requested_at)


def run_ids(batches):
    return [[request.run_id for request in batch] for batch in batches]


def test_an_empty_queue_has_no_batch():
    assert fair_order([], {}) == []
    assert next_batch([], 10) == []
    assert list(in_turn([], 10)) == []


def test_visitors_alternate_however_many_runs_each_requested():
    anna = [request(number, "anna", 1.0 + number) for number in (1, 2, 3)]
    ben, cleo = [request(4, "ben", 10.0), request(5, "ben", 11.0)], [request(6, "cleo", 20.0)]
    batches = fair_order([*cleo, *ben, *anna], {})
    assert run_ids(batches) == [[1], [4], [6], [2], [5], [3]]
    assert list(in_turn(batches, 10)) == [[1], [4], [6], [2], [5], [3]]


def test_visitors_who_were_served_least_recently_come_first():
    waiting = [request(2, "anna", 1.0), request(3, "ben", 2.0), request(4, "cleo", 3.0)]
    assert run_ids(fair_order(waiting, {"anna": 50.0, "cleo": 40.0})) == [[3], [4], [2]]


def test_no_visitor_is_served_twice_in_a_row_while_another_waits():
    chance = random.Random(5)
    for _ in range(200):
        waiting = [request(number, chance.choice("abcd"), number / 10) for number in range(chance.randint(1, 20))]
        last_served, order, clock = {}, [], 100.0
        while waiting:
            (run_id,) = next_batch(fair_order(waiting, last_served), 1)
            (chosen,) = (request for request in waiting if request.run_id == run_id)
            waiting.remove(chosen)
            clock += 1
            last_served[chosen.visitor] = clock
            order.append((chosen.visitor, {request.visitor for request in waiting}))
        for (visitor, still_waiting), (following, _) in pairwise(order):
            assert following != visitor or still_waiting == {visitor}


def test_the_runs_of_one_click_are_one_batch_for_each_seed():
    grid = [request(number, "anna", 1.0, seed=number % 2) for number in range(6)]
    assert run_ids(fair_order([*grid, request(9, "ben", 2.0)], {})) == [[0, 2, 4], [9], [1, 3, 5]]


def test_a_shared_run_trains_with_the_earliest_of_its_requests():
    waiting = [request(1, "anna", 1.0), request(2, "anna", 2.0), request(2, "ben", 3.0), request(3, "ben", 4.0)]
    assert run_ids(fair_order(waiting, {"anna": 50.0})) == [[2], [1], [3]]


def test_small_batches_of_different_visitors_train_together():
    waiting = [request(number, f"visitor {number}", number, seed=0, units=8 * number) for number in range(1, 6)]
    other = request(6, "anna", 6.0, seed=0, dataset="official")
    assert next_batch(fair_order([*waiting, other], {}), 100) == [1, 2, 3, 4, 5]
    assert next_batch(fair_order([*waiting, other], {}), 3) == [1, 2, 3]
    assert next_batch(fair_order([other, *waiting], {"anna": 50.0}), 100) == [1, 2, 3, 4, 5]


def test_what_trains_in_turn_is_what_would_be_taken_one_batch_after_the_other():
    chance = random.Random(9)
    for _ in range(100):
        waiting = [
            request(number, chance.choice("abc"), chance.randint(1, 4), seed=chance.randint(0, 2))
            for number in range(chance.randint(0, 30))
        ]
        left, taken, most = fair_order(waiting, {}), [], chance.choice([1, 3, 100])
        while batch := next_batch(left, most):
            taken.append(batch)
            left = [[request for request in batch_left if request.run_id not in batch] for batch_left in left]
            left = [batch_left for batch_left in left if batch_left]
        assert list(in_turn(fair_order(waiting, {}), most)) == taken
        assert sorted(run_id for batch in taken for run_id in batch) == list(range(len(waiting)))


def test_sharing_never_makes_a_batch_large():
    grid = [Request(number, config, "packaged", "anna", 2.0) for number, config in enumerate(article_grid(), 100)]
    single = [request(number, f"visitor {number}", 3.0 + number, seed=0, learning_rate=0.01) for number in range(20)]
    first = request(50, "ben", 1.0, seed=0, learning_rate=0.02)
    assert next_batch(fair_order([first, *grid, *single], {}), 100) == [50, *range(MAX_SHARED_NETWORKS - 1)]
    assert next_batch(fair_order([*grid, *single], {}), 100) == [request.run_id for request in grid]


def test_a_batch_that_does_not_fit_into_memory_is_cut():
    large = [request(number, "anna", 1.0, seed=0, units=512, layers=5, vocabulary=20_000) for number in range(2_000)]
    batch = next_batch(fair_order(large, {}), 10_000)
    assert 0 < len(batch) < 2_000
    assert batch == list(range(len(batch)))
