"""Buttons that make room where a visitor has reached the limit of runs that wait or train."""

import streamlit as st

from explorer.store import Run, State
from explorer.store.records import ACTIVE
from explorer.ui import faults, services, stopping
from explorer.ui.session import session
from explorer.wording.formats import count

MOST = 10
"""How many have a button of their own, the latest ones."""


@faults.shown()
def draw() -> None:
    """Draw a button that stops all runs of this visitor that wait, and a list of the latest with a Stop for each."""
    store = services.store()
    runs = store.runs(ids=store.requested_by(session.visitor), states=ACTIVE)
    waiting = [run.id for run in runs if run.state == State.QUEUED]
    with st.container(horizontal=True, key="stop_some"):
        if waiting:
            label = f"Stop {count(len(waiting), 'run')} of mine that {'waits' if len(waiting) == 1 else 'wait'}"
            stopping.button(waiting, label, key="stop_waiting")
        with st.popover("Stop some", icon=":material/stacks:"):
            for run in reversed(runs[-MOST:]):
                _one(run)
            if len(runs) > MOST:
                st.caption(f"These are the latest {MOST} of {len(runs):,}.")


def _one(run: Run) -> None:
    doing = "waits" if run.state == State.QUEUED else "trains"
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**Run {run.id}** {doing} · {run.config.describe()}")
        # A question cannot open within a list that has opened.
        stopping.button([run.id], "Stop", key=f"make_room_{run.id}", asks=False)
