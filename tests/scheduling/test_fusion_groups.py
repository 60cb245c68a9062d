"""Networks that agree in the shared knobs train together, as many as a worker's memory holds."""

from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest

from explorer.config import RunConfig, article_grid, repeated
from explorer.scheduling import fusion_groups as module
from explorer.scheduling.fusion_groups import MAX_GROUP_BYTES, estimated_bytes, fusion_groups

MANY = 10_000


def total_bytes(configs, group):
    return sum(estimated_bytes(configs[number]) for number in group)


def test_the_articles_networks_are_one_group():
    assert fusion_groups(article_grid(), MANY) == [list(range(36))]


def test_one_network_is_one_group_and_none_is_no_group():
    assert fusion_groups([RunConfig()], MANY) == [[0]]
    assert fusion_groups([], MANY) == []


def test_another_vocabulary_batch_size_or_seed_makes_another_group():
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
    assert fusion_groups(configs, MANY) == [[0, 2, 5], [1, 6], [3], [4], [7]]


def test_repeats_of_the_grid_are_one_group_for_each_seed():
    configs = [replace(config, seed=seed) for config in article_grid() for seed in range(3)]
    assert fusion_groups(configs, MANY) == [list(range(seed, 108, 3)) for seed in range(3)]


def test_two_thousand_networks_are_cut_to_what_memory_holds():
    configs = [replace(article_grid()[number % 36], seed=number % 7 // 6, epochs=number % 50 + 1) for number in range(2_000)]
    groups = fusion_groups(configs, MANY)
    assert Counter(number for group in groups for number in group) == Counter(range(2_000))
    for group in groups:
        assert group == sorted(group)
        assert total_bytes(configs, group) <= MAX_GROUP_BYTES
        assert len({configs[number].seed for number in group}) == 1
    # No group begins before the previous one is full.
    for seed in (0, 1):
        own = [group for group in groups if configs[group[0]].seed == seed]
        for group, following in pairwise(own):
            assert total_bytes(configs, [*group, following[0]]) > MAX_GROUP_BYTES


@pytest.mark.parametrize(
    ("knob", "values"),
    [("vocabulary", (500, 10_000, 20_000)), ("units", (4, 16, 512)), ("layers", (0, 1, 5)), ("batch_size", (16, 512, 4096))],
)
def test_a_larger_network_needs_more_memory(knob, values):
    small, middle, large = (estimated_bytes(RunConfig(**{knob: value})) for value in values)
    assert 0 < small < middle < large


@pytest.mark.parametrize("knob", ["activation", "loss", "epochs", "learning_rate", "dropout", "l2", "seed"])
def test_how_a_network_learns_does_not_change_its_memory(knob):
    other = {"activation": "tanh", "loss": "mse", "epochs": 50, "learning_rate": 0.1, "dropout": 0.5, "l2": 0.01, "seed": 9}
    assert estimated_bytes(RunConfig(**{knob: other[knob]})) == estimated_bytes(RunConfig())


def test_every_weight_is_counted_several_times():
    weights = 160_305 * 4
    assert 4 * weights < estimated_bytes(RunConfig()) < 10 * weights


def test_the_largest_possible_network_fits():
    assert estimated_bytes(RunConfig(units=512, layers=5, batch_size=4096, vocabulary=20_000)) <= MAX_GROUP_BYTES


def test_a_network_beyond_the_limit_has_a_group_of_its_own(monkeypatch):
    configs = [RunConfig(), RunConfig(units=512, layers=5), RunConfig(units=17), RunConfig(units=18)]
    monkeypatch.setattr(module, "MAX_GROUP_BYTES", 2 * estimated_bytes(RunConfig(units=18)))
    assert estimated_bytes(configs[1]) > module.MAX_GROUP_BYTES
    assert fusion_groups(configs, MANY) == [[0], [1], [2, 3]]


def test_a_group_may_be_exactly_as_large_as_the_limit(monkeypatch):
    monkeypatch.setattr(module, "MAX_GROUP_BYTES", 3 * estimated_bytes(RunConfig()))
    assert fusion_groups([RunConfig(epochs=epochs) for epochs in range(1, 8)], MANY) == [[0, 1, 2], [3, 4, 5], [6]]


def test_no_group_has_more_networks_than_allowed():
    assert [len(group) for group in fusion_groups(repeated(article_grid(), [0, 1]), 20)] == [20, 16, 20, 16]
