"""Progress for people who wait: the worker's start, a run's place in the queue, the time left."""

import streamlit as st

from explorer.insight.time_left import seconds_left
from explorer.store import Run, State
from explorer.ui import faults, refresh, services
from explorer.ui.escaping import plain
from explorer.wording.formats import count, duration
from explorer.workers.cluster import Status


def run_progress(run: Run) -> None:
    """A progress bar for a run, with the time it still takes."""
    status = services.cluster().status
    done = run.epochs_done
    if run.state == State.RUNNING:
        beside = services.store().runs(states=[State.RUNNING], dataset=run.dataset)
        left = duration(seconds_left([other for other in beside if other.started == run.started]))
        number = min(done + 1, run.config.epochs)
        st.progress(done / run.config.epochs, f"Epoch {number} of {run.config.epochs} · {left} left")
    elif not status.ready:
        st.progress(status.fraction, f"{plain(status.sentence)} … your run begins as soon as that is done.")
    else:
        ahead = services.store().runs_ahead(run)
        runs = count(ahead, "run is", "runs are")
        st.progress(0.0, f"Waiting: {runs} before yours. It begins by itself." if ahead else "It is about to begin.")


def worker_progress() -> None:
    """A progress bar for the training worker while it starts, or the sentence it failed with."""
    status = services.cluster().status
    if status.failed:
        st.error(plain(status.sentence), icon=":material/error:")
    elif status.ready:
        st.caption(":material/check_circle: The training worker is ready.")
    else:
        st.progress(status.fraction, f"Getting ready: {plain(status.sentence)}")


def waiting(status: Status) -> str:
    """What queued runs wait for while none of theirs trains."""
    return "waiting for the worker" if status.ready else plain(status.sentence)


def worker_is_awaited() -> bool:
    """Whether the worker is still starting."""
    return not (services.cluster().status.ready or services.cluster().status.failed)


def wait_for_worker() -> None:
    """Show the worker's progress until it can answer, then redraw the page."""
    refresh.watch(_waiting)


@faults.shown()
def _waiting() -> None:
    worker_progress()
    if not worker_is_awaited():
        st.rerun()
