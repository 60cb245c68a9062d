"""The leaderboard's table: one row per setting, of which one can be looked at and several be compared."""

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from explorer.config import KNOBS, RunConfig
from explorer.insight.ranking import Setting, leaderboard

KEY = "leaderboard"
# Orange, translucent: it has to be seen on white and on black.
BAND = "background-color: rgba(217, 115, 13, 0.16)"
COLUMNS = {
    "place_shown": st.column_config.TextColumn(
        "Place",
        help="Settings that are tied for first share the first place and a coloured band: luck alone could have put them in "
        "this order.",
        width=75,
    ),
    "mean_shown": st.column_config.TextColumn(
        "Validation accuracy",
        help="The share of reviews it gets right among those it has never learned from, at the best epoch, on average over "
        "its repeats. The true average is within ± of it with 95 % confidence, in percentage points.",
        width=145,
    ),
    "repeats": st.column_config.NumberColumn("Repeats", help="How many runs with different seeds it has.", width=70),
    "standard_deviation": st.column_config.NumberColumn(
        "Deviation",
        help="The standard deviation of its repeats, in percentage points: how far one run usually lands from the average.",
        format="%.2f points",
        width=90,
    ),
    "best_val_accuracy": st.column_config.NumberColumn(
        "Best run", help="The validation accuracy of its luckiest run.", format="%.2f %%", width=75
    ),
    "activation": st.column_config.TextColumn(KNOBS["activation"].label, width=80),
    "loss": st.column_config.TextColumn(KNOBS["loss"].label, width=150),
    "units": st.column_config.NumberColumn("Units", help="Hidden units in each hidden layer.", width=60),
    "layers": st.column_config.NumberColumn("Layers", help="Hidden layers.", width=60),
    "epochs": st.column_config.NumberColumn("Epochs", width=65),
    "other": st.column_config.TextColumn("Other settings", help="What else differs from the article's settings."),
    "seconds": st.column_config.NumberColumn(
        "Time", help="The share of the training time of all its repeats.", format="%.1f s", width=65
    ),
}
OTHER_KNOBS = ("learning_rate", "batch_size", "vocabulary", "dropout", "l2")


def draw(settings: Sequence[Setting]) -> tuple[Setting | None, list[Setting]]:
    """Draw the table; the setting whose row was clicked, and those whose rows are ticked.

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
    table = shown(leaderboard(settings))
    # A column with nothing in it would push another one out of sight.
    columns = [name for name in COLUMNS if name != "other" or table["other"].any()]
    tied = [setting.tied and len(settings) > 1 for setting in settings]
    st.dataframe(
        table.style.apply(lambda row: [BAND if tied[row.name] else ""] * len(row), axis=1),
        column_order=columns,
        column_config=COLUMNS,
        hide_index=True,
        on_select=remember_choice,
        selection_mode=["multi-row", "single-cell"],
        key=KEY,
        alt="Settings with their repeats, best average validation accuracy first.",
    )
    return next((settings[row] for row in chosen), None), [settings[row] for row in compared]


def remember_choice() -> None:
    """Keep which settings were clicked and ticked."""
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


def _same(now, wanted: dict) -> bool:
    """Whether the browser's marks are where they should be, in whichever column a cell was clicked."""
    return sorted(now["rows"]) == wanted["rows"] and [row for row, _ in now["cells"]] == [row for row, _ in wanted["cells"]]


def shown(table: pd.DataFrame) -> pd.DataFrame:
    """The table as people read it: per cent and points, choices by their names, less usual knobs in one column."""
    table = table.copy()
    table["place_shown"] = [
        f"{place} (tied)" if tied and len(table) > 1 and table["tied_for_first"].sum() > 1 else str(place)
        for place, tied in zip(table["place"], table["tied_for_first"])
    ]
    table["mean_shown"] = [
        f"{mean * 100:.2f} % ± {interval * 100:.2f}"
        for mean, interval in zip(table["mean_val_accuracy"], table["interval_95"])
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
