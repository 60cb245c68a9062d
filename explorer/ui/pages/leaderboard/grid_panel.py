"""Train the article's 36 combinations with one click, and only those that are missing."""

from collections import Counter
from collections.abc import Sequence

import streamlit as st

from explorer.config import RunConfig, article_grid, repeated
from explorer.insight.ranking import without_seed
from explorer.store import ACTIVE
from explorer.ui import faults, progress, segments, services, visitor
from explorer.ui.session import Session, session
from explorer.wording.formats import times

REPEATS = (Session.grid_repeats.default, 3, 5)


def racing(dataset: str) -> list[int]:
    """The runs of the grid on that data set that train or wait, whoever has asked for them; not those asked for singly."""
    grid, elsewhere = set(article_grid()), set(session.repeats_asked_for)
    active = [
        run
        for run in services.store().runs(states=ACTIVE, dataset=dataset)
        if without_seed(run.config) in grid and run.config.seed < max(REPEATS) and run.id not in elsewhere
    ]
    if not active:
        return []
    together = Counter(run.created for run in services.store().runs(dataset=dataset))
    return [run.id for run in active if together[run.created] > 1]


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
        segments.chosen("Repeats of each", REPEATS, times, Session.grid_repeats)
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
    visitor.submit(missing, dataset)
    session.race_is_watched = True
