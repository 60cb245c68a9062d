"""The How it works page: the story of a network, one step at a time."""

import streamlit as st

from explorer.config import RunConfig
from explorer.ui import address, knob_widgets
from explorer.ui.pages import TRAIN
from explorer.ui.pages.how import STEPS
from explorer.ui.session import Session, session


def page() -> None:
    step = session.step
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="how_head"):
        st.title("How it works", width="content")
        stepper(step)
    STEPS[step - 1].draw()


def stepper(step: int) -> None:
    """Draw where the visitor is in the story, with the ways to go on, back or anywhere; from the last step on to Train."""
    st.button("Back", icon=":material/arrow_back:", disabled=step == 1, on_click=Session.step.set, args=(step - 1,))
    st.selectbox(
        "Step",
        range(1, len(STEPS) + 1),
        format_func=lambda number: f"{number} of {len(STEPS)} · {STEPS[number - 1].title}",
        key=Session.step.key,
        persist_state="session",
        label_visibility="collapsed",
    )
    if step < len(STEPS):
        st.button("Next", icon=":material/arrow_forward:", on_click=Session.step.set, args=(step + 1,))
    else:
        st.button("Now train one", type="primary", icon=":material/model_training:", on_click=open_train)


def open_train(config: RunConfig | None = None) -> None:
    """Open the Train page with `config`, or with the settings of the sidebar: a callback for a button."""
    if config is not None:
        knob_widgets.fill(config)
    address.open_page(TRAIN)
