"""The race: a pure function from runs and their epochs to one chart, and a panel that keeps up with them."""

import json
import re

import pytest

from explorer.config import RunConfig, article_grid, repeated
from explorer.store import State
from explorer.ui.pages.leaderboard import race, race_chart
from explorer.workers.cluster import Status
from tests.support.charts import find, marks
from tests.support.cluster import READY
from tests.support.leaderboard import GRID_BUTTON
from tests.support.pages import button, has_button, without_time, words

ALT = "Validation accuracy by epoch, one line for each network"
THREE = [RunConfig(), RunConfig("tanh", "mse", units=64, layers=3), RunConfig(units=32)]
BEST = THREE[1]


def begin(cluster, configs=THREE):
    """Start runs of these settings and return their ids."""
    ids = cluster.submit(configs, "packaged")
    assert len(cluster.store.begin(ids)) == len(configs)
    return ids


def epoch(cluster, ids, *accuracies):
    """Add an epoch to each of the runs, with these validation accuracies."""
    for run_id, accuracy in zip(ids, accuracies, strict=True):
        cluster.epoch(run_id, val_accuracy=accuracy)


def figures(cluster):
    """The arguments of `race_chart` for all runs in the store."""
    runs = cluster.store.runs()
    return runs, cluster.store.histories([run.id for run in runs])


def spec(cluster):
    return race_chart.race_chart(*figures(cluster)).to_dict()


def without_data(value):
    if isinstance(value, dict):
        return {key: without_data(item) for key, item in value.items() if key not in ("data", "datasets")}
    return [without_data(item) for item in value] if isinstance(value, list) else value


# The chart


def test_every_epoch_of_every_network_is_in_the_picture_with_its_settings_in_words(cluster):
    ids = begin(cluster)
    epoch(cluster, ids, 0.85, 0.86, 0.84)
    epoch(cluster, ids[:1], 0.87)
    frame = race_chart.field_frame(*figures(cluster))
    assert frame[["run", "epoch", "accuracy"]].values.tolist() == [[1, 1, 0.85], [1, 2, 0.87], [2, 1, 0.86], [3, 1, 0.84]]
    assert frame["settings"].tolist() == [THREE[0].describe()] * 2 + [THREE[1].describe(), THREE[2].describe()]


def test_nobody_is_in_front_before_the_first_epoch(cluster):
    begin(cluster)
    runs, histories = figures(cluster)
    assert race.in_front(runs) is None
    assert len(race_chart.leader_frame(None, histories, 10)) == 0
    assert race_chart.race_chart(runs, histories).to_dict()["layer"]


def test_the_one_with_the_best_epoch_so_far_is_in_front_even_when_passed_since(cluster):
    ids = begin(cluster)
    epoch(cluster, ids, 0.85, 0.89, 0.84)
    epoch(cluster, ids, 0.88, 0.86, 0.87)
    leader = race.in_front(cluster.store.runs())
    assert leader.config == BEST
    frame = race_chart.leader_frame(leader, figures(cluster)[1], 10)
    assert frame["accuracy"].tolist() == [0.89, 0.86]
    assert frame["best"].tolist() == [True, False]
    assert frame["label"].tolist()[0] == "tanh · mean squared error\n3 hidden layers of 64 · 89.00%"


@pytest.mark.parametrize(("best", "side"), [(1, "left"), (3, "left"), (4, "center"), (7, "right"), (10, "right")])
def test_the_name_stands_on_the_side_that_has_room(cluster, best, side):
    (run_id,) = begin(cluster, [BEST])
    for number in range(1, 11):
        cluster.epoch(run_id, val_accuracy=0.89 if number == best else 0.88)
    frame = race_chart.leader_frame(*[cluster.store.run(run_id), {run_id: cluster.store.history(run_id)}, 10])
    (row,) = frame[frame["best"]].to_dict("records")
    assert row["side"] == side


def test_the_picture_names_the_setting_and_the_sentence_adds_the_seed(cluster):
    (run_id,) = begin(cluster, [RunConfig(seed=2)])
    cluster.epoch(run_id, val_accuracy=0.88)
    run = cluster.store.run(run_id)
    frame = race_chart.leader_frame(run, {run_id: cluster.store.history(run_id)}, 10)
    assert frame["label"].tolist() == ["ReLU · binary cross-entropy\n1 hidden layer of 16 · 88.00%"]
    assert "1 hidden layer of 16 · seed 2**" in race.standing([run], 5_000)


def test_the_name_says_what_else_differs_from_the_article(cluster):
    assert race.name(RunConfig(dropout=0.5, seed=3)) == (
        "ReLU · binary cross-entropy",
        "1 hidden layer of 16 · dropout 0.5 · seed 3",
    )


def test_only_the_data_changes_while_they_train(cluster):
    ids = begin(cluster)
    specs = [spec(cluster)]
    for accuracies in ((0.85, 0.86, 0.84), (0.87, 0.5, 0.88), (0.95, 0.89, 0.88)):
        epoch(cluster, ids, *accuracies)
        specs.append(spec(cluster))
    cluster.finish(ids[0])
    specs.append(spec(cluster))
    assert all(without_data(one) == without_data(specs[0]) for one in specs)


def test_the_axes_stand_still(cluster):
    begin(cluster)
    drawn = spec(cluster)
    assert {tuple(x["scale"]["domain"]) for x in find(drawn, "x")} == {(1, 10)}
    assert {(*y["scale"]["domain"], y["scale"]["clamp"]) for y in find(drawn, "y")} == {(*race_chart.ACCURACIES, True)}


def test_the_leader_is_drawn_over_the_others_thick_and_in_a_colour_of_its_own(cluster):
    begin(cluster)
    drawn = spec(cluster)
    assert marks(drawn) == ["line", "line", "point", "point", "text", "text", "text"]
    others, leader = (layer["mark"] for layer in drawn["layer"][:2])
    assert others["color"] != leader["color"]
    assert others["strokeWidth"] < leader["strokeWidth"]
    for side, label in zip(race_chart.SIDES, drawn["layer"][4:], strict=True):
        assert label["mark"]["align"] == side
        assert label["transform"] == [{"filter": "datum.best"}, {"filter": f"(datum.side === '{side}')"}]


def test_the_more_lines_the_paler_each(cluster):
    begin(cluster, article_grid())
    few = spec(cluster)["layer"][0]["mark"]["opacity"]
    begin(cluster, repeated(article_grid(), [1]))
    assert spec(cluster)["layer"][0]["mark"]["opacity"] < few


def test_a_hand_over_a_point_says_the_settings_in_words(cluster):
    begin(cluster)
    for tooltip in find(spec(cluster), "tooltip"):
        assert [part["title"] for part in tooltip] == ["Settings", "Epoch", "Validation accuracy"]


# In words


def test_who_is_in_front_is_said_with_how_many_are_as_good(cluster):
    ids = begin(cluster)
    assert race.standing(cluster.store.runs(), 5_000).startswith("One line for each network")
    epoch(cluster, ids, 0.885, 0.89, 0.86)
    sentence = race.standing(cluster.store.runs(), 5_000)
    assert "**In front so far: tanh · mean squared error · 3 hidden layers of 64**, with **89.00%**" in sentence
    assert re.search(
        r"after epoch 1\. \d others? (is|are) less than \d\.\d percentage points behind, which can be luck\.", sentence
    )


@pytest.mark.parametrize(
    ("second", "said"),
    [
        (0.80, r" All others are more than \d\.\d percentage points behind\."),
        (0.888, r" 2 others are less than \d\.\d percentage points behind"),
    ],
)
def test_the_others_that_only_luck_may_separate_from_it_are_counted(cluster, second, said):
    epoch(cluster, begin(cluster), second, 0.89, second)
    assert re.search(said, race.standing(cluster.store.runs(), 5_000))


def test_a_race_of_one_has_nobody_behind(cluster):
    epoch(cluster, begin(cluster, [BEST]), 0.89)
    assert race.standing(cluster.store.runs(), 5_000).endswith("of the validation reviews right after epoch 1.")


def test_repeats_are_counted_and_the_bar_goes_on_from_one_to_the_next(cluster):
    first, second = (
        cluster.submit([RunConfig(units=units, seed=seed) for units in (16, 32)], "packaged") for seed in (0, 1)
    )
    cluster.store.begin(first)
    for run_id in first:
        cluster.epochs(run_id, 4)
    first_bar, line = race.progress(cluster.store.runs(), READY)
    assert without_time(line).endswith("2 networks learn at once · repeat 1 of 2 · epoch 5 of 10")
    for run_id in first:
        cluster.epochs(run_id, 6)
        cluster.finish(run_id)
    assert without_time(race.progress(cluster.store.runs(), READY)[1]).endswith("repeat 2 of 2 · waiting for the worker")
    cluster.store.begin(second)
    second_bar, line = race.progress(cluster.store.runs(), READY)
    assert 0 < first_bar <= second_bar < 1
    assert without_time(line).endswith("repeat 2 of 2 · epoch 1 of 10")


def test_what_cannot_train_at_once_is_counted_in_parts(cluster):
    configs = [RunConfig(units=units, batch_size=size) for size in (128, 256, 512) for units in (16, 32)]
    ids = cluster.submit(configs, "packaged")
    cluster.store.begin(ids[2:4])
    line = race.progress(cluster.store.runs(), READY)[1]
    assert without_time(line).endswith("2 networks learn at once · part 2 of 3 · epoch 1 of 10")


def test_a_name_says_the_epochs_where_they_are_not_the_articles():
    assert race.name(RunConfig(epochs=5, dropout=0.5))[1] == "1 hidden layer of 16 · 5 epochs · dropout 0.5"
    assert race.name(RunConfig())[1] == "1 hidden layer of 16"


def test_while_none_gets_far_the_axis_reaches_further_down(cluster):
    ids = begin(cluster)
    epoch(cluster, ids, 0.55, 0.6, 0.7)
    assert {tuple(y["scale"]["domain"]) for y in find(spec(cluster), "y")} == {(0.45, 0.92)}
    epoch(cluster, ids, 0.6, 0.7, 0.85)
    assert {tuple(y["scale"]["domain"]) for y in find(spec(cluster), "y")} == {race_chart.ACCURACIES}


def test_when_all_epochs_are_done_the_networks_are_still_to_be_kept(cluster):
    ids = begin(cluster)
    for run_id in ids:
        cluster.epochs(run_id, 10)
    cluster.finish(ids[0])
    _, line = race.progress(cluster.store.runs(), READY)
    assert line == "**The race**: all epochs are done, keeping the networks (1 of 3)"


def test_the_networks_of_one_repeat_are_kept_before_the_next_begins(cluster):
    first, _ = (cluster.submit([RunConfig(units=units, seed=seed) for units in (16, 32)], "packaged") for seed in (3, 4))
    cluster.store.begin(first)
    for run_id in first:
        cluster.epochs(run_id, 10)
    cluster.finish(first[0])
    line = race.progress(cluster.store.runs(), READY)[1]
    assert line.endswith(": repeat 1 of 2 · all epochs are done, keeping the networks (1 of 2)")


def test_before_the_worker_is_ready_its_own_sentence_is_shown(cluster):
    cluster.submit(THREE[:1], "packaged")
    line = race.progress(cluster.store.runs(), Status(0.2, "Loading TensorFlow"))[1]
    assert without_time(line).endswith("1 network learns · Loading TensorFlow")


# Who takes part


def test_those_who_were_asked_for_together_race_together(cluster):
    before, grid, after = (
        cluster.submit(configs, "packaged") for configs in ([RunConfig(seed=1)], THREE, [RunConfig(seed=2)])
    )
    official = cluster.submit(THREE, "official")
    assert race.submitted_together("packaged", grid[1:]) == grid
    assert race.submitted_together("packaged", [*before, *after]) == [*before, *after]
    assert race.submitted_together("official", official[:1]) == official
    assert race.submitted_together("packaged", []) == []


# The page


def start(open_app, cluster):
    """The app of a visitor who has pressed the button. All 36 runs are training; their ids are 1 to 36."""
    app = button(open_app("leaderboard"), GRID_BUTTON).click().run()
    cluster.store.begin(range(1, 37))
    return app.run()


def chart_of(app):
    """The chart of the race; the page may have others below it."""
    (chart,) = [chart for chart in app.get("vega_lite_chart") if chart.proto.alt.startswith(ALT)]
    return chart


def test_the_race_is_one_chart_of_all_networks(open_app, cluster):
    app = start(open_app, cluster)
    epoch(cluster, range(1, 37), *(0.85 + number / 1000 for number in range(36)))
    app.run()
    assert "In front so far: tanh · binary cross-entropy · 3 hidden layers of 64" in words(app)
    assert chart_of(app)
    assert not app.exception


def test_on_the_page_nothing_of_the_chart_changes_but_the_data(open_app, cluster):
    app = start(open_app, cluster)
    seen = []

    def look():
        chart = chart_of(app.run())
        seen.append((without_data(json.loads(chart.proto.spec)), chart.proto.alt, chart.proto.id, len(chart.proto.datasets)))

    look()
    for number in range(10):
        epoch(cluster, range(1, 37), *(0.85 + number / 1000 for _ in range(36)))
        look()
    for run_id in (1, 2, 3):
        cluster.finish(run_id)
        look()
    assert all(one == seen[0] for one in seen)


def test_those_that_ended_stay_in_the_race_until_the_last_has_for_new_visitors_too(open_app, cluster):
    app = start(open_app, cluster)
    epoch(cluster, range(1, 37), 0.9, *[0.88] * 35)
    for run_id in range(1, 36):
        cluster.finish(run_id)
    for visitor in (app.run(), open_app("leaderboard")):
        assert "In front so far: ReLU · mean squared error · 1 hidden layer of 16" in words(visitor)
        assert "0 others" not in words(visitor)
        assert has_button(visitor, "Stop these")
    cluster.finish(36)
    assert not has_button(app.run(), "Stop these")


def test_stopping_the_race_leaves_what_has_ended_alone(open_app, cluster):
    app = start(open_app, cluster)
    cluster.epoch(1)
    cluster.finish(1)
    button(app.run(), "Stop these").click().run()
    assert cluster.store.stop_requested(range(1, 37)) == {*range(1, 37)}
    assert cluster.store.run(1).state == State.FINISHED
