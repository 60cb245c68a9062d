"""Sentiment Explorer: `streamlit run streamlit_app.py`."""

import streamlit as st

from explorer.python_version import refusal

# Before the other imports, which may need a newer Python.
if refused := refusal():
    st.error(refused)
    st.stop()

from explorer.ui import address, faults, sidebar

# An icon of Material would be fetched from another computer; an emoji is not.
st.set_page_config(page_title="Sentiment Explorer", page_icon="🎬", layout="wide")

train = st.Page("explorer/ui/views/train.py", title="Train", icon=":material/model_training:", default=True)
leaderboard = st.Page("explorer/ui/views/leaderboard.py", title="Leaderboard", icon=":material/leaderboard:")
your_review = st.Page("explorer/ui/views/your_review.py", title="Your review", icon=":material/rate_review:")
exam = st.Page("explorer/ui/views/exam.py", title="Exam", icon=":material/school:")
how_it_works = st.Page("explorer/ui/views/how_it_works.py", title="How it works", icon=":material/menu_book:")
page = st.navigation([train, leaderboard, your_review, exam, how_it_works], position="top")

top = st.container()
with faults.shown(), faults.outlasted():
    address.read()
    sidebar.draw()
    if st.session_state.pop("show_train_page", False) and page != train:
        st.switch_page(train)
    page.run()
with top:
    faults.show_remembered()
