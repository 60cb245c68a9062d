"""Pure functions from reviews to the charts of the steps about them, like `step_charts`."""

import json
from collections.abc import Mapping, Sequence

import altair as alt
import numpy as np
import pandas as pd

from explorer.corpus import PADDING, START, UNKNOWN, Vocabulary
from explorer.corpus.word_evidence import Evidence
from explorer.ui.charts import Picture, named, specification
from explorer.ui.coloured_review import colours, towards
from explorer.ui.colours import BLUE, GREY, ORANGE
from explorer.ui.pages.how.step_charts import bar_names
from explorer.wording.classes import Classes
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


def evidence(rows: Sequence[Evidence], classes: Classes) -> Picture:
    """A line for each word and pair: its value, a bar from one half to its share of reviews with label 1, and their number.

    The names of `classes` are as they are written.
    """
    frame = pd.DataFrame(
        [
            (
                " ".join(one.words),
                decimal(one.value, 2).removesuffix(".00"),
                one.share,
                f"{one.positive:,} of {one.reviews:,}" if one.reviews else "in none",
                towards(one.positive - one.negative, classes),
            )
            for one in rows
        ],
        columns=["name", "comes in", "share", "reviews", "side"],
    )
    y = alt.Y("name:N").title(None).sort(None).axis(ticks=False, domain=False, labelFontSize=13, labelLimit=130)
    # Left of the bars is the column of values, right of them that of the numbers.
    x = alt.X("share:Q").title(None).scale(domain=[-0.5, 1.8], nice=False)
    # A name with quotation marks must not end the text in Vega's expression: JSON is one of its ways to write texts.
    name = json.dumps(classes.names[1])
    labels = f"datum.value < 0 ? 'comes in' : datum.value > 1 ? {name} : format(datum.value, '.0%')"
    x = x.axis(
        orient="top",
        values=[-0.3, 0, 0.5, 1, 1.4],
        labelExpr=labels,
        labelOverlap=False,
        labelLimit=64,
        ticks=False,
        domain=False,
        grid=False,
    )
    sides = colours(classes)
    colour = alt.Color("side:N").scale(domain=list(sides), range=list(sides.values())).legend(None)
    base = named("evidence").encode(y=y)
    texts = base.mark_text(color=GREY, fontSize=13)
    layers = alt.layer(
        base.mark_bar(height=alt.RelativeBandSize(0.6)).encode(x=x, x2=alt.datum(0.5), color=colour),
        alt.Chart(alt.InlineData(values=[{"share": 0.5}])).mark_rule(color=GREY, strokeDash=[4, 4]).encode(x=x),
        texts.encode(x=alt.datum(-0.3), text="comes in:N"),
        texts.encode(x=alt.datum(1.4), text="reviews:N"),
    )
    return Picture(specification(layers), {"evidence": frame})


def piles(sizes: Mapping[str, int], opened: str) -> Picture:
    """A bar for each pile of reviews; all but the opened one are faint."""
    frame = pd.DataFrame(
        [(pile, size, f"{size:,}", 1.0 if pile == opened else 0.35) for pile, size in sizes.items()],
        columns=["pile", "reviews", "label", "strength"],
    )
    x = alt.X("reviews:Q").axis(None).scale(domain=[0, max(sizes.values()) * 1.2], nice=False)
    colour = alt.Color("pile:N").scale(domain=list(sizes), range=[BLUE, ORANGE, GREY]).legend(None)
    base = named("piles").encode(x=x, y=bar_names("pile:N", list(sizes)))
    bars = base.mark_bar(cornerRadius=3, height=alt.RelativeBandSize(0.6))
    layers = alt.layer(
        bars.encode(color=colour, opacity=alt.Opacity("strength:Q", scale=None)),
        base.mark_text(align="left", dx=8, fontSize=14, color=GREY).encode(text="label:N"),
    )
    return Picture(specification(layers), {"piles": frame})
