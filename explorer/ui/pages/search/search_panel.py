"""A search on the page: its funnel, and beside it how far it is or what came of it."""

from collections.abc import Sequence

import streamlit as st

from explorer import corpus
from explorer.insight.search_result import SearchResult, best_of, leaders, search_result
from explorer.scheduling.successive_halving import Trial
from explorer.store import Search, SearchState
from explorer.ui import faults, pictures, progress, refresh, rights, services
from explorer.ui.escaping import plain
from explorer.ui.pages.search import result_panel
from explorer.ui.pages.search.funnel_chart import funnel_chart
from explorer.ui.session import Session, session
from explorer.wording import search_sentences, stop_sentences

REFRESH_SECONDS = 1.0
# Pixels of normal type. In big type, the stage has less of them.
HEIGHT, BIG_HEIGHT = 570, 310
WIDTHS = (58, 42)


def draw(search: Search) -> None:
    """Draw the latest search: anew again and again while it runs."""
    if search.is_running:
        refresh.watch(_running, search.id, quickest=REFRESH_SECONDS)
    else:
        _stage(search)


@faults.shown()
def _running(search_id: int) -> None:
    search = services.store().search(search_id)
    if search is None or not search.is_running:
        st.rerun()
    else:
        _stage(search)


def _stage(search: Search) -> None:
    store = services.store()
    trials = store.trials(search.id)
    reviews = corpus.get_source(search.dataset).validation
    finalists = best_of(store.runs(ids=[trial.run_id for trial in trials if trial.bracket is None]), reviews)
    result = baseline = None
    if finalists and not search.is_running:
        baseline = store.baseline(search.dataset, finalists[0].config.input_format)
        result = search_result(finalists, baseline)
    with st.container(horizontal=True, vertical_alignment="center", key="progress"):
        if search.is_running:
            _progress(search, trials)
        else:
            _ended(search, trials, result)
    left, right = st.columns(WIDTHS, gap="medium")
    with left:
        pictures.show(
            funnel_chart(trials, search.space.base.epochs),
            key="funnel",
            title=f"Search {search.id}: who went on",
            of=[search_sentences.looks_for(search.space), search_sentences.now(search, trials)],
            dataset=search.dataset,
            alt="Validation accuracy of every network of the search, in a column for each number of epochs; those that went "
            "on are highlighted.",
            height=BIG_HEIGHT if session.big else HEIGHT,
        )
    with right, st.container(gap="xsmall"):
        if result:
            result_panel.draw(result, baseline)
            st.caption(plain(search_sentences.now(search, trials)))
        else:
            _in_front(trials)
        st.caption(search_sentences.looks_for(search.space))


def _progress(search: Search, trials: Sequence[Trial]) -> None:
    """Draw how far a search is that runs."""
    words = search_sentences.now(search, trials)
    if progress.worker_is_awaited() and not trials:
        words = plain(services.cluster().status.sentence)
    st.progress(search_sentences.filled(search, trials), words)
    # Only one can run, so whoever may must be able to end one that somebody has left alone.
    refusal = None if _is_mine(search) else rights.refusal()
    st.button("Stop", icon=":material/stop:", on_click=_stop, args=(search,), help=refusal, disabled=refusal is not None)


def _ended(search: Search, trials: Sequence[Trial], result: SearchResult | None) -> None:
    """Draw who has won, or how a search has ended without a winner, and what one can do now."""
    if result:
        st.header(search_sentences.headline(result), anchor=False, width="stretch")
    else:
        st.markdown(plain(search_sentences.now(search, trials)), width="stretch")
    if search.state != SearchState.FINISHED:
        st.button("Go on", icon=":material/play_arrow:", on_click=_resume, args=(search.id,))
    st.button("New search", icon=":material/search:", on_click=Session.search_is_new.set, args=(True,))


def _in_front(trials: Sequence[Trial]) -> None:
    """Draw the best few so far."""
    first = leaders(trials)
    st.header("In front so far" if first else "Nobody is in front yet", anchor=False)
    for trial in first:
        st.markdown(search_sentences.leader(trial))
    if first:
        st.caption("These accuracies flatter: whoever is in front of many was also lucky.")


def _is_mine(search: Search) -> bool:
    return search.visitor == session.visitor


@faults.remembered()
def _stop(search: Search) -> None:
    if not _is_mine(search):
        rights.require()
    name = session.account.name if session.account else None
    services.store().stop_search(search.id, session.visitor, "" if _is_mine(search) else stop_sentences.who_of_search(name))


@faults.remembered()
def _resume(search_id: int) -> None:
    services.cluster().resume_search(search_id)
