"""Networks that can share a batch train together, as many as a worker's memory holds."""

from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest

from explorer.config import RunConfig, article_grid, repeated
from explorer.scheduling import fusion_groups as module
from explorer.scheduling.fusion_groups import LARGEST_SHARD, bytes_needed, shards

MANY = 10_000


def needs(configs, shard):
    return sum(bytes_needed(configs[number]) for number in shard)


def test_the_article_trains_all_at_once():
    assert shards(article_grid(), MANY) == [list(range(36))]


def test_one_network_is_a_shard_and_none_is_none():
    assert shards([RunConfig()], MANY) == [[0]]
    assert shards([], MANY) == []


def test_networks_of_another_vocabulary_batch_size_or_seed_are_apart():
    configs = [
        RunConfig(),
        RunConfig(seed=1),
        RunConfig(units=32),
        RunConfig(vocabulary=500),
        RunConfig(batch_size=128),
        RunConfig("tanh", "mse", layers=3, epochs=50, learning_rate=0.1, dropout=0.5, l2=0.01),
        RunConfig(units=32, seed=1),
        RunConfig(vocabulary=500, batch_size=128),
    ]
    assert shards(configs, MANY) == [[0, 2, 5], [1, 6], [3], [4], [7]]


def test_repeats_of_the_grid_are_a_shard_for_each_seed():
    configs = [replace(config, seed=seed) for config in article_grid() for seed in range(3)]
    assert shards(configs, MANY) == [list(range(seed, 108, 3)) for seed in range(3)]


def test_two_thousand_networks_are_cut_to_what_memory_holds():
    configs = [replace(article_grid()[number % 36], seed=number % 7 // 6, epochs=number % 50 + 1) for number in range(2_000)]
    cut = shards(configs, MANY)
    assert Counter(number for shard in cut for number in shard) == Counter(range(2_000))
    for shard in cut:
        assert shard == sorted(shard)
        assert needs(configs, shard) <= LARGEST_SHARD
        assert len({configs[number].seed for number in shard}) == 1
    # No shard is begun before the one before it is full.
    for seed in (0, 1):
        own = [shard for shard in cut if configs[shard[0]].seed == seed]
        for shard, following in pairwise(own):
            assert needs(configs, [*shard, following[0]]) > LARGEST_SHARD


@pytest.mark.parametrize(
    ("knob", "values"),
    [("vocabulary", (500, 10_000, 20_000)), ("units", (4, 16, 512)), ("layers", (0, 1, 5)), ("batch_size", (16, 512, 4096))],
)
def test_a_larger_network_needs_more(knob, values):
    small, middle, large = (bytes_needed(RunConfig(**{knob: value})) for value in values)
    assert 0 < small < middle < large


@pytest.mark.parametrize("knob", ["activation", "loss", "epochs", "learning_rate", "dropout", "l2", "seed"])
def test_how_it_learns_does_not_change_what_it_needs(knob):
    other = {"activation": "tanh", "loss": "mse", "epochs": 50, "learning_rate": 0.1, "dropout": 0.5, "l2": 0.01, "seed": 9}
    assert bytes_needed(RunConfig(**{knob: other[knob]})) == bytes_needed(RunConfig())


def test_every_weight_is_counted_several_times():
    weights = 160_305 * 4
    assert 4 * weights < bytes_needed(RunConfig()) < 10 * weights


def test_the_largest_network_there_can_be_fits():
    assert bytes_needed(RunConfig(units=512, layers=5, batch_size=4096, vocabulary=20_000)) <= LARGEST_SHARD


def test_a_network_beyond_the_limit_has_a_shard_of_its_own(monkeypatch):
    configs = [RunConfig(), RunConfig(units=512, layers=5), RunConfig(units=17), RunConfig(units=18)]
    monkeypatch.setattr(module, "LARGEST_SHARD", 2 * bytes_needed(RunConfig(units=18)))
    assert bytes_needed(configs[1]) > module.LARGEST_SHARD
    assert shards(configs, MANY) == [[0], [1], [2, 3]]


def test_a_shard_may_be_exactly_as_large_as_the_limit(monkeypatch):
    monkeypatch.setattr(module, "LARGEST_SHARD", 3 * bytes_needed(RunConfig()))
    assert shards([RunConfig(epochs=epochs) for epochs in range(1, 8)], MANY) == [[0, 1, 2], [3, 4, 5], [6]]


def test_no_shard_has_more_networks_than_were_allowed():
    assert [len(shard) for shard in shards(repeated(article_grid(), [0, 1]), 20)] == [20, 16, 20, 16]
