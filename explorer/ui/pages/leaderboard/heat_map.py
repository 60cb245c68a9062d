"""The article's 36 combinations at a glance: units × layers, in a panel for each activation and loss."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from statistics import fmean
from typing import Any

import altair as alt
import pandas as pd
import streamlit as st

from explorer.config import KNOBS, RunConfig, article_grid
from explorer.insight.ranking import ranked, without_seed
from explorer.insight.seed_variance import Repeats, critical_difference, variances
from explorer.store import Run
from explorer.ui import pictures
from explorer.ui.charts import KEPT, Picture, named, specification
from explorer.ui.colours import GREY
from explorer.ui.heat_colours import DARK_INK, SCHEME, ink

# With 5,000 validation reviews, differences of almost one percentage point can be luck. A colour range of at least two
# points keeps them from looking like a pattern.
MIN_COLOUR_RANGE = 0.02
# In pixels, axes included.
HEIGHT = 225
TOOLTIP = {"settings": "Settings", "shown": "Validation accuracy", "repeats": "From"}
# One for each panel.
MIN_COMBINATIONS = 4


def draw(runs: Sequence[Run]) -> None:
    """Draw the map of the finished `runs` on one data set and how to read it, once there are enough of them."""
    means = grid_means(runs)
    if len(means) < MIN_COMBINATIONS:
        return
    st.subheader("The combinations at a glance", anchor=False)
    st.markdown(reading(means))
    for activation in KNOBS["activation"].article:
        for column, loss in zip(st.columns(2), KNOBS["loss"].article):
            name = " · ".join((KNOBS["activation"].phrase(activation), KNOBS["loss"].phrase(loss)))
            with column:
                st.markdown(f"**{name}**")
                pictures.show(
                    heat_map(means, activation, loss),
                    key=f"heat_map_{activation}_{loss}",
                    alt=f"Validation accuracy with {name} by hidden units and hidden layers.",
                )


def grid_means(runs: Sequence[Run]) -> dict[RunConfig, list[float]]:
    """Group the runs of the article's grid by combination.

    Returns:
        Combination (seed 0) → the best validation accuracy of each of its repeats, as shares between 0 and 1.
    """
    grid = set(article_grid())
    accuracies = defaultdict(list)
    for run in ranked(runs):
        if (combination := without_seed(run.config)) in grid:
            accuracies[combination].append(run.best_figures.val_accuracy)
    return dict(accuracies)


def best_combination(means: Mapping[RunConfig, Sequence[float]]) -> RunConfig:
    """The combination with the highest mean accuracy; the first of them if there is a tie."""
    return max(means, key=lambda config: fmean(means[config]))


def reading(means: Mapping[RunConfig, Sequence[float]]) -> str:
    """How to read the map."""
    best = best_combination(means)
    accuracy = fmean(means[best])
    empty = " Empty cells have not been trained yet." if len(means) < len(article_grid()) else ""
    repeats, fewest = max(map(len, means.values())), min(map(len, means.values()))
    board = [Repeats(config, tuple(accuracies)) for config, accuracies in means.items()]
    of_one = max(variances(board), key=lambda variance: variance.deviation)
    luck = critical_difference(len(means), of_one, of_one, (fewest, fewest)) * 100
    figure = f"averaged over its repeats (up to {repeats})" if repeats > 1 else "at its best epoch"
    return (
        f"Each cell is one of the article's 36: its number is the validation accuracy {figure}, and the brighter its "
        f"colour, the better. The outlined one is the best, with {accuracy:.2%}. Look for whole rows, columns or panels "
        f"that are brighter: between single cells, differences of less than about {luck:.1f} percentage points can be luck."
        f"{empty}"
    )


def heat_map(means: Mapping[RunConfig, Sequence[float]], activation: str, loss: str) -> Picture:
    """The panel of one activation and one loss: a cell for each number of units and layers.

    `means` covers all panels, because they share one colour range.
    """
    return Picture(_specification(*colour_range(means)), {"cells": panel_frame(means, activation, loss)})


# The same for all panels. Building it in Altair takes longer than the rest of the page.
@lru_cache(maxsize=KEPT)
def _specification(low: float, high: float) -> dict:
    base = named("cells").encode(
        x=alt.X("units:O").title(KNOBS["units"].label).axis(labelAngle=0, ticks=False, domain=False),
        y=alt.Y("layers:O").title(KNOBS["layers"].label).axis(ticks=False, domain=False),
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
        base.mark_text(fontSize=14).encode(text="label:N", color=alt.Color("ink:N", scale=None)),
    )
    # The cells' colours come from a scale and the numbers' do not; with one shared scale Vega-Lite draws neither.
    return specification(layers.resolve_scale(color="independent").properties(height=HEIGHT))


def colour_range(means: Mapping[RunConfig, Sequence[float]]) -> tuple[float, float]:
    """The accuracies at both ends of the colour range: the lowest and the highest, at least `MIN_COLOUR_RANGE` apart."""
    averages = [fmean(accuracies) for accuracies in means.values()]
    low, high = min(averages), max(averages)
    return min(low, high - MIN_COLOUR_RANGE), high


def panel_frame(means: Mapping[RunConfig, Sequence[float]], activation: str, loss: str) -> pd.DataFrame:
    """The cells of one panel.

    Returns:
        A row per cell with the columns units, layers, accuracy (a share, NaN if not trained), best, label, ink, and the
        tooltip's texts settings, shown and repeats.
    """
    low, high = colour_range(means)
    best = best_combination(means)
    rows = []
    for config in article_grid():
        if (config.activation, config.loss) == (activation, loss):
            place = (config.units, config.layers, config.describe(), config == best)
            if accuracies := means.get(config):
                accuracy = fmean(accuracies)
                figure, colour = f"{accuracy:.2%}", ink((accuracy - low) / (high - low))
                repeats = "1 run" if len(accuracies) == 1 else f"the average of {len(accuracies)} runs"
                rows.append((*place, accuracy, figure, figure, colour, repeats))
            else:
                rows.append((*place, math.nan, "–", "not trained yet", GREY, "no run"))
    columns = ["units", "layers", "settings", "best", "accuracy", "label", "shown", "ink", "repeats"]
    return pd.DataFrame(rows, columns=columns)
