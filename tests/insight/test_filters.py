"""Filters of the leaderboard leave rows out, and their places alone."""

from explorer.config import RunConfig
from explorer.insight.filters import matching, varying
from explorer.insight.ranking import standings
from tests.support.runs import trained

CONFIGS = [RunConfig(units=64), RunConfig(units=4, learning_rate=0.01), RunConfig("tanh", units=16, seed=3)]
SETTINGS = standings(trained(CONFIGS, lambda config: 0.80 + config.units / 1000))


def configs(settings):
    return [setting.config.units for setting in settings]


def test_knobs_with_several_values_can_be_filtered_by_but_not_the_seed():
    assert varying(SETTINGS) == {
        "activation": ["relu", "tanh"],
        "units": [4, 16, 64],
        "learning_rate": [0.001, 0.01],
    }
    assert varying(SETTINGS[:1]) == varying([]) == {}


def test_any_of_a_knobs_values_will_do_and_every_knob_has_to():
    assert configs(matching(SETTINGS, {"units": [4, 64]})) == [64, 4]
    assert configs(matching(SETTINGS, {"units": [4, 64], "learning_rate": [0.01]})) == [4]
    assert matching(SETTINGS, {"activation": ["tanh"], "units": [4]}) == []


def test_nothing_wanted_is_no_filter():
    assert matching(SETTINGS, {}) == matching(SETTINGS, {"units": []}) == SETTINGS


def test_what_is_left_keeps_its_place_and_its_tie():
    (left,) = matching(SETTINGS, {"units": [4]})
    assert left == SETTINGS[2]
    assert (left.place, left.tied) == (3, False)
