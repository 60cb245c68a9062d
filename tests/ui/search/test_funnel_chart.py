"""The funnel as a picture: every network once, in its column, with what came of it."""

from dataclasses import replace

import pytest

from explorer.insight.search_result import funnel
from explorer.scheduling.successive_halving import Outcome
from explorer.ui.pages.search.funnel_chart import funnel_chart, head_frame, network_frame
from tests.support.trials import FUNNEL, trial


def test_every_network_is_a_dot_in_the_column_of_its_epochs():
    frame = network_frame(FUNNEL, low=0.8)
    assert frame["run"].tolist() == [one.run_id for one in FUNNEL]
    assert frame["column"].tolist() == [*["3 epochs"] * 3, "9 epochs", "27 epochs", *["the best, again"] * 2]
    assert frame["fate"].tolist() == [*["dropped"] * 2, *["went on"] * 5]
    assert frame["beside"].between(0, 1).all()


def test_networks_that_learned_from_a_part_of_the_reviews_have_a_column_that_says_so():
    part = replace(trial(16, 3, 0.85), part=2_500)
    frame = network_frame([part, trial(16, 9, 0.87)], low=0.8)
    assert frame["column"].tolist() == ["3 epochs on\n2,500 reviews", "9 epochs"]
    assert "2,500" in frame["settings"][0] and "2,500" not in frame["settings"][1]
    columns = funnel_chart([part], 27).spec["layer"][0]["encoding"]["x"]["scale"]["domain"]
    assert columns == ["3 epochs on\n2,500 reviews", "9 epochs", "27 epochs", "the best, again"]


def test_what_is_below_the_chart_stands_at_its_edge_and_keeps_its_figure():
    frame = network_frame([trial(16, 3, 0.5), trial(32, 3, 0.85)], low=0.8)
    assert frame["shown"].tolist() == [0.8, 0.85]
    assert frame["accuracy"].tolist() == [0.5, 0.85]


def test_the_repeats_of_a_finalist_stand_above_each_other():
    repeats = [trial(units, 27, 0.88, bracket=None, seed=seed) for seed in (1, 2) for units in (16, 32)]
    assert network_frame(repeats, low=0.8)["beside"].tolist() == [0.25, 0.75, 0.25, 0.75]


def test_a_network_without_an_accuracy_is_not_drawn():
    assert network_frame([trial(16, 3, outcome=Outcome.ACTIVE)], low=0.8).empty
    assert network_frame([], low=0.8).empty


def test_above_each_column_stands_how_many_there_were_and_the_best():
    words = head_frame(funnel([*FUNNEL, trial(8, 3, outcome=Outcome.ACTIVE, bracket=1)])).set_index("column")["words"]
    assert words["3 epochs"] == "4 networks\nbest 86.4%"
    assert words["9 epochs"] == "1 network\nbest 87.0%"
    assert head_frame(funnel([trial(8, 3, outcome=Outcome.ACTIVE)]))["words"].tolist() == ["1 network"]


@pytest.mark.parametrize("count", [0, 5, 6])
def test_as_long_as_the_best_is_about_as_good_only_the_data_change(count):
    assert funnel_chart(FUNNEL[:count], 27).spec == funnel_chart(FUNNEL, 27).spec


def test_the_chart_shows_where_the_best_ones_are():
    spec = funnel_chart([trial(16, 3, 0.6)], 27).spec
    assert spec["layer"][0]["encoding"]["y"]["scale"]["domain"] == [0.5, 0.65]
