"""Sentiment Explorer: `streamlit run streamlit_app.py`."""

import streamlit as st

from explorer.python_version import refusal

# Before the other imports, which may need a newer Python.
if refused := refusal():
    st.error(refused)
    st.stop()

from explorer.ui import address, faults, sidebar
from explorer.ui.pages import PAGES, TRAIN
from explorer.ui.session import session

# An icon of Material would be fetched from another computer; an emoji is not.
st.set_page_config(page_title="Sentiment Explorer", page_icon="🎬", layout="wide")

pages = {
    page: st.Page(page.draw, title=page.title, icon=page.icon, url_path=page.address, default=page is TRAIN)
    for page in PAGES
}
opened = st.navigation(list(pages.values()), position="top")

top = st.container()
with faults.shown(), faults.outlasted():
    address.read()
    sidebar.draw()
    show_train_page, session.show_train_page = session.show_train_page, False
    if show_train_page and opened != pages[TRAIN]:
        st.switch_page(pages[TRAIN])
    opened.run()
with top:
    faults.show_remembered()
