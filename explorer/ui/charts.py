"""Pure functions from figures to charts.

From epoch to epoch and from one run to the next, only the data may change, because Streamlit draws a chart from scratch when
its specification changes: that takes half a second, and nothing can move to its new place. So all that a run brings, notes
and names as well, is in named data sets beside the specification. Making one takes Altair 0.1 seconds, so it is cached.

Every watcher's page draws the curves several times a second, mostly unchanged, so whole pictures are cached as well.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache, partial
from typing import Any, Literal

import altair as alt
import pandas as pd
import pyarrow as pa

from explorer.config import RunConfig
from explorer.history import Epoch, best_epoch
from explorer.store import Baseline
from explorer.ui.colours import BLUE, GREY, ORANGE

TRAINING, VALIDATION = "Training", "Validation"
COLOURS = {TRAINING: BLUE, VALIDATION: ORANGE}
HEIGHT = 320
GUESSING_LOSS: Mapping[str, Callable[[float], float]] = {
    "binary_crossentropy": lambda share: -sum(part * math.log(part) for part in (share, 1 - share) if part),
    "mse": lambda share: share * (1 - share),
}
"""The loss of a network that always answers with the share of its class, from that share: ln 2, and 0.5², for one half."""
KEPT = 256
QUIET: Mapping[str, Any] = {"aria": False}
"""Marks without data would be pictures without a name for people who cannot see them; the page says what they show."""

Layers = alt.LayerChart | alt.FacetChart
"""What `alt.layer` returns: a FacetChart if the layers are facets."""
# Around words on top of lines, in the colour of the page (CSS Color 4). stage.css draws it behind the letters.
HALO, HALO_WIDTH = "Canvas", 3
# The height of a name above a line in big type, the gap between the two, as shares of a chart's height, and the share of its
# width.
NAME_HEIGHT, NAME_GAP, NAME_WIDTH = 0.16, 0.015, 0.3
# The lowest figure of each axis.
FLOOR = {"loss": 0.0, "accuracy": 0.45}


@dataclass(frozen=True)
class Picture:
    """A Vega-Lite specification and its named data sets; both are cached and must not be changed."""

    spec: Mapping
    frames: Mapping[str, pd.DataFrame]

    def with_frames(self) -> dict:
        """The specification for Streamlit, with the data as Arrow tables."""
        return self._with(self._tables)

    def to_dict(self) -> dict:
        """The specification for other programs, with the data as rows."""
        return self._with({name: frame.to_dict("records") for name, frame in self.frames.items()})

    @cached_property
    def _tables(self) -> Mapping[str, pa.Table]:
        # Streamlit would convert the data frames at every redraw.
        return {name: pa.Table.from_pandas(frame) for name, frame in self.frames.items()}

    def _with(self, datasets: Mapping) -> dict:
        # Altair puts inline data among the data sets as well.
        return {**self.spec, "datasets": {**self.spec.get("datasets", {}), **datasets}}


def named(data: str, **options: Any) -> alt.Chart:
    """A chart of the data set of that name in the picture's `frames`."""
    return alt.Chart(alt.NamedData(name=data), **options)


def specification(chart: alt.TopLevelMixin) -> dict:
    """The specification of a chart whose data are named or inline, without Altair's theme: Streamlit has its own."""
    spec = chart.to_dict()
    spec.pop("config", None)
    return spec


@dataclass(frozen=True)
class Annotations:
    """What is drawn beside a run's own curves."""

    previous: Sequence[Epoch] = ()
    """The epochs of the previous run, drawn faintly."""
    baseline: Baseline | None = None
    """A logistic regression on the same reviews."""
    overfitting_since: int | None = None
    """The first epoch of overfitting, from which on the chart is shaded once the run has ended."""
    majority: float = 0.5
    """What always the same answer gets right: one half, a coin flip, if both classes are balanced."""


NO_ANNOTATIONS = Annotations()


def curve_frame(history: Sequence[Epoch]) -> pd.DataFrame:
    """Two rows per epoch, one for training and one for validation: epoch, of, loss, accuracy."""
    rows = [(epoch.epoch, epoch.loss, epoch.accuracy, TRAINING) for epoch in history]
    rows += [(epoch.epoch, epoch.val_loss, epoch.val_accuracy, VALIDATION) for epoch in history]
    return pd.DataFrame(rows, columns=["epoch", "loss", "accuracy", "of"])


def epoch_axis(epochs: int | None) -> alt.X:
    """The x axis of every chart by epoch: from 1 to `epochs`, however many have been trained; None for as far as data go."""
    reach = {"zero": False} if epochs is None else {"domain": [1, max(epochs, 2)]}
    return alt.X(
        "epoch:Q",
        title="Epoch",
        scale=alt.Scale(nice=False, **reach),
        axis=alt.Axis(tickMinStep=1, format="d", grid=False, labelFlush=False),
    )


AXES = {
    "loss": alt.Y("loss:Q", title=["Loss", "(lower is better)"], axis=alt.Axis(format=".2f"), scale=alt.Scale(zero=True)),
    "accuracy": alt.Y(
        "accuracy:Q",
        title=["Accuracy", "(higher is better)"],
        scale=alt.Scale(domain=[FLOOR["accuracy"], 1.0], clamp=True, nice=False),
        axis=alt.Axis(format=".0%", values=[0.5, 0.6, 0.7, 0.8, 0.9, 1.0], labelOverlap=False, labelFlush=False),
    ),
}
"""The y axis of losses, from zero, and the one of accuracies, from just below a coin flip."""
DIGITS = {"loss": ".3f", "accuracy": ".1%"}
"""How a loss and an accuracy are written in a tooltip."""


def reviews_colour(legend: alt.Legend | None) -> alt.Color:
    """The colours of training and validation."""
    scale = alt.Scale(domain=list(COLOURS), range=list(COLOURS.values()))
    return alt.Color("of:N", title=None, scale=scale, legend=legend)


def _curve_chart(
    measure: str, history: Sequence[Epoch], config: RunConfig, ended: bool, annotations: Annotations = NO_ANNOTATIONS
) -> Picture:
    """Loss or accuracy by epoch, training against validation.

    The axis of losses reaches from zero to at least the loss of guessing, so that it rarely changes while a run trains.

    Args:
        measure: "loss" or "accuracy".
        history: The epochs trained so far.
        config: The settings of the run.
        ended: Whether the run has ended, so that its best epoch is marked.
        annotations: What is drawn beside the curves.
    """
    return _curves(measure, tuple(history), config, ended, replace(annotations, previous=tuple(annotations.previous)))


loss_chart, accuracy_chart = partial(_curve_chart, "loss"), partial(_curve_chart, "accuracy")
"""Loss, or accuracy, by epoch; for the arguments see `_curve_chart`."""


@lru_cache(maxsize=KEPT)
def _curves(measure: str, history: tuple[Epoch, ...], config: RunConfig, ended: bool, annotations: Annotations) -> Picture:
    epochs = history[-1].epoch if ended and history else config.epochs
    best = best_epoch(history) if ended and history else None
    since = annotations.overfitting_since if ended else None
    same = annotations.majority
    chance = GUESSING_LOSS[config.loss](same) if measure == "loss" else same
    lines = [(chance, "coin flip" if same == 0.5 else "always the same answer")]
    if annotations.baseline:
        lines.append((getattr(annotations.baseline, config.loss if measure == "loss" else measure), "logistic regression"))
    scale = chance if measure == "loss" else 1 - FLOOR["accuracy"]
    if len(lines) > 1 and abs(lines[0][0] - lines[1][0]) < NAME_HEIGHT / 2 * scale:
        # One name would stand on the other, so the upper line has both.
        both, upper = " · ".join(name for _, name in lines), max(lines)
        lines = [(value, both if (value, name) == upper else "") for value, name in lines]
    frame = curve_frame(history)
    previous = [epoch for epoch in annotations.previous if epoch.epoch <= max(epochs, 2)]
    beside = {
        "lines": [
            {measure: value, "name": name, "below": ended and _stands_below(value, history, epochs, measure, scale)}
            for value, name in lines
        ],
        "best": [_best_row(best.epoch, epochs)] if best else [],
        "shade": [{"epoch": since - 1, "until": epochs, "label": "overfitting"}] if since is not None else [],
        "room": [{"epoch": 1, measure: FLOOR[measure]}, {"epoch": max(epochs, 2), measure: chance}],
    }
    frames = {
        "curves": frame,
        "values": frame.pivot(index="epoch", columns="of", values=measure).reindex(columns=list(COLOURS)).reset_index(),
        "previous": curve_frame(previous),
        **{name: pd.DataFrame(rows, columns=_columns(measure)[name]) for name, rows in beside.items()},
    }
    return Picture(_spec(measure), frames)


def _columns(measure: str) -> dict[str, list[str]]:
    """The columns of the data sets beside the curves, which may have no rows."""
    return {
        "lines": [measure, "name", "below"],
        "best": ["epoch", "label", "right", "accuracy"],
        "shade": ["epoch", "until", "label"],
        "room": ["epoch", measure],
    }


def _best_row(best: int, epochs: int) -> dict[str, Any]:
    """The best epoch, and whether its name stands to the left of its line: near the right edge there is no room beside it.

    Below the curves of accuracies, where they never are, there always is.
    """
    return {"epoch": best, "label": f"best epoch: {best}", "right": best > (1 + epochs) / 2, "accuracy": 0.66}


def _stands_below(value: float, history: Sequence[Epoch], epochs: int, measure: str, scale: float) -> bool:
    """Whether the name of a line stands below its right end: where curves run above it, and are farther away below it."""
    late = [epoch for epoch in history if epoch.epoch >= epochs - NAME_WIDTH * (epochs - 1)]
    figures = [(getattr(epoch, name) - value) / scale for epoch in late for name in (measure, f"val_{measure}")]
    # A curve along the line itself does not reach the name on either side.
    above = min((figure for figure in figures if figure > NAME_GAP), default=math.inf)
    below = min((-figure for figure in figures if figure < -NAME_GAP), default=math.inf)
    has_room = value - FLOOR[measure] > NAME_HEIGHT * scale
    return has_room and above < NAME_HEIGHT and below > above


@cache
def _spec(measure: str) -> dict:
    """The specification of a chart of `measure`, its layers from back to front."""
    x, y = epoch_axis(None), AXES[measure]
    colour = reviews_colour(alt.Legend(orient="top", symbolType="stroke", symbolStrokeWidth=3, symbolOpacity=1))
    curves = named("curves").encode(x=x, y=y, color=colour)
    faint = named("previous").encode(x=x, y=y, color=colour)
    shade, best, lines = named("shade").encode(x=x), named("best").encode(x=x), named("lines").encode(y=y)
    layers = [
        # What both axes reach to, at least.
        named("room").mark_point(opacity=0, **QUIET).encode(x=x, y=y),
        shade.mark_rect(color=COLOURS[VALIDATION], opacity=0.1, **QUIET).encode(x2="until:Q"),
        lines.mark_rule(color=GREY, strokeDash=[2, 3], opacity=0.8),
        best.mark_rule(strokeDash=[4, 4], color=GREY, strokeWidth=1.5, **QUIET),
        faint.mark_line(strokeWidth=1.5, opacity=0.35, strokeDash=[5, 3], clip=True, **QUIET),
        curves.mark_line(strokeWidth=2.5),
        curves.mark_point(size=45, filled=True, opacity=1),
        # The words of the notes stand in front of the curves.
        _shade_words(shade, measure),
        *_line_words(lines),
        *_best_words(best, y, measure),
        _values(measure, x),
    ]
    return specification(alt.layer(*layers).properties(height=HEIGHT))


def _shade_words(shade: alt.Chart, measure: str) -> alt.Chart:
    """The name of the shaded epochs of overfitting, where the curves are not: below accuracies, and above losses."""
    at, dy = (alt.value("height"), -8) if measure == "accuracy" else (alt.value(0), 24)
    words = _words(shade, align="left", baseline="middle", dx=6, dy=dy, color=COLOURS[VALIDATION])
    return words.encode(y=at, text="label:N")


def _line_words(lines: alt.Chart) -> list[alt.Chart]:
    """The names of the figures that a run should beat, at the right ends of their lines: above them, or below."""
    base = lines.encode(x=alt.value("width"), text="name:N")
    sides = (("!datum.below", "bottom", -2), ("datum.below", "top", 4))
    return [
        _words(base.transform_filter(which), align="right", baseline=baseline, dx=-4, dy=dy, fontSize=11)
        for which, baseline, dy in sides
    ]


def _best_words(best: alt.Chart, y: alt.Y, measure: str) -> list[alt.Chart]:
    """The name of the best epoch, to the right of its line or, if that is in the right half, to the left."""
    at, dy = (y, 0) if measure == "accuracy" else (alt.YValue(0), 9)
    base = best.encode(y=at, text="label:N")
    sides: tuple[tuple[str, Literal["left", "right"], int], ...] = (
        ("!datum.right", "left", 6),
        ("datum.right", "right", -6),
    )
    return [_words(base.transform_filter(which), align=align, dx=dx, dy=dy) for which, align, dx in sides]


def _words(base: alt.Chart, color: str = GREY, **style: Any) -> alt.Chart:
    """Words in front of lines, which do not cross them out."""
    return base.mark_text(color=color, stroke=HALO, strokeWidth=HALO_WIDTH, **QUIET, **style)


def _values(measure: str, x: alt.X) -> alt.Chart:
    """A line through the epoch nearest to the pointer, with the exact figures of both curves in a tooltip."""
    nearest = alt.selection_point(
        name=f"nearest_{measure}", fields=["epoch"], nearest=True, on="pointerover", empty=False, clear="pointerout"
    )
    tooltip = [
        alt.Tooltip("epoch:Q", title="Epoch", format="d"),
        *(alt.Tooltip(f"{of}:Q", title=f"{of} {measure}", format=DIGITS[measure]) for of in COLOURS),
    ]
    rule = named("values", name=f"values_{measure}").mark_rule(color=GREY, strokeWidth=1)
    opacity = alt.condition(nearest, alt.value(0.6), alt.value(0))
    return rule.encode(x=x, opacity=opacity, tooltip=tooltip).add_params(nearest)
