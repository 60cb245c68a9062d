"""A grid of one's own: its networks, the values that people write, and what counts as a grid."""

import math
import random
from dataclasses import replace

import pytest

from explorer.config import KNOBS, RunConfig, article_grid, repeated
from explorer.errors import ConfigError, LimitError
from explorer.grid import GRID_KNOBS, combinations, in_order, is_grid, networks, parse_values

ARTICLE = {name: KNOBS[name].article for name in ("activation", "loss", "units", "layers")}


def test_every_knob_but_the_seed_can_vary():
    assert {*KNOBS} - {*GRID_KNOBS} == {"seed"}


def test_the_articles_values_make_the_articles_grid():
    assert networks(ARTICLE) == 36
    assert combinations(ARTICLE, RunConfig(), 1, 36) == article_grid()
    assert combinations(ARTICLE, RunConfig(), 3, 108) == repeated(article_grid(), range(3))


def test_other_knobs_stand_as_they_are_given_but_for_the_seed():
    found = combinations({"units": (16, 64)}, RunConfig("tanh", dropout=0.5, seed=77), 2, 200)
    assert found == [RunConfig("tanh", units=units, dropout=0.5, seed=seed) for seed in (0, 1) for units in (16, 64)]


@pytest.mark.parametrize("name", GRID_KNOBS)
def test_each_knob_makes_a_grid_of_its_two_ends(name):
    knob = KNOBS[name]
    ends = tuple(knob.choices)[:2] if knob.choices else (knob.low, knob.high)
    assert [getattr(config, name) for config in combinations({name: ends}, RunConfig(), 1, 2)] == [*ends]


def test_too_many_networks_are_refused_before_any_is_made():
    huge = {name: tuple(range(10**6)) for name in GRID_KNOBS}
    with pytest.raises(LimitError, match=r"but at most 2,000 can wait or train at a time in this app\. Choose fewer"):
        combinations(huge, RunConfig(), 5, 2_000)
    with pytest.raises(LimitError, match=r"^That is 180 networks, but at most 179 can"):
        combinations(ARTICLE, RunConfig(), 5, 179)
    assert len(combinations(ARTICLE, RunConfig(), 5, 180)) == 180


@pytest.mark.parametrize(
    ("knob", "text", "values"),
    [
        ("units", "16, 64, 128", (16, 64, 128)),
        ("units", "16,64,128", (16, 64, 128)),
        ("units", " 64;16 ;  16 128 ", (16, 64, 128)),
        ("units", "16, 32 and 64", (16, 32, 64)),
        ("units", "16.0", (16,)),
        # Of two numbers without a blank between them, a comma of thousands makes none of this knob's values.
        ("units", "100,300", (100, 300)),
        ("vocabulary", "5,000, 10,000", (5_000, 10_000)),
        ("vocabulary", "5,000;10,000", (5_000, 10_000)),
        ("batch_size", "128,1,024", None),
        ("dropout", "0, 0.3, 0.5", (0.0, 0.3, 0.5)),
        ("learning_rate", "1e-3 0.01", (0.001, 0.01)),
    ],
)
def test_values_are_read_as_people_write_them(knob, text, values):
    if values is None:
        with pytest.raises(ConfigError):
            parse_values(KNOBS[knob], text)
    else:
        assert parse_values(KNOBS[knob], text) == values


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Hidden units needs at least one value, between 4 and 512."),
        (" , ;", "Hidden units needs at least one value, between 4 and 512."),
        ("16, many", "Hidden units is “many”, but it has to be a whole number between 4 and 512."),
        ("16, 1000", "Hidden units is “1000”, but it has to be a whole number between 4 and 512."),
        ("16, 16.5", "Hidden units is “16.5”, but it has to be a whole number between 4 and 512."),
        ("nan", "Hidden units is “nan”, but it has to be a whole number between 4 and 512."),
    ],
)
def test_what_is_no_value_is_refused_in_a_sentence(text, sentence):
    with pytest.raises(ConfigError) as refused:
        parse_values(KNOBS["units"], text)
    assert str(refused.value) == sentence


def test_values_are_in_the_order_of_their_knob_and_each_once():
    assert in_order(KNOBS["activation"], ["tanh", "relu", "tanh"]) == ("relu", "tanh")
    assert in_order(KNOBS["units"], [64, 16, 64]) == (16, 64)


def test_what_was_missing_of_a_grid_is_one():
    grid = repeated(article_grid(), range(3))
    assert is_grid(grid, [])
    for missing in (1, 5, 50, 107):
        chosen = random.Random(missing).sample(grid, 108 - missing)
        others = [config for config in grid if config not in chosen]
        assert is_grid(chosen, others) == (len(chosen) > 1)


def test_one_network_or_some_of_random_settings_are_no_grid():
    assert not is_grid([RunConfig()], []) and not is_grid([], [])
    assert not is_grid([RunConfig("tanh"), RunConfig(units=64)], [])
    rng = random.Random(0)
    rates = [replace(RunConfig(units=rng.choice((4, 64))), learning_rate=10 ** rng.uniform(-4, 0)) for _ in range(27)]
    assert not is_grid(rates, article_grid())


def test_many_values_of_many_knobs_are_told_from_a_grid_at_once():
    rng = random.Random(0)
    numbers = [knob for name in GRID_KNOBS if not (knob := KNOBS[name]).choices]
    several = [
        RunConfig(**{knob.name: knob.check(rng.uniform(knob.low, knob.high) // 1) for knob in numbers if knob.low >= 1})
        for _ in range(200)
    ]
    assert math.prod(len({getattr(config, knob.name) for config in several}) for knob in numbers) > 10**6
    assert not is_grid(several, article_grid())
