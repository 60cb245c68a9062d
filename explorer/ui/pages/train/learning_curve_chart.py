"""A learning curve as a picture: accuracy by the number of reviews learned from, with its luck, and what may come next.

As in `charts`, only the data change while networks train.
"""

import math
from functools import lru_cache

import altair as alt
import numpy as np
import pandas as pd

from explorer.insight.learning_curve import LearningCurve
from explorer.ui.charts import HALO, HALO_WIDTH, KEPT, QUIET, Picture, named, specification
from explorer.ui.colours import GREY, ORANGE

HEIGHT = 300
# At how many sizes the curve beyond the measured ones is drawn.
STEPS = 12
# How far the axis reaches beyond the smallest and the largest size, as a factor.
MARGIN = 1.15


def curve_chart(curve: LearningCurve, ticks: tuple[int, ...], baseline: float | None) -> Picture:
    """The points with their 95 % band, each single run, and dashed what twice the data would bring.

    Args:
        curve: The curve, with one point or more.
        ticks: The sizes that the axis names, smallest first; the last is twice as many as can be learned from.
        baseline: The accuracy of a logistic regression, a share, if it is known.
    """
    return Picture(_specification(ticks, baseline), frames(curve))


def frames(curve: LearningCurve) -> dict[str, pd.DataFrame]:
    """A row per size (`points`), per run (`runs`), and per size beyond the measured ones (`beyond`, maybe none)."""
    points = [
        (point.reviews, point.mean, *_interval(point.mean, point.half_width), len(point.runs)) for point in curve.points
    ]
    runs = [
        (point.reviews, run.best_figures.val_accuracy, run.id, run.config.seed)
        for point in curve.points
        for run in point.runs
    ]
    beyond = []
    if curve.outlook and curve.doubt is None:
        last = curve.points[-1].reviews
        for reviews in np.geomspace(last, 2 * last, STEPS):
            estimate = curve.outlook.law.at(reviews)
            beyond.append((reviews, estimate.value, estimate.low, estimate.high))
    interval = ["reviews", "accuracy", "low", "high"]
    return {
        "points": pd.DataFrame(points, columns=[*interval, "repeats"]),
        "runs": pd.DataFrame(runs, columns=["reviews", "accuracy", "run", "seed"]),
        "beyond": pd.DataFrame(beyond, columns=interval),
    }


def _interval(middle: float, half_width: float) -> tuple[float | None, float | None]:
    """From where to where. Where nobody knows, the band has a gap."""
    if not math.isfinite(half_width):
        return None, None
    return max(middle - half_width, 0.0), min(middle + half_width, 1.0)


@lru_cache(maxsize=KEPT)
def _specification(ticks: tuple[int, ...], baseline: float | None) -> dict:
    x = alt.X("reviews:Q").title("Reviews to learn from")
    x = x.scale(type="log", domain=[ticks[0] / MARGIN, ticks[-1] * MARGIN], nice=False)
    x = x.axis(values=list(ticks), format=",d", grid=False, labelOverlap="greedy", labelFlush=False)
    y = alt.Y("accuracy:Q").title(["Validation accuracy", "(higher is better)"]).axis(format=".0%", tickCount=6)
    y = y.scale(zero=False)
    figures = [
        alt.Tooltip("reviews:Q", title="Reviews", format=",.0f"),
        alt.Tooltip("accuracy:Q", title="Accuracy", format=".2%"),
    ]
    interval = [
        alt.Tooltip("low:Q", title="Interval from", format=".1%"),
        alt.Tooltip("high:Q", title="Interval to", format=".1%"),
    ]
    points, runs, beyond = (named(name).encode(x=x, y=y) for name in ("points", "runs", "beyond"))
    layers = [
        band.mark_area(color=ORANGE, opacity=opacity, **QUIET).encode(y=alt.Y("low:Q"), y2="high:Q")
        for band, opacity in ((points, 0.18), (beyond, 0.1))
    ]
    if baseline is not None:
        layers += _baseline(baseline, y)
    layers += [
        runs.mark_point(color=GREY, filled=True, opacity=0.45, size=26, **QUIET).encode(
            tooltip=[*figures, alt.Tooltip("run:Q", title="Run"), alt.Tooltip("seed:Q", title="Seed")]
        ),
        beyond.mark_line(color=ORANGE, strokeWidth=2, strokeDash=[6, 4], **QUIET),
        points.mark_line(color=ORANGE, strokeWidth=2.5, **QUIET),
        points.mark_point(color=ORANGE, filled=True, opacity=1, size=60, **QUIET).encode(
            tooltip=[*figures, *interval, alt.Tooltip("repeats:Q", title="Runs")]
        ),
        beyond.transform_filter(f"datum.reviews > {ticks[-1] * 0.99}")
        .mark_point(color=ORANGE, size=60, opacity=1, strokeWidth=2, **QUIET)
        .encode(tooltip=[*figures, *interval]),
    ]
    return specification(alt.layer(*layers).properties(height=HEIGHT))


def _baseline(accuracy: float, y: alt.Y) -> list[alt.Chart]:
    base = alt.Chart(alt.InlineData(values=[{"accuracy": accuracy, "name": "logistic regression on all reviews"}]))
    line = base.mark_rule(color=GREY, strokeDash=[2, 3], opacity=0.8).encode(y=y)
    words = base.mark_text(
        color=GREY, stroke=HALO, strokeWidth=HALO_WIDTH, align="left", baseline="bottom", dx=4, dy=-2, fontSize=11
    )
    return [line, words.encode(x=alt.value(0), y=y, text="name:N")]
