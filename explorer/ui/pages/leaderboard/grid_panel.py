"""Train the article's 36 combinations with one click, or a grid of one's own, and only what is missing."""

from collections import defaultdict
from collections.abc import Sequence

import streamlit as st

from explorer.config import RunConfig, article_grid, repeated
from explorer.grid import is_grid
from explorer.store import ACTIVE, State
from explorer.ui import faults, progress, segments, services, visitor
from explorer.ui.pages.leaderboard import own_grid
from explorer.ui.session import Session, session
from explorer.wording.formats import times


def racing(dataset: str) -> list[int]:
    """The runs of grids on that data set that train or wait, whoever has asked for them; not those asked for singly."""
    store, elsewhere = services.store(), set(session.repeats_asked_for)
    active = [run for run in store.runs(states=ACTIVE, dataset=dataset) if run.id not in elsewhere]
    if not active:
        return []
    together, there = defaultdict(list), set()
    for run in store.runs(dataset=dataset):
        together[run.created].append(run.config)
        if run.active or run.state == State.FINISHED:
            there.add(run.config)
    grids = {created: is_grid(together[created], there) for created in {run.created for run in active}}
    return [run.id for run in active if run.id in session.race or grids[run.created]]


def draw(dataset: str) -> None:
    """Draw what of the grid is missing, and the button that trains it."""
    with st.container(horizontal=True, vertical_alignment="center", key="board_row"):
        repeats = session.grid_repeats
        missing = services.store().missing(repeated(article_grid(), range(repeats)), dataset)
        st.markdown(
            sentence(missing, repeats),
            help="The article tried every combination of 2 activations, 2 losses, 3 numbers of units and 3 numbers of "
            "layers. Trained 3 or 5 times with another seed each time, they tell smaller differences from luck.",
        )
        segments.chosen("Repeats of each", own_grid.REPEATS, times, Session.grid_repeats)
        if missing:
            st.button(
                "Train the article's 36 combinations",
                type="primary",
                icon=":material/grid_on:",
                on_click=_train,
                args=(dataset, repeats),
            )
        else:
            st.empty()
        own_grid.draw(dataset)


def sentence(missing: Sequence[RunConfig], repeats: int) -> str:
    """How many runs are missing to train the article's 36 with `repeats` seeds each, and how long they take."""
    if not missing:
        return f"**The article's 36 combinations** are all trained{'' if repeats == 1 else f' {times(repeats)}'}."
    of = "" if repeats == 1 else f" of {repeats * len(article_grid())}"
    return f"**{len(missing)}{of} still to train**, {progress.time_for(missing)}."


@faults.remembered()
def _train(dataset: str, repeats: int) -> None:
    # Look again: somebody else may have pressed the button since the page was drawn.
    missing = services.store().missing(repeated(article_grid(), range(repeats)), dataset)
    session.race = visitor.submit(missing, dataset)
    session.race_is_watched = True
