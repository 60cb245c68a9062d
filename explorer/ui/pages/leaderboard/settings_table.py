"""The leaderboard's table: a row per setting, where one can be clicked to see it and several ticked to compare them."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import streamlit as st
from pandas.io.formats.style import Styler

from explorer.config import KNOBS, RunConfig
from explorer.insight.ranking import Setting, leaderboard, varying
from explorer.ui import canvas, services, stage
from explorer.ui.charts import COLOURS, VALIDATION
from explorer.ui.pages.leaderboard import beside, hiding, knob_columns
from explorer.ui.pages.leaderboard.knob_columns import KnobColumns
from explorer.ui.pages.leaderboard.race_chart import ACCURACIES
from explorer.ui.session import Session, session
from explorer.wording.formats import accuracy_with_margin

# Translucent, so that it shows on white and on black, and different from both colours of the curves, one of which is on it.
BAND = "background-color: rgba(20, 150, 130, 0.16)"
HEADER_HEIGHT, BORDERS = 35, 2
# The height of a row in pixels, and how many there is room for on the stage: usually and in big type. Longer ones scroll.
ROWS, BIG_ROWS = (35, 11), (34, 9)
# The same on a phone where texts need several lines. Streamlit breaks texts only in rows that are higher than 4rem.
TALL_ROWS, BIG_TALL_ROWS = (66, 6), (98, 5)
# In pixels of normal type: the room for columns on the stage, without the boxes to tick.
ROOM, BIG_ROOM, PHONE_ROOM, BIG_PHONE_ROOM = 553, 488, 390, 242
PLACE, ACCURACY = 50, 102
NARROWEST_CURVE, WIDEST_CURVE = 48, 150

COLUMNS = {
    "place": st.column_config.NumberColumn(
        "Place",
        help="Settings whose order may be luck alone share the first place and a coloured band.",
        width=PLACE,
    ),
    "mean_shown": st.column_config.TextColumn(
        "Accuracy",
        help="The validation accuracy: the share of reviews it gets right among those it has never learned from, at the "
        "best epoch. It is an estimate from all its repeats: those of settings that share first place are pulled towards "
        "each other, because the one in front is also the luckiest. The true average is within ± of it with 95% confidence, "
        "in percentage points.",
        width=ACCURACY,
    ),
    "curve": st.column_config.LineChartColumn(
        "Curve",
        help="How it learned: the validation accuracy of its luckiest run after each epoch. All rows have one scale, from "
        f"{ACCURACIES[0]:.0%} to {ACCURACIES[1]:.0%}; what is below runs along the lower edge.",
        y_min=ACCURACIES[0],
        y_max=ACCURACIES[1],
        color=COLOURS[VALIDATION],
    ),
    "other": st.column_config.TextColumn("Other", help="Which other knobs are not as in the article."),
    "settings": st.column_config.TextColumn("Settings", help="Which knobs are not as in the article."),
    # These are for whoever looks for them, in the menu of the table's columns.
    "mean_val_accuracy": st.column_config.NumberColumn(
        "Plain average", help="The average of its repeats, as they came out.", format="%.2f%%"
    ),
    "repeats": st.column_config.NumberColumn("Repeats", help="How many runs with different seeds it has."),
    "best_val_accuracy": st.column_config.NumberColumn(
        "Luckiest run", help="The validation accuracy of the best of its repeats.", format="%.2f%%"
    ),
    "standard_deviation": st.column_config.NumberColumn(
        "Spread",
        help="How far one run usually lands from the average: the standard deviation of its repeats, in percentage points.",
        format="±%.2f points",
    ),
    "seconds": st.column_config.NumberColumn(
        "Time", help="The share of the training time of all its repeats.", format="%.1f s"
    ),
}

SHARED = {"other", "settings"}
"""Those of them that several knobs share, where there is no room for a column of each."""


def draw(settings: Sequence[Setting], several: bool) -> tuple[Setting | None, list[Setting]]:
    """Draw the table.

    What a visitor has chosen is remembered by its settings, not by its row: while a grid trains, rows move, and the marks
    in the table move with them.

    Args:
        settings: The settings to show, at least one.
        several: Whether there are several settings at all, so that those tied for first get a band.

    Returns:
        The setting whose row was clicked, if any, and those whose rows are ticked.
    """
    order = [setting.config for setting in settings]
    session.leaderboard_order = order
    chosen, compared = _remembered(order)
    selection = {"rows": compared, "columns": [], "cells": [(row, "place") for row in chosen]}
    now = session.leaderboard["selection"]
    if not _same(now, selection):
        session.leaderboard = {"selection": selection}
    knobs = _knob_columns(settings)
    table = shown(leaderboard(settings), knobs.others)
    row_height, most = _rows(table, knobs)
    height = stage.scaled(HEADER_HEIGHT) + row_height * min(len(settings), most) + BORDERS
    if canvas.has_its_letters(height):
        histories = services.store().histories([setting.best.id for setting in settings])
        table["curve"] = [[epoch.val_accuracy for epoch in histories[run_id]] for run_id in table["best_run"]]
        columns = column_config(knobs)
        st.container(key="board_cells").dataframe(
            _with_band(table[[*columns]], [setting.tied and several for setting in settings]),
            column_order=column_order(knobs),
            column_config=columns,
            hide_index=True,
            height=height,
            row_height=row_height,
            on_select=remember_choice,
            selection_mode=["multi-row", "single-cell"],
            key=Session.leaderboard.key,
            alt="Settings with their accuracy and their knobs, best average first.",
        )
    return next((settings[row] for row in chosen), None), [settings[row] for row in compared]


def _with_band(table: pd.DataFrame, tied: Sequence[bool]) -> Styler:
    """The table with a coloured band behind the rows that are `tied` for first place."""
    cells = np.where(tied, BAND, "")[:, None].repeat(table.shape[1], axis=1)
    # Streamlit takes its time for every cell that has a name (`cell_ids`); those that have a colour do anyway.
    return Styler(table, cell_ids=False).apply(lambda _: cells, axis=None)


def remember_choice() -> None:
    """Remember which settings were clicked and ticked, and show beside the table what was asked for."""
    hiding.drop_undo()
    selection, order = session.leaderboard.selection, session.leaderboard_order
    chosen = next((order[row] for row, _ in selection.cells), None)
    ticked = [order[row] for row in selection.rows]
    if chosen not in (None, session.chosen_setting):
        session.beside = beside.SETTING
    elif len(ticked) > max(1, len(session.compared_settings)):
        session.beside = beside.BETTER
    session.chosen_setting, session.compared_settings = chosen, ticked


def _remembered(order: list[RunConfig]) -> tuple[list[int], list[int]]:
    """The rows of the clicked setting (none or one) and of the ticked ones, without those that are not in the table."""
    rows = {config: row for row, config in enumerate(order)}
    chosen = [rows[config] for config in (session.chosen_setting,) if config in rows]
    return chosen, sorted(rows[config] for config in session.compared_settings if config in rows)


def _same(now: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    """Whether the browser marks the right rows, whatever the column of the clicked cell."""
    return sorted(now["rows"]) == wanted["rows"] and [row for row, _ in now["cells"]] == [row for row, _ in wanted["cells"]]


def _knob_columns(settings: Sequence[Setting]) -> KnobColumns:
    usual, big = (PHONE_ROOM, BIG_PHONE_ROOM) if session.phone else (ROOM, BIG_ROOM)
    rows = [setting.config.to_dict() for setting in settings]
    return knob_columns.arrange(varying(settings), rows, (big if session.big else usual) - PLACE - ACCURACY)


def _rows(table: pd.DataFrame, knobs: KnobColumns) -> tuple[int, int]:
    """The height of each row, and how many there is room for."""
    # Elsewhere too few would be left; where a text is cut off, all of it is told beside the table.
    if session.phone and knobs.others and table[_shared(knobs)].map(knob_columns.width).max() > knobs.left:
        return BIG_TALL_ROWS if session.big else TALL_ROWS
    return BIG_ROWS if session.big else ROWS


def _shared(knobs: KnobColumns) -> str:
    """The column that several knobs share: it is for the others, or for all."""
    return "other" if knobs.widths else "settings"


def column_order(knobs: KnobColumns) -> list[str]:
    """The columns that are shown, from left to right."""
    if knobs.others:
        return ["place", "mean_shown", *knobs.widths, _shared(knobs)]
    return ["place", "mean_shown", *knobs.widths, *(["curve"] if knobs.left >= NARROWEST_CURVE else [])]


def column_config(knobs: KnobColumns) -> dict[str, Any]:
    """The columns that there are, also those in the menu alone, as wide as there is room for in this visitor's type."""
    widths = {
        "curve": min(max(knobs.left, NARROWEST_CURVE), WIDEST_CURVE),
        "other": knobs.left,
        "settings": knobs.left,
        **knobs.widths,
    }
    unused = SHARED - {*column_order(knobs)}
    columns: dict[str, Any] = {name: column for name, column in COLUMNS.items() if name not in unused}
    # A knob that all rows share is said above the table.
    columns |= {name: _knob_column(name) for name in (*knobs.widths, *knobs.others)}
    return {
        name: {**column, "width": stage.scaled(width)} if (width := widths.get(name, column["width"])) else column
        for name, column in columns.items()
    }


def _knob_column(name: str) -> Any:
    knob = KNOBS[name]
    heading, explanation = knob_columns.heading(knob), knob_columns.explanation(knob)
    if knob.choices:
        return st.column_config.TextColumn(heading, help=explanation)
    return st.column_config.NumberColumn(heading, help=explanation, format="%.7g")


def shown(table: pd.DataFrame, others: Sequence[str]) -> pd.DataFrame:
    """The table as people read it: per cent and points, choices by their short names.

    Args:
        table: As from `ranking.leaderboard`.
        others: The knobs that share one column, which says where they are not as in the article.
    """
    table = table.copy()
    table["mean_shown"] = [
        accuracy_with_margin(mean, half_width) for mean, half_width in zip(table["val_accuracy"], table["interval_95"])
    ]
    table["other"] = [
        knob_columns.in_words({name: row[name] for name in others}) for row in table[list(others)].to_dict("records")
    ]
    table["settings"] = [words or "as in the article" for words in table["other"]]
    # The only run there is is no luckiest one.
    table["best_val_accuracy"] = table["best_val_accuracy"].where(table["repeats"] > 1)
    for name in ("mean_val_accuracy", "best_val_accuracy", "standard_deviation"):
        table[name] *= 100
    for name, knob in KNOBS.items():
        if knob.choices:
            table[name] = table[name].map(knob.brief)
    return table
