"""Pure functions from a reading of a review to Altair charts."""

import json

import altair as alt
import pandas as pd

from explorer.insight.review_reading import LINE_BREAK, STRONGEST_LISTED, Push, Reading
from explorer.ui.charts import Layers
from explorer.ui.coloured_review import colours, towards
from explorer.ui.colours import GREY
from explorer.wording.classes import Classes
from explorer.wording.formats import share, signed


def label(push: Push) -> str:
    """What the chart calls the word of a push."""
    return "(line break)" if push.word == LINE_BREAK else push.word


def gauge(reading: Reading, classes: Classes) -> Layers:
    """The probability of the class of label 1 as a bar that starts in the middle, at 50%."""
    data = pd.DataFrame({"from": [0.5], "to": [reading.probability], "side": [towards(reading.score, classes)]})
    track = pd.DataFrame({"from": [0, 0.5], "to": [0.5, 1], "side": [towards(-1, classes), towards(1, classes)]})
    # A name with quotation marks must not end the text in Vega's expression: JSON is one of its ways to write texts.
    ends = json.dumps({"0": f"0% · {classes.names[0]}", "1": f"100% · {classes.names[1]}"})
    labels = f"{ends}[datum.value] || datum.label"
    x = alt.X("from:Q").title(None).scale(domain=[0, 1], nice=False)
    x = x.axis(values=[0, 0.25, 0.5, 0.75, 1], format=".0%", labelExpr=labels, labelLimit=120, grid=False, domain=False)
    colour = _colour(classes)
    return alt.layer(
        alt.Chart(track).mark_bar(height=26, opacity=0.16).encode(x=x, x2="to:Q", color=colour),
        alt.Chart(data).mark_bar(height=26).encode(x=x, x2="to:Q", color=colour),
        alt.Chart(pd.DataFrame({"to": [0.5]})).mark_rule(strokeDash=[4, 4], color=GREY).encode(x="to:Q"),
        alt.Chart(data).mark_rule(strokeWidth=4, color=GREY).encode(x="to:Q"),
    ).properties(height=56)


def _colour(classes: Classes) -> alt.Color:
    names = colours(classes)
    return alt.Color("side:N", scale=alt.Scale(domain=list(names), range=list(names.values())), legend=None)


def pushes(reading: Reading, classes: Classes) -> Layers:
    """The words with the strongest pushes, strongest first, as bars to the left and to the right."""
    rows = [
        (label(push), push.push, signed(push.push, 2), share(push.without), push.rank, towards(push.push, classes))
        for push in reading.pushes[:STRONGEST_LISTED]
    ]
    data = pd.DataFrame(rows, columns=["word", "push", "label", "without", "rank", "side"])
    # This leaves room for the figures beside the longest bars.
    reach = 1.25 * data["push"].abs().max()
    # Names from a file may be so long that they fit a phone only one above the other.
    left, right = f"← Push towards {classes.side(0)}", f"towards {classes.side(1)} →"
    title = f"{left} · {right}" if classes.opinions else [left, right]
    x = alt.X("push:Q").title(title).scale(domain=[-reach, reach], nice=False)
    x = x.axis(format="+.2~f", grid=False, tickCount=5)
    y = alt.Y("word:N").title(None).sort(data["word"].tolist()).axis(labelLimit=140, ticks=False, domain=False)
    titles = {"word:N": "Word", "label:N": "Push", "without:N": f"{classes.heading(1)} without it", "rank:Q": "Rank"}
    tooltip = [alt.Tooltip(field, title=title) for field, title in titles.items()]
    base = alt.Chart(data).encode(x=x, y=y, tooltip=tooltip)
    bars = base.mark_bar().encode(color=_colour(classes))
    gains = base.transform_filter("datum.push > 0").mark_text(align="left", dx=4, color=GREY).encode(text="label:N")
    losses = base.transform_filter("datum.push <= 0").mark_text(align="right", dx=-4, color=GREY).encode(text="label:N")
    return alt.layer(bars, gains, losses).properties(height=alt.Step(24))
