"""Charts are pure functions of a history and a configuration, and only their data change while a run trains."""

import altair as alt
import pytest

from explorer.config import RunConfig
from explorer.history import Epoch
from explorer.store import Baseline
from explorer.ui.charts import (
    COLOURS,
    GREY,
    GUESSING_LOSS,
    HALO,
    TRAINING,
    VALIDATION,
    Annotations,
    accuracy_chart,
    curve_frame,
    loss_chart,
)
from tests.support.charts import find, marks
from tests.support.runs import figures_of

CHARTS = pytest.mark.parametrize("chart", [loss_chart, accuracy_chart])
TEN = RunConfig(epochs=10)


def history(count):
    """An overfitting run whose best epoch is the third."""
    return [Epoch(**figures_of(number)) for number in range(1, count + 1)]


def spec(chart, count, config=TEN, ended=False):
    """The Vega-Lite specification, checked against the schema by Altair."""
    return chart(history(count), config, ended).to_dict()


def rows(spec):
    """The rows of all data sets of a chart."""
    return [row for rows in spec["datasets"].values() for row in rows]


def drawn(spec, field):
    """The different values of a field in the chart's data."""
    return list(dict.fromkeys(row[field] for row in rows(spec) if field in row))


def domains(spec, channel):
    """Every domain that the chart gives an axis."""
    return [axis["scale"].get("domain") for axis in find(spec, channel) if isinstance(axis, dict) and "scale" in axis]


def test_each_epoch_has_a_row_for_training_and_one_for_validation():
    frame = curve_frame([Epoch(1, 0.5, 0.8, 0.4, 0.85, 1.0), Epoch(2, 0.3, 0.9, 0.35, 0.87, 1.0)])
    assert frame.to_dict("records") == [
        {"epoch": 1, "loss": 0.5, "accuracy": 0.8, "of": TRAINING},
        {"epoch": 2, "loss": 0.3, "accuracy": 0.9, "of": TRAINING},
        {"epoch": 1, "loss": 0.4, "accuracy": 0.85, "of": VALIDATION},
        {"epoch": 2, "loss": 0.35, "accuracy": 0.87, "of": VALIDATION},
    ]


def test_an_empty_history_has_the_same_columns_and_no_rows():
    assert list(curve_frame([]).columns) == list(curve_frame(history(1)).columns)
    assert len(curve_frame([])) == 0


@CHARTS
@pytest.mark.parametrize("ended", [False, True])
@pytest.mark.parametrize("count", [0, 1, 2, 10])
def test_a_chart_is_one_that_altair_accepts(chart, count, ended):
    made = alt.LayerChart.from_dict(chart(history(count), TEN, ended).to_dict())
    assert made.to_dict()["$schema"].startswith("https://vega.github.io/schema/vega-lite/")


@CHARTS
def test_every_epoch_is_in_the_picture(chart):
    assert sorted({row["epoch"] for row in spec(chart, 4)["datasets"]["curves"]}) == [1, 2, 3, 4]


def epoch_axis(chart, *arguments, **named):
    """The first and the last epoch that the chart's axis reaches to, which has no more than its data ask for."""
    made = spec(chart, *arguments, **named)
    assert all(axis["scale"] == {"nice": False, "zero": False} for axis in find(made, "x") if "scale" in axis)
    epochs = [*drawn(made, "epoch"), *drawn(made, "until")]
    return min(epochs), max(epochs)


@CHARTS
@pytest.mark.parametrize("count", [0, 1, 7])
def test_the_epoch_axis_reaches_from_one_to_the_configured_number_during_training(chart, count):
    assert epoch_axis(chart, count) == (1, 10)


@CHARTS
def test_the_epoch_axis_of_an_ended_run_stops_where_the_run_did(chart):
    assert epoch_axis(chart, 4, ended=True) == (1, 4)


@CHARTS
@pytest.mark.parametrize("ended", [False, True])
def test_a_single_epoch_still_has_an_axis_with_a_length(chart, ended):
    assert epoch_axis(chart, 1, RunConfig(epochs=1), ended) == (1, 2)


def test_accuracy_begins_below_a_coin_flip_and_ends_at_all_right():
    assert {tuple(domain) for domain in domains(spec(accuracy_chart, 3), "y")} == {(0.45, 1.0)}


@pytest.mark.parametrize("loss", GUESSING_LOSS)
def test_the_loss_axis_has_room_from_zero_to_the_loss_of_guessing(loss):
    room = spec(loss_chart, 0, RunConfig(loss=loss))["datasets"]["room"]
    assert [row["loss"] for row in room] == [0, GUESSING_LOSS[loss](0.5)]
    assert all(axis["scale"] == {"zero": True} for axis in find(spec(loss_chart, 3), "y") if "field" in axis)


@CHARTS
@pytest.mark.parametrize("ended", [False, True])
def test_training_and_validation_keep_their_colours(chart, ended):
    scales = [colour["scale"] for colour in find(spec(chart, 3, ended=ended), "color") if isinstance(colour, dict)]
    assert scales
    assert all(scale == {"domain": list(COLOURS), "range": list(COLOURS.values())} for scale in scales)


def test_the_colours_are_different_and_the_mark_has_neither():
    assert len({*COLOURS.values(), GREY}) == 3


@CHARTS
def test_the_best_epoch_is_marked_once_the_run_has_ended_and_not_before(chart):
    assert drawn(spec(chart, 7), "label") == []
    assert drawn(spec(chart, 7, ended=True), "label") == ["best epoch: 3"]


@CHARTS
def test_a_run_that_ended_before_its_first_epoch_has_no_best_one(chart):
    assert drawn(spec(chart, 0, ended=True), "label") == []


@CHARTS
@pytest.mark.parametrize(("count", "side"), [(10, "left"), (3, "right")])
def test_the_label_of_the_best_epoch_is_on_the_side_that_has_room(chart, count, side):
    assert shown_by(spec(chart, count, ended=True), "best epoch: 3")["align"] == side


@CHARTS
def test_overfitting_is_shaded_behind_everything_once_the_run_has_ended(chart):
    annotations = Annotations(overfitting_since=4)
    ended = chart(history(10), TEN, True, annotations).to_dict()
    # Before it, there is only what makes room.
    assert marks(ended)[:2] == ["point", "rect"] and ended["layer"][0]["mark"]["opacity"] == 0
    assert [(row["epoch"], row["until"]) for row in ended["datasets"]["shade"]] == [(3, 10)]
    assert chart(history(10), TEN, False, annotations).to_dict()["datasets"]["shade"] == []


@CHARTS
def test_the_run_before_is_a_faint_line_that_stays_inside_the_picture(chart):
    previous = [Epoch(**(figures_of(number) | {"loss": 0.11, "accuracy": 0.61})) for number in range(1, 21)]
    with_previous = chart(history(3), TEN, False, Annotations(previous)).to_dict()
    assert spec(chart, 3)["datasets"]["previous"] == []
    faint = next(layer for layer in with_previous["layer"] if find(layer, "strokeDash") and layer["mark"]["type"] == "line")
    assert faint["mark"]["opacity"] < 0.5
    assert {row["epoch"] for row in with_previous["datasets"][faint["data"]["name"]]} == set(range(1, 11))


def test_the_baselines_are_the_coin_flip_and_a_logistic_regression():
    annotations = Annotations(baseline=Baseline(0.883, 0.291, 0.0864))
    accuracy = accuracy_chart(history(3), TEN, False, annotations).to_dict()
    assert baselines(accuracy, "accuracy") == {"coin flip": 0.5, "logistic regression": 0.883}
    for loss, value in (("binary_crossentropy", 0.291), ("mse", 0.0864)):
        chart = loss_chart(history(3), RunConfig(loss=loss), False, annotations).to_dict()
        assert baselines(chart, "loss") == {"coin flip": GUESSING_LOSS[loss](0.5), "logistic regression": value}
    assert baselines(spec(accuracy_chart, 3), "accuracy") == {"coin flip": 0.5}


@pytest.mark.parametrize(
    ("accuracy", "lines"),
    [
        (0.96, {"": 0.95, "always the same answer · logistic regression": 0.96}),
        (0.94, {"": 0.94, "always the same answer · logistic regression": 0.95}),
        (0.85, {"always the same answer": 0.95, "logistic regression": 0.85}),
    ],
)
def test_names_of_lines_at_one_height_do_not_stand_on_each_other(accuracy, lines):
    annotations = Annotations(baseline=Baseline(accuracy, 0.291, 0.0864), majority=0.95)
    assert baselines(accuracy_chart(history(3), TEN, False, annotations).to_dict(), "accuracy") == lines


def test_a_name_stands_below_its_line_where_a_curve_would_cross_it_above():
    """Of a loss of the mean squared error that ends just above the line, with the training loss far below."""
    annotations = Annotations(baseline=Baseline(0.883, 0.291, 0.0864))
    config = RunConfig(loss="mse")
    crossed = [Epoch(number, 0.02, 0.9, 0.095, 0.88, 0.5) for number in range(1, 11)]
    free = [Epoch(number, 0.02, 0.9, 0.15, 0.88, 0.5) for number in range(1, 11)]
    between = [Epoch(number, 0.08, 0.9, 0.095, 0.88, 0.5) for number in range(1, 11)]
    for epochs, side in ((crossed, "top"), (free, "bottom"), (between, "bottom")):
        assert side_of("logistic regression", loss_chart(epochs, config, True, annotations)) == side


@pytest.mark.parametrize(
    ("name", "chart", "figures", "side"),
    [
        ("logistic regression", loss_chart, {"loss": 0.21, "val_loss": 0.35}, "top"),
        ("logistic regression", loss_chart, {"loss": 0.23, "val_loss": 0.37}, "bottom"),
        # Along the line, where neither side is crossed by it.
        ("logistic regression", accuracy_chart, {"accuracy": 0.95, "val_accuracy": 0.882}, "top"),
        ("coin flip", loss_chart, {"loss": 0.1, "val_loss": 0.75}, "top"),
        # Below it, there is no room above the edge of the chart.
        ("coin flip", accuracy_chart, {"accuracy": 0.53, "val_accuracy": 0.53}, "bottom"),
    ],
)
def test_between_curves_a_name_stands_on_the_side_that_is_freer(name, chart, figures, side):
    """“top” is the top of the words, which are then below their line."""
    usual = {"loss": 0.01, "accuracy": 0.99, "val_loss": 0.01, "val_accuracy": 0.99, "seconds": 0.5}
    epochs = [Epoch(number, **usual | figures) for number in range(1, 11)]
    assert side_of(name, chart(epochs, TEN, True, Annotations(baseline=Baseline(0.883, 0.291, 0.0864)))) == side


@CHARTS
def test_no_word_in_a_chart_is_crossed_out_by_a_line(chart):
    annotations = Annotations(baseline=Baseline(0.883, 0.291, 0.0864), overfitting_since=4)
    layers = chart(history(10), TEN, True, annotations).to_dict()["layer"]
    words = [layer["mark"] for layer in layers if layer["mark"]["type"] == "text"]
    assert len(words) >= 3
    assert {mark.get("stroke") for mark in words} == {HALO}


def shown_by(spec, word):
    """The mark that shows a word: of two layers with the same data, each shows those on one side."""
    (data, row), *_ = [(data, row) for data, rows in spec["datasets"].items() for row in rows if word in row.values()]
    layers = [one for one in spec["layer"] if one["mark"]["type"] == "text" and one["data"]["name"] == data]
    (mark,) = [one["mark"] for one in layers if is_kept(row, one["transform"])]
    return mark


def is_kept(row, transforms):
    """Whether a row passes filters such as “datum.below” and “!datum.below”."""
    return all(row[one["filter"].split(".")[1]] != one["filter"].startswith("!") for one in transforms)


def side_of(name, picture):
    """Which side of a name, the top or the bottom, is at its line."""
    return shown_by(picture.to_dict(), name)["baseline"]


def baselines(spec, field):
    return {row["name"]: row[field] for row in rows(spec) if "name" in row}


@CHARTS
def test_the_exact_figures_of_an_epoch_are_under_the_pointer(chart):
    made = spec(chart, 4)
    values = made["layer"][-1]
    assert [tip["title"].split()[0] for tip in values["encoding"]["tooltip"]] == ["Epoch", TRAINING, VALIDATION]
    named = made["datasets"][values["data"]["name"]]
    shown = "accuracy" if chart is accuracy_chart else "loss"
    assert [(row[TRAINING], row[VALIDATION]) for row in named] == [
        (getattr(epoch, shown), getattr(epoch, f"val_{shown}")) for epoch in history(4)
    ]


@CHARTS
def test_types_are_written_out_so_that_an_empty_chart_is_like_a_full_one(chart):
    def without_data(value):
        if isinstance(value, dict):
            return {key: without_data(item) for key, item in value.items() if key not in ("data", "datasets")}
        return [without_data(item) for item in value] if isinstance(value, list) else value

    assert without_data(spec(chart, 0)) == without_data(spec(chart, 2)) == without_data(spec(chart, 10))
    # From one run to the next, too, so that the curves move there: with other notes, losses and baselines.
    noted = Annotations(history(10), Baseline(0.883, 0.291, 0.0864), overfitting_since=4, majority=0.7)
    another = chart(history(10), RunConfig(loss="mse", units=64), True, noted).to_dict()
    assert without_data(another) == without_data(spec(chart, 10))


@CHARTS
def test_a_loss_that_grew_out_of_bounds_can_still_be_drawn(chart):
    wild = [Epoch(1, 1e30, 0.5, 1e38, 0.5, 1.0)]
    assert 1e38 in drawn(loss_chart(wild, TEN, True).to_dict(), "loss")
    assert chart(wild, TEN, True).to_dict()["layer"]
