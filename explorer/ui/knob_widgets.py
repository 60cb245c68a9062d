"""The sidebar: knobs that become a RunConfig, and a RunConfig that becomes knobs."""

from functools import partial
from typing import Any

import streamlit as st

from explorer.config import KNOBS, RunConfig
from explorer.knob import Knob, Value
from explorer.ui.session import Session, session


def fill(config: RunConfig) -> None:
    """Set every knob of this visitor's sidebar to `config`; has to happen before the sidebar is drawn."""
    for name, value in config.to_dict().items():
        session.knob[name] = value


def current_config() -> RunConfig:
    """The settings that this visitor's sidebar shows."""
    return RunConfig(**{name: session.knob[name] for name in KNOBS})


def knobs() -> RunConfig:
    """Draw the knobs, the article's five first, and return what they are set to."""
    top, more = ([knob for knob in KNOBS.values() if knob.more == below] for below in (False, True))
    for knob in top:
        _widget(knob)
    with st.expander("More knobs"):
        for knob in more:
            _widget(knob)
        st.button("Back to the article's settings", on_click=_to_the_article, width="stretch")
    return current_config()


def _to_the_article() -> None:
    fill(RunConfig())
    _clear_notes()


def _clear_notes() -> None:
    session.notes = ()


def _widget(knob: Knob) -> None:
    """The widget that suits the knob: a radio button, a slider over useful values, a field, or a plain slider."""
    common: dict[str, Any] = {
        "label": knob.label,
        "help": knob.help,
        "key": Session.knob.key(knob.name),
        # Without it, a value that was set before the browser had loaded the widget's code would be lost.
        "persist_state": "session",
        "on_change": _clear_notes,
    }
    limits = {"min_value": knob.low, "max_value": knob.high, "step": knob.step}
    if knob.choices:
        st.radio(options=knob.choices, format_func=knob.show, **common)
    elif knob.stops:
        # A value that came from elsewhere, a link for example, is among the stops too.
        options = sorted({*knob.stops, session.knob[knob.name]})
        st.select_slider(options=options, format_func=partial(_stop_label, knob), **common)
    elif knob.digits:
        st.number_input(format=knob.digits, **common, **limits)
    else:
        st.slider(**common, **limits)


def _stop_label(knob: Knob, value: Value) -> str:
    return f"{knob.show(value)} · article" if value in knob.article else knob.show(value)
