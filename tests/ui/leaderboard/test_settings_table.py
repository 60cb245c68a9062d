"""The leaderboard's table: a row per setting, best first, as people read it."""

import pytest

from explorer.config import KNOBS, RunConfig
from explorer.insight.ranking import leaderboard, standings
from explorer.knob import Knob
from explorer.ui.pages.leaderboard import settings_table
from tests.support.leaderboard import TANH, table
from tests.support.pages import words


def test_the_best_validation_accuracy_comes_first(open_app, three_runs):
    ranking = table(open_app("leaderboard"))
    assert ranking["best_run"].tolist() == [2, 3, 1]
    assert ranking["mean_val_accuracy"].tolist() == pytest.approx([0.88, 0.875, 0.85])
    assert [text.split(" ±")[0] for text in ranking["mean_shown"]] == ["88.00%", "87.50%", "85.00%"]


def test_those_tied_for_first_share_a_place_and_a_coloured_band(open_app, three_runs):
    app = open_app("leaderboard")
    assert table(app)["place_shown"].tolist() == ["1 (tied)", "1 (tied)", "3"]
    styles = app.dataframe[0].proto.arrow_data.styler.styles
    assert "_row0_col0" in styles and "_row1_col0" in styles and "_row2_col0" not in styles


def test_a_leader_that_is_clearly_ahead_is_not_called_tied(open_app, cluster):
    cluster.trained(TANH, val_accuracy=0.88)
    cluster.trained(RunConfig(), val_accuracy=0.80)
    app = open_app("leaderboard")
    assert table(app)["place_shown"].tolist() == ["1", "2"]
    assert "clearly ahead of all other settings" in words(app)


def test_repeats_of_a_setting_are_one_row(open_app, cluster):
    for seed, accuracy in enumerate((0.880, 0.884, 0.882)):
        cluster.trained(RunConfig(seed=seed), val_accuracy=accuracy)
    (row,) = table(open_app("leaderboard")).to_dict("records")
    assert (row["repeats"], row["best_run"], row["seeds"]) == (3, 2, "0 1 2")
    assert row["mean_shown"].startswith("88.20% ± 0.")
    assert (row["standard_deviation"], row["best_val_accuracy"]) == (pytest.approx(0.2), pytest.approx(88.4))
    assert row["other"] == ""


def test_the_lower_validation_loss_decides_between_equals(open_app, cluster):
    cluster.trained(RunConfig(units=32), val_accuracy=0.88, val_loss=0.31)
    cluster.trained(RunConfig(units=64), val_accuracy=0.88, val_loss=0.30)
    assert table(open_app("leaderboard"))["best_run"].tolist() == [2, 1]


def test_settings_are_shown_by_their_names(open_app, three_runs):
    first, second, third = table(open_app("leaderboard")).to_dict("records")
    assert (first["activation"], first["loss"], first["units"], first["layers"]) == ("tanh", "Mean squared error", 64, 3)
    assert first["other"] == third["other"] == ""
    assert second["other"] == "Learning rate 0.01, Dropout 0.5"


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


# Knobs


def other_settings(cluster, config, **values):
    """What the column “Other settings” says of a run of `config`, with these values of knobs that are not in it."""
    cluster.trained(config)
    table = leaderboard(standings(cluster.store.runs())).assign(**values)
    (text,) = settings_table.shown(table, tied=False)["other"]
    return text


def test_the_articles_knobs_have_columns_with_their_names_and_help():
    columns = {name: settings_table.COLUMNS[name] for name in KNOBS if name in settings_table.COLUMNS}
    labels = {name: column["label"] for name, column in columns.items()}
    assert labels == {"activation": "Activation", "loss": "Loss", "units": "Units", "layers": "Layers", "epochs": "Epochs"}
    assert all(column["help"] == KNOBS[name].help for name, column in columns.items())


def test_a_new_knob_is_shown_among_the_other_settings(cluster, monkeypatch):
    optimizer = Knob("Optimizer", "rmsprop", "How weights move.", choices={"rmsprop": "RMSprop", "adam": "Adam"})
    monkeypatch.setattr(settings_table, "KNOBS", {**KNOBS, "optimizer": optimizer})
    assert other_settings(cluster, RunConfig(dropout=0.5), optimizer="adam") == "Dropout 0.5, Optimizer Adam"


def test_a_new_knob_at_its_default_is_not_shown(cluster, monkeypatch):
    monkeypatch.setattr(settings_table, "KNOBS", {**KNOBS, "patience": Knob("Patience", 0, "When to stop.", high=9)})
    assert other_settings(cluster, RunConfig(), patience=0) == ""
