"""Pure functions from figures to Altair charts.

While a run trains, only the data may change: Streamlit redraws a chart from nothing when its specification changes. So
domains, titles and layers depend on the settings and on whether the run has ended, never on the figures.
"""

from collections.abc import Sequence
from dataclasses import asdict

import altair as alt
import pandas as pd

from explorer.config import RunConfig
from explorer.history import Epoch, best_epoch

TRAINING, VALIDATION = "Training", "Validation"
# Blue and orange: the pair that people with any kind of colour blindness tell apart, readable on white and on black.
COLOURS = {TRAINING: "#2f81d7", VALIDATION: "#d9730d"}
GREY = "#8a8f98"
HEIGHT = 320
# What a network that answers 0.5 to everything has: ln 2, and 0.5².
GUESSING_LOSS = {"binary_crossentropy": 0.693, "mse": 0.25}


def curve_frame(history: Sequence[Epoch]) -> pd.DataFrame:
    """Two rows per epoch, one for training and one for validation: epoch, of, loss, accuracy."""
    table = pd.DataFrame([asdict(epoch) for epoch in history], columns=list(Epoch.__dataclass_fields__))
    training = table[["epoch", "loss", "accuracy"]].assign(of=TRAINING)
    validation = table[["epoch", "val_loss", "val_accuracy"]].assign(of=VALIDATION)
    validation = validation.rename(columns={"val_loss": "loss", "val_accuracy": "accuracy"})
    return pd.concat([training, validation], ignore_index=True)


def loss_chart(history: Sequence[Epoch], config: RunConfig, ended: bool) -> alt.LayerChart:
    """Loss by epoch, training against validation, with the best epoch marked once the run has `ended`.

    The axis reaches from zero to at least the loss of guessing, so that it seldom has to move while a run trains.
    """
    y = loss_axis()
    room = alt.Chart(pd.DataFrame({"loss": [0, GUESSING_LOSS[config.loss]]})).mark_point(opacity=0).encode(y=y)
    return alt.layer(room, *_curves(history, config, ended, y, ".3f")).properties(height=HEIGHT)


def accuracy_chart(history: Sequence[Epoch], config: RunConfig, ended: bool) -> alt.LayerChart:
    """Accuracy by epoch, as `loss_chart`; the axis begins at a coin flip."""
    return alt.layer(*_curves(history, config, ended, accuracy_axis(), ".1%")).properties(height=HEIGHT)


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
        axis=alt.Axis(format=".0%", values=[0.5, 0.6, 0.7, 0.8, 0.9, 1.0]),
    )


def reviews_colour(legend: alt.Legend | None) -> alt.Color:
    """Training in the one colour and validation in the other."""
    scale = alt.Scale(domain=list(COLOURS), range=list(COLOURS.values()))
    return alt.Color("of:N", title=None, scale=scale, legend=legend)


def _curves(history: Sequence[Epoch], config: RunConfig, ended: bool, y: alt.Y, digits: str) -> list[alt.Chart]:
    epochs = history[-1].epoch if ended and history else config.epochs
    measure = y.shorthand.partition(":")[0]
    x = epoch_axis(epochs)
    colour = reviews_colour(alt.Legend(orient="top", symbolType="stroke", symbolStrokeWidth=3))
    base = alt.Chart(curve_frame(history)).encode(x=x, y=y, color=colour)
    tooltip = [
        alt.Tooltip("of:N", title="Reviews"),
        alt.Tooltip("epoch:Q", title="Epoch", format="d"),
        alt.Tooltip(f"{measure}:Q", title=measure.capitalize(), format=digits),
    ]
    layers = [base.mark_line(strokeWidth=2.5), base.mark_point(size=45, filled=True, opacity=1).encode(tooltip=tooltip)]
    if ended and (best := best_epoch(history)):
        mark = alt.Chart(pd.DataFrame({"epoch": [best.epoch], "label": [f"best epoch: {best.epoch}"]})).encode(x=x)
        # Near the right edge there is no room for the label beside the line.
        right_half = best.epoch > (1 + epochs) / 2
        layers += [
            mark.mark_rule(strokeDash=[4, 4], color=GREY, strokeWidth=1.5),
            mark.mark_text(
                align="right" if right_half else "left", dx=-6 if right_half else 6, baseline="top", color=GREY
            ).encode(y=alt.value(2), text="label:N"),
        ]
    return layers
