"""What a search may try: random settings of the knobs that move, many on each of a few inputs."""

import random
from collections import Counter, defaultdict
from dataclasses import replace

import pytest

from explorer.config import KNOBS, RunConfig
from explorer.errors import ConfigError
from explorer.knob import Knob
from explorer.scheduling.fusion_groups import fusion_key
from explorer.scheduling.search_space import INPUTS, NEVER_MOVE, SHAPES, Space, draw, usual_knobs, value
from explorer.scheduling.structure import network_shape

BASE = RunConfig(epochs=27, seed=3)
EVERYTHING = Space(BASE, tuple(name for name in KNOBS if name not in NEVER_MOVE))


def alike(_config):
    return 1.0


def drawn(space=EVERYTHING, bracket=0, count=120, **more):
    return draw(space, bracket, count, alike, **more)


def values_of(knob, count=400):
    generator = random.Random(1)
    return [value(knob, generator) for _ in range(count)]


@pytest.mark.parametrize("knob", KNOBS.values(), ids=KNOBS.keys())
def test_every_random_value_is_one_that_the_knob_allows(knob):
    assert all(knob.check(one) == one for one in values_of(knob))


def test_choices_and_stops_all_come_up():
    assert set(values_of(KNOBS["activation"])) == set(KNOBS["activation"].choices)
    assert set(values_of(KNOBS["units"])) == set(KNOBS["units"].stops)


def test_a_number_that_spans_decades_is_drawn_by_its_logarithm():
    below = sum(rate < 0.01 for rate in values_of(KNOBS["learning_rate"]))
    # The middle of 0.0001 and 0.3.
    assert 200 < below < 280


def test_a_penalty_is_none_at_all_half_of_the_time():
    penalties = values_of(KNOBS["l2"])
    assert 150 < penalties.count(0) < 250
    assert 0.00003 <= min(one for one in penalties if one) < max(penalties) <= 0.003


def test_a_number_of_one_size_is_drawn_from_its_steps():
    shares = set(values_of(KNOBS["dropout"]))
    assert len(shares) == 17 and {0.0, 0.8} <= shares
    assert all(round(share * 20) == pytest.approx(share * 20) for share in shares)


def test_only_the_knobs_that_may_move_do():
    configs = drawn(Space(BASE, ("units", "layers")))
    assert {replace(config, units=16, layers=1) for config in configs} == {BASE}
    assert len({config.units for config in configs}) > 5


def test_all_have_the_longest_training_and_the_seed_of_the_trials():
    assert {(config.epochs, config.seed) for config in drawn()} == {(27, 3)}


def test_the_same_bracket_is_drawn_again_and_another_is_another():
    assert drawn() == drawn()
    assert not set(drawn()) & set(drawn(bracket=1))
    assert not set(drawn()) & {replace(one, seed=3) for one in drawn(Space(replace(BASE, seed=4), EVERYTHING.vary))}


def test_a_bracket_is_a_few_large_batches():
    batches = Counter(map(fusion_key, drawn()))
    assert len(batches) == INPUTS
    assert set(batches.values()) == {20}


def test_a_slow_input_gets_fewer_networks_and_about_as_much_time():
    configs = draw(EVERYTHING, 0, 60, lambda config: 4096 / config.batch_size)
    batches = Counter(config.batch_size for config in configs)
    assert len(configs) == 60
    assert len(batches) > 1
    for one, other in zip(sorted(batches), sorted(batches)[1:]):
        assert batches[one] <= batches[other]


def test_the_networks_on_an_input_have_few_shapes():
    shapes = defaultdict(set)
    for config in drawn():
        shapes[fusion_key(config)].add(network_shape(config))
    assert all(1 <= len(found) <= SHAPES for found in shapes.values())
    assert len(set().union(*shapes.values())) > SHAPES


def test_where_only_the_input_moves_every_network_has_its_own():
    assert len({config.vocabulary for config in drawn(Space(BASE, ("vocabulary",)), count=10)}) > 5


def test_nothing_is_tried_twice_and_a_small_space_comes_to_an_end():
    space = Space(BASE, ("activation", "loss"))
    first = drawn(space, count=6)
    rest = drawn(space, bracket=1, count=20, tried=first)
    assert len(set(first) | set(rest)) == len(first) + len(rest) == 10
    assert drawn(space, bracket=2, tried=[*first, *rest]) == []


def test_without_hidden_layers_their_units_and_activation_make_no_second_network():
    configs = drawn(Space(BASE, ("activation", "units", "layers")), count=200)
    assert [config for config in configs if config.layers == 0] == [replace(BASE, layers=0)]
    assert drawn(Space(replace(BASE, layers=0), ("units",))) == [replace(BASE, layers=0)]


def test_two_of_three_inputs_go_on_from_the_best_so_far():
    good = replace(BASE, activation="gelu", units=512, layers=5, dropout=0.35, learning_rate=0.00123)
    for bracket in (1, 2):
        configs = drawn(bracket=bracket, best=[good])
        by_input = Counter(fusion_key(config) for config in configs if config.learning_rate == 0.00123)
        assert len(by_input) == INPUTS * 2 // 3
        assert all(7 <= count <= 20 for count in by_input.values())


def test_slow_settings_are_drawn_less_often_so_that_they_take_no_more_time():
    def seconds(config):
        return float(config.units)

    configs = draw(Space(BASE, ("units", "dropout", "l2")), 0, 200, seconds)
    units = Counter(config.units for config in configs)
    # Drawn evenly, they would take over 20,000.
    assert sum(seconds(config) for config in configs) < 9_000
    assert sum(units[wide] for wide in (128, 192, 256, 384, 512)) < 40
    assert max(units) > 100


def test_networks_that_are_few_share_one_input():
    assert len(set(map(fusion_key, drawn(count=19)))) == 1
    assert len(set(map(fusion_key, drawn(count=20)))) == 2


def test_the_usual_space_has_every_knob_but_epochs_and_luck():
    assert set(NEVER_MOVE) == set(KNOBS) - set(usual_knobs()) & set(NEVER_MOVE)
    assert {"units", "learning_rate", "vocabulary", "batch_size"} <= set(usual_knobs())
    # Of 72 reviews, 256 at a time correct a network once an epoch, and it never learns.
    assert set(usual_knobs()) - set(usual_knobs(72)) == {"batch_size"}
    assert usual_knobs(15_000) == usual_knobs()


def test_a_knob_says_itself_whether_a_search_moves_it():
    assert Knob("Anything", 0, "").searched
    assert not KNOBS["epochs"].searched and not KNOBS["seed"].searched


def test_the_order_in_which_knobs_are_named_makes_no_difference():
    assert Space(BASE, ("layers", "units")) == Space(BASE, ("units", "layers", "units"))


@pytest.mark.parametrize("vary", [(), ("epochs",), ("seed",), ("nonsense",), ("units", "'; DROP TABLE runs"), ("x" * 5000,)])
def test_what_cannot_move_is_refused_in_a_sentence(vary):
    with pytest.raises(ConfigError) as refused:
        Space(BASE, vary)
    assert str(refused.value).endswith(".") and len(str(refused.value)) < 400
