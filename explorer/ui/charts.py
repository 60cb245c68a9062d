"""Pure functions from figures to charts.

While a run trains, only the data may change: Streamlit redraws a chart from nothing when its specification changes. So a
specification is made from the settings and from how the run has ended, never from the figures of its epochs; those are
named data sets beside it. It takes Altair a tenth of a second to make one, so each is made once.

Everybody who waits or watches has the curves drawn again several times a second, and most of the time nothing has changed:
they are the same picture then, made once, too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

import altair as alt
import pandas as pd
import pyarrow as pa

from explorer.config import RunConfig
from explorer.history import Epoch, best_epoch
from explorer.store import Baseline

TRAINING, VALIDATION = "Training", "Validation"
# Blue and orange: the pair that people with any kind of colour blindness tell apart, readable on white and on black.
COLOURS = {TRAINING: "#2f81d7", VALIDATION: "#d9730d"}
GREY = "#8a8f98"
HEIGHT = 320
# What a network that answers 0.5 to everything has: ln 2, and 0.5².
GUESSING_LOSS = {"binary_crossentropy": 0.693, "mse": 0.25}
REGRESSION = "logistic regression"
KEPT = 256

Layers = alt.LayerChart | alt.FacetChart
"""What `alt.layer` gives: the second if the layers were facets."""


@dataclass(frozen=True)
class Picture:
    """A Vega-Lite specification and the data sets that it names; neither is to be written to."""

    spec: Mapping
    frames: Mapping[str, pd.DataFrame]

    def with_frames(self) -> dict:
        """The specification as Streamlit takes it."""
        return self._with(self._tables)

    def to_dict(self) -> dict:
        """The specification as everybody else takes it, with the data as rows."""
        return self._with({name: frame.to_dict("records") for name, frame in self.frames.items()})

    @cached_property
    def _tables(self) -> Mapping[str, pa.Table]:
        # What Streamlit would make of the data frames each time.
        return {name: pa.Table.from_pandas(frame) for name, frame in self.frames.items()}

    def _with(self, datasets: Mapping) -> dict:
        # Altair keeps what is written out among the data sets, too.
        return {**self.spec, "datasets": {**self.spec.get("datasets", {}), **datasets}}


def named(data: str, **options: Any) -> alt.Chart:
    """A chart of the data set of that name, which stands in the picture's `frames`."""
    return alt.Chart(alt.NamedData(name=data), **options)


def specification(chart: alt.TopLevelMixin) -> dict:
    """What Altair makes of a chart whose data are all named or written out, without the theme, which Streamlit has."""
    spec = chart.to_dict()
    spec.pop("config", None)
    return spec


@dataclass(frozen=True)
class Beside:
    """What stands beside a run's own curves: fixed before it trains, so that nothing but its epochs moves."""

    ghost: Sequence[Epoch] = ()
    """The epochs of the run before, drawn faintly."""
    baseline: Baseline | None = None
    """A logistic regression on the same reviews."""
    overfitting_since: int | None = None
    """The first epoch of the stretch that is shaded, once the run has ended."""


NOTHING = Beside()


def curve_frame(history: Sequence[Epoch]) -> pd.DataFrame:
    """Two rows per epoch, one for training and one for validation: epoch, of, loss, accuracy."""
    table = pd.DataFrame([asdict(epoch) for epoch in history], columns=list(Epoch.__dataclass_fields__))
    training = table[["epoch", "loss", "accuracy"]].assign(of=TRAINING)
    validation = table[["epoch", "val_loss", "val_accuracy"]].assign(of=VALIDATION)
    validation = validation.rename(columns={"val_loss": "loss", "val_accuracy": "accuracy"})
    return pd.concat([training, validation], ignore_index=True)


def loss_chart(history: Sequence[Epoch], config: RunConfig, ended: bool, beside: Beside = NOTHING) -> Picture:
    """Loss by epoch, training against validation, with the best epoch marked once the run has `ended`.

    The axis reaches from zero to at least the loss of guessing, so that it seldom has to move while a run trains.
    """
    marks = [(GUESSING_LOSS[config.loss], "coin flip")]
    if beside.baseline:
        marks.append((getattr(beside.baseline, config.loss), REGRESSION))
    return _picture("loss", history, config, ended, beside, marks)


def accuracy_chart(history: Sequence[Epoch], config: RunConfig, ended: bool, beside: Beside = NOTHING) -> Picture:
    """Accuracy by epoch, as `loss_chart`; the axis begins at a coin flip."""
    marks = [(0.5, "coin flip")]
    if beside.baseline:
        marks.append((beside.baseline.accuracy, REGRESSION))
    return _picture("accuracy", history, config, ended, beside, marks)


def epoch_axis(epochs: int) -> alt.X:
    """The x axis of every chart over time: from the first epoch to the last of `epochs`, whatever has been trained yet."""
    return alt.X(
        "epoch:Q",
        title="Epoch",
        scale=alt.Scale(domain=[1, max(epochs, 2)], nice=False),
        axis=alt.Axis(tickMinStep=1, format="d", grid=False, labelFlush=False),
    )


def loss_axis() -> alt.Y:
    """The y axis of losses, from zero."""
    return alt.Y("loss:Q", title="Loss (lower is better)", axis=alt.Axis(format=".2f"), scale=alt.Scale(zero=True))


def accuracy_axis() -> alt.Y:
    """The y axis of accuracies, from a coin flip."""
    return alt.Y(
        "accuracy:Q",
        title="Accuracy (higher is better)",
        scale=alt.Scale(domain=[0.45, 1.0], clamp=True, nice=False),
        axis=alt.Axis(format=".0%", values=[0.5, 0.6, 0.7, 0.8, 0.9, 1.0], labelOverlap=False),
    )


def reviews_colour(legend: alt.Legend | None) -> alt.Color:
    """Training in the one colour and validation in the other."""
    scale = alt.Scale(domain=list(COLOURS), range=list(COLOURS.values()))
    return alt.Color("of:N", title=None, scale=scale, legend=legend)


def _picture(
    measure: str,
    history: Sequence[Epoch],
    config: RunConfig,
    ended: bool,
    beside: Beside,
    marks: Sequence[tuple[float, str]],
) -> Picture:
    beside = replace(beside, ghost=tuple(beside.ghost))
    return _curves(measure, tuple(history), config.epochs, ended, beside, tuple(marks))


@lru_cache(maxsize=KEPT)
def _curves(
    measure: str,
    history: tuple[Epoch, ...],
    configured: int,
    ended: bool,
    beside: Beside,
    marks: tuple[tuple[float, str], ...],
) -> Picture:
    epochs = history[-1].epoch if ended and history else configured
    best = best_epoch(history) if ended and history else None
    since = beside.overfitting_since if ended else None
    frame = curve_frame(history)
    wide = frame.pivot(index="epoch", columns="of", values=measure).reindex(columns=list(COLOURS)).reset_index()
    frames = {"curves": frame, "values": wide}
    if beside.ghost:
        frames["ghost"] = curve_frame([epoch for epoch in beside.ghost if epoch.epoch <= max(epochs, 2)])
    return Picture(_spec(measure, epochs, best and best.epoch, since, marks, bool(beside.ghost)), frames)


@lru_cache(maxsize=KEPT)
def _spec(
    measure: str,
    epochs: int,
    best: int | None,
    overfitting_since: int | None,
    marks: tuple[tuple[float, str], ...],
    ghost: bool,
) -> dict:
    """All that there is in a chart of `measure`, from the back to the front."""
    x, y = epoch_axis(epochs), loss_axis() if measure == "loss" else accuracy_axis()
    curves = named("curves").encode(x=x, y=y, color=reviews_colour(_legend()))
    layers = []
    if measure == "loss":
        guessing = marks[0][0]
        layers.append(_written({"loss": 0}, {"loss": guessing}).mark_point(opacity=0).encode(y=y))
    if overfitting_since is not None:
        layers += _shade(overfitting_since, epochs, x)
    layers += _baselines(marks, measure, y)
    if ghost:
        faint = named("ghost").encode(x=x, y=y, color=reviews_colour(_legend()))
        layers.append(faint.mark_line(strokeWidth=1.5, opacity=0.35, strokeDash=[5, 3], clip=True))
    layers += [curves.mark_line(strokeWidth=2.5), curves.mark_point(size=45, filled=True, opacity=1)]
    if best is not None:
        # Where the curves are not.
        layers += _best(best, epochs, x, alt.YValue(9) if measure == "loss" else y)
    layers.append(_values(measure, ".3f" if measure == "loss" else ".1%", x))
    return specification(alt.layer(*layers).properties(height=HEIGHT))


def _written(*rows: Mapping) -> alt.Chart:
    return alt.Chart(alt.InlineData(values=[dict(row) for row in rows]))


def _legend() -> alt.Legend:
    return alt.Legend(orient="top", symbolType="stroke", symbolStrokeWidth=3, symbolOpacity=1)


def _shade(since: int, epochs: int, x: alt.X) -> list[alt.Chart]:
    """The stretch of overfitting, begun where the epoch before it ended."""
    base = _written({"epoch": since - 1, "until": epochs, "label": "overfitting"}).encode(x=x)
    words = base.mark_text(align="left", baseline="bottom", dx=6, dy=-6, color=COLOURS[VALIDATION])
    return [
        base.mark_rect(color=COLOURS[VALIDATION], opacity=0.1).encode(x2="until:Q"),
        words.encode(y=alt.value("height"), text="label:N"),
    ]


def _baselines(marks: Sequence[tuple[float, str]], measure: str, y: alt.Y) -> list[alt.Chart]:
    """A thin line for each of the figures that a run should leave behind, with its name at the right end."""
    base = _written(*({measure: value, "name": name} for value, name in marks)).encode(y=y)
    words = base.mark_text(align="right", baseline="bottom", dx=-4, dy=-2, color=GREY, fontSize=10)
    return [
        base.mark_rule(color=GREY, strokeDash=[2, 3], opacity=0.8),
        words.encode(x=alt.value("width"), text="name:N"),
    ]


def _best(best: int, epochs: int, x: alt.X, label_y: alt.Y | alt.YValue) -> list[alt.Chart]:
    mark = _written({"epoch": best, "label": f"best epoch: {best}", "accuracy": 0.54}).encode(x=x)
    # Near the right edge there is no room for the label beside the line.
    right_half = best > (1 + epochs) / 2
    words = mark.mark_text(align="right" if right_half else "left", dx=-6 if right_half else 6, color=GREY)
    return [
        mark.mark_rule(strokeDash=[4, 4], color=GREY, strokeWidth=1.5),
        words.encode(y=label_y, text="label:N"),
    ]


def _values(measure: str, digits: str, x: alt.X) -> alt.Chart:
    """Wherever the pointer is, a line through the nearest epoch, and the exact figures of both curves beside it."""
    nearest = alt.selection_point(
        name=f"nearest_{measure}", fields=["epoch"], nearest=True, on="pointerover", empty=False, clear="pointerout"
    )
    tooltip = [
        alt.Tooltip("epoch:Q", title="Epoch", format="d"),
        *(alt.Tooltip(f"{of}:Q", title=f"{of} {measure}", format=digits) for of in COLOURS),
    ]
    rule = named("values", name=f"values_{measure}").mark_rule(color=GREY, strokeWidth=1)
    opacity = alt.condition(nearest, alt.value(0.6), alt.value(0))
    return rule.encode(x=x, opacity=opacity, tooltip=tooltip).add_params(nearest)
