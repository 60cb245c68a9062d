"""The leaderboard's table as people read it: a knob has a column, or is among the other settings."""

from explorer.config import KNOBS, RunConfig
from explorer.insight.ranking import leaderboard, standings
from explorer.knob import Knob
from explorer.ui.pages.leaderboard import settings_table


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
