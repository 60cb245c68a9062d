"""What training costs on the computer that was measured grows with what there is to do."""

from dataclasses import replace

import pytest

from explorer.config import RunConfig, article_grid
from explorer.scheduling import cost
from explorer.scheduling.structure import Setup


def epoch(*configs, reviews=15_000):
    return cost.epoch_seconds(configs, reviews)


def test_a_larger_network_takes_longer():
    assert epoch(RunConfig()) < epoch(RunConfig(units=64, layers=3)) < epoch(RunConfig(units=512, layers=5))
    # Nearly all of it is in the layers, so it is not the time of a small network with a little more.
    assert epoch(RunConfig(units=512, layers=5)) > 5 * epoch(RunConfig())


@pytest.mark.parametrize(
    "more",
    [
        *({"batch_size": 16}, {"vocabulary": 20_000}, {"units": 512}, {"layers": 5}, {"dropout": 0.3}),
        *({"first_units": 64}, {"pairs": "on"}),
    ],
)
def test_each_knob_that_makes_work_makes_an_epoch_longer(more):
    assert epoch(replace(RunConfig(), **more)) > epoch(RunConfig())


@pytest.mark.parametrize("other", [{"seed": 1}, {"learning_rate": 0.1}, {"loss": "mse"}, {"epochs": 50}])
def test_other_knobs_make_no_difference(other):
    assert epoch(replace(RunConfig(), **other)) == epoch(RunConfig())


def test_networks_that_train_at_once_take_less_than_one_after_another():
    together = epoch(*article_grid())
    assert epoch(RunConfig()) < together < sum(epoch(config) for config in article_grid()) / 2


@pytest.mark.parametrize("reviews", [1_500, 15_000])
def test_an_epoch_that_learns_from_few_reviews_still_validates(reviews):
    few = epoch(RunConfig(training_reviews=100), reviews=reviews)
    assert 0.15 * epoch(RunConfig(), reviews=reviews) < few < 0.4 * epoch(RunConfig(), reviews=reviews)
    assert epoch(RunConfig(training_reviews=reviews), reviews=reviews) == epoch(RunConfig(), reviews=reviews)


def test_fewer_reviews_take_less_time():
    assert epoch(RunConfig(), reviews=1_500) < epoch(RunConfig())


def test_the_first_training_of_a_process_and_a_new_structure_take_longer_to_set_up():
    order = (Setup.KNOWN, Setup.NEW, Setup.NEW_WORDS, Setup.FIRST)
    known, new, words, first = (cost.setup_seconds([RunConfig()], setup) for setup in order)
    assert known < new < words < first
    assert cost.setup_seconds(article_grid(), Setup.NEW) > new


def test_larger_networks_take_longer_to_keep():
    assert cost.save_seconds([RunConfig()]) < cost.save_seconds([RunConfig(units=512, layers=5)])
    assert cost.save_seconds([RunConfig()] * 36) == pytest.approx(36 * cost.save_seconds([RunConfig()]))


# A worker's start


def test_the_rest_of_a_start_becomes_shorter_until_it_is_ready():
    marks = (0.0, cost.CONNECTING, cost.LOADING, 0.3, cost.READING, 0.6, cost.WARMING_UP, 1.0)
    rest = [cost.start_seconds(prepared=True, rehearsed=True, begin=mark) for mark in marks]
    assert rest == sorted(rest, reverse=True)
    assert rest[0] == rest[1] > rest[2] > rest[3] > rest[-2] > rest[-1] == 0


def test_preparing_reviews_and_a_rehearsal_make_a_start_longer():
    short = cost.start_seconds(prepared=False, rehearsed=False)
    assert cost.start_seconds(prepared=True, rehearsed=False) == pytest.approx(short + cost.PREPARE_SECONDS)
    assert cost.start_seconds(prepared=False, rehearsed=True) == pytest.approx(short + cost.REHEARSE_SECONDS)
