"""Sentiment Explorer: `streamlit run streamlit_app.py`."""

import streamlit as st

from explorer.python_version import refusal

# Before the other imports, which may need a newer Python.
if refused := refusal():
    st.error(refused)
    st.stop()

from explorer import datasets
from explorer.ui import address, faults, following, identity, login, services, sidebar, stage, stop_some
from explorer.ui.pages import PAGES

# An icon of Material would be fetched from another computer; an emoji is not.
st.set_page_config(page_title="Sentiment Explorer", page_icon="🎬", layout="wide")

may_come_in = False
with faults.shown():
    may_come_in = login.passed()
if not may_come_in:
    st.stop()

# Links of Streamlit's own navigation would drop the settings from the address.
entries = [page.entry() for page in PAGES]
entry = st.navigation(entries, position="hidden")
opened = PAGES[entries.index(entry)]

datasets.connect(services.store)
links, top = st.container(), st.container()
with faults.shown(), faults.outlasted():
    identity.recognise()
    address.read(opened)
    # Who turns a knob waits for the answer, and not for the knobs, which they have before them.
    if is_answer := following.attend(opened):
        with faults.shown(), faults.outlasted():
            entry.run()
    config = sidebar.draw(opened)
    with links:
        stage.frame(config)
    if not is_answer:
        entry.run()
with top:
    if faults.show_remembered():
        stop_some.draw()
