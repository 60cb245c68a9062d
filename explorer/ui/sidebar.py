"""The sidebar, the same on every page: knobs, Train and Stop, and the source of the reviews."""

import streamlit as st

from explorer import corpus
from explorer.background import Work
from explorer.config import RunConfig
from explorer.ui import address, bet, faults, following, knob_widgets, login, own_data, services, share, timer, visitor
from explorer.ui.escaping import plain
from explorer.ui.pages import TRAIN, Page
from explorer.ui.session import Session, session


def draw(page: Page) -> RunConfig:
    """Draw the sidebar beside `page`, make the address bar say the same, and report what the address asked for in vain.

    Returns:
        The settings of the knobs.
    """
    with st.sidebar:
        st.markdown(":material/theaters: **Sentiment Explorer**")
        config = knob_widgets.knobs()
        with st.container(key="desk_train"):
            st.button(
                "Train",
                type="primary",
                icon=":material/play_arrow:",
                width="stretch",
                on_click=train,
                help="Train a network with these settings. A second one waits until the first is done.",
            )
        following.switch()
        # There, the sidebar would go on covering the page that shows the run.
        with st.container(key="phone_train"):
            st.markdown("Close this with the arrows above, and press **Train this** on the page.")
        with st.popover("Share", icon=":material/share:", width="stretch", help="A link to this page and these settings."):
            share.draw(config, page)
        st.divider()
        _reviews()
        login.way_out()
    address.write(config, page)
    for note in session.notes:
        st.warning(plain(note), icon=":material/link_off:")
    return config


@faults.remembered()
def train() -> None:
    """Train a network with the settings of the sidebar, and show it on the Train page."""
    session.notes = ()
    config, earlier, shown = knob_widgets.current_config(), visitor.last_result(), visitor.current_run()
    (run_id,) = visitor.submit([config], session.dataset)
    visitor.look_at(run_id)
    if shown is not None and shown.active and shown.id != run_id:
        # It is not taken out of sight by one that waits.
        session.run = shown.id
        session.announcement = f"Run {run_id} waits until run {shown.id} is done."
    bet.place(run_id, earlier)
    session.just_trained = True
    address.open_page(TRAIN)


def _reviews() -> None:
    sources = corpus.available_sources()
    if sources and session.dataset not in sources:
        gone, left = corpus.label(session.dataset), corpus.label(sources[0])
        session.dataset = sources[0]
        sentence = f"“{gone}” are not here any more; “{left}” are used from now on."
        session.notes = [*session.notes, sentence]
    if len(sources) > 1:
        st.selectbox(
            "Reviews",
            sources,
            format_func=corpus.label,
            key=Session.dataset.key,
            persist_state="session",
            on_change=own_data.suit_batches,
            help="Scores on different reviews cannot be compared, so each has a leaderboard of its own.",
        )
    source = corpus.get_source(session.dataset)
    st.caption(
        f"**{plain(source.label)}.** {source.description} {source.train:,} to learn from, {source.validation:,} to "
        f"compare settings with (**validation**), {source.test:,} sealed for the final exam (**test**)."
    )
    own_data.draw(source)
    for name, source in corpus.SOURCES.items():
        if source.download and name not in sources:
            _missing_reviews(name, source.download)


def _missing_reviews(name: str, download: corpus.Download) -> None:
    """A button that downloads the reviews of a source; during the download, its progress."""
    fetches = services.fetches()
    latest = fetches.get(name)
    error = latest.error if latest and latest.done else None
    if latest is None or error:
        if error:
            st.warning(plain(error), icon=":material/cloud_off:")
        st.button(
            download.label,
            icon=":material/download:",
            key=f"fetch_{name}",
            width="stretch",
            on_click=lambda: fetches.__setitem__(name, _fetch(name, download.noun)),
            help=download.help,
        )
    else:
        timer.every(0.5, _fetch_progress, latest)


def _fetch(name: str, noun: str) -> Work[corpus.Corpus]:
    """Begin to download the reviews of a source. `noun` is what they are called within a sentence."""
    failure = f"Fetching {noun} failed. Those that are here still work."
    return Work(lambda progress: corpus.fetch(name, progress), f"Asking for {noun}.", failure)


@faults.shown()
def _fetch_progress(fetch: Work[corpus.Corpus]) -> None:
    st.progress(fetch.fraction, fetch.sentence)
    if fetch.done:
        st.rerun()
