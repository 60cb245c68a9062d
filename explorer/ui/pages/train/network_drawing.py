"""A drawing of the network: layers as columns of units, joined by lines for the weights.

Everything that depends on the knobs is data (positions between 0 and 1, and text), so the chart is updated, not replaced.
"""

import math
from functools import cache, lru_cache
from itertools import pairwise, product

import altair as alt
import pandas as pd

from explorer.config import KNOBS, RunConfig
from explorer.ui.charts import KEPT, Picture, named, specification
from explorer.ui.colours import GREY

MOST_SHOWN = 10
HEIGHT = 255
# The top of the drawing. All heights are shares of what is below the words above it.
TOP = 1.07
# Neither the colour of training nor that of validation.
COLOUR = "#8b6cd9"
# Besides the hidden layers there are the words, the first layer and the answer.
WIDEST = KNOBS["layers"].high + 3


VALUES = {"present": "a one for each that occurs", "log": "log counts", "tfidf": "TF-IDF"}
"""What comes in for each word."""


def frames(config: RunConfig) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Units (x, y, layer), lines between them (x, y, x2, y2), and the words above and below (x, y, text, kind)."""
    columns = len(config.widths)
    # A few layers do not spread over the whole width.
    room = 0.3 + 0.7 * (columns - 2) / (WIDEST - 2)
    x = [0.5 + room * (number / (columns - 1) - 0.5) * 0.9 for number in range(columns)]
    places = [_places(width) for width in config.widths]
    activation = KNOBS["activation"].show(config.activation)
    pairs = config.pairs == "on"
    read = "words and pairs" if pairs else "words"
    # One word in a line: neighbours must not touch on a phone.
    below = [
        ["words", *["and", "pairs"] * pairs],
        ["first", "always", "ReLU"],
        *[["hidden", activation]] * config.layers,
        ["answer"],
    ]
    names = [
        f"{config.vocabulary:,} {read}: {VALUES[config.counting]}",
        f"First layer: {config.widths[1]} units, always ReLU",
        *(f"Hidden layer {number}: {config.units} units, {activation}" for number in range(1, config.layers + 1)),
        "The answer: how likely the review is positive, between 0 and 1 (sigmoid)",
    ]
    units = [(column, y, name) for column, ys, name in zip(x, places, names) for y in ys]
    lines = [(x1, y1, x2, y2) for (x1, left), (x2, right) in pairwise(zip(x, places)) for y1, y2 in product(left, right)]
    gaps = zip(pairwise(x), config.parameter_counts)
    texts = [((left + right) / 2, 0.97, f"{count:,}", "weights") for (left, right), count in gaps]
    texts.append((0.5, TOP - 0.02, "weights and biases between the layers", "weights"))
    for column, ys, width, words in zip(x, places, config.widths, below):
        named_below = ((column, y, word, "name") for y, word in zip((0.12, 0.055, 0.0), words))
        texts += [(column, 0.2, f"{width:,}", "size"), *named_below]
        if len(ys) < width:
            half = len(ys) // 2
            texts.append((column, sum(ys[half - 1 : half + 1]) / 2, "⋮", "size"))
    return (
        pd.DataFrame(units, columns=["x", "y", "layer"]),
        pd.DataFrame(lines, columns=["x", "y", "x2", "y2"]),
        pd.DataFrame(texts, columns=["x", "y", "text", "kind"]),
    )


def _places(width: int) -> list[float]:
    """The heights of a layer's units. Of many, about log2 are shown, with a gap in the middle for the rest."""
    shown = min(width, round(math.log2(width)) + 2, MOST_SHOWN)
    step = 0.64 / MOST_SHOWN
    gap = step if shown < width else 0.0
    middle = (shown - 1) / 2
    return [0.6 + step * (number - middle) + math.copysign(gap / 2, number - shown // 2) for number in range(shown)]


@lru_cache(maxsize=KEPT)
def drawing(config: RunConfig) -> Picture:
    """The network of `config` with the data of `frames`; the tooltip of a unit names its layer.

    A tenth of the time of a page run, and thirty people begin with the same settings.
    """
    return Picture(_spec(), dict(zip(("units", "lines", "texts"), frames(config))))


@cache
def _spec() -> dict:
    across, upwards = (alt.Scale(domain=[0, end], nice=False) for end in (1, TOP))
    x, y = alt.X("x:Q", axis=None, scale=across), alt.Y("y:Q", axis=None, scale=upwards)
    units, lines, texts = (named(name).encode(x=x, y=y) for name in ("units", "lines", "texts"))
    words = {
        "size": texts.mark_text(fontSize=14, fontWeight="bold", color=GREY),
        "name": texts.mark_text(fontSize=11, color=GREY),
        "weights": texts.mark_text(fontSize=11, color=GREY),
    }
    chart = alt.layer(
        lines.mark_rule(color=GREY, opacity=0.22, strokeWidth=0.8).encode(x2="x2:Q", y2="y2:Q"),
        units.mark_point(filled=True, size=85, opacity=1, color=COLOUR).encode(tooltip=alt.Tooltip("layer:N", title=" ")),
        *(text.transform_filter(f"datum.kind == '{kind}'").encode(text="text:N") for kind, text in words.items()),
    )
    return specification(chart.properties(height=HEIGHT, view=alt.ViewBackground(strokeWidth=0)))
