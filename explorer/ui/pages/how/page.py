"""The How it works page: the story of a network in nine steps, one at a time."""

import streamlit as st

from explorer.ui.pages.how import STEPS


def page() -> None:
    st.title("How it works")
    step = st.session_state.step
    stepper(step)
    st.subheader(STEPS[step - 1].title)
    STEPS[step - 1].draw()


def stepper(step: int) -> None:
    """Draw where the visitor is in the story, with the ways to go on, back or anywhere."""
    # Streamlit forgets what a widget was set to while another page is shown; the step itself is kept apart.
    st.session_state.how_step = step
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.button("Back", icon=":material/arrow_back:", disabled=step == 1, on_click=go_to, args=(step - 1,))
        st.selectbox(
            "Step",
            range(1, len(STEPS) + 1),
            format_func=lambda number: f"{number} of {len(STEPS)} · {STEPS[number - 1].title}",
            key="how_step",
            label_visibility="collapsed",
            on_change=lambda: go_to(st.session_state.how_step),
        )
        st.button("Next", icon=":material/arrow_forward:", disabled=step == len(STEPS), on_click=go_to, args=(step + 1,))


def go_to(step: int) -> None:
    st.session_state.step = step
