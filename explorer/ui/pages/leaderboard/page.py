"""The Leaderboard page: the article's 36 combinations by one click, who won, whether it is real, and what mattered."""

from collections.abc import Sequence

import streamlit as st

from explorer import corpus
from explorer.export.csv_table import frame_csv
from explorer.insight.ranking import Setting, leaderboard, standings
from explorer.store import Run, State
from explorer.ui import cards, services
from explorer.ui.pages.leaderboard import (
    change_panel,
    comparison_panel,
    effects_panel,
    grid_panel,
    heat_map,
    hiding,
    setting_detail,
    settings_filter,
    settings_table,
)
from explorer.ui.session import session
from explorer.wording.formats import accuracy_with_margin
from explorer.wording.leaderboard_sentences import first_place, luck_of_the_reviews, luck_of_the_seed


def page() -> None:
    st.title("Leaderboard")
    hiding.notice()
    dataset = session.dataset
    training = grid_panel.draw(dataset)
    runs = services.store().runs(states=[State.FINISHED], dataset=dataset)
    settings = standings(runs)
    if settings:
        compared = who_won(settings)
        is_it_real(settings, compared, runs, dataset)
        st.header("What mattered")
        if not training:
            heat_map.draw(runs, dataset)
        effects_panel.draw(runs)
    else:
        outlook(training, hidden=bool(runs))
    hiding.hidden_runs(runs)


def who_won(settings: Sequence[Setting]) -> list[Setting]:
    """Draw the leader, the table, and one setting beside it.

    Returns:
        The settings whose rows are ticked.
    """
    leader = settings[0]
    st.header("Who won")
    st.markdown(f"### {leader.config.describe()}")
    with st.container(horizontal=True):
        st.metric(
            "Validation accuracy",
            accuracy_with_margin(leader.mean, leader.half_width),
            help="The share of reviews it gets right among those it has never learned from, on average over its repeats. "
            "The true average is within ± of it with 95% confidence, in percentage points.",
            border=True,
        )
        st.metric(
            "Tied for first",
            f"{sum(setting.tied for setting in settings)} of {len(settings)}",
            help="How many settings share the first place, because luck alone could have put them in their order.",
            border=True,
        )
        st.metric(
            "Luckiest run", f"{leader.best.best_figures.val_accuracy:.2%}", help="The best of its repeats.", border=True
        )
        st.metric("Repeats", leader.repeats, help="How often it was trained, with another seed every time.", border=True)
    left, right = st.columns([5, 3], gap="medium")
    with left:
        with st.container(horizontal=True, vertical_alignment="center"):
            shown = settings_filter.draw(settings)
        if not shown:
            st.info("No setting has all of these values.", icon=":material/filter_list:")
            return []
        chosen, compared = settings_table.draw(shown, settings)
        with st.container(horizontal=True, vertical_alignment="center"):
            st.caption(
                "Click a row to see how its best run learned. Tick two rows to see what tells them apart, or more to ask "
                "whether one is really better."
            )
            st.download_button(
                "Download as CSV",
                frame_csv(leaderboard(settings)),
                file_name="sentiment-explorer-leaderboard.csv",
                mime="text/csv",
                icon=":material/download:",
                on_click="ignore",
                help="All settings, also those that the filter leaves out.",
            )
    with right:
        setting_detail.draw(chosen or shown[0])
    return compared


def is_it_real(settings: Sequence[Setting], compared: Sequence[Setting], runs: Sequence[Run], dataset: str) -> None:
    """Draw how much of the order can be luck, and the verdict on the settings to compare."""
    reviews = corpus.get_source(dataset).validation
    st.header("Is it real?")
    cards.draw(
        f"**:material/emoji_events: The first place**\n\n{first_place(settings)}",
        f"**:material/casino: The luck of the seed**\n\n{luck_of_the_seed(settings)}",
        f"**:material/rate_review: The luck of the reviews**\n\n{luck_of_the_reviews(settings, reviews)}",
    )
    if len(compared) == 2:
        with st.container(border=True):
            change_panel.draw(compared, runs)
    comparison_panel.draw(compared, settings, dataset)


def outlook(training: bool, hidden: bool) -> None:
    """Draw what will be here once there is a run to rank."""
    if training:
        hint = "The ranking appears here as soon as they have learned."
    elif hidden:
        hint = "All runs on these reviews are hidden. Show them again below, or train others."
    else:
        hint = (
            "No run has finished on these reviews yet. Press **Train** in the sidebar for a first one, or train the "
            "article's combinations with the button above."
        )
    st.info(hint, icon=":material/emoji_events:")
    cards.draw(
        "#### Who won\nEvery setting with its repeats, best first. A click on a row shows how it learned, and hands its "
        "settings to the sidebar.",
        "#### Is it real?\nTrained twice, the same settings never do equally well. So those that only luck may have put "
        "in order share a place, and any two rows can be asked whether one is really better.",
        "#### What mattered\nRuns that differ in one knob only are put side by side: which of the knobs made a "
        "difference, and how large was it?",
    )
