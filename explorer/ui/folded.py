"""Parts of a page that are drawn only once somebody unfolds them.

A browser goes through everything on a page whenever a part of it changes, so what nobody looks at should not be there.
"""

from collections.abc import Callable

import streamlit as st


def folded(label: str, key: str, draw: Callable[[], None], icon: str | None = None) -> None:
    """A folded part of the page.

    Args:
        label: What it is, which is always there.
        key: Its key.
        draw: Draws the rest.
        icon: A Material symbol.
    """
    part = st.expander(label, icon=icon, key=key, on_change="rerun")
    if part.open:
        with part:
            draw()
