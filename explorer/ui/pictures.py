"""Charts on a page."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

import streamlit as st

if TYPE_CHECKING:  # Altair, which it imports, takes half a second to load.
    from explorer.ui.charts import Picture


def show(picture: "Picture", key: str, alt: str, on_select: Callable[[], None] | Literal["ignore"] = "ignore") -> None:
    """Draw a chart as wide as its container.

    Args:
        picture: The chart.
        key: The key of the element.
        alt: A description for people who cannot see the chart.
        on_select: Called when somebody selects something in the chart.
    """
    # Only with this argument does Streamlit reserve the space before the browser has loaded Vega.
    height = picture.spec.get("height", "content")
    st.vega_lite_chart(spec=picture.with_frames(), height=height, key=key, alt=alt, on_select=on_select)
