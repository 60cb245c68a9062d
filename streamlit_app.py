"""Sentiment Explorer: `streamlit run streamlit_app.py`."""

import streamlit as st

from explorer.python_version import refusal

# Before the other imports, which may need a newer Python.
if refused := refusal():
    st.error(refused)
    st.stop()

from explorer.ui import address, faults, sidebar
from explorer.ui.pages import PAGES

# An icon of Material would be fetched from another computer; an emoji is not.
st.set_page_config(page_title="Sentiment Explorer", page_icon="🎬", layout="wide")

opened = st.navigation([page.entry() for page in PAGES], position="top")

top = st.container()
with faults.shown(), faults.outlasted():
    address.read()
    sidebar.draw()
    opened.run()
with top:
    faults.show_remembered()
