"""A chart as a picture that can be understood alone: on white, with a title, and with what it is of.

It is made without a browser, and only when somebody asks for it: Vega and what it brings take a second to load.
"""

import re
import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

from explorer.ui.chart_style import LETTERS, styled
from explorer.ui.charts import HALO

# In pixels: a picture, and each of two charts side by side without its labels. The height is the chart's own, or this one.
WIDTH, SIDE_BY_SIDE, HEIGHT = 760, 420, 340
MARGIN, TITLE_GAP, BETWEEN = 20, 14, 32
TITLE_LETTERS = 15
# Characters that fit into a line of the title, and of what is below it.
TITLE_LINE, LINE = 80, 105
# In the picture as a PNG file, each pixel is so many, for paper.
SCALE = 2
WHITE = "white"
INK = "#1d2129"
# Names from files may be long. A page cuts them where a phone ends.
LIMITS = {"labelLimit", "titleLimit", "limit"}
# Vega writes the halo over the letters; on a page, a style sheet puts it behind them.
BEHIND = re.compile(rf'(<text\b[^>]*?) stroke="{HALO}"')


def svg(specs: Sequence[Mapping[str, Any]], title: str, about: Sequence[str]) -> str:
    """Charts side by side as an SVG image. A single one is `WIDTH` pixels wide, labels and margins included.

    Args:
        specs: Vega-Lite specifications with their data as rows, without sizes for this visitor's screen.
        title: What they show.
        about: What stands below the title, a text or more: what they are of.
    """
    import vl_convert

    drawn = [{"height": HEIGHT, **_without_limits(styled(spec, 1.0, dark=False))} for spec in specs]
    heading = {
        "text": textwrap.wrap(title, TITLE_LINE),
        "subtitle": [line for text in about for line in _lines(text)],
        "anchor": "start",
        "frame": "bounds",
        "offset": TITLE_GAP,
        "fontSize": TITLE_LETTERS,
        "subtitleFontSize": LETTERS,
        "color": INK,
        "subtitleColor": INK,
        "subtitlePadding": 4,
    }
    whole: dict[str, Any]
    if len(drawn) == 1:
        # Without a browser, Vega-Lite does not know how wide the chart's place is.
        whole = {**drawn[0], "width": WIDTH, "autosize": {"type": "fit-x", "contains": "padding"}}
    else:
        whole = _side_by_side(drawn)
    made = vl_convert.vegalite_to_svg({**whole, "title": heading, "background": WHITE, "padding": MARGIN})
    return BEHIND.sub(rf'\1 paint-order="stroke" stroke-linejoin="round" stroke="{WHITE}"', made)


def _lines(text: str) -> list[str]:
    # A line may end with the dot between two settings, but not begin with it.
    return textwrap.wrap(text.replace(" · ", "\u00a0· "), LINE)


def png(image: str) -> bytes:
    """An SVG image as a PNG image, `SCALE` times as large."""
    import vl_convert

    return vl_convert.svg_to_png(image, scale=SCALE)


def _side_by_side(specs: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    parts: list[dict[str, Any]] = []
    datasets: dict[str, Any] = {}
    for number, spec in enumerate(specs):
        part = {name: value for name, value in spec.items() if name not in ("padding", "config", "datasets", "$schema")}
        parts.append({**_with_numbered_data(part, number), "width": SIDE_BY_SIDE})
        # Vega-Lite takes named data of the whole only, and charts may have different ones of one name.
        datasets |= {f"{name}_{number}": rows for name, rows in spec.get("datasets", {}).items()}
    return {"hconcat": parts, "spacing": BETWEEN, "datasets": datasets, "config": specs[0]["config"]}


def _with_numbered_data(value: Any, number: int) -> Any:
    if isinstance(value, Mapping):
        return {
            name: {"name": f"{one['name']}_{number}"}
            if name == "data" and "name" in one
            else _with_numbered_data(one, number)
            for name, one in value.items()
        }
    return [_with_numbered_data(one, number) for one in value] if isinstance(value, list) else value


def _without_limits(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {
            name: one if name in ("values", "datasets") else 0 if name in LIMITS else _without_limits(one)
            for name, one in value.items()
        }
    return [_without_limits(one) for one in value] if isinstance(value, list) else value
