"""The leaderboard's table: one row per setting, of which one can be looked at and several be compared."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from explorer.config import KNOBS, RunConfig
from explorer.insight.ranking import Setting, leaderboard
from explorer.ui import state
from explorer.ui.charts import COLOURS, VALIDATION
from explorer.ui.pages.leaderboard import hiding
from explorer.ui.pages.leaderboard.race import ACCURACIES
from explorer.wording.formats import accuracy_with_margin

KEY = "leaderboard"
# Translucent: it has to be seen on white and on black; and neither of the two colours of curves, one of which lies upon it.
BAND = "background-color: rgba(20, 150, 130, 0.16)"
# In pixels. More rows than these are scrolled through: beside the table stands what was clicked in it.
HEADER_HEIGHT, ROW_HEIGHT, MOST_ROWS = 38, 35, 17
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
    "activation": st.column_config.TextColumn(KNOBS["activation"].label, help=KNOBS["activation"].help, width=66),
    "loss": st.column_config.TextColumn(KNOBS["loss"].label, help=KNOBS["loss"].help, width=132),
    "units": st.column_config.NumberColumn("Units", help=KNOBS["units"].help, width=46),
    "layers": st.column_config.NumberColumn("Layers", help=KNOBS["layers"].help, width=50),
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
    "epochs": st.column_config.NumberColumn("Epochs", help=KNOBS["epochs"].help, width=60),
    "other": st.column_config.TextColumn("Other settings", help="What else differs from the article's settings."),
    "seconds": st.column_config.NumberColumn(
        "Time", help="The share of the training time of all its repeats.", format="%.1f s", width=65
    ),
}
OTHER_KNOBS = tuple(name for name in KNOBS if name not in COLUMNS and name != "seed")


def draw(settings: Sequence[Setting], standings: Sequence[Setting]) -> tuple[Setting | None, list[Setting]]:
    """Draw the table of those `settings` of the `standings` that a filter lets through, of which there is at least one.

    Returns the setting whose row was clicked, if any, and those whose rows are ticked.

    What a visitor has chosen is kept by its settings, not by its row: while a grid trains, rows move, and the marks in the
    table move with them.
    """
    order = [setting.config for setting in settings]
    st.session_state.leaderboard_order = order
    chosen, compared = _remembered(order)
    selection = {"rows": compared, "columns": [], "cells": [(row, "place_shown") for row in chosen]}
    now = st.session_state.get(KEY, {"selection": {"rows": [], "cells": []}})["selection"]
    if not _same(now, selection):
        st.session_state[KEY] = {"selection": selection}
    histories = state.store().histories([setting.best.id for setting in settings])
    table = shown(leaderboard(settings), tied=len(standings) > 1 and standings[1].tied)
    table["curve"] = [[epoch.val_accuracy for epoch in histories[run_id]] for run_id in table["best_run"]]
    # A column with nothing in it would push another one out of sight.
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
        key=KEY,
        alt="Settings with their repeats, best average validation accuracy first.",
    )
    return next((settings[row] for row in chosen), None), [settings[row] for row in compared]


def remember_choice() -> None:
    """Keep which settings were clicked and ticked."""
    hiding.forget()
    selection, order = st.session_state[KEY].selection, st.session_state.leaderboard_order
    st.session_state.chosen_setting = next((order[row] for row, _ in selection.cells), None)
    st.session_state.compared_settings = [order[row] for row in selection.rows]


def compared_settings() -> list[RunConfig]:
    """The settings that this visitor has ticked."""
    return st.session_state.get("compared_settings", [])


def _remembered(order: list[RunConfig]) -> tuple[list[int], list[int]]:
    """The rows of what was clicked (none or one) and of what was ticked; what is not in the table has none."""
    rows = {config: row for row, config in enumerate(order)}
    chosen = [rows[config] for config in (st.session_state.get("chosen_setting"),) if config in rows]
    return chosen, sorted(rows[config] for config in compared_settings() if config in rows)


def _same(now: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    """Whether the browser's marks are where they should be, in whichever column a cell was clicked."""
    return sorted(now["rows"]) == wanted["rows"] and [row for row, _ in now["cells"]] == [row for row, _ in wanted["cells"]]


def shown(table: pd.DataFrame, tied: bool) -> pd.DataFrame:
    """The table as people read it: per cent and points, choices by their names, less usual knobs in one column.

    `tied` is whether several share the first place.
    """
    table = table.copy()
    table["place_shown"] = [
        f"{place} (tied)" if tied and first else str(place) for place, first in zip(table["place"], table["tied_for_first"])
    ]
    table["mean_shown"] = [
        accuracy_with_margin(mean, half_width) for mean, half_width in zip(table["mean_val_accuracy"], table["interval_95"])
    ]
    table["other"] = [
        ", ".join(
            f"{KNOBS[name].label} {KNOBS[name].show(row[name])}" for name in OTHER_KNOBS if row[name] != KNOBS[name].default
        )
        for row in table[list(OTHER_KNOBS)].to_dict("records")
    ]
    for name in ("best_val_accuracy", "standard_deviation"):
        table[name] *= 100
    for name in ("activation", "loss"):
        table[name] = table[name].map(KNOBS[name].show)
    return table
