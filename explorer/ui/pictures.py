"""Charts on a page."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

import streamlit as st

if TYPE_CHECKING:  # Altair, which it imports, takes half a second to load.
    from explorer.ui.charts import Picture


def show(picture: "Picture", key: str, alt: str, on_select: Callable[[], None] | Literal["ignore"] = "ignore") -> None:
    """Draw a picture as wide as its place; `alt` says what it shows to those who cannot see it.

    `on_select` is called when somebody selects in it.
    """
    # Streamlit sets a chart's place aside, before the browser has loaded what draws it, for this argument only.
    height = picture.spec.get("height", "content")
    st.vega_lite_chart(spec=picture.with_frames(), height=height, key=key, alt=alt, on_select=on_select)
