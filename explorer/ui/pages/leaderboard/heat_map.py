"""The article's 36 combinations at a glance: units × layers, in a panel for each activation and loss."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache
from statistics import fmean
from typing import Any, Final

import altair as alt
import pandas as pd
import streamlit as st

from explorer import corpus
from explorer.config import KNOBS, RunConfig, article_grid
from explorer.insight.noise import margin_of_error
from explorer.insight.ranking import ranked, without_seed
from explorer.store import Run
from explorer.ui import pictures
from explorer.ui.charts import GREY, KEPT, Picture, named, specification

# Perceptually uniform, and ordered by brightness alone for people with any kind of colour blindness.
SCHEME: Final = "viridis"
# With 5,000 validation reviews differences of almost a percentage point can be luck. Colours that reach over at least two
# do not make a landscape of it.
SMALLEST_SPAN = 0.02
# On the darker half of the scheme white is easier to read than black; on the brighter half it is the other way round.
INKS = ("#ffffff", "#10141a")
BRIGHT = 0.5
# Dark on the bright end of the scheme, where the best cell always is, and inside of the cell: it shows on a dark page, too.
OUTLINE = "#10141a"
# In pixels, axis included.
HEIGHT = 225
TOOLTIP = {"settings": "Settings", "shown": "Validation accuracy", "repeats": "From"}
# Fewer than one combination for each panel are not worth a map.
FEWEST = 4


def panel(runs: Sequence[Run], dataset: str) -> None:
    """The map of what has finished on these reviews, and how to read it; nothing while there is too little to see."""
    means = grid_means(runs)
    if len(means) < FEWEST:
        return
    st.markdown(reading(means, corpus.get_source(dataset).validation))
    for activation in KNOBS["activation"].article:
        for column, loss in zip(st.columns(2), KNOBS["loss"].article):
            name = " · ".join((KNOBS["activation"].show(activation), KNOBS["loss"].show(loss).lower()))
            column.markdown(f"**{name}**")
            # Its height is set aside before the browser has loaded what draws it, so that nothing below has to move.
            with column.container(height=HEIGHT, border=False):
                pictures.show(
                    heat_map(means, activation, loss),
                    key=f"heat_map_{activation}_{loss}",
                    alt=f"Validation accuracy with {name} by hidden units and hidden layers.",
                )


def grid_means(runs: Sequence[Run]) -> dict[RunConfig, list[float]]:
    """Each combination of the article that has finished → the highest validation accuracy of each of its repeats.

    Repeats differ by their seed only. Accuracies are shares between 0 and 1.
    """
    grid = set(article_grid())
    accuracies = defaultdict(list)
    for run in ranked(runs):
        if (combination := without_seed(run.config)) in grid:
            accuracies[combination].append(run.best_figures.val_accuracy)
    return dict(accuracies)


def best_combination(means: Mapping[RunConfig, Sequence[float]]) -> RunConfig:
    """The combination with the highest average; of equals, the one that comes first."""
    return max(means, key=lambda config: fmean(means[config]))


def reading(means: Mapping[RunConfig, Sequence[float]], reviews: int) -> str:
    """How to read the map, with how many validation `reviews` its figures were measured on."""
    best = best_combination(means)
    accuracy = fmean(means[best])
    empty = " Empty cells have not been trained yet." if len(means) < len(article_grid()) else ""
    repeats = max(map(len, means.values()))
    figure = f"averaged over its repeats (up to {repeats})" if repeats > 1 else "at its best epoch"
    return (
        f"**The combinations at a glance.** Each cell is one of them: its number is the validation accuracy {figure}, and "
        f"the brighter its colour, the better. The outlined one is the best, with {accuracy:.2%}. Look for whole rows, "
        f"columns or panels that are brighter: between single cells, differences of less than about "
        f"{margin_of_error(accuracy, reviews) * 100:.1f} percentage points can be luck.{empty}"
    )


def heat_map(means: Mapping[RunConfig, Sequence[float]], activation: str, loss: str) -> Picture:
    """The panel of one activation and one loss: a cell for each number of units and layers.

    `means` holds all that the panels show, because they share their colours: they reach from the lowest average to the
    highest.
    """
    return Picture(_specification(*colour_range(means)), {"cells": panel_frame(means, activation, loss)})


# The same for all panels; to make it takes Altair longer than the rest of the page.
@lru_cache(maxsize=KEPT)
def _specification(low: float, high: float) -> dict:
    base = named("cells").encode(
        x=alt.X("units:O", title=KNOBS["units"].label, axis=alt.Axis(labelAngle=0, ticks=False, domain=False)),
        y=alt.Y("layers:O", title=KNOBS["layers"].label, axis=alt.Axis(ticks=False, domain=False)),
        tooltip=[alt.Tooltip(f"{name}:N", title=title) for name, title in TOOLTIP.items()],
    )
    colour = alt.Color("accuracy:Q", scale=alt.Scale(scheme=SCHEME, domain=[low, high], clamp=True), legend=None)
    cell: dict[str, Any] = {"cornerRadius": 3, "height": alt.RelativeBandSize(0.94), "width": alt.RelativeBandSize(0.97)}
    layers = alt.layer(
        base.transform_filter("!isValid(datum.accuracy)").mark_rect(
            filled=False, stroke=GREY, strokeDash=[3, 3], strokeOpacity=0.6, **cell
        ),
        base.transform_filter("isValid(datum.accuracy)").mark_rect(**cell).encode(color=colour),
        base.transform_filter("datum.best").mark_rect(
            filled=False, stroke=OUTLINE, strokeWidth=2.5, width=alt.RelativeBandSize(0.92), height=alt.RelativeBandSize(0.8)
        ),
        base.mark_text(fontSize=14).encode(text="label:N", color=alt.Color("ink:N", scale=None)),
    )
    # Colours of cells come from a scale, those of their numbers do not: one scale for both draws neither.
    return specification(layers.resolve_scale(color="independent").properties(height=HEIGHT))


def colour_range(means: Mapping[RunConfig, Sequence[float]]) -> tuple[float, float]:
    """The accuracies at the two ends of the colours: the lowest and the highest, `SMALLEST_SPAN` apart at least."""
    averages = [fmean(accuracies) for accuracies in means.values()]
    low, high = min(averages), max(averages)
    return min(low, high - SMALLEST_SPAN), high


def panel_frame(means: Mapping[RunConfig, Sequence[float]], activation: str, loss: str) -> pd.DataFrame:
    """A row for each cell of a panel: units, layers, accuracy (a share, or NaN for none), best, label, ink, and for the
    tooltip settings, shown and repeats in words."""
    low, high = colour_range(means)
    best = best_combination(means)
    rows = []
    for config in article_grid():
        if (config.activation, config.loss) != (activation, loss):
            continue
        row = {"units": config.units, "layers": config.layers, "settings": config.describe(), "best": config == best}
        if accuracies := means.get(config):
            accuracy = fmean(accuracies)
            row |= {
                "accuracy": accuracy,
                "label": f"{accuracy:.2%}",
                "shown": f"{accuracy:.2%}",
                "ink": INKS[(accuracy - low) / (high - low) > BRIGHT],
                "repeats": "1 run" if len(accuracies) == 1 else f"the average of {len(accuracies)} runs",
            }
        else:
            row |= {"accuracy": None, "label": "–", "ink": GREY, "shown": "not trained yet", "repeats": "no run"}
        rows.append(row)
    return pd.DataFrame(rows).astype({"accuracy": float})
