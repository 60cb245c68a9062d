"""The queue is fair by work: who trains little goes before who trains much, and what is long gives way to what is short."""

import random
from dataclasses import replace

import pytest

from explorer.config import RunConfig, article_grid
from explorer.scheduling.fair_queue import (
    LEAST_LEFT,
    LONGEST_TURN,
    MAX_SHARED_NETWORKS,
    SHORTEST_TURN,
    Line,
    Request,
    fair_order,
    in_turn,
    next_batch,
    seconds_left,
    seconds_trained,
)

LARGEST = {"epochs": 50, "units": 512, "layers": 5, "batch_size": 16, "vocabulary": 20_000, "first_units": 64}
"""The largest settings."""


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


def test_who_asks_for_more_work_waits_for_those_who_ask_for_less():
    anna = [request(number, "anna", 1.0 + number / 10) for number in (1, 2, 3)]
    ben, cleo = request(4, "ben", 2.0), request(5, "cleo", 30.0)
    batches = fair_order([cleo, ben, *anna], {})
    # Each takes about four seconds. The second of one visitor counts as if it had been asked for when the first is done.
    assert run_ids(batches) == [[1], [4], [2], [3], [5]]
    assert list(in_turn(batches, 10)) == [[1], [4], [2], [3], [5]]


def test_ones_second_request_waits_for_small_ones_that_come_before_it_is_due():
    anna = [request(1, "anna", 0.0, **LARGEST), request(2, "anna", 1.0)]
    assert run_ids(fair_order([*anna, request(3, "ben", 60.0)], {})) == [[1], [3], [2]]


def test_those_who_have_trained_less_lately_come_first():
    waiting = [request(2, "anna", 1.0), request(3, "ben", 2.0), request(4, "cleo", 3.0)]
    assert run_ids(fair_order(waiting, {"anna": 50.0, "cleo": 40.0})) == [[3], [4], [2]]


def test_waiting_counts_so_newcomers_overtake_only_for_as_long_as_one_has_trained():
    newcomers = [request(number, f"newcomer {number}", 10.0 + number) for number in range(2, 8)]
    assert run_ids(fair_order([request(1, "anna", 10.0), *newcomers], {"anna": 3.5}))[:4] == [[2], [3], [1], [4]]


def test_over_time_two_who_always_ask_get_the_same_time_however_they_divide_it():
    rng, clock, worked, served = random.Random(5), 0.0, {"anna": 0.0, "ben": 0.0}, []
    sizes = {"anna": 3, "ben": 30}
    waiting = [request(number, visitor, 0.0, epochs=sizes[visitor]) for number, visitor in enumerate(sizes)]
    for number in range(2, 200):
        (batch, *_) = fair_order(waiting, worked)
        (chosen,) = batch
        clock += seconds_left(batch)
        worked[chosen.visitor] += seconds_left(batch)
        served.append(chosen.visitor)
        waiting.remove(chosen)
        waiting.append(request(number, chosen.visitor, clock + rng.random() / 100, epochs=sizes[chosen.visitor]))
    assert worked["anna"] == pytest.approx(worked["ben"], rel=0.1)
    assert served.count("anna") > 3 * served.count("ben")


def line(training, *waiting, **worked):
    return Line(waiting, [training], worked)


def test_a_long_run_gives_way_to_a_short_one_after_a_turn():
    short = request(2, "ben", 100.0)
    for done, gives_way in ((0, False), (1, True), (40, True)):
        long = replace(request(1, "anna", 0.0, **LARGEST), done=done)
        assert line(long, short, anna=20.0 * done).gives_way([long], 0, now=101.0) is gives_way
    # It has just gone on.
    assert not line(long, short, anna=800.0).gives_way([long], 40, now=101.0)


def test_nothing_is_interrupted_for_what_would_not_go_before_it():
    long = replace(request(1, "anna", 0.0, **LARGEST), done=40)
    assert not line(long).gives_way([long], 0, now=100.0)
    # Ben has had more.
    assert not line(long, request(2, "ben", 90.0), anna=800.0, ben=900.0).gives_way([long], 0, now=100.0)


def test_what_is_nearly_done_is_not_interrupted():
    long = replace(request(1, "anna", 0.0, epochs=50), done=49)
    assert seconds_left([long]) < LEAST_LEFT
    assert not line(long, request(2, "ben", 90.0), anna=20.0).gives_way([long], 0, now=100.0)


def test_two_equally_long_ones_do_not_alternate_every_epoch():
    long = replace(request(1, "anna", 0.0, **LARGEST), done=1)
    other = request(2, "ben", 1.0, **LARGEST)
    assert line(long, other, anna=20.0).interruption([long], now=21.0).turn == LONGEST_TURN
    assert SHORTEST_TURN < seconds_trained([long], 0) < LONGEST_TURN
    assert not line(long, other, anna=20.0).gives_way([long], 0, now=21.0)
    longer = replace(long, done=5)
    assert seconds_trained([longer], 0) > LONGEST_TURN
    assert line(longer, other, anna=100.0).gives_way([longer], 0, now=101.0)


def test_nothing_is_interrupted_for_the_same_visitor():
    long, mine = replace(request(1, "anna", 0.0, **LARGEST), done=40), request(2, "anna", 1.0)
    assert not line(long, mine, anna=800.0).gives_way([long], 0, now=900.0)
    # If somebody else interrupts it, mine goes first as well.
    assert run_ids(line(long, mine, request(3, "ben", 890.0), anna=800.0).interruption([long], 900.0).before) == [[2], [3]]


def test_runs_that_were_interrupted_after_different_epochs_do_not_share_a_batch():
    waiting = [replace(request(number, f"visitor {number}", 1.0, seed=0), done=number) for number in (3, 3, 4)]
    waiting = [replace(one, run_id=number) for number, one in enumerate(waiting)]
    assert next_batch(fair_order(waiting, {}), 100) == [0, 1]


def test_the_runs_of_one_click_are_one_batch_for_each_seed():
    grid = [request(number, "anna", 1.0, seed=number % 2) for number in range(6)]
    assert run_ids(fair_order([*grid, request(9, "ben", 2.0)], {})) == [[0, 2, 4], [9], [1, 3, 5]]


def test_a_shared_run_trains_with_the_earliest_of_its_requests():
    waiting = [request(1, "anna", 1.0), request(2, "anna", 2.0), request(2, "ben", 3.0), request(3, "ben", 4.0)]
    assert run_ids(fair_order(waiting, {"anna": 50.0})) == [[2], [3], [1]]


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
