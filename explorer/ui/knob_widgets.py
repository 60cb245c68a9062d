"""The knobs of the sidebar: widgets whose values make up a `RunConfig`."""

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from explorer.config import ARTICLE_KNOBS, KNOBS, RunConfig
from explorer.knob import Knob, Value
from explorer.ui.session import Session, session

THOUSAND = 1_000
"""From here on, numbers have separators."""


FEW = 3
"""More choices stand beside each other."""


def fill(config: RunConfig) -> None:
    """Set every knob of this visitor's sidebar to `config`; only before the sidebar is drawn, or in a callback."""
    for name, value in config.to_dict().items():
        session.knob[name] = value


def use(config: RunConfig) -> None:
    """Set the sidebar to `config` and say so: a callback for a button."""
    fill(config)
    st.toast("The knobs in the sidebar now show these settings.", icon=":material/tune:")


def current_config() -> RunConfig:
    """The settings that this visitor's sidebar shows."""
    return RunConfig(**{name: session.knob[name] for name in KNOBS})


def knobs() -> RunConfig:
    """Draw the knobs, the article's five first, and return the settings."""
    top = st.container()
    values = ((knob, session.knob[name]) for name, knob in KNOBS.items() if knob.group)
    turned = [knob.phrase(value) for knob, value in values if value != knob.default]
    more = st.expander(" · ".join(["More knobs", *turned]), key="more_knobs")
    for group in dict.fromkeys(knob.group for knob in KNOBS.values()):
        with more if group else top:
            if group:
                st.markdown(f"**{group}**")
            for name, knob in KNOBS.items():
                if knob.group == group:
                    _widget(knob, Session.knob.key_of(name), note_turn)
    more.button("Back to the article's settings", on_click=_to_the_article, width="stretch")
    return current_config()


def on_page() -> None:
    """Draw the article's knobs once more on the page, for phones, where the sidebar covers it.

    Only for them: until a browser has shown the value that a turn in the sidebar has set here, it goes on sending the one
    before, which undoes the turn.
    """
    with st.expander("Turn the knobs", icon=":material/tune:"):
        for name in ARTICLE_KNOBS:
            session.page_knob[name] = session.knob[name]
            _widget(KNOBS[name], Session.page_knob.key_of(name), partial(_take_over, name))
        st.caption("More knobs are in the sidebar, which the arrows at the top left open.")


def _take_over(name: str) -> None:
    session.knob[name] = session.page_knob[name]
    note_turn()


def _to_the_article() -> None:
    fill(RunConfig())
    note_turn()


def note_turn() -> None:
    """Note that the visitor has set knobs: what was refused before is no news any more, and the page may answer."""
    session.notes = ()
    session.knob_is_turned = True


def _widget(knob: Knob, key: str, on_change: Callable[[], None]) -> None:
    """Draw a knob as the widget that suits it: radio buttons, a slider over useful values, a field, or a plain slider."""
    common: dict[str, Any] = {
        "label": knob.label,
        "help": knob.help,
        "key": key,
        # Otherwise a value would be lost that is set before the browser has loaded the widget's code.
        "persist_state": "session",
        "on_change": on_change,
    }
    limits = {"min_value": knob.low, "max_value": knob.high, "step": knob.step}
    if knob.choices:
        # Many short ones would push what is below them off the screen.
        st.radio(options=knob.choices, format_func=knob.show, horizontal=len(knob.choices) > FEW, **common)
    elif knob.stops:
        # A value from elsewhere, such as a link, need not be one of the stops.
        options = sorted({*knob.stops, session.knob[knob.name]})
        st.select_slider(options=options, format_func=partial(_stop_label, knob), **common)
    elif knob.digits:
        st.number_input(format=knob.digits, **common, **limits)
    else:
        st.slider(format="localized" if knob.high >= THOUSAND else None, **common, **limits)


def _stop_label(knob: Knob, value: Value) -> str:
    return f"{knob.show(value)} · article" if value in knob.article else knob.show(value)
