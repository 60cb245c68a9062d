"""Charts on a page."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

import streamlit as st

if TYPE_CHECKING:  # Altair, which it imports, takes half a second to load.
    from explorer.ui.charts import Picture


def show(
    picture: "Picture",
    key: str,
    alt: str,
    on_select: Callable[[], None] | Literal["ignore"] = "ignore",
    height: int | Literal["content"] = "content",
) -> None:
    """Draw a picture as wide as its place; `alt` says what it shows to those who cannot see it.

    `on_select` is called when somebody selects in it. `height`, in pixels, replaces the one in the specification and is
    reserved before the browser has loaded what draws the chart, so that nothing below it moves.
    """
    st.vega_lite_chart(spec=picture.with_frames(), key=key, alt=alt, on_select=on_select, height=height)
