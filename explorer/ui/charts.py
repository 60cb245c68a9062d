"""Pure functions from figures to Altair charts.

While a run trains, only the data may change: Streamlit redraws a chart from nothing when its specification changes. So
domains, titles and layers depend on the settings and on whether the run has ended, never on the figures.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import altair as alt
import pandas as pd

from explorer.config import RunConfig
from explorer.history import Epoch, best_epoch
from explorer.store import Yardstick

TRAINING, VALIDATION = "Training", "Validation"
# Blue and orange: the pair that people with any kind of colour blindness tell apart, readable on white and on black.
COLOURS = {TRAINING: "#2f81d7", VALIDATION: "#d9730d"}
GREY = "#8a8f98"
HEIGHT = 320
# What a network that answers 0.5 to everything has: ln 2, and 0.5².
GUESSING_LOSS = {"binary_crossentropy": 0.693, "mse": 0.25}
REGRESSION = "logistic regression"


@dataclass(frozen=True)
class Beside:
    """What stands beside a run's own curves: fixed before it trains, so that nothing but its epochs moves."""

    ghost: Sequence[Epoch] = ()
    """The epochs of the run before, drawn faintly."""
    yardstick: Yardstick | None = None
    """What a logistic regression makes of the same reviews."""
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


def loss_chart(history: Sequence[Epoch], config: RunConfig, ended: bool, beside: Beside = NOTHING) -> alt.LayerChart:
    """Loss by epoch, training against validation, with the best epoch marked once the run has `ended`.

    The axis reaches from zero to at least the loss of guessing, so that it seldom has to move while a run trains.
    """
    y = alt.Y("loss:Q", title="Loss (lower is better)", axis=alt.Axis(format=".2f"), scale=alt.Scale(zero=True))
    marks = [(GUESSING_LOSS[config.loss], "coin flip")]
    if beside.yardstick:
        marks.append((getattr(beside.yardstick, config.loss), REGRESSION))
    room = alt.Chart(pd.DataFrame({"loss": [0, GUESSING_LOSS[config.loss]]})).mark_point(opacity=0).encode(y=y)
    return alt.layer(room, *_layers(history, config, ended, beside, y, ".3f", marks, label_y=alt.value(9))).properties(
        height=HEIGHT
    )


def accuracy_chart(history: Sequence[Epoch], config: RunConfig, ended: bool, beside: Beside = NOTHING) -> alt.LayerChart:
    """Accuracy by epoch, as `loss_chart`; the axis begins at a coin flip."""
    y = alt.Y(
        "accuracy:Q",
        title="Accuracy (higher is better)",
        scale=alt.Scale(domain=[0.45, 1.0], clamp=True, nice=False),
        axis=alt.Axis(format=".0%", values=[0.5, 0.6, 0.7, 0.8, 0.9, 1.0]),
    )
    marks = [(0.5, "coin flip")]
    if beside.yardstick:
        marks.append((beside.yardstick.accuracy, REGRESSION))
    return alt.layer(*_layers(history, config, ended, beside, y, ".1%", marks, label_y=alt.datum(0.54))).properties(
        height=HEIGHT
    )


def epoch_axis(epochs: int) -> alt.X:
    """The x axis of every chart over time: from the first epoch to the last of `epochs`, whatever has been trained yet."""
    return alt.X(
        "epoch:Q",
        title="Epoch",
        scale=alt.Scale(domain=[1, max(epochs, 2)], nice=False),
        axis=alt.Axis(tickMinStep=1, format="d", grid=False, labelFlush=False),
    )


def _layers(
    history: Sequence[Epoch],
    config: RunConfig,
    ended: bool,
    beside: Beside,
    y: alt.Y,
    digits: str,
    marks: Sequence[tuple[float, str]],
    label_y: alt.YValue | alt.YDatum,
) -> list[alt.Chart]:
    """All that the two charts have in common, from the back to the front."""
    epochs = history[-1].epoch if ended and history else config.epochs
    x = epoch_axis(epochs)
    layers = [*_shade(beside.overfitting_since, epochs, x)] if ended else []
    layers += _yardsticks(marks, y)
    if beside.ghost:
        ghost = [epoch for epoch in beside.ghost if epoch.epoch <= max(epochs, 2)]
        layers.append(_base(ghost, x, y).mark_line(strokeWidth=1.5, opacity=0.35, strokeDash=[5, 3], clip=True))
    layers += [
        _base(history, x, y).mark_line(strokeWidth=2.5),
        _base(history, x, y).mark_point(size=45, filled=True, opacity=1),
    ]
    if ended and (best := best_epoch(history)):
        layers += _best(best.epoch, epochs, x, label_y)
    return [*layers, _values(history, x, y, digits)]


def _base(history: Sequence[Epoch], x: alt.X, y: alt.Y) -> alt.Chart:
    colour = alt.Color(
        "of:N",
        title=None,
        scale=alt.Scale(domain=list(COLOURS), range=list(COLOURS.values())),
        legend=alt.Legend(orient="top", symbolType="stroke", symbolStrokeWidth=3, symbolOpacity=1),
    )
    return alt.Chart(curve_frame(history)).encode(x=x, y=y, color=colour)


def _shade(since: int | None, epochs: int, x: alt.X) -> list[alt.Chart]:
    """The stretch of overfitting, begun where the epoch before it ended."""
    if since is None:
        return []
    stretch = pd.DataFrame({"epoch": [since - 1], "until": [epochs], "label": ["overfitting"]})
    base = alt.Chart(stretch).encode(x=x)
    return [
        base.mark_rect(color=COLOURS[VALIDATION], opacity=0.1).encode(x2="until:Q"),
        base.mark_text(align="left", baseline="bottom", dx=6, dy=-6, color=COLOURS[VALIDATION]).encode(
            y=alt.value("height"), text="label:N"
        ),
    ]


def _yardsticks(marks: Sequence[tuple[float, str]], y: alt.Y) -> list[alt.Chart]:
    """A thin line for each of the figures that a run should leave behind, with its name at the right end."""
    field = y.shorthand.partition(":")[0]
    rows = pd.DataFrame(marks, columns=[field, "name"])
    base = alt.Chart(rows).encode(y=y)
    return [
        base.mark_rule(color=GREY, strokeDash=[2, 3], opacity=0.8),
        base.mark_text(align="right", baseline="bottom", dx=-4, dy=-2, color=GREY, fontSize=10).encode(
            x=alt.value("width"), text="name:N"
        ),
    ]


def _best(best: int, epochs: int, x: alt.X, label_y: alt.YValue | alt.YDatum) -> list[alt.Chart]:
    mark = alt.Chart(pd.DataFrame({"epoch": [best], "label": [f"best epoch: {best}"]})).encode(x=x)
    # Near the right edge there is no room for the label beside the line.
    right_half = best > (1 + epochs) / 2
    return [
        mark.mark_rule(strokeDash=[4, 4], color=GREY, strokeWidth=1.5),
        mark.mark_text(align="right" if right_half else "left", dx=-6 if right_half else 6, color=GREY).encode(
            y=label_y, text="label:N"
        ),
    ]


def _values(history: Sequence[Epoch], x: alt.X, y: alt.Y, digits: str) -> alt.Chart:
    """Wherever the pointer is, a line through the nearest epoch, and the exact figures of both curves beside it."""
    measure = y.shorthand.partition(":")[0]
    frame = (
        curve_frame(history).pivot(index="epoch", columns="of", values=measure).reindex(columns=list(COLOURS)).reset_index()
    )
    nearest = alt.selection_point(
        name=f"nearest_{measure}", fields=["epoch"], nearest=True, on="pointerover", empty=False, clear="pointerout"
    )
    return (
        # Named, because Altair makes up a name from the data, and Streamlit draws a chart anew whose name has changed.
        alt.Chart(frame, name=f"values_{measure}")
        .mark_rule(color=GREY, strokeWidth=1)
        .encode(
            x=x,
            opacity=alt.condition(nearest, alt.value(0.6), alt.value(0)),
            tooltip=[
                alt.Tooltip("epoch:Q", title="Epoch", format="d"),
                *(alt.Tooltip(f"{of}:Q", title=f"{of} {measure}", format=digits) for of in COLOURS),
            ],
        )
        .add_params(nearest)
    )
