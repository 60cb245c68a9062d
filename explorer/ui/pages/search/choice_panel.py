"""What a search may try, and for how long."""

from dataclasses import replace

import streamlit as st

from explorer import corpus
from explorer.config import KNOBS
from explorer.scheduling.search_space import NEVER_MOVE, Space, later_seed, usual_knobs
from explorer.scheduling.successive_halving import LONGEST, Budget, part_of, rungs
from explorer.ui import cards, faults, knob_widgets, segments, services
from explorer.ui.session import Session, session
from explorer.wording.formats import count
from explorer.wording.search_sentences import stays

BUDGETS = {
    Session.search_budget.default: Budget(seconds=5 * 60),
    "10 minutes": Budget(seconds=10 * 60),
    "30 minutes": Budget(seconds=30 * 60),
    "100 settings": Budget(networks=100),
    "500 settings": Budget(networks=500),
}


def draw(dataset: str, earlier: int) -> None:
    """Draw the choice, and what will come of it.

    Args:
        dataset: The source of reviews.
        earlier: How many searches there have been on it.
    """
    if session.search_knobs is None:
        session.search_knobs = list(usual_knobs(corpus.get_source(dataset).train))
    st.header("Look for the best settings", anchor=False)
    st.markdown(
        "Which of the knobs may move? All others keep the values of the sidebar. Say how long it may take, and watch many "
        "networks become few."
    )
    st.pills(
        "Knobs that may move",
        [name for name in KNOBS if name not in NEVER_MOVE],
        format_func=lambda name: KNOBS[name].label,
        selection_mode="multi",
        key=Session.search_knobs.key,
        persist_state="session",
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        segments.chosen("How long", list(BUDGETS), str, Session.search_budget)
        st.button(
            "Search",
            type="primary",
            icon=":material/search:",
            on_click=_begin,
            args=(dataset, earlier),
            disabled=not session.search_knobs,
        )
        if earlier:
            st.button(
                "Back to the last search", icon=":material/history:", on_click=Session.search_is_new.set, args=(False,)
            )
    part = None
    if session.search_knobs:
        space = _space(earlier)
        st.caption(stays(space))
        part = part_of(space, corpus.get_source(dataset).train)
    else:
        st.caption("Choose at least one knob that may move.")
    first, middle, last = rungs(LONGEST)
    opening = count(first, "epoch") if part is None else f"{count(first, 'epoch')} on {part:,} reviews"
    best = "One in three goes" if part is None else "The best of them go"
    cards.draw(
        f"### Many, a little\nRandom settings are trained for {opening}. That is too short to tell good from very good, but "
        "long enough to tell good from hopeless.",
        f"### The better ones, for longer\n{best} on to {middle} epochs{'' if part is None else ' on all reviews'}, and the "
        f"best third of those to {last}, unless they have begun to memorise. Later rounds begin with settings like the best "
        "so far, and with others that are as random as the first.",
        "### The best few, again\nWhat comes out in front of hundreds was also lucky. So the best few are trained five "
        "times with other seeds, and only that decides who has won.",
    )


@faults.remembered()
def _begin(dataset: str, earlier: int) -> None:
    services.cluster().search(_space(earlier), BUDGETS[session.search_budget], dataset, session.visitor)
    session.search_is_new = False


def _space(earlier: int) -> Space:
    """What the visitor wants to look through. Each search has other dice than the `earlier` ones."""
    base = replace(knob_widgets.current_config(), epochs=LONGEST, seed=later_seed(0, earlier))
    return Space(base, tuple(session.search_knobs or ()))
