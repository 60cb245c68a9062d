"""Curves move to their new places when another run takes the place of the one that is shown."""

from pathlib import Path

import streamlit as st

SCRIPT = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")

_mover = st.components.v2.component("motion", js=SCRIPT)


def watch() -> None:
    """Have the browser move the curves of the page. It shows nothing."""
    _mover(key="motion")
