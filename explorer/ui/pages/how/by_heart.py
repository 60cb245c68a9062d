"""The last step: a network learns its training reviews by heart."""

from collections.abc import Iterable, Sequence

import streamlit as st

from explorer import corpus
from explorer.history import Epoch
from explorer.insight.ranking import ranked
from explorer.insight.verdict import overfitting_since
from explorer.insight.verdict.rules import FEWEST_EPOCHS
from explorer.store import Run, State
from explorer.ui import pictures, services
from explorer.ui.pages.how import chart_height, step_charts, told
from explorer.ui.session import session
from explorer.wording.formats import decimal

# Loss, accuracy, val_loss and val_accuracy of the ten epochs of a run with the usual settings on the packaged reviews.
_CURVES = (
    (0.5285, 0.3231, 0.2390, 0.1942, 0.1602, 0.1333, 0.1145, 0.1000, 0.0800, 0.0714),
    (0.7739, 0.8933, 0.9211, 0.9361, 0.9499, 0.9593, 0.9669, 0.9701, 0.9793, 0.9811),
    (0.4075, 0.3282, 0.2920, 0.2900, 0.2825, 0.2907, 0.3071, 0.3162, 0.3523, 0.3595),
    (0.8530, 0.8760, 0.8894, 0.8842, 0.8926, 0.8890, 0.8878, 0.8872, 0.8820, 0.8812),
)
RECORDED = [Epoch(number, *figures, seconds=0.0) for number, figures in enumerate(zip(*_CURVES), 1)]
"""A real run, for a leaderboard on which no run overfits."""


def draw() -> None:
    """Draw the step in which the visitor stops a run after any epoch and sees how far apart training and validation are."""
    history, whose = example()
    lowest = min(history, key=lambda epoch: epoch.val_loss).epoch
    text = (
        "At first a network learns what most reviews have in common. Later it also learns what is true of its training "
        "reviews alone, and gets more and more confident in its mistakes on all others. This is called **overfitting**: "
        "learning the exercises by heart instead of what they teach."
    )
    notice = (
        f"the orange curve is lowest after epoch {lowest} and ends clearly higher, while the blue one falls further: the "
        "network gets better at its own reviews, and its mistakes on new ones get more confident."
    )
    with told(text, notice):
        st.caption(whose)
        stop = st.slider("Stop after epoch", 1, len(history), len(history), key=f"how_stop_{len(history)}")
        epoch = history[stop - 1]
        gap = decimal(abs(epoch.accuracy - epoch.val_accuracy) * 100, 1)
        st.markdown(
            f"Right by then: **{epoch.accuracy:.1%}** of the training reviews and **{epoch.val_accuracy:.1%}** of the "
            f"validation reviews, {gap} percentage points apart."
        )
        pictures.show(
            step_charts.stopped(history, stop),
            f"how_stopped_{len(history)}",
            "Training and validation loss by epoch, with a line where you stop.",
            height=chart_height(215),
        )


def example() -> tuple[Sequence[Epoch], str]:
    """The epochs of a run that overfits by the verdict's rule, and whose it is.

    It is the visitor's latest such run, else the most accurate one on the leaderboard, else a recorded one.
    """
    finished = services.store().runs(states=[State.FINISHED], dataset=session.dataset)
    by_id = {run.id: run for run in finished}
    mine = [by_id[run_id] for run_id in reversed(session.my_runs) if run_id in by_id]
    if found := _first_that_overfits(mine):
        run, history = found
        latest = mine[0]
        if run == latest:
            return history, f"This is your latest run, number {run.id}."
        return history, f"This is your run {run.id}. Your latest one, number {latest.id}, does not overfit."
    if found := _first_that_overfits(ranked(finished)):
        run, history = found
        yours = "None of yours does so far." if mine else "Train one to see your own."
        return history, f"This is run {run.id}, the most accurate one on the leaderboard that overfits. {yours}"
    return RECORDED, (
        "No run here overfits yet, so this one was recorded beforehand, with the usual settings on the packaged reviews. "
        "Train these for 10 epochs to see your own."
    )


def _first_that_overfits(runs: Iterable[Run]) -> tuple[Run, list[Epoch]] | None:
    reviews = corpus.get_source(session.dataset).validation
    for run in runs:
        if run.epochs_done >= FEWEST_EPOCHS and overfitting_since(history := services.store().history(run.id), reviews):
            return run, history
    return None
