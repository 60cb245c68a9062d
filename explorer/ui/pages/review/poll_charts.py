"""Pure functions from many networks' opinions on a review to charts: the article's grid as a map, other settings as a list.

Only their data change: a click moves the outline without redrawing the chart.
"""

import textwrap
from collections.abc import Collection
from functools import lru_cache
from itertools import product
from typing import Any

import altair as alt
import pandas as pd

from explorer.config import KNOBS, RunConfig, article_grid
from explorer.insight.ranking import without_seed
from explorer.insight.review_poll import Opinion, Poll
from explorer.ui.charts import KEPT, Picture, named, specification
from explorer.ui.coloured_review import OPINIONS
from explorer.ui.colours import GREY
from explorer.wording.classes import Classes
from explorer.wording.formats import share, short_share

SELECTION = "cell"
"""The name of the selection: a list with the one row that was clicked, of which it has `run` and `clicks`."""
# Halfway between the two sides' colours; black is easy to read on all three.
UNDECIDED = "#c8ccd4"
INK = "#000000"
# The space between panels, in cells; each panel's name is above it. Floats represent both numbers exactly, so that the
# lookup of axis labels by position works.
BESIDE, ABOVE = 0.25, 0.75
# In pixels. A longer list scrolls.
CELL_HEIGHT, AXIS_HEIGHT, CELL_WIDTH, MOST_ROWS = 40, 50, 60, 8
# Settings are broken into lines that fit a phone.
LINE_LENGTH, LINE_HEIGHT, ROW_MARGIN = 44, 15, 8
_INK_COLOUR = alt.condition("isValid(datum.run)", alt.value(INK), alt.value(GREY))
_ACTIVATIONS, _LOSSES, _UNITS, _LAYERS = (KNOBS[name].article for name in ("activation", "loss", "units", "layers"))


def colour(probability: float) -> str:
    """Purple for label 0, green for label 1, and paler the closer the probability is to 50%."""
    end = OPINIONS[probability > 0.5]
    strength = abs(2 * probability - 1)
    mixed = (round(m + (e - m) * strength) for m, e in zip(bytes.fromhex(UNDECIDED[1:]), bytes.fromhex(end[1:])))
    return "#" + bytes(mixed).hex()


GRADIENT = (colour(0), UNDECIDED, colour(1))
"""The colours from 0% to 100%."""


def outside_the_grid(poll: Poll) -> list[Opinion]:
    """The opinions of settings that are not among the article's combinations, the lowest probability first."""
    grid = set(article_grid())
    return [opinion for opinion in poll.by_probability if without_seed(opinion.run.config) not in grid]


def grid_map(poll: Poll, classes: Classes, selected: int, clicks: int) -> Picture:
    """A cell for each of the article's combinations.

    Args:
        poll: What all networks say.
        classes: The classes of the data set, as their names are written.
        selected: The id of the run whose cell is outlined.
        clicks: How often a network has been selected. It makes each selection a new one, because a browser does not
            report the same selection twice.
    """
    return Picture(_grid_spec(classes.heading(1)), {"cells": grid_frame(poll, selected, clicks)})


def opinion_list(opinions: Collection[Opinion], classes: Classes, selected: int, clicks: int) -> Picture:
    """A row for each of the opinions; the other arguments are as in `grid_map`."""
    rows = [
        {"row": number, **_cell(opinion, selected), "lines": "\n".join(_lines(opinion))}
        for number, opinion in enumerate(opinions)
    ]
    spec = _list_spec(classes.heading(1), len(opinions), row_height(opinions))
    return Picture(spec, {"cells": pd.DataFrame(rows).assign(clicks=clicks)})


def row_height(opinions: Collection[Opinion]) -> int:
    """The height of each row in the list of these opinions, in pixels."""
    return ROW_MARGIN + LINE_HEIGHT * max(2, *(len(_lines(opinion)) for opinion in opinions))


def grid_frame(poll: Poll, selected: int, clicks: int) -> pd.DataFrame:
    """A row per combination: its place in cells (left, right, upper, lower, x, y), its `run` (or none) and its opinion."""
    opinions = {without_seed(opinion.run.config): opinion for opinion in poll.opinions}
    unreadable = {without_seed(run.config) for run in poll.unreadable}
    rows = []
    for config in article_grid():
        x, y = _place(config)
        place = {"x": x, "y": y, "left": x - 0.47, "right": x + 0.47, "upper": y - 0.46, "lower": y + 0.46}
        if opinion := opinions.get(config):
            rows.append(place | _cell(opinion, selected))
        else:
            why = "its file is damaged" if config in unreadable else "no network to ask"
            nothing = {"run": None, "label": "–", "colour": None, "selected": False, "accuracy": "–"}
            rows.append(place | nothing | {"settings": config.describe(), "shown": why})
    return pd.DataFrame(rows).astype({"run": "float"}).assign(clicks=clicks)


def _lines(opinion: Opinion) -> list[str]:
    return textwrap.wrap(opinion.run.config.describe(), LINE_LENGTH)


def _cell(opinion: Opinion, selected: int) -> dict:
    run = opinion.run
    return {
        "run": run.id,
        "label": short_share(opinion.probability),
        "colour": colour(opinion.probability),
        "selected": run.id == selected,
        "settings": run.config.describe(),
        "shown": share(opinion.probability),
        "accuracy": f"{run.best_figures.val_accuracy:.1%}",
    }


def _place(config: RunConfig) -> tuple[float, float]:
    """The centre of a combination's cell as (x, y), in cells from the upper left."""
    panel_x, panel_y = _corner(config.activation, config.loss)
    return panel_x + _UNITS.index(config.units) + 0.5, panel_y + _LAYERS.index(config.layers) + 0.5


def _corner(activation: str, loss: str) -> tuple[float, float]:
    """The upper left corner of a panel as (x, y), in cells from the upper left."""
    return (
        _LOSSES.index(loss) * (len(_UNITS) + BESIDE),
        ABOVE + _ACTIVATIONS.index(activation) * (len(_LAYERS) + ABOVE),
    )


def _tooltip(asked: str) -> list[alt.Tooltip]:
    """The tooltip of a cell; `asked` is the name of the class that the probabilities are of."""
    titles = {"settings": "Settings", "shown": asked, "accuracy": "Validation accuracy"}
    return [alt.Tooltip(f"{name}:N", title=title) for name, title in titles.items()]


@lru_cache(maxsize=KEPT)
def _grid_spec(asked: str) -> dict:
    width = len(_LOSSES) * (len(_UNITS) + BESIDE) - BESIDE
    height = len(_ACTIVATIONS) * (len(_LAYERS) + ABOVE)
    places = {config: _place(config) for config in article_grid()}
    x = alt.X("left:Q").title(KNOBS["units"].label).scale(domain=[0, width], nice=False)
    x = x.axis(_axis({place[0]: config.units for config, place in places.items()}))
    y = alt.Y("upper:Q").title(KNOBS["layers"].label).scale(domain=[height, 0], nice=False)
    y = y.axis(_axis({place[1]: config.layers for config, place in places.items()}))
    names = []
    for activation, loss in product(_ACTIVATIONS, _LOSSES):
        left, upper = _corner(activation, loss)
        name = " · ".join((KNOBS["activation"].phrase(activation), KNOBS["loss"].phrase(loss)))
        names.append({"x": left + len(_UNITS) / 2, "y": upper - ABOVE / 2, "name": name})
    titles = alt.Chart(alt.InlineData(values=names)).mark_text(color=GREY, fontSize=12, fontWeight="bold")
    cells = named("cells").encode(x=x, x2="right:Q", y=y, y2="lower:Q", tooltip=_tooltip(asked))
    dashed: dict[str, Any] = {"stroke": GREY, "strokeDash": [3, 3], "strokeOpacity": 0.6}
    empty = cells.transform_filter("!isValid(datum.run)").mark_rect(aria=False, fill="transparent", cornerRadius=3, **dashed)
    labels = named("cells").mark_text(fontSize=13, tooltip=None).encode(x="x:Q", y="y:Q", text="label:N", color=_INK_COLOUR)
    layers = [empty, *_cells(cells), labels, _click_area(cells), titles.encode(x="x:Q", y="y:Q", text="name:N")]
    return specification(alt.layer(*layers).properties(height=round(height * CELL_HEIGHT + AXIS_HEIGHT)))


def _axis(labels: dict[float, int]) -> alt.Axis:
    """An axis with `labels`: place in cells → number of units or layers."""
    text = ", ".join(f"'{place:g}': '{value}'" for place, value in labels.items())
    text = f"{{{text}}}[datum.value]"
    return alt.Axis(values=sorted(labels), labelExpr=text, grid=False, ticks=False, domain=False, labelAngle=0)


@lru_cache(maxsize=KEPT)
def _list_spec(asked: str, rows: int, row_height: int) -> dict:
    base = named("cells").encode(y=alt.Y("row:O").axis(None), tooltip=_tooltip(asked))
    cells = base.encode(x=alt.value(0), x2=alt.value(CELL_WIDTH))
    labels = base.mark_text(fontSize=13).encode(x=alt.value(CELL_WIDTH / 2), text="label:N", color=_INK_COLOUR)
    settings = base.mark_text(align="left", color=GREY, lineBreak="\n", lineHeight=LINE_HEIGHT, fontSize=12)
    settings = settings.encode(x=alt.value(CELL_WIDTH + 10), text="lines:N")
    # The whole row can be clicked.
    click_area = _click_area(base.encode(x=alt.value(0), x2=alt.value("width")))
    layers = [*_cells(cells, height=alt.RelativeBandSize(0.9)), labels, settings, click_area]
    return specification(alt.layer(*layers).properties(height=rows * row_height))


def _cells(base: alt.Chart, **size: Any) -> list[alt.Chart]:
    """Cells in their colours, and an outline inside the selected one, where it also shows on a dark page."""
    filled = base.transform_filter("isValid(datum.run)").mark_rect(aria=False, cornerRadius=3, **size)
    outline = base.transform_filter("datum.selected").mark_rect(
        aria=False, filled=False, stroke=INK, strokeWidth=2.5, cornerRadius=3, **size
    )
    return [filled.encode(color=alt.Color("colour:N", scale=None)), outline]


def _click_area(base: alt.Chart) -> alt.Chart:
    """An invisible layer over everything else that takes the clicks."""
    click = alt.selection_point(name=SELECTION, fields=["run", "clicks"], on="click", toggle=False, empty=False)
    return (
        base.transform_filter("isValid(datum.run)")
        .mark_rect(aria=False, fill="transparent", cursor="pointer")
        .add_params(click)
    )
