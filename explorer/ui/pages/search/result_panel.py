"""Who has won a search, and what one can do with it."""

import streamlit as st

from explorer.insight.search_result import SearchResult
from explorer.store import Baseline, Run
from explorer.ui import address, balance, knob_widgets
from explorer.ui.pages import EXAM
from explorer.ui.session import session
from explorer.wording import search_sentences


def draw(result: SearchResult, baseline: Baseline | None) -> None:
    """Draw the best of the finalists, how it does against the baseline and the others, and the buttons."""
    best = result.best
    st.markdown(f"**{best.config.describe()}**")
    with st.container(horizontal=True, gap="xsmall"):
        st.button(
            "Use these settings",
            icon=":material/tune:",
            on_click=knob_widgets.use,
            args=(best.config,),
            help="Sets the knobs in the sidebar to these.",
        )
        st.button(
            "Take it to the exam",
            icon=":material/school:",
            on_click=_take_to_the_exam,
            args=(best.best,),
            help=f"With run {best.best.id}, the best of its repeats.",
        )
    st.markdown(f"{search_sentences.beats_baseline(result, baseline)}{balance.yardstick(best.best.dataset)}")
    st.markdown(search_sentences.band(result))
    if others := search_sentences.other_finalists(result):
        with st.popover("The other finalists", icon=":material/leaderboard:"):
            st.markdown("\n".join(f"- {sentence}" for sentence in others))


def _take_to_the_exam(run: Run) -> None:
    session.candidate = run
    address.open_page(EXAM)
