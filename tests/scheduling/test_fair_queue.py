"""People take turns, small requests share one, and nobody waits behind two of somebody else's."""

import random
from itertools import pairwise

from explorer.config import RunConfig, article_grid
from explorer.scheduling.fair_queue import COMPANY, Request, ahead, in_turn, next_batch


def request(run_id, visitor, asked, seed=None, dataset="packaged", **choices):
    """A run that waits; alone in its batch, as nothing else has its seed, unless one is given."""
    return Request(run_id, RunConfig(seed=run_id if seed is None else seed, **choices), dataset, visitor, asked)


def numbers(turns):
    return [[request.run_id for request in turn] for turn in turns]


def test_nothing_waits():
    assert in_turn([], {}) == []
    assert next_batch([], 10) == []
    assert ahead([], 1) == 0


def test_visitors_alternate_whatever_they_have_asked_for():
    anna = [request(number, "anna", 1.0 + number) for number in (1, 2, 3)]
    ben, cleo = [request(4, "ben", 10.0), request(5, "ben", 11.0)], [request(6, "cleo", 20.0)]
    turns = in_turn([*cleo, *ben, *anna], {})
    assert numbers(turns) == [[1], [4], [6], [2], [5], [3]]
    assert [ahead(turns, number) for number in (1, 4, 6, 3)] == [0, 1, 2, 5]


def test_who_was_served_lately_waits_for_those_who_were_not():
    waiting = [request(2, "anna", 1.0), request(3, "ben", 2.0), request(4, "cleo", 3.0)]
    assert numbers(in_turn(waiting, {"anna": 50.0, "cleo": 40.0})) == [[3], [4], [2]]


def test_nobody_waits_behind_two_of_the_same_person_while_others_have_none():
    chance = random.Random(5)
    for _ in range(200):
        waiting = [request(number, chance.choice("abcd"), number / 10) for number in range(chance.randint(1, 20))]
        served, order, clock = {}, [], 100.0
        while waiting:
            (run_id,) = next_batch(in_turn(waiting, served), 1)
            (chosen,) = (request for request in waiting if request.run_id == run_id)
            waiting.remove(chosen)
            clock += 1
            served[chosen.visitor] = clock
            order.append((chosen.visitor, {request.visitor for request in waiting}))
        for (visitor, waited), (following, _) in pairwise(order):
            assert following != visitor or waited == {visitor}


def test_what_one_click_asks_for_is_one_turn_for_each_batch_it_makes():
    grid = [request(number, "anna", 1.0, seed=number % 2) for number in range(6)]
    assert numbers(in_turn([*grid, request(9, "ben", 2.0)], {})) == [[0, 2, 4], [9], [1, 3, 5]]


def test_a_shared_run_comes_as_early_as_any_of_those_who_want_it():
    waiting = [request(1, "anna", 1.0), request(2, "anna", 2.0), request(2, "ben", 3.0), request(3, "ben", 4.0)]
    assert numbers(in_turn(waiting, {"anna": 50.0})) == [[2], [1], [3]]


def test_small_turns_that_fit_are_trained_together():
    waiting = [request(number, f"visitor {number}", number, seed=0, units=8 * number) for number in range(1, 6)]
    other = request(6, "anna", 6.0, seed=0, dataset="official")
    assert next_batch(in_turn([*waiting, other], {}), 100) == [1, 2, 3, 4, 5]
    assert next_batch(in_turn([*waiting, other], {}), 3) == [1, 2, 3]
    assert next_batch(in_turn([other, *waiting], {"anna": 50.0}), 100) == [1, 2, 3, 4, 5]


def test_company_never_makes_a_turn_long():
    grid = [Request(number, config, "packaged", "anna", 2.0) for number, config in enumerate(article_grid(), 100)]
    single = [request(number, f"visitor {number}", 3.0 + number, seed=0, learning_rate=0.01) for number in range(20)]
    first = request(50, "ben", 1.0, seed=0, learning_rate=0.02)
    assert next_batch(in_turn([first, *grid, *single], {}), 100) == [50, *range(COMPANY - 1)]
    assert next_batch(in_turn([*grid, *single], {}), 100) == [request.run_id for request in grid]


def test_a_turn_that_does_not_fit_memory_is_cut():
    large = [request(number, "anna", 1.0, seed=0, units=512, layers=5, vocabulary=20_000) for number in range(2_000)]
    batch = next_batch(in_turn(large, {}), 10_000)
    assert 0 < len(batch) < 2_000
    assert batch == list(range(len(batch)))
