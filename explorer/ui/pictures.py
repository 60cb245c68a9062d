"""Charts on a page."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

import streamlit as st

from explorer.ui.chart_style import styled
from explorer.ui.session import session
from explorer.ui.stage import BIG

if TYPE_CHECKING:  # Altair takes half a second to load.
    import altair

    from explorer.ui.charts import Picture


def show(
    picture: Picture | altair.TopLevelMixin,
    key: str,
    alt: str,
    height: float | None = None,
    on_select: Callable[[], None] | Literal["ignore"] = "ignore",
) -> None:
    """Draw a chart as wide as its container, in the colours and the size of this visitor's page.

    Args:
        picture: The chart. If only its data change from time to time, a `Picture` is updated instead of redrawn.
        key: The key of the element.
        alt: A description for people who cannot see the chart.
        height: Pixels at the usual size of type; None for the chart's own height.
        on_select: Called when somebody selects something in the chart.
    """
    from explorer.ui.charts import Picture, specification

    spec = picture.with_frames() if isinstance(picture, Picture) else specification(picture)
    if height is not None:
        spec["height"] = height
    spec = styled(spec, BIG if session.big else 1.0, st.context.theme.type == "dark")
    drawn = spec.get("height")
    st.vega_lite_chart(
        spec=spec,
        # Only with this argument does Streamlit reserve the space before the browser has loaded Vega.
        height=round(drawn) if isinstance(drawn, (int, float)) else "content",
        key=key,
        alt=alt,
        on_select=on_select,
    )
