"""The leaderboard's table: a row per setting, best first, as people read it."""

import json

import pytest

from explorer.config import KNOBS, RunConfig, article_grid
from explorer.insight.ranking import leaderboard, standings
from explorer.knob import Knob
from explorer.ui.pages.leaderboard import knob_columns, settings_table
from tests.support.leaderboard import EIGHT_KNOBS, TANH, best_runs, table
from tests.support.pages import words


def test_the_best_validation_accuracy_comes_first(open_app, cluster, three_runs):
    app = open_app("leaderboard")
    ranking = table(app)
    assert best_runs(app, cluster) == [2, 3, 1]
    assert ranking["mean_val_accuracy"].tolist() == pytest.approx([88.0, 87.5, 80.0])
    assert [text.split(" ±")[0] for text in ranking["mean_shown"]] == ["88.00%", "87.50%", "80.00%"]


def test_those_tied_for_first_share_a_place_and_a_coloured_band(open_app, three_runs):
    app = open_app("leaderboard")
    assert table(app)["place"].tolist() == [1, 1, 3]
    styles = app.dataframe[0].proto.arrow_data.styler.styles
    assert "_row0_col0" in styles and "_row1_col0" in styles and "_row2_col0" not in styles


def test_a_leader_that_is_clearly_ahead_is_not_called_tied(open_app, cluster):
    cluster.trained(TANH, val_accuracy=0.88)
    cluster.trained(RunConfig(), val_accuracy=0.80)
    app = open_app("leaderboard")
    assert table(app)["place"].tolist() == [1, 2]
    assert "clearly ahead of all other settings" in words(app)


def test_repeats_of_a_setting_are_one_row(open_app, cluster):
    for seed, accuracy in enumerate((0.880, 0.884, 0.882)):
        cluster.trained(RunConfig(seed=seed), val_accuracy=accuracy)
    app = open_app("leaderboard")
    (row,) = table(app).to_dict("records")
    assert row["repeats"] == 3 and best_runs(app, cluster) == [2]
    assert row["mean_shown"].startswith("88.20% ± 0.")
    assert (row["standard_deviation"], row["best_val_accuracy"]) == (pytest.approx(0.2), pytest.approx(88.4))


def test_the_lower_validation_loss_decides_between_equals(open_app, cluster):
    cluster.trained(RunConfig(units=32), val_accuracy=0.88, val_loss=0.31)
    cluster.trained(RunConfig(units=64), val_accuracy=0.88, val_loss=0.30)
    assert best_runs(open_app("leaderboard"), cluster) == [2, 1]


def test_settings_are_shown_by_short_names(open_app, three_runs):
    first, second, _ = table(open_app("leaderboard")).to_dict("records")
    assert (first["activation"], first["loss"], first["units"], first["layers"]) == ("tanh", "MSE", 64, 3)
    assert (second["activation"], second["loss"], second["learning_rate"], second["dropout"]) == ("ReLU", "BCE", 0.01, 0.5)


def test_the_same_run_trained_twice_is_not_two_repeats(open_app, cluster):
    cluster.trained(RunConfig(), val_accuracy=0.87)
    cluster.trained(RunConfig(), val_accuracy=0.87)
    assert table(open_app("leaderboard"))["repeats"].tolist() == [1]


def test_each_row_has_the_curve_of_its_best_run(open_app, cluster):
    for seed, epochs in enumerate((2, 3)):
        cluster.submit([RunConfig(seed=seed)], "packaged")
        cluster.begin(seed + 1)
        cluster.epochs(seed + 1, epochs)
        cluster.finish(seed + 1)
    (curve,) = table(open_app("leaderboard"))["curve"]
    assert list(curve) == pytest.approx([0.875, 0.877, 0.879])


# Columns


def columns(app):
    """The names of the columns that are shown, from left to right."""
    return list(app.dataframe[0].proto.column_order)


def test_only_knobs_that_tell_rows_apart_have_a_column(open_app, cluster):
    cluster.trained(RunConfig(units=32))
    cluster.trained(RunConfig(layers=2))
    app = open_app("leaderboard")
    assert columns(app) == ["place", "mean_shown", "units", "layers", "curve"]
    assert "2 settings · all: ReLU · binary cross-entropy · 10 epochs" in words(app)


def test_a_filter_takes_away_the_columns_that_it_makes_equal(open_app, cluster):
    for config in (TANH, RunConfig(units=32), RunConfig()):
        cluster.trained(config)
    app = open_app("leaderboard")
    assert "activation" in columns(app)
    app.pills(key="filter_activation").set_value(["relu"]).run()
    assert "activation" not in columns(app)
    assert "2 of 3 settings · all: ReLU · binary cross-entropy · 1 hidden layer · 10 epochs" in words(app)


def test_a_single_setting_has_its_curve_and_needs_no_knobs(open_app, cluster):
    cluster.trained()
    app = open_app("leaderboard")
    assert columns(app) == ["place", "mean_shown", "curve"]
    assert "1 setting" in words(app) and "all:" not in words(app)


def test_the_articles_36_have_all_their_columns_and_a_curve_also_in_big_type(open_app, cluster):
    for config in article_grid():
        cluster.trained(config)
    for query in ({}, {"big": "1"}):
        # In big type, the table waits for its letters.
        app = open_app("leaderboard", **query)
        app.session_state.canvas_is_big = bool(query)
        assert columns(app.run()) == ["place", "mean_shown", "activation", "loss", "units", "layers", "curve"]


def varying(**more):
    return {
        "activation": ["relu", "tanh"],
        "loss": ["mse", "binary_crossentropy"],
        "units": [16, 64],
        "layers": [1, 2],
    } | more


def test_where_there_is_room_each_knob_that_differs_has_a_column():
    arranged = knob_columns.arrange(varying(epochs=[5, 10], dropout=[0.0, 0.5]), [], 400)
    assert list(arranged.widths) == ["activation", "loss", "units", "layers", "epochs", "dropout"]
    assert sum(arranged.widths.values()) + arranged.left == 400


def test_where_there_is_none_other_knobs_than_the_articles_share_a_column():
    knobs = varying(epochs=[5, 10], dropout=[0.0, 0.5], l2=[0.0, 0.1])
    one, two = ({**RunConfig().to_dict(), "dropout": 0.5, "l2": l2} for l2 in (0.0, 0.1))
    arranged = knob_columns.arrange(knobs, [one], 400)
    assert list(arranged.widths) == ["activation", "loss", "units", "layers", "epochs"]
    assert arranged.others == ["dropout", "l2"]
    assert sum(arranged.widths.values()) + arranged.left == 400
    # Where its words would be cut off, it is for all.
    arranged = knob_columns.arrange(knobs, [one, two], 400)
    assert (arranged.widths, arranged.others, arranged.left) == ({}, list(knobs), 400)


ROOMS = {
    "usual": settings_table.ROOM,
    "big": settings_table.BIG_ROOM,
    "phone": settings_table.PHONE_ROOM,
    "big phone": settings_table.BIG_PHONE_ROOM,
}


@pytest.mark.parametrize("room", ROOMS.values(), ids=ROOMS)
def test_however_many_knobs_differ_the_columns_are_not_wider_than_the_room(room):
    room -= settings_table.PLACE + settings_table.ACCURACY
    extremes = {name: [*(knob.choices or (knob.low, knob.high))] for name, knob in KNOBS.items() if name != "seed"}
    rows = [{name: values[end] for name, values in extremes.items()} for end in (0, -1)]
    for count in range(1, len(extremes) + 1):
        for names in (list(extremes)[:count], list(extremes)[-count:]):
            arranged = knob_columns.arrange({name: extremes[name] for name in names}, rows, room)
            assert sum(arranged.widths.values()) + arranged.left == room and arranged.left >= 0
            assert [*arranged.widths, *arranged.others] == names


def test_where_there_is_no_room_all_settings_are_told_in_words(open_app, cluster):
    for config in (*article_grid(), *EIGHT_KNOBS):
        cluster.trained(config)
    app = open_app("leaderboard")
    assert columns(app) == ["place", "mean_shown", "settings"]
    said = set(table(app)["settings"])
    everything = "tanh, MSE, 64 units, 3 layers, 30 epochs, learning rate 0.01, batch size 128, dropout 0.3"
    assert {"as in the article", everything, "learning rate 0.01, dropout 0.5", "3 layers"} <= said
    assert len(said) == len(table(app))
    assert app.dataframe[0].proto.row_height == settings_table.ROWS[0]


def test_on_a_phone_there_are_no_curves_and_long_words_take_several_lines(open_app, cluster):
    for config in article_grid():
        cluster.trained(config)
    app = open_app("leaderboard")
    app.session_state.phone = True
    assert columns(app.run()) == ["place", "mean_shown", "activation", "loss", "units", "layers"]
    for config in EIGHT_KNOBS:
        cluster.trained(config)
    for big, height in ((False, 64), (True, 96)):
        app.session_state.big = app.session_state.canvas_is_big = big
        assert columns(app.run()) == ["place", "mean_shown", "settings"]
        # Streamlit breaks texts in rows that are higher than that.
        assert app.dataframe[0].proto.row_height > height


def test_where_there_is_little_room_other_knobs_share_a_column(open_app, cluster):
    for config in article_grid():
        cluster.trained(config)
    for config in (RunConfig(dropout=0.5), RunConfig(l2=0.001), RunConfig(learning_rate=0.01)):
        cluster.trained(config)
    app = open_app("leaderboard")
    assert columns(app) == ["place", "mean_shown", "activation", "loss", "units", "layers", "other"]
    assert set(table(app)["other"]) == {"", "learning rate 0.01", "dropout 0.5", "L2 penalty 0.001"}


def test_the_table_has_no_column_without_a_name_for_people(open_app, cluster, three_runs):
    """They are all in the menu of its columns, also those that it does not show at first."""
    for config in EIGHT_KNOBS:
        cluster.trained(config)
        app = open_app("leaderboard")
        named = json.loads(app.dataframe[0].proto.columns)
        assert all(named[name]["label"] not in (None, name) for name in table(app).columns)


def test_a_new_knob_is_part_of_the_table(cluster, monkeypatch):
    optimizer = Knob("Optimizer", "rmsprop", "How weights move.", choices={"rmsprop": "RMSprop", "adam": "Adam"})
    for module in (settings_table, knob_columns):
        monkeypatch.setattr(module, "KNOBS", {**KNOBS, "optimizer": optimizer})
    cluster.trained(RunConfig(dropout=0.5))
    rows = leaderboard(standings(cluster.store.runs()))
    shown = settings_table.shown(rows.assign(optimizer="adam"), ["dropout", "optimizer"])
    assert shown["other"].tolist() == ["dropout 0.5, Adam"]
    assert settings_table.shown(rows.assign(optimizer="rmsprop"), ["optimizer"])["other"].tolist() == [""]
    assert list(knob_columns.arrange({"optimizer": ["rmsprop", "adam"]}, [], 400).widths) == ["optimizer"]


@pytest.mark.parametrize("name", [name for name in KNOBS if name != "seed"])
def test_each_column_says_what_its_knob_does_and_what_short_names_stand_for(name):
    knob = KNOBS[name]
    column = settings_table.column_config(knob_columns.arrange({name: [knob.default]}, [{name: knob.default}], 400))[name]
    assert column["help"].startswith(knob.help)
    assert all(f"{short}: {knob.choices[value]}." in column["help"] for value, short in knob.short.items())
    assert column["label"] == {"units": "Units", "layers": "Layers"}.get(name, knob.label)


def test_in_big_type_the_table_waits_for_its_letters(open_app, cluster):
    cluster.trained(TANH)
    cluster.trained(RunConfig())
    app = open_app("leaderboard", big="1")
    assert "The table gets letters of another size." in words(app)
    app.session_state.canvas_is_big = True
    usual, big = open_app("leaderboard"), app.run()
    heights = [one.dataframe[0].proto.row_height for one in (usual, big)]
    widths = [json.loads(one.dataframe[0].proto.columns)["units"]["width"] for one in (usual, big)]
    assert heights == [settings_table.ROWS[0], settings_table.BIG_ROWS[0]]
    assert widths[1] == pytest.approx(1.5 * widths[0], abs=1)
