"""What is going on, for people who wait: the worker getting ready, a run's place in the queue, time left."""

import streamlit as st

from explorer.config import KNOBS
from explorer.insight.remaining import in_words
from explorer.store import Run, State
from explorer.ui import state

REFRESH_SECONDS = 0.4
FIRST_GUESS_SECONDS = 0.5
"""Seconds per epoch, until this computer has finished its first run and knows better."""


def seconds_per_epoch(dataset: str) -> float:
    """How long an epoch takes on this computer, from the runs it has finished."""
    return state.store().seconds_per_epoch(dataset) or FIRST_GUESS_SECONDS


def epochs_left(run: Run) -> int:
    """How many epochs a run still has to train."""
    return run.config.epochs - (run.last.epoch if run.last else 0) if run.active else 0


def run_progress(run: Run) -> None:
    """A bar for one run: where it stands and how long it will take."""
    status = state.cluster().status
    done = run.last.epoch if run.last else 0
    if run.state == State.RUNNING:
        left = in_words(epochs_left(run) * seconds_per_epoch(run.dataset))
        st.progress(done / run.config.epochs, f"Epoch {min(done + 1, run.config.epochs)} of {run.config.epochs} · {left}")
    elif not status.ready:
        st.progress(status.fraction, f"{status.sentence} … your run begins as soon as that is done.")
    else:
        ahead = state.store().ahead(run)
        runs = "1 run is" if ahead == 1 else f"{ahead} runs are"
        st.progress(0.0, f"Waiting: {runs} before yours. It begins by itself." if ahead else "It is about to begin.")


def worker_progress() -> None:
    """A bar for the training worker while it gets ready, or the sentence it failed with."""
    status = state.cluster().status
    if status.failed:
        st.error(status.sentence, icon=":material/error:")
    elif status.ready:
        st.caption(":material/check_circle: The training worker is ready.")
    else:
        st.progress(status.fraction, f"Getting ready: {status.sentence}")


def explain(name: str) -> str:
    """A knob's help, for a place where its name first appears."""
    return KNOBS[name].help
