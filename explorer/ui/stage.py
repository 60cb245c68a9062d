"""The frame of every page: the links to the pages, and the size of everything.

What one does on a page and what comes of it stand together on one screen, the stage. In big type, for projectors, letters
and charts are half as large again.
"""

from pathlib import Path

import streamlit as st

from explorer.config import RunConfig
from explorer.ui import address, identity, motion, screen
from explorer.ui.pages import PAGES
from explorer.ui.session import Session, session

STYLE = Path(__file__).with_name("stage.css")
BIG = 1.5
# In pixels. Everything that Streamlit draws is measured in this.
LETTERS = 16
BIG_STYLE = f"""<style>
:root {{ font-size: {LETTERS * BIG}px; }}
.stMain .stVerticalBlock {{ gap: 0.4rem; }}
.stMain h2 {{ padding: 0; }}
.st-key-pages a > span:first-child {{ display: none; }}
</style>"""
# Runs when it is drawn and was not there the time before.
TO_THE_TOP = "<script>document.querySelector('[data-testid=stMain]').scrollTo(0, 0)</script>"


def scaled(pixels: float) -> int:
    """A length in the size of this visitor's type."""
    return round(pixels * BIG) if session.big else round(pixels)


def frame(config: RunConfig) -> None:
    """Draw the links to the pages, which keep the run and `config`, the sidebar's settings, and set the size of the type."""
    st.set_page_config(initial_sidebar_state="collapsed" if session.big else "auto")
    st.html(STYLE)
    # Until the style is there, it would move what is below it.
    with st.sidebar:
        screen.watch()
        motion.watch()
        identity.keep()
    if session.big:
        st.html(BIG_STYLE)
    with st.container(horizontal=True, key="pages", vertical_alignment="center", gap="small"):
        for page, said in zip(PAGES, address.parameters(config, *PAGES)):
            st.page_link(page.entry(), query_params=said)
        st.space("stretch")
        st.toggle(
            "Big type",
            key=Session.big.key,
            persist_state="session",
            help="Everything half as large again, for a projector. The sidebar closes; the arrows at the top left open it.",
        )
        if session.announcement:
            st.toast(session.announcement, icon=":material/notifications:")
            session.announcement = None
        if session.just_trained:
            session.just_trained = False
            st.html(TO_THE_TOP, width="content", unsafe_allow_javascript=True)
