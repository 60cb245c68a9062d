"""A grid of one's own: choose knobs and their values, see how many networks that is and how long it takes, train them."""

from collections.abc import Sequence

import streamlit as st

from explorer.config import KNOBS, RunConfig
from explorer.errors import ConfigError, ExplorerError, for_visitors
from explorer.grid import GRID_KNOBS, Values, combinations, in_order, networks, parse_values
from explorer.knob import Knob, Value
from explorer.ui import faults, knob_widgets, progress, segments, services, visitor
from explorer.ui.escaping import plain
from explorer.ui.session import Session, session
from explorer.wording import grid_sentences
from explorer.wording.formats import times

REPEATS = (Session.grid_repeats.default, 3, 5)


def draw(dataset: str) -> None:
    """Draw the button that opens the choice."""
    with st.popover("Your own grid", icon=":material/tune:"):
        # Only this is drawn again with every choice, and not the whole page.
        st.fragment(_choice)(dataset)


@faults.shown()
def _choice(dataset: str) -> None:
    with st.container(gap="small"):
        st.multiselect(
            "Knobs to vary",
            GRID_KNOBS,
            format_func=lambda name: KNOBS[name].label,
            key=Session.own_grid_knobs.key,
            persist_state="session",
            placeholder="Choose one or more",
            help="Every combination of the values that you choose is trained, all of them as a race.",
        )
        # However many knobs there are, what comes of them is in sight.
        offer = st.container(gap="small")
        chosen = [KNOBS[name] for name in GRID_KNOBS if name in session.own_grid_knobs]
        values: dict[str, Sequence[Value]] = {}
        for knob in chosen:
            try:
                values[knob.name] = _values(knob)
            except ConfigError as error:
                st.error(plain(for_visitors(error)), icon=":material/error:")
    if not chosen:
        return
    others = knob_widgets.current_config()
    with offer:
        if len(values) == len(chosen):
            with faults.shown():
                _offer(values, others, dataset)
        st.caption(grid_sentences.everything_else({knob.name: () for knob in chosen}, others))


def _values(knob: Knob) -> tuple[Value, ...]:
    """Draw the choice of a knob's values, at first the article's.

    Raises:
        ConfigError: what has been written is not a list of its values, or there is none.
    """
    article = knob.article or (knob.default,)
    key, value = Session.own_grid_values.key_of(knob.name), session.own_grid_values[knob.name]
    if knob.choices:
        session.own_grid_values[knob.name] = article if value is None else value
        st.pills(knob.label, knob.choices, selection_mode="multi", format_func=knob.show, key=key, persist_state="session")
        if not session.own_grid_values[knob.name]:
            raise ConfigError(f"{knob.label} needs at least one value.")
        return in_order(knob, session.own_grid_values[knob.name])
    session.own_grid_values[knob.name] = ", ".join(map(knob.show, article)) if value is None else value
    st.text_input(
        f"{knob.label}, {knob.limits}",
        key=key,
        persist_state="session",
        help=f"Several values, such as “{knob.show(knob.low)}, {knob.show(knob.high)}”. {knob.help}",
    )
    return parse_values(knob, session.own_grid_values[knob.name])


def _offer(values: Values, others: RunConfig, dataset: str) -> None:
    """Draw what that grid would cost, and the button that trains it, or the sentence that refuses it."""
    with st.container(horizontal=True, vertical_alignment="center"):
        repeats = segments.chosen("Repeats of each combination", REPEATS, times, Session.own_grid_repeats)
        button = st.empty()
    st.markdown(f"**{grid_sentences.product(values, repeats)}**")
    limits = services.cluster().limits
    configs = combinations(values, others, repeats, limits.queued)
    missing = services.store().missing(configs, dataset)
    if len(missing) > limits.queued_by_one:
        st.error(grid_sentences.too_many(len(missing), limits.queued_by_one), icon=":material/error:")
        return
    time = progress.time_for(missing) if missing else ""
    st.markdown(grid_sentences.still_to_train(networks(values, repeats), len(missing), time))
    if missing:
        button.button("Train this grid", type="primary", icon=":material/grid_on:", on_click=_train, args=(configs, dataset))


def _train(configs: Sequence[RunConfig], dataset: str) -> None:
    try:
        # Look again: somebody else may have asked for some of them since the page was drawn.
        session.race = visitor.submit(services.store().missing(configs, dataset), dataset)
        session.race_is_watched = True
    except ExplorerError as error:
        faults.remember(error)
    # A button of a fragment redraws only that.
    st.rerun()
