"""The sidebar: knobs that become a RunConfig, and a RunConfig that becomes knobs."""

from functools import partial
from typing import Any

import streamlit as st

from explorer.config import KNOBS, RunConfig
from explorer.knob import Knob, Value


def fill(config: RunConfig) -> None:
    """Set every knob of this visitor's sidebar to `config`; has to happen before the sidebar is drawn."""
    st.session_state.settings = config
    for name, value in config.to_dict().items():
        st.session_state[_key(name)] = value


def current_config() -> RunConfig:
    """The settings that this visitor's sidebar shows."""
    return RunConfig(**{name: _set_to(name) for name in KNOBS})


def knobs() -> RunConfig:
    """Draw the knobs, the article's five first, and return what they are set to."""
    # Streamlit forgets the state of widgets that it believes to be gone, as when one page hands over to another.
    if any(_key(name) not in st.session_state for name in KNOBS):
        fill(st.session_state.settings)
    top, more = ([knob for knob in KNOBS.values() if knob.more == below] for below in (False, True))
    for knob in top:
        _widget(knob)
    with st.expander("More knobs"):
        for knob in more:
            _widget(knob)
        st.button("Back to the article's settings", on_click=_to_the_article, width="stretch")
    st.session_state.settings = current_config()
    return st.session_state.settings


def _key(name: str) -> str:
    return f"knob_{name}"


def _to_the_article() -> None:
    fill(RunConfig())
    _clear_notes()


def _clear_notes() -> None:
    st.session_state.notes = []


def _set_to(name: str) -> Value:
    """What a knob is set to, which is its widget's default as well.

    Streamlit tells the browser once what the state of a widget is, and where the widget's own code has not arrived by then,
    that is lost: it would begin with its default, and the next click anywhere would make that the setting.
    """
    return st.session_state[_key(name)]


def _widget(knob: Knob) -> None:
    """The widget that suits the knob: a radio button, a slider over useful values, a field, or a plain slider."""
    value = _set_to(knob.name)
    common: dict[str, Any] = {
        "label": knob.label,
        "help": knob.help,
        "key": _key(knob.name),
        "on_change": _clear_notes,
    }
    limits = {"value": value, "min_value": knob.low, "max_value": knob.high, "step": knob.step}
    if knob.choices:
        choices = list(knob.choices)
        st.radio(options=choices, index=choices.index(value), format_func=knob.show, **common)
    elif knob.stops:
        # A value that came from elsewhere, a link for example, is among the stops too.
        options = sorted({*knob.stops, value})
        st.select_slider(options=options, value=value, format_func=partial(_stop_label, knob), **common)
    elif knob.digits:
        st.number_input(format=knob.digits, **common, **limits)
    else:
        st.slider(**common, **limits)


def _stop_label(knob: Knob, value: Value) -> str:
    return f"{knob.show(value)} · article" if value in knob.article else knob.show(value)
