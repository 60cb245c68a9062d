"""Pure functions from figures to the charts of the steps about networks and their learning.

What the visitor changes is data, so no chart is drawn from scratch."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Literal

import altair as alt
import numpy as np
import pandas as pd

from explorer.history import Epoch
from explorer.insight.arithmetic import cross_entropy, relu, squared_error
from explorer.ui.charts import (
    AXES,
    COLOURS,
    DIGITS,
    HALO,
    HALO_WIDTH,
    Picture,
    curve_frame,
    epoch_axis,
    named,
    specification,
)
from explorer.ui.colours import BLUE, GREY, ORANGE
from explorer.wording.formats import decimal


def unit(parts: Mapping[str, float], total: float, output: float) -> Picture:
    """What each input adds to a unit, then the sum and the unit's output, as bars from zero."""
    frame = pd.DataFrame([*parts.items(), ("sum", total), ("passed on", output)], columns=["name", "value"])
    frame["kind"] = ["part"] * len(parts) + ["sum", "passed on"]
    frame["label"] = [decimal(value, 1) for value in frame["value"]]
    x = alt.X("value:Q").title(None).scale(domain=[-6, 6], nice=False, clamp=True).axis(tickCount=7)
    colour = alt.Color("kind:N").scale(domain=["part", "sum", "passed on"], range=[GREY, BLUE, ORANGE]).legend(None)
    base = named("parts").encode(x=x, y=bar_names("name:N", frame["name"].tolist()))
    layers = alt.layer(
        base.mark_bar(cornerRadius=3).encode(color=colour),
        base.transform_filter("datum.value >= 0").mark_text(align="left", dx=5, color=GREY).encode(text="label:N"),
        base.transform_filter("datum.value < 0").mark_text(align="right", dx=-5, color=GREY).encode(text="label:N"),
    )
    return Picture(specification(layers), {"parts": frame})


def bar_names(field: str, order: list[str]) -> alt.Y:
    """The y axis of bars, with the name of each beside it."""
    return alt.Y(field).title(None).sort(order).axis(ticks=False, domain=False, labelFontSize=13)


def activations(total: float, largest: float) -> Picture:
    """ReLU and tanh from −`largest` to `largest`, with a dot on each curve at `total`."""
    functions = {"ReLU": relu, "tanh": math.tanh}
    inputs = np.linspace(-largest, largest, 81).tolist()
    x = alt.X("x:Q").title("The sum that goes in").scale(domain=[-largest, largest], nice=False)
    y = alt.Y("y:Q").title("What comes out").scale(domain=[-1.5, largest], nice=False)
    return _curves_with_a_dot(functions, inputs, total, x, y)


def losses(prediction: float) -> Picture:
    """Both losses of a review with label 1 over all predictions, with a dot on each curve at `prediction`."""
    functions = {"Mean squared error": lambda p: squared_error(p, 1), "Cross-entropy": lambda p: cross_entropy(p, 1)}
    x = alt.X("x:Q").title("The network says (1 is right)").scale(domain=[0, 1], nice=False)
    y = alt.Y("y:Q").title("Loss (lower is better)").scale(domain=[0, 5], nice=False)
    return _curves_with_a_dot(functions, np.linspace(0.01, 0.99, 99).tolist(), prediction, x, y)


def _curves_with_a_dot(
    functions: Mapping[str, Callable[[float], float]],
    inputs: Sequence[float],
    chosen: float,
    x: alt.X,
    y: alt.Y,
) -> Picture:
    def points(at: Sequence[float]) -> pd.DataFrame:
        rows = [(name, value, function(value)) for name, function in functions.items() for value in at]
        return pd.DataFrame(rows, columns=["of", "x", "y"])

    curves, dots = (
        chart.encode(x=x, y=y, color=_line_colour(functions)) for chart in (alt.Chart(points(inputs)), named("dots"))
    )
    rule = named("dots").mark_rule(color=GREY, strokeDash=[4, 4]).encode(x=x)
    tooltip = [alt.Tooltip("of:N", title=" "), alt.Tooltip("x:Q", title="In"), alt.Tooltip("y:Q", title="Out", format=".2f")]
    marks = dots.mark_point(size=140, filled=True, opacity=1).encode(tooltip=tooltip)
    return Picture(specification(alt.layer(rule, curves.mark_line(strokeWidth=2.5), marks)), {"dots": points([chosen])})


def _line_colour(names: Iterable[str], colours: Sequence[str] = (BLUE, ORANGE)) -> alt.Color:
    """The colour of each name's lines: blue for the first of two, orange for the second."""
    colour = alt.Color("of:N").title(None).scale(domain=list(names), range=list(colours))
    # The names of four lines have to fit on a phone.
    return colour.legend(
        orient="top", symbolType="stroke", symbolStrokeWidth=3, symbolSize=140, symbolOpacity=1, columnPadding=5
    )


def batches(bounds: Sequence[tuple[int, int]], epochs: int, most_epochs: int) -> Picture:
    """A bar for each epoch, cut into batches; `bounds` are the (start, end) of the batches in one epoch."""
    frame = pd.DataFrame(
        [
            (epoch, start, end, f"{end - start:,} reviews, correction {(epoch - 1) * len(bounds) + number:,}")
            for epoch in range(1, epochs + 1)
            for number, (start, end) in enumerate(bounds, 1)
        ],
        columns=["epoch", "start", "end", "words"],
    )
    reviews = bounds[-1][1]
    x = alt.X("start:Q").title("Reviews read in the epoch").scale(domain=[0, reviews], nice=False)
    y = alt.Y("epoch:O").title("Epoch").scale(domain=list(range(1, most_epochs + 1))).axis(ticks=False, domain=False)
    bars = named("batches").mark_bar(color=BLUE, height=alt.RelativeBandSize(0.75), strokeWidth=0)
    # The gap between batches is a fixed share of the chart, whatever their size.
    bars = bars.transform_calculate(stop=f"datum.end - min({reviews / 300}, 0.3 * (datum.end - datum.start))")
    tooltip = alt.Tooltip("words:N", title="A batch of")
    return Picture(specification(bars.encode(x=x, x2="stop:Q", y=y, tooltip=tooltip)), {"batches": frame})


def stopped(history: Sequence[Epoch], stop: int, measure: Literal["loss", "accuracy"], of_truth: float = 0) -> Picture:
    """A measure of a run by epoch, faint after the epoch `stop`, with a line there.

    `of_truth` is the share of the told labels that are true. It is a line as well if it is not 0.
    """
    frame = curve_frame(history)
    x, y = epoch_axis(len(history)), AXES[measure]
    tooltip = [
        alt.Tooltip("of:N", title="Reviews"),
        alt.Tooltip("epoch:Q", title="Epoch", format="d"),
        alt.Tooltip(f"{measure}:Q", title=measure.capitalize(), format=DIGITS[measure]),
    ]
    every, before = (named(epochs).encode(x=x, y=y, color=_line_colour(COLOURS)) for epochs in ("every", "before"))
    layers = [
        every.mark_line(strokeWidth=1.5, opacity=0.3),
        before.mark_line(strokeWidth=2.5),
        before.mark_point(size=45, filled=True, opacity=1).encode(tooltip=tooltip),
        named("stop").mark_rule(color=GREY, strokeDash=[4, 4]).encode(x=x),
    ]
    if of_truth:
        truth = alt.Chart(alt.InlineData(values=[{measure: of_truth, "name": "the truth"}])).encode(y=y)
        words = truth.mark_text(align="left", baseline="top", dx=6, dy=4, color=GREY, stroke=HALO, strokeWidth=HALO_WIDTH)
        layers += [truth.mark_rule(color=GREY), words.encode(x=alt.value(0), text="name:N")]
    frames = {"every": frame, "before": frame[frame["epoch"] <= stop], "stop": pd.DataFrame({"epoch": [stop]})}
    return Picture(specification(alt.layer(*layers)), frames)


def steps(moves: Mapping[str, Sequence[float]], low: float, high: float, most: int) -> Picture:
    """The size of each step by several optimizers, two of a kind in a colour: the second of them is dashed.

    Args:
        moves: The name of each optimizer → the sizes of its steps.
        low: The lower end of the logarithmic axis.
        high: The upper end of the logarithmic axis.
        most: The largest number of steps that can be chosen.
    """
    frame = pd.DataFrame(
        [(name, number, size) for name, sizes in moves.items() for number, size in enumerate(sizes, 1)],
        columns=["of", "step", "size"],
    )
    powers = [low * 10**power for power in range(round(math.log10(high / low)) + 1)]
    x = (
        alt.X("step:Q")
        .title("Step")
        .scale(domain=[1, most], nice=False)
        .axis(format="d", grid=False, values=[1, *range(5, most + 1, 5)])
    )
    y = alt.Y("size:Q").title("How far the weight moves").axis(format="~g", values=powers)
    y = y.scale(type="log", domain=[low / 2, high * 2], nice=False)
    tooltip = [
        alt.Tooltip("of:N", title=" "),
        alt.Tooltip("step:Q", title="Step", format="d"),
        alt.Tooltip("size:Q", title="Moves by", format=".3g"),
    ]
    colour = _line_colour(moves, [BLUE, BLUE, ORANGE, ORANGE])
    dash = alt.StrokeDash("of:N").title(None).scale(domain=[*moves], range=[[1, 0], [6, 4], [1, 0], [6, 4]])
    base = named("steps").encode(x=x, y=y, color=colour, tooltip=tooltip)
    points = base.mark_point(size=30, filled=True, opacity=1)
    layers = alt.layer(base.mark_line(strokeWidth=2.5).encode(strokeDash=dash), points)
    return Picture(specification(layers), {"steps": frame})
