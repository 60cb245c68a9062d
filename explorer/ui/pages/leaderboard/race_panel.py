"""The race on the page: instead of the table, or only its progress above the table."""

from collections.abc import Sequence

import streamlit as st

from explorer import corpus
from explorer.store import Run
from explorer.ui import faults, pictures, refresh, services, stage, stopping, timer
from explorer.ui.pages.leaderboard import race
from explorer.ui.pages.leaderboard.beside import HEIGHT
from explorer.ui.pages.leaderboard.race_chart import race_chart
from explorer.ui.session import session
from explorer.wording.formats import count, without_markdown

# One epoch of the 36 takes about a second, and redrawing all their lines takes processor time from the training.
REFRESH_SECONDS = 1.0
# In pixels of normal type: with the words above it, which have a line more than those above the table, the race is as
# high as the table with what is beside and below it.
PLACE, BIG_PLACE = HEIGHT - 26, 312
CHART_HEIGHT, BIG_CHART_HEIGHT = 506, 285


def watch(run_ids: Sequence[int], dataset: str, table: bool) -> None:
    """Draw the race as the whole stage, anew with every epoch.

    Args:
        run_ids: The runs of the race that have not ended.
        dataset: The source of reviews.
        table: Whether there is a table to go back to.
    """
    together = race.submitted_together(dataset, run_ids)
    reviews = corpus.get_source(dataset).validation
    refresh.watch(_stage, run_ids, together, table, reviews, quickest=REFRESH_SECONDS)


def watch_progress(run_ids: Sequence[int], dataset: str) -> None:
    """Draw the race's progress in the row above the table, anew with every epoch; for the arguments see `watch`."""
    together = race.submitted_together(dataset, run_ids)
    refresh.watch(_row_alone, run_ids, together, quickest=REFRESH_SECONDS)


@faults.shown()
def _stage(run_ids: Sequence[int], together: Sequence[int], table: bool, reviews: int) -> None:
    runs = services.store().runs(ids=together)
    _redraw_when_ended(runs, run_ids)
    with st.container(gap="xxsmall", key="board_head"):
        st.header(f"A race of {count(len(runs), 'network')}", anchor=False)
        st.markdown(race.standing(runs, reviews))
    with timer.place():
        _row(runs, run_ids, watched=True, table=table)
    with st.container(height=stage.scaled(BIG_PLACE if session.big else PLACE), border=False, key="board_race"):
        histories = services.store().histories(together)
        pictures.show(
            race_chart(runs, histories),
            key="race_chart",
            title=f"A race of {count(len(runs), 'network')}",
            of=[without_markdown(race.standing(runs, reviews))],
            dataset=runs[0].dataset,
            alt="Validation accuracy by epoch, one line for each network that trains; the one in front is highlighted.",
            height=BIG_CHART_HEIGHT if session.big else CHART_HEIGHT,
        )
        # The table has something in this place; see `page.page`.
        st.empty()


@faults.shown()
def _row_alone(run_ids: Sequence[int], together: Sequence[int]) -> None:
    runs = services.store().runs(ids=together)
    _redraw_when_ended(runs, run_ids)
    _row(runs, run_ids, watched=False, table=True)


def _row(runs: Sequence[Run], run_ids: Sequence[int], watched: bool, table: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="board_row"):
        st.progress(*race.progress(runs, services.cluster().status))
        if table:
            st.button(
                "Show the table" if watched else "Watch the race",
                icon=":material/table_rows:" if watched else ":material/show_chart:",
                on_click=_watch,
                args=(not watched,),
            )
        else:
            st.empty()
        stopping.button(run_ids, "Stop these", "stop_race")
        # The row has one more part while nothing trains; see `page.page`.
        st.empty()


def _watch(race_is_watched: bool) -> None:
    session.race_is_watched = race_is_watched
    # A button of a fragment redraws only that.
    st.rerun()


def _redraw_when_ended(runs: Sequence[Run], run_ids: Sequence[int]) -> None:
    """Rerun the page when any of `run_ids` has ended.

    Networks that trained together are saved one after another, within seconds. Redrawing the page with its table and heat
    maps after each of them would double that time.
    """
    some_ended = not {run.id for run in runs if run.active}.issuperset(run_ids)
    if some_ended and not race.being_saved(runs):
        st.rerun()
