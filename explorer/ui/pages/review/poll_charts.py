"""Pure functions from many networks' opinions on a review to charts: the article's grid as a map, other settings as a list.

Only their data change: a click moves the outline, and nothing is drawn from scratch.
"""

from collections.abc import Collection
from functools import cache
from typing import Any, TypeVar

import altair as alt
import pandas as pd

from explorer.config import KNOBS, RunConfig, article_grid
from explorer.insight.ranking import without_seed
from explorer.insight.review_poll import Opinion, Poll
from explorer.ui.charts import GREY, Picture, named, specification
from explorer.ui.coloured_review import NEGATIVE, OPINIONS, POSITIVE
from explorer.wording.formats import share, short_share

SELECTED = "cell"
"""The name of the selection: a list of the one row that was clicked, with its `run` and `turn`."""
# Between the colours of the two sides; black is easy to read on all three.
UNDECIDED = "#c8ccd4"
INK = "#000000"
# Around a panel, in cells; above it stands its name. In binary these have an end, so that axis labels find their places.
BESIDE, ABOVE = 0.25, 0.75
# In pixels. A list of more rows than these is scrolled through.
CELL_HEIGHT, AXIS_HEIGHT, ROW_HEIGHT, CELL_WIDTH, MOST_ROWS = 40, 50, 30, 60, 8
Channel = TypeVar("Channel", alt.X, alt.Y)
_TOOLTIP = {"settings": "Settings", "shown": "Positive", "accuracy": "Validation accuracy"}
_ACTIVATIONS, _LOSSES, _UNITS, _LAYERS = (KNOBS[name].article for name in ("activation", "loss", "units", "layers"))


def colour(probability: float) -> str:
    """Purple for a certain negative, green for a certain positive, and the paler, the nearer to 50%."""
    end = OPINIONS[POSITIVE if probability > 0.5 else NEGATIVE]
    strength = abs(2 * probability - 1)
    mixed = (round(m + (e - m) * strength) for m, e in zip(bytes.fromhex(UNDECIDED[1:]), bytes.fromhex(end[1:])))
    return "#" + bytes(mixed).hex()


def legend() -> str:
    """What the colours mean, as HTML."""
    bar = (
        "<span style='display:inline-block;width:8rem;max-width:30%;height:.8rem;border-radius:3px;vertical-align:middle;"
        f"background:linear-gradient(90deg,{colour(0)},{UNDECIDED},{colour(1)})'></span>"
    )
    return f"<div style='font-size:.875rem'>negative 0%  {bar}  100% positive</div>"


def further(poll: Poll) -> list[Opinion]:
    """The opinions of settings that are not among the article's combinations, the most negative first."""
    grid = set(article_grid())
    return [opinion for opinion in poll.by_probability if without_seed(opinion.run.config) not in grid]


def grid_map(poll: Poll, heard: int, turn: int) -> Picture:
    """A cell for each of the article's combinations; that of the run `heard` is outlined.

    `turn` tells a click from the one before: a browser does not report the same selection twice.
    """
    return Picture(_grid_spec(), {"cells": grid_frame(poll, heard, turn)})


def further_list(opinions: Collection[Opinion], heard: int, turn: int) -> Picture:
    """A row for each of these opinions; `heard` and `turn` are as in `grid_map`."""
    rows = [{"row": number, **_said(opinion, heard)} for number, opinion in enumerate(opinions)]
    return Picture(_further_spec(len(opinions)), {"cells": pd.DataFrame(rows).assign(turn=turn)})


def grid_frame(poll: Poll, heard: int, turn: int) -> pd.DataFrame:
    """A row for each combination: its place (left, right, upper, lower, x, y), the `run` (or none) and what it says."""
    opinions = {without_seed(opinion.run.config): opinion for opinion in poll.opinions}
    unreadable = {without_seed(run.config) for run in poll.unreadable}
    rows = []
    for config in article_grid():
        x, y = _place(config)
        place = {"x": x, "y": y, "left": x - 0.47, "right": x + 0.47, "upper": y - 0.46, "lower": y + 0.46}
        if opinion := opinions.get(config):
            rows.append(place | _said(opinion, heard))
        else:
            why = "its file is damaged" if config in unreadable else "no network to ask"
            nothing = {"run": None, "label": "–", "colour": None, "ink": GREY, "heard": False, "accuracy": "–"}
            rows.append(place | nothing | {"settings": config.describe(), "shown": why})
    return pd.DataFrame(rows).astype({"run": "float"}).assign(turn=turn)


def _said(opinion: Opinion, heard: int) -> dict:
    run = opinion.run
    return {
        "run": run.id,
        "label": short_share(opinion.probability),
        "colour": colour(opinion.probability),
        "ink": INK,
        "heard": run.id == heard,
        "settings": run.config.describe(),
        "shown": share(opinion.probability),
        "accuracy": f"{run.best_figures.val_accuracy:.1%}",
    }


def _place(config: RunConfig) -> tuple[float, float]:
    """The middle of a combination's cell, in cells from the upper left."""
    panel_x, panel_y = _corner(config.activation, config.loss)
    return panel_x + _UNITS.index(config.units) + 0.5, panel_y + _LAYERS.index(config.layers) + 0.5


def _corner(activation: str, loss: str) -> tuple[float, float]:
    """The upper left corner of the panel of an activation and a loss."""
    return (
        _LOSSES.index(loss) * (len(_UNITS) + BESIDE),
        ABOVE + _ACTIVATIONS.index(activation) * (len(_LAYERS) + ABOVE),
    )


@cache
def _grid_spec() -> dict:
    width = len(_LOSSES) * (len(_UNITS) + BESIDE) - BESIDE
    height = len(_ACTIVATIONS) * (len(_LAYERS) + ABOVE)
    places = {config: _place(config) for config in article_grid()}
    x = _axis(alt.X, "left:Q", {places[config][0]: config.units for config in places}, KNOBS["units"].label, [0, width])
    y = _axis(alt.Y, "upper:Q", {places[config][1]: config.layers for config in places}, KNOBS["layers"].label, [height, 0])
    names = [
        {
            "x": _corner(activation, loss)[0] + len(_UNITS) / 2,
            "y": _corner(activation, loss)[1] - ABOVE / 2,
            "name": " · ".join((KNOBS["activation"].show(activation), KNOBS["loss"].show(loss).lower())),
        }
        for activation in _ACTIVATIONS
        for loss in _LOSSES
    ]
    titles = alt.Chart(alt.InlineData(values=names)).mark_text(color=GREY, fontSize=12, fontWeight="bold")
    cells = named("cells").encode(x=x, x2="right:Q", y=y, y2="lower:Q", tooltip=_tooltip())
    empty = cells.transform_filter("!isValid(datum.run)").mark_rect(
        fill="transparent", stroke=GREY, strokeDash=[3, 3], strokeOpacity=0.6, cornerRadius=3
    )
    labels = named("cells").mark_text(fontSize=13, tooltip=None).encode(x="x:Q", y="y:Q", text="label:N", color=_ink())
    layers = [empty, *_cells(cells), labels, _hit(cells), titles.encode(x="x:Q", y="y:Q", text="name:N")]
    return specification(alt.layer(*layers).properties(height=height * CELL_HEIGHT + AXIS_HEIGHT))


def _axis(channel: type[Channel], start: str, labels: dict[float, int], title: str, domain: list[float]) -> Channel:
    text = ", ".join(f"'{place:g}': '{value}'" for place, value in labels.items())
    axis = alt.Axis(
        values=sorted(labels), labelExpr=f"{{{text}}}[datum.value]", grid=False, ticks=False, domain=False, labelAngle=0
    )
    return channel(start, title=title, scale=alt.Scale(domain=domain, nice=False), axis=axis)


@cache
def _further_spec(rows: int) -> dict:
    y = alt.Y("row:O", axis=None)
    base = named("cells").encode(y=y, tooltip=_tooltip())
    cells = base.encode(x=alt.value(0), x2=alt.value(CELL_WIDTH))
    labels = base.mark_text(fontSize=13).encode(x=alt.value(CELL_WIDTH / 2), text="label:N", color=_ink())
    settings = base.mark_text(align="left", color=GREY, limit=alt.ExprRef(f"width - {CELL_WIDTH + 10}"), fontSize=12).encode(
        x=alt.value(CELL_WIDTH + 10), text="settings:N"
    )
    # All of a row can be clicked.
    hit = _hit(base.encode(x=alt.value(0), x2=alt.value("width")))
    layers = [*_cells(cells, height=alt.RelativeBandSize(0.9)), labels, settings, hit]
    return specification(alt.layer(*layers).properties(height=rows * ROW_HEIGHT))


def _cells(base: alt.Chart, **size: Any) -> list[alt.Chart]:
    """Cells in their colours, and inside of the one that is heard an outline, which shows on a dark page, too."""
    return [
        base.transform_filter("isValid(datum.run)")
        .mark_rect(cornerRadius=3, **size)
        .encode(color=alt.Color("colour:N", scale=None)),
        base.transform_filter("datum.heard").mark_rect(filled=False, stroke=INK, strokeWidth=2.5, cornerRadius=3, **size),
    ]


def _hit(base: alt.Chart) -> alt.Chart:
    """What is clicked: it lies over everything else and cannot be seen."""
    clicked = alt.selection_point(name=SELECTED, fields=["run", "turn"], on="click", toggle=False, empty=False)
    return base.transform_filter("isValid(datum.run)").mark_rect(fill="transparent", cursor="pointer").add_params(clicked)


def _tooltip() -> list[alt.Tooltip]:
    return [alt.Tooltip(f"{name}:N", title=title) for name, title in _TOOLTIP.items()]


def _ink() -> alt.Color:
    return alt.Color("ink:N", scale=None)
