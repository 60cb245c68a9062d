"""Pure functions from runs to charts: small ones, and overlays of two runs."""

from collections.abc import Mapping, Sequence
from functools import lru_cache, partial

import altair as alt
import pandas as pd

from explorer.history import Epoch
from explorer.ui import charts
from explorer.ui.charts import Picture, curve_frame, epoch_axis, named, reviews_colour

SMALL_HEIGHT = 150
# Most networks are above this after one epoch; lower values are clamped to the edge.
LOWEST = 0.6
SOLID, DASHED = [1, 0], [5, 4]


def small_chart(history: Sequence[Epoch], epochs: int) -> Picture:
    """Accuracy by epoch on training and validation reviews. Charts with the same `epochs` have the same axes."""
    return Picture(_small_spec(epochs), {"curves": curve_frame(history)})


@lru_cache(maxsize=charts.KEPT)
def _small_spec(epochs: int) -> dict:
    ticks = [1, epochs] if epochs > 1 else [1]
    x = epoch_axis(epochs).title(None).axis(values=ticks, format="d", grid=False, labelFlush=False)
    scale = alt.Scale(domain=[LOWEST, 1.0], clamp=True, nice=False)
    y = alt.Y("accuracy:Q", title=None, scale=scale, axis=alt.Axis(format=".0%", values=[0.6, 0.8, 1.0]))
    chart = named("curves").encode(x=x, y=y, color=reviews_colour(legend=None))
    # The points are for runs of a single epoch, which have no line.
    return charts.specification(chart.mark_line(strokeWidth=2, point={"size": 14}).properties(height=SMALL_HEIGHT))


def _overlay(measure: str, histories: Mapping[str, Sequence[Epoch]], epochs: int) -> Picture:
    """Loss or accuracy by epoch of two named runs: the first with solid lines, the second with dashed ones."""
    frame = pd.concat([curve_frame(history).assign(run=name) for name, history in histories.items()], ignore_index=True)
    return Picture(_overlay_spec(measure, epochs), {"curves": frame})


loss_overlay, accuracy_overlay = partial(_overlay, "loss"), partial(_overlay, "accuracy")
"""Both take the histories by the runs' names, and the epochs of the x axis."""


@lru_cache(maxsize=charts.KEPT)
def _overlay_spec(measure: str, epochs: int) -> dict:
    # One legend above and one below: side by side they are too wide for a phone.
    above, below = (
        alt.Legend(orient=side, symbolType="stroke", symbolStrokeWidth=3, symbolSize=300) for side in ("top", "bottom")
    )
    # In the order of the data: the specification does not depend on which runs these are.
    dash = alt.StrokeDash("run:N", title=None, sort=None, scale=alt.Scale(range=[SOLID, DASHED]), legend=below)
    base = named("curves").encode(x=epoch_axis(epochs), y=charts.AXES[measure], color=reviews_colour(above), detail="run:N")
    tooltip = [
        alt.Tooltip("run:N", title="Run"),
        alt.Tooltip("of:N", title="Reviews"),
        alt.Tooltip("epoch:Q", title="Epoch", format="d"),
        alt.Tooltip(f"{measure}:Q", title=measure.capitalize(), format=charts.DIGITS[measure]),
    ]
    lines = base.mark_line(strokeWidth=2.5).encode(strokeDash=dash)
    points = base.mark_point(size=35, filled=True, opacity=1).encode(tooltip=tooltip)
    return charts.specification(alt.layer(lines, points).properties(height=charts.HEIGHT))
