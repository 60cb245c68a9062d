"""The Leaderboard page: who leads, the table with one setting beside it, and the race while the article's 36 train.

That is the stage, as high whatever it shows. Below it: is it real, and what mattered?
"""

from collections.abc import Sequence
from datetime import datetime, tzinfo
from functools import partial
from pathlib import Path

import streamlit as st

from explorer import corpus
from explorer.export.csv_table import frame_csv
from explorer.insight.ranking import Setting, leaderboard, standings
from explorer.store import Run, State, Store
from explorer.ui import balance, cards, dates, services, timer
from explorer.ui.pages.leaderboard import (
    beside,
    comparison_panel,
    effects_panel,
    grid_panel,
    heat_map,
    hiding,
    race_panel,
    settings_filter,
    settings_table,
)
from explorer.ui.session import session
from explorer.wording.leaderboard_sentences import (
    first_place,
    headline,
    how_it_is_reckoned,
    left_out,
    luck_of_the_reviews,
    luck_of_the_seed,
    shown_of,
    ties,
)

STYLE = Path(__file__).with_name("board.css")
# The widths of the table and of what stands beside it.
WIDTHS, BIG_WIDTHS = (60, 40), (62, 38)


def page() -> None:
    st.title("Leaderboard", anchor=False)
    st.html(STYLE)
    dataset = session.dataset
    runs = services.store().runs(states=[State.FINISHED], dataset=dataset)
    settings = standings(runs, corpus.get_source(dataset).validation)
    racing = grid_panel.racing(dataset)
    if not racing:
        # Whoever looks at the table when a race begins goes on doing so.
        session.race_is_watched = False
    shown: Sequence[Setting] = ()
    # Streamlit keeps what stood at a place until something else is drawn there or the page is complete. So whatever the
    # stage shows, it has as many parts: otherwise the old ones would stand below the new ones for a while.
    with st.container(gap="xsmall", key="board"):
        if racing and (session.race_is_watched in (None, True) or not settings):
            race_panel.watch(racing, dataset, table=bool(settings))
        else:
            with timer.place(gap="xsmall"):
                _head(settings, hidden=bool(runs))
                if racing:
                    race_panel.watch_progress(racing, dataset)
                else:
                    with timer.place():
                        grid_panel.draw(dataset)
                if settings:
                    shown = _table(settings, runs, dataset)
                else:
                    _outlook()
    if settings:
        is_it_real(settings, dataset)
        st.header("What mattered")
        if not racing:
            heat_map.draw(shown, filtered=len(shown) < len(settings))
        effects_panel.draw(runs)
    hiding.hidden_runs(runs)
    if damaged := services.store().left_out(dataset):
        st.caption(f":material/broken_image: {left_out(damaged)}")


def _head(settings: Sequence[Setting], hidden: bool) -> None:
    """Draw who leads, and whether that is more than luck."""
    with st.container(gap="xxsmall", key="board_head"):
        if settings:
            st.header(headline(settings), anchor=False)
            st.markdown(first_place(settings))
        elif hidden:
            st.header("Nobody is left", anchor=False)
            st.markdown("All runs on these reviews are hidden. Show them again below, or train others.")
        else:
            st.header("Nobody has won yet", anchor=False)
            st.markdown(
                "No run has finished on these reviews. Go to **Train** for a first one, or train the article's 36 "
                "combinations and watch them race."
            )


def _table(settings: Sequence[Setting], runs: Sequence[Run], dataset: str) -> Sequence[Setting]:
    """Draw the table and what stands beside it; return the settings that the filter shows."""
    left, right = st.columns(BIG_WIDTHS if session.big else WIDTHS, gap="small")
    with left, st.container(gap="xsmall", key="board_table"):
        with st.container(horizontal=True, vertical_alignment="center"):
            shown = settings_filter.draw(settings)
            st.caption(shown_of(shown, settings))
        ticked: list[Setting] = []
        if shown:
            chosen, ticked = settings_table.draw(shown, several=len(settings) > 1)
        else:
            st.info("No setting has all of these values.", icon=":material/filter_list:")
        with st.container(horizontal=True, vertical_alignment="center", key="board_foot"):
            if not (hiding.notice() or comparison_panel.repeats(ticked, dataset)):
                hint = "Click a row to look at it; tick two or more to compare them."
                # In big type there is no room for a second line.
                st.caption(hint if session.big else f"{hint} By keyboard: arrow keys, and Shift + Space to tick.")
            with st.popover("Download", icon=":material/download:"):
                _downloads(settings, runs, dataset)
    if shown:
        with right:
            beside.draw(chosen or shown[0], ticked, settings, runs, dataset)
    return shown


def _downloads(settings: Sequence[Setting], runs: Sequence[Run], dataset: str) -> None:
    """Draw buttons that download the whole leaderboard."""
    st.caption("All settings, also those that the filter leaves out.")
    st.download_button(
        "Download as CSV",
        partial(_csv, settings),
        file_name="sentiment-explorer-leaderboard.csv",
        mime="text/csv",
        icon=":material/table:",
        on_click="ignore",
    )
    st.download_button(
        "Download to print",
        partial(_to_print, services.store(), settings, sum(run.hidden for run in runs), dataset, dates.time_zone()),
        file_name="sentiment-explorer-leaderboard.html",
        mime="text/html",
        icon=":material/print:",
        on_click="ignore",
        help="A page that opens in any browser, with what the figures mean: made to be printed or mailed.",
    )


def _csv(settings: Sequence[Setting]) -> str:
    return frame_csv(leaderboard(settings))


def _to_print(store: Store, settings: Sequence[Setting], hidden: int, dataset: str, zone: tzinfo) -> str:
    from explorer.export import printed_leaderboard

    return printed_leaderboard.printed(store, settings, hidden, dataset, datetime.now(zone))


def is_it_real(settings: Sequence[Setting], dataset: str) -> None:
    """Draw how much of the order can be luck."""
    reviews = corpus.get_source(dataset).validation
    st.header("Is it real?")
    if yardstick := balance.yardstick(dataset):
        st.markdown(f"**The least to beat:**{yardstick}")
    cards.draw(
        f"**:material/emoji_events: Shared places**\n\n{ties()}",
        f"**:material/casino: The luck of the seed**\n\n{luck_of_the_seed(settings)}",
        f"**:material/rate_review: The luck of the reviews**\n\n{luck_of_the_reviews(settings, reviews)}",
    )
    with st.expander("How do you know?", icon=":material/calculate:"):
        st.markdown(how_it_is_reckoned())


def _outlook() -> None:
    """Draw what will be here once there is a run to rank."""
    with st.container():
        cards.draw(
            "### Who won\nEvery setting with its repeats, best first. A click on a row shows how it learned, and copies its "
            "settings into the sidebar.",
            "### Is it real?\nTrained twice, the same settings hardly ever do equally well. So settings that only luck may "
            "have put in order share a place, and for any two rows you can ask whether one is really better.",
            "### What mattered\nRuns that differ in one knob only are put side by side: which of the knobs made a "
            "difference, and how large was it?",
        )
        if not hiding.notice():
            st.empty()
