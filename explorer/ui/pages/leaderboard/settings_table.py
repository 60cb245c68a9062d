"""The leaderboard's table: a row per setting, where one can be clicked to see it and several ticked to compare them."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from explorer.config import KNOBS, RunConfig
from explorer.insight.ranking import Setting, leaderboard
from explorer.ui import services
from explorer.ui.charts import COLOURS, VALIDATION
from explorer.ui.pages.leaderboard import hiding
from explorer.ui.pages.leaderboard.race import ACCURACIES
from explorer.ui.session import Session, session
from explorer.wording.formats import accuracy_with_margin

# Translucent, so that it shows on white and on black, and different from both colours of the curves, one of which is on it.
BAND = "background-color: rgba(20, 150, 130, 0.16)"
# In pixels. A longer table scrolls, so that what was clicked stays beside it.
HEADER_HEIGHT, ROW_HEIGHT, MOST_ROWS = 38, 35, 17


def _knob_column(name: str, width: int) -> Any:
    """The column of a knob, `width` pixels wide."""
    knob = KNOBS[name]
    column = st.column_config.TextColumn if knob.choices else st.column_config.NumberColumn
    # There is no room for “Hidden units”.
    return column(knob.label.removeprefix("Hidden ").capitalize(), help=knob.help, width=width)


COLUMNS = {
    "place_shown": st.column_config.TextColumn(
        "Place",
        help="Settings that are tied for first share the first place and a coloured band: luck alone could have put them in "
        "this order.",
        width=62,
    ),
    "mean_shown": st.column_config.TextColumn(
        "Validation accuracy",
        help="The share of reviews it gets right among those it has never learned from, at the best epoch, on average over "
        "its repeats. The true average is within ± of it with 95% confidence, in percentage points.",
        width=122,
    ),
    "curve": st.column_config.LineChartColumn(
        "Curve",
        help="How it learned: the validation accuracy of its luckiest run after each epoch. All rows have one scale, from "
        f"{ACCURACIES[0]:.0%} to {ACCURACIES[1]:.0%}; what is below runs along the lower edge.",
        y_min=ACCURACIES[0],
        y_max=ACCURACIES[1],
        color=COLOURS[VALIDATION],
        width=72,
    ),
    "activation": _knob_column("activation", 66),
    "loss": _knob_column("loss", 132),
    "units": _knob_column("units", 46),
    "layers": _knob_column("layers", 50),
    "repeats": st.column_config.NumberColumn("Repeats", help="How many runs with different seeds it has.", width=65),
    "best_val_accuracy": st.column_config.NumberColumn(
        "Luckiest run", help="The validation accuracy of the best of its repeats.", format="%.2f%%", width=90
    ),
    "standard_deviation": st.column_config.NumberColumn(
        "Spread",
        help="How far one run usually lands from the average: the standard deviation of its repeats, in percentage points.",
        format="±%.2f points",
        width=95,
    ),
    "epochs": _knob_column("epochs", 60),
    "other": st.column_config.TextColumn("Other settings", help="What else differs from the article's settings."),
    "seconds": st.column_config.NumberColumn(
        "Time", help="The share of the training time of all its repeats.", format="%.1f s", width=65
    ),
}


def draw(settings: Sequence[Setting], standings: Sequence[Setting]) -> tuple[Setting | None, list[Setting]]:
    """Draw the table.

    What a visitor has chosen is remembered by its settings, not by its row: while a grid trains, rows move, and the marks
    in the table move with them.

    Args:
        settings: The settings to show, at least one.
        standings: All settings, best first.

    Returns:
        The setting whose row was clicked, if any, and those whose rows are ticked.
    """
    order = [setting.config for setting in settings]
    session.leaderboard_order = order
    chosen, compared = _remembered(order)
    selection = {"rows": compared, "columns": [], "cells": [(row, "place_shown") for row in chosen]}
    now = session.leaderboard["selection"]
    if not _same(now, selection):
        session.leaderboard = {"selection": selection}
    histories = services.store().histories([setting.best.id for setting in settings])
    table = shown(leaderboard(settings), tied=len(standings) > 1 and standings[1].tied)
    table["curve"] = [[epoch.val_accuracy for epoch in histories[run_id]] for run_id in table["best_run"]]
    # An empty column would push another one out of sight.
    columns = [name for name in COLUMNS if name != "other" or table["other"].any()]
    tied = [setting.tied and len(standings) > 1 for setting in settings]
    st.dataframe(
        table.style.apply(lambda row: [BAND if tied[row.name] else ""] * len(row), axis=1),
        column_order=columns,
        column_config=COLUMNS,
        hide_index=True,
        height=HEADER_HEIGHT + ROW_HEIGHT * min(len(table), MOST_ROWS),
        on_select=remember_choice,
        selection_mode=["multi-row", "single-cell"],
        key=Session.leaderboard.key,
        alt="Settings with their repeats, best average validation accuracy first.",
    )
    return next((settings[row] for row in chosen), None), [settings[row] for row in compared]


def remember_choice() -> None:
    """Remember which settings were clicked and ticked."""
    hiding.drop_undo()
    selection, order = session.leaderboard.selection, session.leaderboard_order
    session.chosen_setting = next((order[row] for row, _ in selection.cells), None)
    session.compared_settings = [order[row] for row in selection.rows]


def _remembered(order: list[RunConfig]) -> tuple[list[int], list[int]]:
    """The rows of the clicked setting (none or one) and of the ticked ones, without those that are not in the table."""
    rows = {config: row for row, config in enumerate(order)}
    chosen = [rows[config] for config in (session.chosen_setting,) if config in rows]
    return chosen, sorted(rows[config] for config in session.compared_settings if config in rows)


def _same(now: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    """Whether the browser marks the right rows, whatever the column of the clicked cell."""
    return sorted(now["rows"]) == wanted["rows"] and [row for row, _ in now["cells"]] == [row for row, _ in wanted["cells"]]


def shown(table: pd.DataFrame, tied: bool) -> pd.DataFrame:
    """The table as people read it: per cent and points, choices by their names, other knobs in one column.

    Args:
        table: As from `ranking.leaderboard`.
        tied: Whether several settings share the first place.
    """
    others = [name for name in KNOBS if name not in COLUMNS and name != "seed"]
    table = table.copy()
    table["place_shown"] = [
        f"{place} (tied)" if tied and first else str(place) for place, first in zip(table["place"], table["tied_for_first"])
    ]
    table["mean_shown"] = [
        accuracy_with_margin(mean, half_width) for mean, half_width in zip(table["mean_val_accuracy"], table["interval_95"])
    ]
    table["other"] = [
        ", ".join(
            f"{KNOBS[name].label} {KNOBS[name].show(row[name])}" for name in others if row[name] != KNOBS[name].default
        )
        for row in table[others].to_dict("records")
    ]
    for name in ("best_val_accuracy", "standard_deviation"):
        table[name] *= 100
    for name, knob in KNOBS.items():
        if name in COLUMNS and knob.choices:
            table[name] = table[name].map(knob.show)
    return table
