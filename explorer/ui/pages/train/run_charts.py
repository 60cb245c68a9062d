"""Pure functions from runs to charts: small ones, and overlays of two runs."""

from collections.abc import Mapping, Sequence
from functools import lru_cache

import altair as alt
import pandas as pd

from explorer.history import Epoch
from explorer.ui.charts import (
    HEIGHT,
    KEPT,
    Picture,
    accuracy_axis,
    curve_frame,
    epoch_axis,
    loss_axis,
    named,
    reviews_colour,
    specification,
)

SMALL_HEIGHT = 150
# Most networks are above this after one epoch; lower values are clamped to the edge.
LOWEST = 0.6
SOLID, DASHED = [1, 0], [5, 4]


def small_chart(history: Sequence[Epoch], epochs: int) -> Picture:
    """Accuracy by epoch on training and validation reviews. Charts with the same `epochs` have the same axes."""
    return Picture(_small_spec(epochs), {"curves": curve_frame(history)})


@lru_cache(maxsize=KEPT)
def _small_spec(epochs: int) -> dict:
    y = alt.Y(
        "accuracy:Q",
        title=None,
        scale=alt.Scale(domain=[LOWEST, 1.0], clamp=True, nice=False),
        axis=alt.Axis(format=".0%", values=[0.6, 0.8, 1.0]),
    )
    x = (
        epoch_axis(epochs)
        .title(None)
        .axis(values=[1, epochs] if epochs > 1 else [1], format="d", grid=False, labelFlush=False)
    )
    chart = named("curves").encode(x=x, y=y, color=reviews_colour(legend=None))
    # The points are for runs of a single epoch, which have no line.
    return specification(chart.mark_line(strokeWidth=2, point={"size": 14}).properties(height=SMALL_HEIGHT))


def accuracy_overlay(histories: Mapping[str, Sequence[Epoch]], epochs: int) -> Picture:
    """Accuracy by epoch of two named runs: the first with solid lines, the second with dashed ones."""
    return _overlay(histories, epochs, "accuracy")


def loss_overlay(histories: Mapping[str, Sequence[Epoch]], epochs: int) -> Picture:
    """Loss by epoch, like `accuracy_overlay`."""
    return _overlay(histories, epochs, "loss")


def _overlay(histories: Mapping[str, Sequence[Epoch]], epochs: int, measure: str) -> Picture:
    frame = pd.concat([curve_frame(history).assign(run=name) for name, history in histories.items()], ignore_index=True)
    return Picture(_overlay_spec(tuple(histories), epochs, measure), {"curves": frame})


@lru_cache(maxsize=KEPT)
def _overlay_spec(names: tuple[str, ...], epochs: int, measure: str) -> dict:
    y, digits = (loss_axis(), ".3f") if measure == "loss" else (accuracy_axis(), ".1%")
    # One legend above and one below: side by side they are too wide for a phone.
    above, below = (
        alt.Legend(orient=side, symbolType="stroke", symbolStrokeWidth=3, symbolSize=300) for side in ("top", "bottom")
    )
    dash = alt.StrokeDash("run:N", title=None, scale=alt.Scale(domain=list(names), range=[SOLID, DASHED]), legend=below)
    base = named("curves").encode(x=epoch_axis(epochs), y=y, color=reviews_colour(above), detail="run:N")
    tooltip = [
        alt.Tooltip("run:N", title="Run"),
        alt.Tooltip("of:N", title="Reviews"),
        alt.Tooltip("epoch:Q", title="Epoch", format="d"),
        alt.Tooltip(f"{measure}:Q", title=measure.capitalize(), format=digits),
    ]
    lines = base.mark_line(strokeWidth=2.5).encode(strokeDash=dash)
    points = base.mark_point(size=35, filled=True, opacity=1).encode(tooltip=tooltip)
    return specification(alt.layer(lines, points).properties(height=HEIGHT))
