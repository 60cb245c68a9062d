"""Which compiled models a worker keeps, and for which networks one of them can be used again."""

from dataclasses import replace

import pytest

from explorer.config import RunConfig, article_grid
from explorer.scheduling import structure
from explorer.scheduling.structure import REHEARSED, Compiled, Setup, cached_after, structure_of


def after(*groups):
    """What is kept after these groups, one after the other."""
    cached = []
    for configs in groups:
        cached = cached_after(cached, configs)
    return cached


@pytest.mark.parametrize(
    "other",
    [{"seed": 9}, {"learning_rate": 0.01}, {"loss": "mse"}, {"batch_size": 64}, {"epochs": 3}],
)
def test_settings_that_a_compiled_model_can_take_over_have_the_same_structure(other):
    assert structure_of([replace(RunConfig(), **other)]) == structure_of([RunConfig()])


@pytest.mark.parametrize(
    "other", [{"units": 32}, {"layers": 2}, {"activation": "tanh"}, {"vocabulary": 500}, {"dropout": 0.1}, {"l2": 0.1}]
)
def test_settings_that_change_the_graph_have_another_structure(other):
    assert structure_of([replace(RunConfig(), **other)]) != structure_of([RunConfig()])


def test_the_order_of_the_networks_makes_no_difference():
    assert structure_of(article_grid()) == structure_of(article_grid()[::-1])


def test_the_most_recently_used_are_kept():
    one, two, *others = ([RunConfig(units=units)] for units in (4, 5, 6, 7, 8))
    assert after(one, two, one, *others) == [structure_of(configs) for configs in (one, *others)]
    assert len(others) == structure.MAX_CACHED - 1


def test_a_large_model_is_not_kept_and_displaces_none(monkeypatch):
    small = [RunConfig()]
    large = [replace(config, units=512, layers=5) for config in article_grid()]
    assert after(small, large) == [structure_of(small)]


def test_what_a_worker_has_to_do_depends_on_what_it_has_trained():
    one, other, few_words = [RunConfig()], [RunConfig(units=32)], [RunConfig(vocabulary=500)]
    fresh = Compiled()
    assert [fresh.before(configs) for configs in (one, other)] == [Setup.FIRST, Setup.FIRST]
    assert fresh.after(one) == REHEARSED
    assert [REHEARSED.before(configs) for configs in (one, other, few_words)] == [Setup.KNOWN, Setup.NEW, Setup.NEW_WORDS]
    after = REHEARSED.after(few_words)
    assert [after.before(configs) for configs in (few_words, [RunConfig(vocabulary=500, units=32)])] == [
        Setup.KNOWN,
        Setup.NEW,
    ]
