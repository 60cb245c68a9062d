"""How a chart looks to this visitor: colours that can be read on a light or a dark page, and everything larger in big type.

Charts are made, and cached, without knowing who looks at them.
"""

from collections.abc import Mapping
from typing import Any

from explorer.ui.colours import GREY, TEXT_COLOURS

# Pixels of the axes' and legends' letters, at normal size.
LETTERS = 12
# Pixels between the parts of a chart. Streamlit's own are made for charts that have a page to themselves.
GAP = 4
# Vega-Lite's lengths in pixels. A phone's width does not grow, so neither do widths.
LENGTHS = {
    *("fontSize", "labelFontSize", "titleFontSize", "strokeWidth", "symbolStrokeWidth", "thickness", "height", "step"),
    *("dx", "dy", "limit", "labelLimit", "lineHeight", "offset", "cornerRadius"),
    *("labelLineHeight", "labelOffset", "labelPadding"),
}
# Areas of points and symbols in square pixels.
AREAS = {"size", "symbolSize"}


def styled(spec: Mapping[str, Any], scale: float, dark: bool) -> dict[str, Any]:
    """A specification as this visitor should see it.

    Args:
        spec: A Vega-Lite specification.
        scale: How much larger than usual everything is.
        dark: Whether the page is dark.
    """
    drawn = {name: value if name == "datasets" else _styled(value, name, scale, dark) for name, value in spec.items()}
    letters, gap = round(LETTERS * scale), round(GAP * scale)
    colour = TEXT_COLOURS[GREY][dark]
    words = {"labelFontSize": letters, "titleFontSize": letters, "labelColor": colour, "titleColor": colour}
    config = {
        "axis": {**words, "titlePadding": gap, "labelPadding": gap},
        # The first point of a curve is on the axis, and must not cover a label.
        "axisY": {"labelPadding": round(1.5 * GAP * scale)},
        "legend": {**words, "offset": gap},
        "header": words,
        "text": {"fontSize": letters},
    }
    padding = {"left": gap, "top": gap, "right": 2 * gap, "bottom": gap}
    return {"padding": padding, **drawn, "config": config | drawn.get("config", {})}


def _styled(value: Any, name: str, scale: float, dark: bool) -> Any:
    if isinstance(value, Mapping):
        is_text = value.get("type") == "text"
        return {
            inner: _text_colour(one, dark) if inner == "color" and is_text else _inner(inner, one, scale, dark)
            for inner, one in value.items()
        }
    if isinstance(value, list):
        return [_styled(one, name, scale, dark) for one in value]
    if value == GREY:
        return TEXT_COLOURS[GREY][dark]
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value * scale if name in LENGTHS else value * scale**2 if name in AREAS else value
    return value


def _inner(name: str, value: Any, scale: float, dark: bool) -> Any:
    # Inline data are not part of the picture's look.
    return value if name == "values" else _styled(value, name, scale, dark)


def _text_colour(value: Any, dark: bool) -> Any:
    return TEXT_COLOURS[value][dark] if value in TEXT_COLOURS else value
