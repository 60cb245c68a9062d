"""What the Train button would train: the network as a drawing and in words, its time, and an equal run if there is one."""

from typing import Literal

import streamlit as st

from explorer import corpus
from explorer.config import RunConfig
from explorer.store import Run
from explorer.ui import bet, class_names, following, knob_widgets, progress, sidebar, visitor
from explorer.ui.pages.train import network_drawing
from explorer.ui.session import session
from explorer.wording import time_sentences
from explorer.wording.formats import duration
from explorer.wording.network_sentences import network_in_words


def card() -> None:
    """All about it, on the page before the first run."""
    config = knob_widgets.current_config()
    left, right = st.columns([2, 3], vertical_alignment="center")
    with left:
        st.markdown(f"**{config.describe()}**")
        progress.forecast([config], lambda found: st.caption(f":material/timer: {time_sentences.takes(found)}"))
        with st.container(horizontal=True):
            _train("primary")
            _open_or_bet(config, None)
        if not session.big:
            with st.container(key="desk_words"):
                _in_words(config)
    with right:
        network_drawing.draw(config)


def beside(shown: Run) -> None:
    """What is next, in a line beside the run that the page shows."""
    # Imported here because pandas and SciPy take a second to load, and the first page needs neither.
    from explorer.wording.comparison_sentences import changes

    config = knob_widgets.current_config()
    differ = config != shown.config
    with st.container(horizontal=True):
        _train("primary" if differ and not shown.active else "secondary")
        _open_or_bet(config, shown)
    what = ", ".join(changes(shown.config, config)) if differ else "the same again"
    if differ or not shown.active:
        progress.forecast([config], lambda found: st.caption(f"**Next: {what}** · {duration(found.seconds)}"))
    else:
        # Its time is beside its bar. It would not be trained a second time meanwhile.
        st.caption(f"**Next: {what}**")


def network() -> None:
    """The drawing and the description of the network."""
    config = knob_widgets.current_config()
    _in_words(config)
    network_drawing.draw(config)


def _in_words(config: RunConfig) -> None:
    classes = class_names.in_markdown(session.dataset)
    st.markdown(network_in_words(config, corpus.get_source(session.dataset).train, classes))


def _train(kind: Literal["primary", "secondary"]) -> None:
    # The sidebar is closed on a phone and in big type.
    st.button(
        "Train this",
        icon=":material/play_arrow:",
        type=kind,
        on_click=sidebar.train,
        help="The same as **Train** in the sidebar.",
    )


def _open_or_bet(config: RunConfig, shown: Run | None) -> None:
    """A button that opens a finished run with these settings; where the page shows it or there is none, bets."""
    found = following.same(config)
    if found and (shown is None or shown.config != config or shown.dataset != found.dataset):
        st.button(
            f"Open run {found.id} ({found.best_figures.val_accuracy:.1%})",
            icon=":material/history:",
            on_click=visitor.look_at,
            args=(found.id,),
            help="It was trained with the same settings and the same seed: training again would give the same figures.",
        )
    else:
        bet.offer()
