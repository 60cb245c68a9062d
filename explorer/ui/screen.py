"""What the browser says about the visitor's screen: style sheets can ask it, but code that lays out a table cannot."""

from pathlib import Path

import streamlit as st

from explorer.ui.session import session

SCRIPT = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")

_watcher = st.components.v2.component("screen", js=SCRIPT)


def watch() -> None:
    """Know whether the screen is a phone's. It shows nothing; the page is drawn again when the answer changes."""
    # Only what has a callback is passed on.
    phone = _watcher(key="screen", on_phone_change=lambda: None).phone
    if phone is not None:
        session.phone = phone
