"""Pure functions from figures to the steps' charts. What the visitor changes is data, so no chart is drawn from scratch."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence

import altair as alt
import numpy as np
import pandas as pd

from explorer.corpus import PADDING, START, UNKNOWN, Vocabulary
from explorer.history import Epoch
from explorer.insight.arithmetic import cross_entropy, relu, squared_error
from explorer.ui.charts import AXES, COLOURS, Picture, curve_frame, epoch_axis, named, specification
from explorer.ui.colours import BLUE, GREY, ORANGE
from explorer.wording.formats import decimal

SIDE = 100
SPECIAL = {PADDING: "(a gap)", START: "(a review starts here)", UNKNOWN: "(any unknown word)"}


def switches(row: np.ndarray, vocabulary: Vocabulary) -> Picture:
    """The multi-hot `row`, (10_000,), as a square of 100 × 100 with a dot for each one."""
    on = np.flatnonzero(row)
    words = [SPECIAL.get(number) or vocabulary.decode([number]) for number in on.tolist()]
    frame = pd.DataFrame({"number": on, "x": on % SIDE, "y": on // SIDE, "word": words})
    x = alt.X("x:Q").axis(None).scale(domain=[-1, SIDE], nice=False)
    y = alt.Y("y:Q").axis(None).scale(domain=[SIDE, -1], nice=False)
    edge = pd.DataFrame({"x": [-1], "y": [-1], "x2": [SIDE], "y2": [SIDE]})
    tooltip = [alt.Tooltip("word:N", title="Word"), alt.Tooltip("number:Q", title="Switch", format=",")]
    layers = alt.layer(
        alt.Chart(edge).mark_rect(filled=False, stroke=GREY).encode(x=x, y=y, x2="x2:Q", y2="y2:Q"),
        named("on").mark_square(size=22, opacity=1, color=BLUE).encode(x=x, y=y, tooltip=tooltip),
    )
    return Picture(specification(layers), {"on": frame})


def piles(sizes: Mapping[str, int], opened: str) -> Picture:
    """A bar for each pile of reviews; all but the opened one are faint."""
    frame = pd.DataFrame(
        [(pile, size, f"{size:,}", 1.0 if pile == opened else 0.35) for pile, size in sizes.items()],
        columns=["pile", "reviews", "label", "strength"],
    )
    x = alt.X("reviews:Q").axis(None).scale(domain=[0, max(sizes.values()) * 1.2], nice=False)
    colour = alt.Color("pile:N").scale(domain=list(sizes), range=[BLUE, ORANGE, GREY]).legend(None)
    base = named("piles").encode(x=x, y=_names("pile:N", list(sizes)))
    bars = base.mark_bar(cornerRadius=3, height=alt.RelativeBandSize(0.6))
    layers = alt.layer(
        bars.encode(color=colour, opacity=alt.Opacity("strength:Q", scale=None)),
        base.mark_text(align="left", dx=8, fontSize=14, color=GREY).encode(text="label:N"),
    )
    return Picture(specification(layers), {"piles": frame})


def unit(parts: Mapping[str, float], total: float, output: float) -> Picture:
    """What each input adds to a unit, then the sum and the unit's output, as bars from zero."""
    frame = pd.DataFrame([*parts.items(), ("sum", total), ("passed on", output)], columns=["name", "value"])
    frame["kind"] = ["part"] * len(parts) + ["sum", "passed on"]
    frame["label"] = [decimal(value, 1) for value in frame["value"]]
    x = alt.X("value:Q").title(None).scale(domain=[-6, 6], nice=False, clamp=True).axis(tickCount=7)
    colour = alt.Color("kind:N").scale(domain=["part", "sum", "passed on"], range=[GREY, BLUE, ORANGE]).legend(None)
    base = named("parts").encode(x=x, y=_names("name:N", frame["name"].tolist()))
    layers = alt.layer(
        base.mark_bar(cornerRadius=3).encode(color=colour),
        base.transform_filter("datum.value >= 0").mark_text(align="left", dx=5, color=GREY).encode(text="label:N"),
        base.transform_filter("datum.value < 0").mark_text(align="right", dx=-5, color=GREY).encode(text="label:N"),
    )
    return Picture(specification(layers), {"parts": frame})


def _names(field: str, order: list[str]) -> alt.Y:
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
    """Both losses of a positive review over all predictions, with a dot on each curve at `prediction`."""
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
    return colour.legend(orient="top", symbolType="stroke", symbolStrokeWidth=3, symbolSize=300, symbolOpacity=1)


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


def stopped(history: Sequence[Epoch], stop: int) -> Picture:
    """The losses of a run, faint after the epoch `stop`, with a line there."""
    frame = curve_frame(history)
    x = epoch_axis(len(history))
    tooltip = [
        alt.Tooltip("of:N", title="Reviews"),
        alt.Tooltip("epoch:Q", title="Epoch", format="d"),
        alt.Tooltip("loss:Q", title="Loss", format=".3f"),
    ]
    every, before = (
        named(epochs).encode(x=x, y=AXES["loss"], color=_line_colour(COLOURS)) for epochs in ("every", "before")
    )
    layers = alt.layer(
        every.mark_line(strokeWidth=1.5, opacity=0.3),
        before.mark_line(strokeWidth=2.5),
        before.mark_point(size=45, filled=True, opacity=1).encode(tooltip=tooltip),
        named("stop").mark_rule(color=GREY, strokeDash=[4, 4]).encode(x=x),
    )
    frames = {"every": frame, "before": frame[frame["epoch"] <= stop], "stop": pd.DataFrame({"epoch": [stop]})}
    return Picture(specification(layers), frames)


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
