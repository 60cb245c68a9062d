"""The choice among the trained networks, which can judge reviews."""

from collections.abc import Sequence

import streamlit as st

from explorer import corpus
from explorer.insight.ranking import champion, ranked
from explorer.store import Run, State
from explorer.ui import services, sidebar
from explorer.ui.session import Item, session

HAVE_LEARNED = (State.FINISHED, State.STOPPED, State.DIVERGED)


def on_offer(dataset: str) -> list[Run]:
    """The runs that have kept their network: the leaderboard's champion first, then the others by accuracy."""
    runs = ranked(services.store().runs(states=HAVE_LEARNED, dataset=dataset))
    first = champion([run for run in runs if run.state == State.FINISHED], corpus.get_source(dataset).validation)
    kept = services.store().with_model([run.id for run in runs])
    return [run for run in sorted(runs, key=lambda run: run != first) if run.id in kept]


def nothing_on_offer(use: str, icon: str) -> None:
    """Draw what to do when no network is on offer; `use` is what one is needed for, as a clause."""
    trained = [run for run in services.store().runs(states=HAVE_LEARNED, dataset=session.dataset) if run.best]
    button = "Train another one" if trained else "Train a first one"
    if not trained:
        why = "No network has been trained on these reviews yet."
    elif all(run.hidden for run in trained):
        why = "All networks on these reviews are hidden. Show one again on the **Leaderboard**, or train another."
    else:
        why = "No network on these reviews is in the store any more."
    st.info(f"{why} Press **{button}**: as soon as it has learned, {use}.", icon=icon)
    # The sidebar is closed on a phone and in big type.
    st.button(button, type="primary", icon=":material/play_arrow:", on_click=sidebar.train)


def chosen(question: str, runs: Sequence[Run], item: Item[Run | None]) -> Run:
    """Draw the choice among `runs`, at first the first one. A choice stays when other runs come or go.

    Args:
        question: The label.
        runs: As from `on_offer`; at least one.
        item: Where the session keeps the choice.
    """
    best = runs[0].id

    def label(run: Run) -> str:
        name = "The champion" if run.id == best else f"Run {run.id}"
        # Where there is little room, the end is cut off.
        return f"{name} · {run.best_figures.val_accuracy:.1%} · {run.config.describe()}"

    run = st.selectbox(
        question,
        runs,
        format_func=label,
        key=item.key,
        persist_state="session",
        help="The champion is the best run of the setting that leads the leaderboard. The percentage is the share of the "
        "validation reviews that a network gets right.",
    )
    st.caption(f"Run {run.id}: {run.config.describe()}")
    return run
