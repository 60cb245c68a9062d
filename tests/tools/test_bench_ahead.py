"""The bench of turned knobs: its walks are as they should be, and its figures are of the turns that count."""

from dataclasses import replace

import pytest

from explorer.config import KNOBS, RunConfig
from explorer.errors import ConfigError
from explorer.scheduling.neighbours import turn
from tools.bench import ahead
from tools.bench.ahead import Step, in_words, summary, walks


def test_there_are_twenty_walks_of_twelve_single_steps_two_to_ten_seconds_apart():
    found = walks(ahead.WALKS.read_text())
    assert [len(walk) for walk in found] == [12] * 20
    assert all(2 <= step.seconds <= 10 for walk in found for step in walk)
    for walk in found:
        config = RunConfig()
        for step in walk:
            before, config = config, replace(config, **{step.knob: step.value})
            assert turn(before, config).knob == step.knob
            knob = KNOBS[step.knob]
            if not knob.choices:
                # One press of an arrow key.
                steps = (
                    [*knob.stops].index(step.value) - [*knob.stops].index(getattr(before, step.knob)) if knob.stops else 0
                )
                assert abs(steps) == 1 or abs(step.value - getattr(before, step.knob)) == pytest.approx(knob.step)


def test_a_walk_with_a_value_that_no_knob_has_is_refused():
    with pytest.raises(ConfigError):
        walks("units 100000 2.0")


def test_turns_of_the_first_seconds_do_not_count_among_those_answered_at_once():
    walk = [Step("units", 24, 10.0), Step("units", 32, 10.0), Step("units", 48, 10.0)]
    found = summary([walk], [[5.0, 0.2, 0.9]], [[4.0, 3.0, 2.0]])
    assert (found["turns"], found["counted"], found["soon"]) == (3, 2, 0.5)
    assert found["rest_median"] == found["rest_95"] == 0.9
    assert found["ratio"] == pytest.approx(9.0 / 6.1)
    words = in_words({"machine": "this one", "walks": 1, **found})
    assert "3 turns" in words and "50%" in words and "1.5×" in words
