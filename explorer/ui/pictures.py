"""Charts on a page."""

from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:  # Altair, which it imports, takes half a second to load.
    from explorer.ui.charts import Picture


def show(picture: "Picture", key: str, alt: str) -> None:
    """Draw a picture as wide as its place; `alt` says what it shows to those who cannot see it."""
    st.vega_lite_chart(spec=picture.with_frames(), key=key, alt=alt)
