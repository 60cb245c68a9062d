"""The visitor's other runs that train or wait, each with a button that stops it."""

import streamlit as st

from explorer.store import Run, State
from explorer.store.records import ACTIVE
from explorer.ui import faults, progress, refresh, services, stopping, visitor
from explorer.ui.session import session
from explorer.wording.formats import count


def active(shown: Run | None) -> list[Run]:
    """The visitor's active runs besides `shown`, oldest first."""
    mine = [run_id for run_id in session.my_runs if shown is None or run_id != shown.id]
    return services.store().runs(ids=mine, states=ACTIVE)


def watch(shown: Run | None) -> None:
    """Draw the others beside a run that has ended, or alone, until they have ended as well."""
    if runs := active(shown):
        refresh.watch(_watched, shown, [run.id for run in runs])


@faults.shown()
def _watched(shown: Run | None, drawn: list[int]) -> None:
    if [run.id for run in active(shown)] != drawn:
        # The page shows more of runs that have ended.
        st.rerun()
    others(shown)


def others(shown: Run | None) -> None:
    """A button that says how many others there are, and opens a list of them."""
    runs = active(shown)
    if not runs:
        return
    also = "" if shown is None else "more "
    with st.popover(count(len(runs), f"{also}run"), icon=":material/stacks:", key="other_runs"):
        for run in runs:
            with st.container(horizontal=True, vertical_alignment="center"):
                st.markdown(f"**Run {run.id}** {_doing(run)}")
                st.button(
                    "Watch", icon=":material/visibility:", key=f"watch_{run.id}", on_click=visitor.look_at, args=(run.id,)
                )
                # A question cannot open within a list that has opened.
                stop(run, asks=False)
            st.caption(run.config.describe())


def _doing(run: Run) -> str:
    if run.state == State.RUNNING:
        return f"trains: epoch {min(run.epochs_done + 1, run.config.epochs)} of {run.config.epochs}"
    ahead = progress.of_runs([run]).ahead
    waits = f"waits for {count(ahead, 'other run')}" if ahead else ""
    if not run.epochs_done:
        return waits or "is about to begin"
    return f"{waits or 'is about to go on'}; it goes on after epoch {run.epochs_done} of {run.config.epochs}"


def stop(run: Run, asks: bool = True) -> None:
    """A button that stops an active run after the epoch it is in, if nobody else wants it. What it has learned is kept."""
    key = f"stop_{run.id}"
    if services.store().stop_requested([run.id]):
        st.button("Stopping …", icon=stopping.ICON, key=key, disabled=True)
    else:
        help = f"Stops run {run.id} after the epoch it is in. What it has learned so far is kept."
        stopping.button([run.id], "Stop", key, help, asks)
