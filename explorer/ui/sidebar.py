"""The sidebar, the same on every page: knobs, Train and Stop, and where the reviews come from."""

import streamlit as st

from explorer import corpus
from explorer.fetching import Fetch
from explorer.ui import address, bet, faults, forms, state
from explorer.ui.text import plain


def draw() -> None:
    """Draw the sidebar, keep the address bar true to it, and say what the address asked for in vain."""
    with st.sidebar:
        st.markdown("### :material/theaters: Sentiment Explorer")
        config = forms.knobs()
        run = state.current_run()
        left, right = st.columns(2)
        left.button(
            "Train",
            type="primary",
            icon=":material/play_arrow:",
            width="stretch",
            on_click=train,
            help="Train a network with these settings. A second one waits until the first is done.",
        )
        right.button(
            "Stop",
            icon=":material/stop:",
            width="stretch",
            disabled=run is None or not run.active,
            on_click=_stop,
            help="Stop the run that you are looking at, after the epoch it is in. What it has learned so far is kept.",
        )
        share = st.popover("Share", icon=":material/link:", width="stretch", help="A link to this page and these settings.")
        st.divider()
        _reviews()
    address.write(config)
    with share:
        st.markdown("This link opens the same page with the same settings, for everybody who can reach this computer:")
        st.code(address.link(), language=None, wrap_lines=True)
    for note in st.session_state.notes:
        st.warning(plain(note), icon=":material/link_off:")


@faults.remembered()
def train() -> None:
    """Train the settings of the sidebar and show it."""
    st.session_state.notes = []
    rival = state.last_result()
    bet.place(state.train(forms.current_config()), rival)
    st.session_state.show_train_page = True


@faults.remembered()
def _stop() -> None:
    run = state.current_run()
    if run is not None:
        state.cluster().stop([run.id])


def _reviews() -> None:
    sources = corpus.available_sources()
    if sources and state.dataset() not in sources:
        gone, left = (corpus.SOURCES[name].label for name in (state.dataset(), sources[0]))
        st.session_state.dataset = sources[0]
        st.session_state.notes.append(f"“{gone}” are not on this computer any more; “{left}” are used from now on.")
    if len(sources) > 1:
        st.session_state.dataset = st.selectbox(
            "Reviews",
            sources,
            index=sources.index(state.dataset()),
            format_func=lambda name: corpus.SOURCES[name].label,
            key="reviews",
            help="Scores on different reviews cannot be compared, so each has a leaderboard of its own.",
        )
    source = corpus.SOURCES[state.dataset()]
    st.caption(
        f"**{source.label}.** {source.description} {source.train:,} to learn from, {source.validation:,} to check with "
        f"while choosing settings (**validation**), {source.test:,} sealed for the final exam (**test**)."
    )
    if "official" not in sources:
        _official_reviews()


def _official_reviews() -> None:
    """A button that fetches the official reviews; while that goes on, how far it is."""
    fetches = state.fetch_in_progress()
    if not fetches or (fetches[0].done and fetches[0].error):
        if fetches and fetches[0].error:
            st.warning(plain(fetches[0].error), icon=":material/cloud_off:")
        st.button(
            "Get the official Keras reviews",
            icon=":material/download:",
            width="stretch",
            on_click=lambda: fetches.__setitem__(slice(None), [Fetch()]),
            help="Downloads 19 MB from the internet, once: the 50,000 reviews that the article used.",
        )
    else:
        st.fragment(_fetch_progress, run_every=0.5)(fetches[0])


@faults.shown()
def _fetch_progress(fetch: Fetch) -> None:
    st.progress(fetch.fraction, fetch.sentence)
    if fetch.done:
        st.rerun()
