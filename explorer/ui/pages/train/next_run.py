"""What the Train button would train: the network as a drawing and in words, its time, and an equal run if there is one."""

import streamlit as st

from explorer import corpus
from explorer.config import RunConfig
from explorer.insight.time_left import expected_alone
from explorer.store import Run, State
from explorer.ui import bet, knob_widgets, pictures, services, sidebar, visitor
from explorer.ui.session import session
from explorer.wording.formats import duration
from explorer.wording.network_sentences import network_in_words

# Runs from which the speed of this computer is estimated.
EARLIER = 30


def draw(shown: Run | None) -> None:
    """The network of the sidebar's settings, with what to know before training it.

    Args:
        shown: The run that the page shows below.
    """
    config = knob_widgets.current_config()
    with st.container(border=True):
        left, right = st.columns([3, 2], vertical_alignment="center")
        with right:
            st.markdown(network_in_words(config, corpus.get_source(session.dataset).train))
            st.caption(f":material/timer: {_takes(config)}")
            _trained_already(config, shown)
            train, guess = st.columns(2)
            # On a phone, the sidebar is hidden.
            train.button(
                "Train this",
                icon=":material/play_arrow:",
                type="primary" if shown is None else "secondary",
                on_click=sidebar.train,
                width="stretch",
                help="The same as **Train** in the sidebar.",
            )
            with guess:
                bet.offer()
        # Last, because loading Altair takes half a second.
        from explorer.ui.pages.train.network_drawing import drawing

        alt = (
            "The network: words on the left, layers of units in the middle, the answer on the right. The text says the same."
        )
        with left:
            pictures.show(drawing(config), "network", alt)


def _takes(config: RunConfig) -> str:
    """How long the training will take, estimated from earlier runs."""
    earlier = services.store().runs(states=[State.FINISHED], dataset=session.dataset, latest=EARLIER)
    seconds = expected_alone(config, corpus.get_source(session.dataset).train, earlier)
    known = "going by what was trained here before" if earlier else "going by a computer with two cores"
    return f"Training will take {duration(seconds)}, {known}."


def _trained_already(config: RunConfig, shown: Run | None) -> None:
    """A button that opens a finished run with these settings, unless the page shows it."""
    same = services.store().runs(states=[State.FINISHED], dataset=session.dataset, config=config)
    found = next((run for run in reversed(same) if run.best and not run.hidden), None)
    if found and (shown is None or shown.config != config or shown.dataset != found.dataset):
        st.button(
            f"Already trained: open run {found.id} ({found.best_figures.val_accuracy:.1%})",
            icon=":material/history:",
            on_click=visitor.look_at,
            args=(found.id,),
            width="stretch",
            help="With the same settings and the same seed, training again would give the same figures.",
        )
