"""Runs and settings in order, and how much of a difference can be luck."""

import json
import math
from dataclasses import replace

import numpy as np
import pytest

from explorer.config import KNOBS, RunConfig, article_grid
from explorer.insight.ranking import COLUMNS, champion, leaderboard, matching, ranked, records, standings, varying
from tests.support.runs import epoch, run, trained


def ids(runs):
    return [run.id for run in runs]


# The order


def test_the_highest_validation_accuracy_comes_first():
    runs = [run(1, history=[epoch(1, 0.81)]), run(2, history=[epoch(1, 0.89)]), run(3, history=[epoch(1, 0.85)])]
    assert ids(ranked(runs)) == [2, 3, 1]


def test_a_run_is_ranked_by_its_best_epoch_not_by_its_last():
    runs = [run(1, history=[epoch(1, 0.90), epoch(2, 0.70)]), run(2, history=[epoch(1, 0.80), epoch(2, 0.85)])]
    assert ids(ranked(runs)) == [1, 2]


def test_of_equally_accurate_runs_the_lower_validation_loss_comes_first():
    runs = [run(1, history=[epoch(1, 0.88, 0.40)]), run(2, history=[epoch(1, 0.88, 0.30)])]
    assert ids(ranked(runs)) == [2, 1]


def test_of_runs_with_the_same_figures_the_older_comes_first_however_they_are_listed():
    runs = [run(number, history=[epoch(1)]) for number in (3, 1, 2)]
    assert ids(ranked(runs)) == [1, 2, 3]


def test_the_champion_is_the_best_run_of_the_leading_setting_not_the_luckiest():
    steady = [run(number, RunConfig(seed=number), [epoch(1, 0.880 + number / 1000)]) for number in range(3)]
    lucky = [run(9, RunConfig(units=32), [epoch(1, 0.89)]), run(8, RunConfig(units=32, seed=1), [epoch(1, 0.86)])]
    assert champion([*lucky, *steady]) == steady[-1]
    assert champion([]) is None


def test_a_run_without_an_epoch_has_no_place():
    assert ids(ranked([run(1), run(2, history=[epoch(1)])])) == [2]
    assert ranked([run(1)]) == ranked([]) == []


def test_the_same_settings_count_once_and_the_last_time_counts():
    config = RunConfig(units=64)
    runs = [run(1, config, [epoch(1, 0.90)]), run(2, config, [epoch(1, 0.80)]), run(3, history=[epoch(1, 0.85)])]
    assert ids(ranked(runs)) == [3, 2]


def test_a_repeat_that_has_no_epoch_yet_does_not_push_out_the_one_before():
    config = RunConfig(units=64)
    assert ids(ranked([run(1, config, [epoch(1)]), run(2, config)])) == [1]


def test_another_seed_or_other_reviews_are_another_run():
    history = [epoch(1)]
    runs = [run(1, RunConfig(), history), run(2, RunConfig(seed=1), history), run(3, RunConfig(), history, "official")]
    assert ids(ranked(runs)) == [1, 2, 3]


# One row per setting


def repeats(config, *accuracies, first=1):
    """A finished run of `config` for each accuracy, with seeds 0, 1, 2 …"""
    return [run(first + seed, replace(config, seed=seed), [epoch(1, accuracy)]) for seed, accuracy in enumerate(accuracies)]


def test_repeats_of_a_setting_are_one_row_with_their_average_and_deviation():
    (setting,) = standings(repeats(RunConfig(units=64), 0.86, 0.90, 0.88))
    assert setting.config == RunConfig(units=64)
    assert setting.repeats == 3
    assert setting.mean == pytest.approx(0.88)
    assert setting.deviation == pytest.approx(0.02)
    assert setting.best.id == 2
    assert (setting.place, setting.tied) == (1, True)


def test_a_single_run_has_no_deviation_of_its_own_and_gets_what_is_expected_of_it():
    single, repeated = standings(
        [*repeats(RunConfig(units=64), 0.88), *repeats(RunConfig(units=32), 0.869, 0.871, 0.873, first=5)]
    )
    assert single.deviation is None and single.seed_variance.own == 0
    assert repeated.seed_variance.own == 2
    assert single.half_width > repeated.half_width


def test_of_a_single_run_that_was_hardly_trained_nobody_knows_how_exact_it_is():
    *_, lost = standings([*repeats(RunConfig(), 0.88, 0.881), *repeats(RunConfig(learning_rate=0.00001), 0.55, first=5)])
    assert lost.half_width == math.inf
    assert math.isnan(leaderboard([lost])["interval_95"][0])


def test_one_lucky_run_does_not_lead_an_average_of_four_and_is_not_the_champion():
    four, once, *others = article_grid()
    made = [*repeats(four, 0.8912, 0.8926, 0.8921, 0.8925), *repeats(once, 0.8932, first=10)]
    for place, config in enumerate(others):
        middle = 0.8860 + 0.0002 * (place - 17)
        made += repeats(config, middle - 0.002, middle, middle + 0.002, first=20 + 10 * place)
    settings = standings(made)
    assert settings[0].config == four
    assert settings[0].mean < next(one for one in settings if one.config == once).mean
    assert champion(made).config == replace(four, seed=1)


def test_settings_are_ordered_by_their_average_not_by_their_luckiest_run():
    steady, lucky = RunConfig(units=64), RunConfig(units=32)
    settings = standings([*repeats(lucky, 0.885, 0.870, 0.871), *repeats(steady, 0.880, 0.881, 0.879, first=5)])
    assert [setting.config for setting in settings] == [steady, lucky]


def test_runs_that_have_been_trained_twice_are_not_two_repeats():
    (setting,) = standings([run(1, RunConfig(), [epoch(1, 0.87)]), run(2, RunConfig(), [epoch(1, 0.87)])])
    assert (setting.repeats, setting.best.id) == (1, 2)


def test_those_tied_for_first_share_the_first_place_and_the_next_is_counted_on():
    first, near, far = RunConfig(units=64), RunConfig(units=32), RunConfig(units=16)
    settings = standings(
        [
            *repeats(far, 0.850, 0.851, first=1),
            *repeats(near, 0.879, 0.880, first=10),
            *repeats(first, 0.880, 0.881, first=20),
        ],
    )
    assert [(setting.config, setting.place, setting.tied) for setting in settings] == [
        (first, 1, True),
        (near, 1, True),
        (far, 3, False),
    ]


def test_one_lucky_run_does_not_stand_above_those_that_may_be_first_too():
    """A setting with one run is known badly: it may be first although its average is below one that cannot be."""
    many = [0.880 + 0.0005 * number for number in (-2, -1, 0, 1, 2)] * 2
    best, worse, once = RunConfig(units=64), RunConfig(units=32), RunConfig(units=16)
    settings = standings(
        [
            *repeats(best, *many),
            *repeats(worse, *(accuracy - 0.004 for accuracy in many), first=20),
            *repeats(once, 0.8785, first=40),
        ]
    )
    assert [(setting.config, setting.place) for setting in settings] == [(best, 1), (once, 1), (worse, 3)]


def test_a_setting_off_the_rails_keeps_its_scatter_to_itself():
    calm = [*repeats(RunConfig(), 0.880, 0.881), *repeats(RunConfig(units=64), 0.840, 0.841, first=5)]
    wild = repeats(RunConfig(learning_rate=5.0), 0.50, 0.65, 0.85, first=10)
    settings = standings([*calm, *wild])
    assert settings[0].seed_variance.deviation == pytest.approx(standings(calm)[0].seed_variance.deviation, rel=0.2)
    assert settings[-1].half_width > 0.05
    assert [setting.tied for setting in settings] == [True, False, False]


def test_nobody_has_no_standings():
    assert standings([]) == standings([run(1)]) == []


# Simulated runs of known truth

GRID = article_grid()
DEVIATION = 0.0026


def simulated(random, truth, count, deviation=DEVIATION):
    """Runs of as many settings as `truth` has true averages, each with `count` repeats or those of its own number."""
    counts = np.broadcast_to(count, len(truth))
    return [
        made
        for number, (config, accuracy) in enumerate(zip(GRID, truth))
        for made in repeats(config, *random.normal(accuracy, deviation, counts[number]), first=1 + 20 * number)
    ]


MIXED = [1, 3, 5, 10] * 9


@pytest.mark.parametrize("count", [1, 3, 5, MIXED], ids=["1", "3", "5", "mixed"])
def test_equal_settings_are_told_apart_in_less_than_a_tenth_of_all_cases(count):
    """The hardest form of it: not one of 36 equal settings may fall out of the band."""
    random = np.random.default_rng(0)
    cases = [standings(simulated(random, [0.88] * 36, count)) for _ in range(120)]
    assert np.mean([any(not setting.tied for setting in settings) for settings in cases]) <= 0.1


@pytest.mark.parametrize("count", [1, 3, 5])
def test_two_equal_settings_are_told_apart_in_less_than_a_tenth_of_all_cases(count):
    random = np.random.default_rng(1)
    cases = [standings(simulated(random, [0.88] * 2, count)) for _ in range(300)]
    assert np.mean([any(not setting.tied for setting in settings) for settings in cases]) <= 0.1


@pytest.mark.parametrize("count", [1, 3, 5, MIXED], ids=["1", "3", "5", "mixed"])
def test_the_true_best_is_tied_for_first_in_more_than_nine_of_ten_cases(count):
    random = np.random.default_rng(2)
    # The article's 36 have true averages that scatter about as much as their repeats do.
    found = []
    for _ in range(120):
        truth = random.normal(0.888, 0.002, 36)
        tied = {setting.config for setting in standings(simulated(random, truth, count)) if setting.tied}
        found.append(GRID[truth.argmax()] in tied)
    assert np.mean(found) >= 0.9


def test_that_holds_when_deep_networks_scatter_twice_as_much_as_shallow_ones():
    random = np.random.default_rng(3)
    told_apart = []
    for _ in range(120):
        runs = [
            made
            for number, config in enumerate(GRID)
            for made in repeats(config, *random.normal(0.88, 0.0011 + 0.00075 * config.layers, 3), first=1 + 20 * number)
        ]
        told_apart.append(any(not setting.tied for setting in standings(runs)))
    assert np.mean(told_apart) <= 0.1


def test_a_difference_that_is_large_enough_is_seen_and_more_repeats_see_smaller_ones():
    random = np.random.default_rng(4)

    def alone(lead, count):
        cases = [standings(simulated(random, [0.88 + lead, *[0.88] * 35], count)) for _ in range(40)]
        return np.mean([[setting.config for setting in settings if setting.tied] == [GRID[0]] for settings in cases])

    assert alone(0.035, 1) >= 0.9
    assert alone(0.013, 1) <= 0.5
    assert alone(0.013, 5) >= 0.9


# The table


def test_the_leaderboard_has_a_row_per_setting_in_their_order():
    table = leaderboard(standings([run(1, history=[epoch(1, 0.81)]), run(2, history=[epoch(1, 0.89)])]))
    assert table["best_run"].tolist() == [2, 1]
    assert table["place"].tolist() == [1, 2]
    assert table["tied_for_first"].tolist() == [True, False]


def test_the_leaderboard_has_every_knob_but_the_seed_and_instead_all_seeds():
    table = leaderboard(standings(repeats(RunConfig(), 0.88, 0.87)))
    assert table.columns.tolist() == list(COLUMNS)
    assert set(KNOBS) - set(COLUMNS) == {"seed"}
    assert table["seeds"].tolist() == ["0 1"]


def test_a_row_tells_settings_figures_and_time():
    config = RunConfig("tanh", "mse", units=64, layers=3, epochs=2, learning_rate=0.01, l2=0.002, seed=7)
    history = [epoch(1, 0.90, 0.25), epoch(2, 0.85, 0.35)]
    (row,) = leaderboard(standings([run(12, config, history, "official")])).to_dict("records")
    assert {name: row[name] for name in KNOBS if name != "seed"} == {
        name: value for name, value in config.to_dict().items() if name != "seed"
    }
    assert (row["mean_val_accuracy"], row["best_val_accuracy"], row["best_val_loss"]) == (0.90, 0.90, 0.25)
    assert (row["best_epoch"], row["repeats"], row["seeds"]) == (1, 1, "7")
    assert math.isnan(row["standard_deviation"])
    assert row["seconds"] == pytest.approx(1.0)
    assert (row["dataset"], row["best_run"]) == ("official", 12)


def test_the_same_rows_without_a_table_have_none_where_a_figure_is_missing():
    settings = standings([*repeats(RunConfig(), 0.88, 0.87), run(3, RunConfig(units=64), [epoch(1, 0.80)])])
    table, rows = leaderboard(settings), records(settings)
    assert [list(row) for row in rows] == [list(COLUMNS)] * 2
    assert rows == table.astype(object).where(table.notna(), None).to_dict("records")
    assert rows[1]["standard_deviation"] is None and rows[0]["standard_deviation"] > 0
    assert json.loads(json.dumps(rows)) == rows


def test_a_leaderboard_of_nobody_is_empty_but_has_its_columns():
    assert leaderboard([]).columns.tolist() == list(COLUMNS)
    assert len(leaderboard([])) == 0


# Filters

VARIED = [RunConfig(units=64), RunConfig(units=4, learning_rate=0.01), RunConfig("tanh", units=16, seed=3)]
SETTINGS = standings(trained(VARIED, lambda config: 0.80 + config.units / 1000))


def units(settings):
    return [setting.config.units for setting in settings]


def test_knobs_with_several_values_can_be_filtered_by_but_not_the_seed():
    assert varying(SETTINGS) == {
        "activation": ["relu", "tanh"],
        "units": [4, 16, 64],
        "learning_rate": [0.001, 0.01],
    }
    assert varying(SETTINGS[:1]) == varying([]) == {}


def test_any_of_a_knobs_values_will_do_and_every_knob_has_to():
    assert units(matching(SETTINGS, {"units": [4, 64]})) == [64, 4]
    assert units(matching(SETTINGS, {"units": [4, 64], "learning_rate": [0.01]})) == [4]
    assert matching(SETTINGS, {"activation": ["tanh"], "units": [4]}) == []


def test_nothing_wanted_is_no_filter():
    assert matching(SETTINGS, {}) == matching(SETTINGS, {"units": []}) == SETTINGS


def test_what_is_left_keeps_its_place_and_its_tie():
    (left,) = matching(SETTINGS, {"units": [4]})
    assert left == SETTINGS[2]
    assert (left.place, left.tied) == (3, False)


# Few validation reviews


@pytest.mark.parametrize("right", [(12, 9), (12, 11), (8, 6)])
def test_a_review_or_three_of_twelve_are_luck(right):
    runs = [run(n, RunConfig(units=2**n), [epoch(1, count / 12)]) for n, count in enumerate(right, 2)]
    assert all(setting.tied for setting in standings(runs, 12))
    # Of 5,000 reviews, a quarter is no luck.
    assert sum(setting.tied for setting in standings(runs, 5_000)) == 1


def test_of_twelve_reviews_all_right_is_not_a_certainty():
    [setting] = standings([run(1, history=[epoch(1, 1.0)])], 12)
    assert 1 / 12 < setting.half_width < 1
    [same] = standings([run(1, history=[epoch(1, 1.0)])], 5_000)
    assert same.half_width < 0.01


def test_a_leader_by_far_leads_on_few_reviews_as_well():
    runs = [run(n, RunConfig(units=16 + n, seed=n % 5), [epoch(1, 115 / 120)]) for n in (0,)]
    runs += [run(10 + n, RunConfig(units=8, seed=n), [epoch(1, 66 / 120)]) for n in range(5)]
    assert [setting.tied for setting in standings(runs, 120)] == [True, False]
