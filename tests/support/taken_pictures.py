"""The pictures of charts, as somebody would take them away from a page, and what has to be true of each."""

import io
import re
import sys
from dataclasses import dataclass
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from explorer.store import Run
from explorer.ui import chart_picture, pictures


@dataclass(frozen=True)
class Shown:
    """A chart that a page has drawn: the module that did it, and what its menu makes a picture of."""

    module: str
    chart: object
    title: str
    of: object = ()
    dataset: str = ""

    def picture(self, ending):
        """The file of the picture."""
        _, made = pictures.file(ending, lambda: [self.chart], self.title, self.of, self.dataset)
        return made()


@pytest.fixture
def shown(monkeypatch):
    """The charts that pages have drawn, as a list that grows."""
    charts, show = [], pictures.show

    def record(picture, key, alt, title, of=(), dataset="", **options):
        module = sys._getframe(1).f_globals["__name__"].removeprefix("explorer.ui.pages.")
        charts.append(Shown(module, picture, title, of, dataset))
        show(picture, key, alt, title, of, dataset, **options)

    monkeypatch.setattr(pictures, "show", record)
    return charts


def words_of(svg):
    """All letters of an SVG image. Each line of a text is an element of its own."""
    texts = ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")
    # In a list of settings, there are spaces at which no line ends.
    return " ".join(" ".join(part for text in texts for part in text.itertext()).split())


def assert_good(one):
    """Assert that the picture of a chart can be understood alone and printed."""
    svg = one.picture("svg")
    said = words_of(svg)
    for text in [one.title, *([one.of.config.describe()] if isinstance(one.of, Run) else one.of)]:
        # Long texts go on in the next line.
        assert " ".join(text.split()) in said, (text, said)
    assert re.search(r"Sentiment Explorer · \d+ \w+ 20\d\d", said)
    pixels = np.asarray(Image.open(io.BytesIO(chart_picture.png(svg.decode()))).convert("RGB")).astype(int)
    assert pixels.shape[1] == chart_picture.WIDTH * chart_picture.SCALE
    assert_whole_and_light(pixels)


def assert_whole_and_light(pixels):
    """Assert that nothing is cut off at the edge of a picture, (height, width, 3), and that its ground is white."""
    edge = chart_picture.SCALE * 4
    around = pixels.copy()
    around[edge:-edge, edge:-edge] = 255
    assert (around == 255).all(), "something reaches the edge"
    assert (pixels.min(axis=2) > 200).mean() > 0.3
    assert 100 < pixels.shape[0] / chart_picture.SCALE < 2000
