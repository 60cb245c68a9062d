"""What two knobs do together, at a glance: a cell for each pair of values, in a panel for each value of the others."""

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from explorer.config import KNOBS
from explorer.insight import heat_map
from explorer.insight.heat_map import Cell, HeatMap, Panel
from explorer.insight.ranking import Setting, varying
from explorer.ui import pictures
from explorer.ui.charts import KEPT, Picture, named, specification
from explorer.ui.colours import GREY
from explorer.ui.heat_colours import DARK_INK, SCHEME, ink
from explorer.ui.session import Session, session
from explorer.wording.formats import count
from explorer.wording.heat_map_sentences import nothing_to_compare, panel_name, reading

# With 5,000 validation reviews, differences of almost one percentage point can be luck. A colour range of at least two
# points keeps them from looking like a pattern.
MIN_COLOUR_RANGE = 0.02
# In pixels: a row, the one where there are many, and the axis below them.
ROW, LOW_ROW, MANY_ROWS, AXIS = 60, 36, 4, 45
# With more columns than this, panels take the whole width, and with more still, their figures have fewer digits.
MANY_COLUMNS, MOST_COLUMNS = 6, 9
# With more than these, there is no room for figures; a hand over a cell shows them.
MOST_FIGURES = 20
TOOLTIP = {"settings": "Settings", "shown": "Validation accuracy", "repeats": "From"}


def draw(settings: Sequence[Setting], filtered: bool) -> None:
    """Draw the map of two knobs that the visitor chooses, and how to read it, once there is enough for any.

    Args:
        settings: The settings in the table.
        filtered: Whether there are others, which a filter leaves out.
    """
    usual = heat_map.default_axes(settings)
    if usual is None:
        return
    st.subheader("The combinations at a glance", anchor=False)
    across, down = _axes(list(varying(settings)), usual)
    found = heat_map.heat_map(settings, across, down)
    if found is None:
        st.markdown(nothing_to_compare(across, down))
        return
    st.markdown(f"{reading(found)}{' Only settings that the filter shows are on it.' if filtered else ''}")
    beside = 2 if len(found.panels) > 1 and len(found.axes[0]) <= MANY_COLUMNS else 1
    for first in range(0, len(found.panels), beside):
        for number, column in enumerate(st.columns(beside), first):
            if number < len(found.panels):
                with column:
                    _draw_panel(found, number)


def _axes(knobs: Sequence[str], usual: tuple[str, str]) -> tuple[str, str]:
    """Draw the choice of the two knobs, at first the `usual` ones."""
    if not session.heat_is_chosen or session.heat_across not in knobs:
        session.heat_across = usual[0]
    others = [name for name in knobs if name != session.heat_across]
    if not session.heat_is_chosen or session.heat_down not in others:
        session.heat_down = next(name for name in (*reversed(usual), *others) if name in others)
    with st.container(horizontal=True):
        for label, options, item in (("Across", knobs, Session.heat_across), ("Down", others, Session.heat_down)):
            st.selectbox(
                label,
                options,
                format_func=lambda name: KNOBS[name].label,
                key=item.key,
                persist_state="session",
                on_change=_remember_choice,
                width=240,
            )
    return session.heat_across, session.heat_down


def _remember_choice() -> None:
    session.heat_is_chosen = True


def _draw_panel(found: HeatMap, number: int) -> None:
    panel = found.panels[number]
    if name := panel_name(found, panel):
        st.markdown(f"**{name}**")
    knobs = f"{KNOBS[found.across].noun} and {KNOBS[found.down].noun}"
    pictures.show(
        panel_picture(found, panel),
        key=f"heat_map_{number}",
        title=f"Validation accuracy by {knobs}",
        of=[name] if name else [],
        dataset=found.best.settings[0].best.dataset,
        alt=f"Validation accuracy{f' with {name}' if name else ''} by {knobs}.",
    )


def panel_picture(found: HeatMap, panel: Panel) -> Picture:
    """A panel of the map. All panels have the same axes and share one colour range."""
    across, down = ([KNOBS[knob].brief(one) for one in axis] for knob, axis in zip((found.across, found.down), found.axes))
    titles = KNOBS[found.across].label, KNOBS[found.down].label
    spec = _specification(*colour_range(found), *titles, tuple(across), tuple(down))
    return Picture(spec, {"cells": panel_frame(found, panel)})


# The same for all panels. Building it in Altair takes longer than the rest of the page.
@lru_cache(maxsize=KEPT)
def _specification(
    low: float, high: float, x_title: str, y_title: str, across: tuple[str, ...], down: tuple[str, ...]
) -> dict:
    x_axis = alt.Axis(labelAngle=0, ticks=False, domain=False)
    base = named("cells").encode(
        x=alt.X("across:N").title(x_title).axis(x_axis).sort(list(across)).scale(domain=list(across)),
        y=alt.Y("down:N").title(y_title).axis(ticks=False, domain=False).sort(list(down)).scale(domain=list(down)),
        tooltip=[alt.Tooltip(f"{name}:N", title=title) for name, title in TOOLTIP.items()],
    )
    colour = alt.Color("accuracy:Q", scale=alt.Scale(scheme=SCHEME, domain=[low, high], clamp=True), legend=None)
    cell: dict[str, Any] = {"cornerRadius": 3, "height": alt.RelativeBandSize(0.94), "width": alt.RelativeBandSize(0.97)}
    inside: dict[str, Any] = {"height": alt.RelativeBandSize(0.8), "width": alt.RelativeBandSize(0.92)}
    dashed: dict[str, Any] = {"stroke": GREY, "strokeDash": [3, 3], "strokeOpacity": 0.6}
    # Marks without data would be pictures without a name for people who cannot see them. The numbers are read to them.
    layers = alt.layer(
        base.transform_filter("!isValid(datum.accuracy)").mark_rect(filled=False, aria=False, **dashed, **cell),
        base.transform_filter("isValid(datum.accuracy)").mark_rect(aria=False, **cell).encode(color=colour),
        # The best cell is always at the bright end of the scheme. Inside the cell, a dark outline shows on a dark page.
        base.transform_filter("datum.best").mark_rect(filled=False, aria=False, stroke=DARK_INK, strokeWidth=2.5, **inside),
        base.mark_text(fontSize=14 if len(across) <= MANY_COLUMNS else 11).encode(
            text="label:N", color=alt.Color("ink:N", scale=None)
        ),
    )
    height = AXIS + len(down) * (ROW if len(down) <= MANY_ROWS else LOW_ROW)
    # The cells' colours come from a scale and the numbers' do not; with one shared scale Vega-Lite draws neither.
    return specification(layers.resolve_scale(color="independent").properties(height=height))


def colour_range(found: HeatMap) -> tuple[float, float]:
    """The accuracies at both ends of the colour range: the lowest and the highest, at least `MIN_COLOUR_RANGE` apart."""
    averages = [cell.accuracy for cell in found.cells]
    low, high = min(averages), max(averages)
    return min(low, high - MIN_COLOUR_RANGE), high


def panel_frame(found: HeatMap, panel: Panel) -> pd.DataFrame:
    """The cells of one panel.

    Returns:
        A row per cell with the columns across, down (in words), accuracy (a share, NaN if not trained), best, label, ink,
        and the tooltip's texts settings, shown and repeats.
    """
    low, high = colour_range(found)
    across, down = KNOBS[found.across], KNOBS[found.down]
    columns, rows = found.axes
    digits = 2 if len(columns) <= MANY_COLUMNS else 1 if len(columns) <= MOST_COLUMNS else 0
    table = []
    for column in columns:
        for row in rows:
            place = {"across": across.brief(column), "down": down.brief(row)}
            if cell := panel.cells.get((column, row)):
                label = f"{cell.accuracy:.{digits}%}" if len(columns) <= MOST_FIGURES else ""
                figures = {
                    "settings": _settings(cell, found),
                    "best": cell is found.best,
                    "accuracy": cell.accuracy,
                    "label": label if digits else label.removesuffix("%"),
                    "shown": f"{cell.accuracy:.2%}",
                    "ink": ink((cell.accuracy - low) / (high - low)),
                    "repeats": "1 run" if cell.repeats == 1 else f"the average of {count(cell.repeats, 'run')}",
                }
            else:
                figures = {
                    "settings": " · ".join((across.phrase(column), down.phrase(row))),
                    "best": False,
                    "accuracy": math.nan,
                    "label": "–",
                    "shown": "not all of them have a run here" if found.averaged else "no run here",
                    "ink": GREY,
                    "repeats": "no run",
                }
            table.append(place | figures)
    return pd.DataFrame(table)


def _settings(cell: Cell, found: HeatMap) -> str:
    """What a cell stands for: its setting, or the two knobs that are equal in all those of an average."""
    config = cell.settings[0].config
    if not found.averaged:
        return config.describe()
    return " · ".join(KNOBS[name].phrase(getattr(config, name)) for name in (found.across, found.down))
