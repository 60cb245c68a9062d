"""The How it works page: the story of a network, one step at a time."""

import streamlit as st

from explorer.ui.pages.how import STEPS
from explorer.ui.session import Session, session


def page() -> None:
    st.title("How it works")
    step = session.step
    stepper(step)
    st.subheader(STEPS[step - 1].title)
    STEPS[step - 1].draw()


def stepper(step: int) -> None:
    """Draw where the visitor is in the story, with the ways to go on, back or anywhere."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.button("Back", icon=":material/arrow_back:", disabled=step == 1, on_click=Session.step.set, args=(step - 1,))
        st.selectbox(
            "Step",
            range(1, len(STEPS) + 1),
            format_func=lambda number: f"{number} of {len(STEPS)} · {STEPS[number - 1].title}",
            key=Session.step.key,
            persist_state="session",
            label_visibility="collapsed",
        )
        last = step == len(STEPS)
        st.button("Next", icon=":material/arrow_forward:", disabled=last, on_click=Session.step.set, args=(step + 1,))
