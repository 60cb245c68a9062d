"""Runs in order, how much of a difference can be luck, and how long is left."""

from dataclasses import replace

import pytest

from explorer.config import KNOBS, RunConfig, article_grid
from explorer.history import Epoch, best_epoch
from explorer.insight.ranking import leaderboard, margin, ranked
from explorer.insight.remaining import expected_seconds, in_words, seconds_left
from explorer.store import Run, State


def epoch(number, val_accuracy=0.8, val_loss=0.3):
    return Epoch(number, loss=0.5 / number, accuracy=0.9, val_loss=val_loss, val_accuracy=val_accuracy, seconds=0.5)


def run(number, config=None, history=(), dataset="packaged"):
    """A finished run of that number; by default each has settings of its own."""
    return Run(
        id=number,
        config=config or article_grid()[number],
        dataset=dataset,
        state=State.FINISHED,
        message="",
        owner="here 1 0.00",
        created=100.0,
        started=110.0,
        finished=114.5,
        best=best_epoch(history),
        last=history[-1] if history else None,
        seconds=sum(epoch.seconds for epoch in history),
    )


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


# The table


def test_the_leaderboard_has_a_row_per_run_in_their_order():
    table = leaderboard([run(1, history=[epoch(1, 0.81)]), run(2, history=[epoch(1, 0.89)])])
    assert table["run"].tolist() == [2, 1]
    assert table["place"].tolist() == [1, 2]


def test_the_leaderboard_has_place_figures_and_every_knob():
    table = leaderboard([run(1, history=[epoch(1)])])
    figures = ("val_accuracy", "val_loss", "accuracy", "loss", "epoch")
    assert table.columns.tolist() == [
        "place",
        *(f"best_{name}" for name in figures),
        *KNOBS,
        *(f"last_{name}" for name in figures),
        "seconds",
        "dataset",
        "run",
    ]


def test_a_row_tells_settings_best_and_last_epoch_and_time():
    config = RunConfig("tanh", "mse", units=64, layers=3, epochs=2, learning_rate=0.01, l2=0.002, seed=7)
    history = [epoch(1, 0.90, 0.25), epoch(2, 0.85, 0.35)]
    (row,) = leaderboard([run(12, config, history, "official")]).to_dict("records")
    assert {name: row[name] for name in KNOBS} == config.to_dict()
    for which, of in (("best", history[0]), ("last", history[1])):
        for name in ("val_accuracy", "val_loss", "accuracy", "loss", "epoch"):
            assert row[f"{which}_{name}"] == getattr(of, name)
    assert row["seconds"] == pytest.approx(1.0)
    assert (row["dataset"], row["run"]) == ("official", 12)


def test_a_leaderboard_of_nobody_is_empty():
    assert len(leaderboard([])) == 0
    assert len(leaderboard([run(1)])) == 0


# How much of it can be luck


@pytest.mark.parametrize(
    ("accuracy", "reviews", "expected"),
    [(0.5, 10_000, 0.0098), (0.88, 5_000, 0.0090074), (0.88, 10_000, 0.0063692), (1.0, 5_000, 0.0), (0.0, 5_000, 0.0)],
)
def test_the_margin_is_that_of_a_share_measured_on_so_many_reviews(accuracy, reviews, expected):
    assert margin(accuracy, reviews) == pytest.approx(expected, abs=1e-6)


def test_four_times_the_reviews_halve_the_margin():
    assert margin(0.88, 20_000) == pytest.approx(margin(0.88, 5_000) / 2)


# How long is left


def training(number, epochs, done, seconds=0.5, state=State.RUNNING):
    """A run of so many epochs that has trained the first `done` of them."""
    history = [epoch(number + 1) for number in range(done)]
    active = run(number, RunConfig(epochs=epochs, seed=number), history)
    return replace(active, state=state, finished=None, seconds=seconds * done)


def test_before_anything_is_known_more_networks_and_more_epochs_take_longer():
    assert 0 < expected_seconds(1, 1) < expected_seconds(1, 10) < expected_seconds(36, 10)
    # That is what training them at once is for.
    assert expected_seconds(36, 10) < 36 * expected_seconds(1, 10) / 4


def test_runs_that_have_not_begun_take_as_long_as_expected():
    runs = [training(number, epochs=10, done=0, state=State.QUEUED) for number in range(3)]
    assert seconds_left(runs) == expected_seconds(3, 10)


def test_a_run_goes_on_at_the_pace_of_its_epochs_so_far():
    assert seconds_left([training(1, epochs=10, done=4, seconds=0.5)]) == pytest.approx(6 * 0.5)


def test_runs_that_train_at_once_take_as_long_as_the_longest_of_them():
    runs = [training(1, epochs=3, done=2, seconds=0.5), training(2, epochs=10, done=2, seconds=0.5)]
    assert seconds_left(runs) == pytest.approx(8 * (0.5 + 0.5))


def test_when_all_have_ended_nothing_is_left_but_a_moment():
    assert seconds_left([run(1, history=[epoch(1)])]) <= expected_seconds(0, 0)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "about a second"),
        (1.4, "about a second"),
        (1.6, "about 2 seconds"),
        (42.4, "about 42 seconds"),
        (89, "about 89 seconds"),
        (90, "about 2 minutes"),
        (125, "about 2 minutes"),
        (1_000, "about 17 minutes"),
        (5_399, "about 90 minutes"),
        (5_401, "about 2 hours"),
        (36_000, "about 10 hours"),
    ],
)
def test_a_time_is_rounded_as_people_round(seconds, words):
    assert in_words(seconds) == words
