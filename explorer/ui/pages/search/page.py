"""The Search page: choose what may move and how long it may take, watch the funnel, and see who has won."""

import streamlit as st

from explorer.ui import services
from explorer.ui.pages.search import choice_panel, search_panel
from explorer.ui.session import session


def page() -> None:
    st.title("Search", anchor=False)
    searches = services.store().searches(session.dataset)
    last = searches[-1] if searches else None
    if last is None or (session.search_is_new and not last.is_running):
        choice_panel.draw(session.dataset, earlier=len(searches))
    else:
        search_panel.draw(last)
