"""Pure functions from a reading of a review to Altair charts."""

import altair as alt
import pandas as pd

from explorer.insight.review_reading import LINE_BREAK, STRONGEST_LISTED, Push, Reading
from explorer.ui.charts import Layers
from explorer.ui.coloured_review import OPINIONS, side
from explorer.ui.colours import GREY
from explorer.wording.formats import share, signed

_COLOUR = alt.Scale(domain=list(OPINIONS), range=list(OPINIONS.values()))


def label(push: Push) -> str:
    """What the chart calls the word of a push."""
    return "(line break)" if push.word == LINE_BREAK else push.word


def gauge(reading: Reading) -> Layers:
    """The probability of “positive” as a bar that starts in the middle, at 50%."""
    data = pd.DataFrame({"from": [0.5], "to": [reading.probability], "side": [side(reading.score)]})
    track = pd.DataFrame({"from": [0, 0.5], "to": [0.5, 1], "side": [side(-1), side(1)]})
    labels = "{'0': '0% · negative', '1': '100% · positive'}[datum.value] || datum.label"
    x = alt.X("from:Q").title(None).scale(domain=[0, 1], nice=False)
    x = x.axis(values=[0, 0.25, 0.5, 0.75, 1], format=".0%", labelExpr=labels, labelLimit=120, grid=False, domain=False)
    colour = alt.Color("side:N", scale=_COLOUR, legend=None)
    return alt.layer(
        alt.Chart(track).mark_bar(height=26, opacity=0.16).encode(x=x, x2="to:Q", color=colour),
        alt.Chart(data).mark_bar(height=26).encode(x=x, x2="to:Q", color=colour),
        alt.Chart(pd.DataFrame({"to": [0.5]})).mark_rule(strokeDash=[4, 4], color=GREY).encode(x="to:Q"),
        alt.Chart(data).mark_rule(strokeWidth=4, color=GREY).encode(x="to:Q"),
    ).properties(height=56)


def pushes(reading: Reading) -> Layers:
    """The words with the strongest pushes, strongest first, as bars to the left and to the right."""
    rows = [
        (label(push), push.push, signed(push.push, 2), share(push.without), push.rank, side(push.push))
        for push in reading.pushes[:STRONGEST_LISTED]
    ]
    data = pd.DataFrame(rows, columns=["word", "push", "label", "without", "rank", "side"])
    # This leaves room for the figures beside the longest bars.
    reach = 1.25 * data["push"].abs().max()
    x = alt.X("push:Q").title("← Push towards negative · towards positive →").scale(domain=[-reach, reach], nice=False)
    x = x.axis(format="+.2~f", grid=False, tickCount=5)
    y = alt.Y("word:N").title(None).sort(data["word"].tolist()).axis(labelLimit=140, ticks=False, domain=False)
    titles = {"word:N": "Word", "label:N": "Push", "without:N": "Positive without it", "rank:Q": "Rank"}
    tooltip = [alt.Tooltip(field, title=title) for field, title in titles.items()]
    base = alt.Chart(data).encode(x=x, y=y, tooltip=tooltip)
    bars = base.mark_bar().encode(color=alt.Color("side:N", scale=_COLOUR, legend=None))
    right = base.transform_filter("datum.push > 0").mark_text(align="left", dx=4, color=GREY).encode(text="label:N")
    left = base.transform_filter("datum.push <= 0").mark_text(align="right", dx=-4, color=GREY).encode(text="label:N")
    return alt.layer(bars, right, left).properties(height=alt.Step(24))
