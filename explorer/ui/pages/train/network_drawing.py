"""A drawing of the network: layers as columns of units, joined by lines for the weights.

It is plain SVG, unlike the charts: the first page shows it, and so needs neither pandas and Altair nor, in the browser, the
0.8 MB of Vega.
"""

import math
import textwrap
from collections.abc import Sequence
from functools import lru_cache, partial
from html import escape
from itertools import pairwise, product
from pathlib import Path
from typing import NamedTuple

import streamlit as st

from explorer.config import KNOBS, RunConfig
from explorer.ui import class_names, dates, pictures
from explorer.ui.colours import GREY, TEXT_COLOURS
from explorer.ui.session import session
from explorer.ui.stage import scaled
from explorer.wording.classes import FILM_REVIEWS, Classes

SCRIPT = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
ALT = "The network: words on the left, layers of units in the middle, the answer on the right. The text says the same."
MOST_SHOWN = 10
# In pixels of normal type, as are the radius of a unit and the sizes of letters.
HEIGHT, RADIUS = 263, 5
LETTERS = {"size": 14, "name": 11, "weights": 11}
KEPT = 256
TITLE = "The network"
# The picture that can be taken away: pixels, and characters in a line above the drawing.
PICTURE_WIDTH, MARGIN, PICTURE_LINE = 760, 20, 105
# The top of the drawing. All heights are shares of what is below the words above it.
TOP = 1.07
# Neither the colour of training nor that of validation.
COLOUR = "#8b6cd9"
# Besides the hidden layers there are the words, the first layer and the answer.
WIDEST = KNOBS["layers"].high + 3


VALUES = {"present": "a one for each that occurs", "log": "log counts", "tfidf": "TF-IDF"}
"""What comes in for each word."""


class Unit(NamedTuple):
    """A unit, and the words about its layer. All positions are shares of the drawing's width and height, from below."""

    x: float
    y: float
    layer: str


class Line(NamedTuple):
    """A line between two units."""

    x: float
    y: float
    x2: float
    y2: float


class Words(NamedTuple):
    """Words above or below the units; `kind` is a key of `LETTERS`."""

    x: float
    y: float
    text: str
    kind: str


class Drawing(NamedTuple):
    """What is drawn, from back to front."""

    lines: list[Line]
    units: list[Unit]
    words: list[Words]


_component = st.components.v2.component("network", js=SCRIPT)


def draw(config: RunConfig) -> None:
    """Draw the network of `config`; the tooltip of a unit names its layer."""
    grey = TEXT_COLOURS[GREY][st.context.theme.type == "dark"]
    drawn = drawing(config, class_names.as_written(session.dataset))
    about = [config.describe(), pictures.origin(session.dataset, dates.time_zone())]
    with pictures.with_menu("network", TITLE, partial(svg, drawn, about)):
        _component(
            data={
                **drawn._asdict(),
                "alt": ALT,
                "top": TOP,
                "height": scaled(HEIGHT),
                "radius": scaled(RADIUS),
                "letters": {kind: scaled(pixels) for kind, pixels in LETTERS.items()},
                "colours": {"lines": grey, "units": COLOUR, "words": grey},
            },
            key="network",
            height=scaled(HEIGHT),
        )


def svg(drawn: Drawing, about: Sequence[str]) -> str:
    """A drawing as an SVG image on white, `PICTURE_WIDTH` wide, with its title and the lines of `about` above it."""
    grey, line = TEXT_COLOURS[GREY][False], 1.4 * LETTERS["size"]
    written = [part for text in about for part in textwrap.wrap(text, PICTURE_LINE)]
    above = MARGIN + line * (len(written) + 1.5)
    inside, heights = PICTURE_WIDTH - 2 * MARGIN, 1.4 * HEIGHT

    def across(share: float) -> str:
        return f"{MARGIN + inside * (0.03 + 0.94 * share):.1f}"

    def down(share: float) -> str:
        return f"{above + heights * (1 - share / TOP):.1f}"

    def text(x: str, y: str, words: str, size: float, rest: str) -> str:
        return f'<text x="{x}" y="{y}" font-size="{size}" {rest}>{escape(words)}</text>'

    parts = [text(f"{MARGIN}", f"{MARGIN + line / 2}", TITLE, 15, 'font-weight="bold" fill="#1d2129"')]
    for number, words in enumerate(written, 1):
        parts.append(text(f"{MARGIN}", f"{MARGIN + line * (number + 0.5):.1f}", words, 12, 'fill="#1d2129"'))
    parts += [
        f'<line x1="{across(x)}" y1="{down(y)}" x2="{across(x2)}" y2="{down(y2)}" stroke="{grey}" stroke-opacity="0.22" />'
        for x, y, x2, y2 in drawn.lines
    ]
    parts += [f'<circle cx="{across(x)}" cy="{down(y)}" r="6" fill="{COLOUR}"/>' for x, y, _ in drawn.units]
    for x, y, words, kind in drawn.words:
        weight = "bold" if kind == "size" else "normal"
        centred = f'text-anchor="middle" dominant-baseline="central" font-weight="{weight}" fill="{grey}"'
        parts.append(text(across(x), down(y), words, LETTERS[kind] + 1, centred))
    height = round(above + heights + MARGIN + line)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{PICTURE_WIDTH}" height="{height}" font-family="sans-serif">'
        f'<rect width="100%" height="100%" fill="white"/>{"".join(parts)}</svg>'
    )


@lru_cache(maxsize=KEPT)
def drawing(config: RunConfig, classes: Classes = FILM_REVIEWS) -> Drawing:
    """The network of `config`, whose answer is about `classes`, named as written. Thirty people begin with the same one."""
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
        f"The answer: how likely the review is {classes.side(1)}, between 0 and 1 (sigmoid)",
    ]
    units = [Unit(column, y, name) for column, ys, name in zip(x, places, names) for y in ys]
    lines = [Line(x1, y1, x2, y2) for (x1, left), (x2, right) in pairwise(zip(x, places)) for y1, y2 in product(left, right)]
    gaps = zip(pairwise(x), config.parameter_counts)
    words = [Words((left + right) / 2, 0.97, f"{count:,}", "weights") for (left, right), count in gaps]
    words.append(Words(0.5, TOP - 0.02, "weights and biases between the layers", "weights"))
    for column, ys, width, names_below in zip(x, places, config.widths, below):
        named = (Words(column, y, word, "name") for y, word in zip((0.12, 0.055, 0.0), names_below))
        words += [Words(column, 0.2, f"{width:,}", "size"), *named]
        if len(ys) < width:
            half = len(ys) // 2
            words.append(Words(column, sum(ys[half - 1 : half + 1]) / 2, "⋮", "size"))
    return Drawing(lines, units, words)


def _places(width: int) -> list[float]:
    """The heights of a layer's units. Of many, about log2 are shown, with a gap in the middle for the rest."""
    shown = min(width, round(math.log2(width)) + 2, MOST_SHOWN)
    step = 0.64 / MOST_SHOWN
    gap = step if shown < width else 0.0
    middle = (shown - 1) / 2
    return [0.6 + step * (number - middle) + math.copysign(gap / 2, number - shown // 2) for number in range(shown)]
