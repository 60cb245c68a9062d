"""Pure functions from the results of exams and of the peeking simulator to Altair charts."""

import json
import textwrap
from collections.abc import Sequence
from typing import Any

import altair as alt
import pandas as pd

from explorer.insight.exam_result import SelectionBias, confusion
from explorer.store import Result
from explorer.ui.charts import COLOURS, TRAINING, VALIDATION, Layers
from explorer.ui.heat_colours import SCHEME, ink
from explorer.wording.classes import Classes

HEIGHT = 230
LINE, MOST_LINES, LINE_HEIGHT = 13, 5, 14
"""Characters of the name of a class beside each other, lines of them below each other, and
pixels from one to the next."""
# Orange for the reviews used to choose, as everywhere, and blue for the others.
CHOSEN_BY, HELD_OUT = "On the half that it was chosen by", "On the other half"


def confusion_chart(result: Result, classes: Classes) -> Layers:
    """The confusion matrix: each cell shows the number of reviews and their share of the row.

    The names of `classes` are as they are written.
    """
    rows = [
        {
            "true": true,
            "said": said,
            "share": share,
            "count": f"{count:,}",
            "percent": f"{share:.1%}",
            "ink": ink(share),
        }
        for true, said, count, share in confusion(result, classes.names)
    ]
    order = list(classes.names)
    x = alt.X("said:N").title("The network said").sort(order)
    lines = [textwrap.wrap(name, LINE, max_lines=MOST_LINES, placeholder="…") for name in order]
    # Vega puts the first line where a single one would be: further lines would cover the matrix.
    more = LINE_HEIGHT * (max(map(len, lines)) - 1)
    labels: dict[str, Any] = {
        "labelLimit": 110,
        "labelLineHeight": LINE_HEIGHT,
        "labelExpr": _one_of(order, lines),
        "ticks": False,
        "domain": False,
    }
    x = x.axis(labelAngle=0, orient="top", labelPadding=more + 4, **labels)
    y = alt.Y("true:N").title(classes.who_knows).sort(order).axis(labelOffset=-more / 2, **labels)
    so = "Of all so meant" if classes.opinions else "Of all so labelled"
    titles = {"true": classes.who_knows, "said": "The network said", "count": "Reviews", "percent": so}
    tooltip = [alt.Tooltip(f"{field}:N", title=title) for field, title in titles.items()]
    base = alt.Chart(pd.DataFrame(rows)).encode(x=x, y=y, tooltip=tooltip)
    colour = alt.Color("share:Q", scale=alt.Scale(scheme=SCHEME, domain=[0, 1]), legend=None)
    text_colour = alt.Color("ink:N", scale=None)
    layers = alt.layer(
        base.mark_rect(cornerRadius=3).encode(color=colour),
        base.mark_text(fontSize=20, fontWeight="bold", dy=-8).encode(text="count:N", color=text_colour),
        base.mark_text(fontSize=12, dy=13).encode(text="percent:N", color=text_colour),
    )
    return layers.resolve_scale(color="independent").properties(height=HEIGHT)


def _one_of(names: Sequence[str], lines: Sequence[Sequence[str]]) -> str:
    """An expression for the labels of an axis: the lines of each of two names."""
    # As JSON, a name of any characters is a string for Vega as well.
    first, second = map(json.dumps, lines)
    return f"datum.value === {json.dumps(names[0])} ? {first} : {second}"


def peeking_chart(biases: Sequence[SelectionBias]) -> Layers:
    """The accuracy of the best of 1, 2 … networks, on the reviews used to choose it and on held-out ones."""
    rows = [
        {"networks": bias.networks, "of": of, "accuracy": accuracy, "optimism": f"{bias.optimism * 100:.2f} points"}
        for bias in biases
        for of, accuracy in ((CHOSEN_BY, bias.chosen_by), (HELD_OUT, bias.held_out))
    ]
    x = alt.X("networks:Q").title("The best of so many networks").scale(domain=[1, len(biases)], nice=False)
    x = x.axis(tickMinStep=1, format="d", grid=False, labelFlush=False)
    y = alt.Y("accuracy:Q").title("Accuracy").scale(zero=False).axis(format=".1%")
    colours = {CHOSEN_BY: COLOURS[VALIDATION], HELD_OUT: COLOURS[TRAINING]}
    colour = alt.Color("of:N").title(None).scale(domain=list(colours), range=list(colours.values()))
    # These are whole sentences: side by side they are too wide for a phone, and Vega would cut off their ends.
    colour = colour.legend(orient="top", direction="vertical", labelLimit=0)
    tooltip = [
        alt.Tooltip("networks:Q", title="The best of"),
        alt.Tooltip("of:N", title=" "),
        alt.Tooltip("accuracy:Q", title="Accuracy", format=".2%"),
        alt.Tooltip("optimism:N", title="Too good by"),
    ]
    base = alt.Chart(pd.DataFrame(rows)).encode(x=x, y=y, color=colour, tooltip=tooltip)
    layers = alt.layer(base.mark_line(strokeWidth=2.5), base.mark_point(size=40, filled=True, opacity=1))
    return layers.properties(height=280)
