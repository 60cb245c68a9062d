"""Sentiment Explorer: `streamlit run streamlit_app.py`."""

import streamlit as st

from explorer.errors import ExplorerError
from explorer.ui import address, sidebar

st.set_page_config(page_title="Sentiment Explorer", page_icon=":material/theaters:", layout="wide")

page = st.navigation(
    [
        st.Page("explorer/ui/views/train.py", title="Train", icon=":material/model_training:", default=True),
        st.Page("explorer/ui/views/leaderboard.py", title="Leaderboard", icon=":material/leaderboard:"),
    ],
    position="top",
)
try:
    address.read()
    sidebar.draw()
    page.run()
except ExplorerError as error:
    st.error(str(error), icon=":material/error:")
