"""The sidebar: knobs that become a RunConfig, and a RunConfig that becomes knobs."""

import streamlit as st

from explorer.config import KNOBS, RunConfig, Value

UNITS = (4, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512)
BATCH_SIZES = (16, 32, 64, 128, 256, 512, 1024, 2048, 4096)


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
    _choice("activation")
    _choice("loss")
    _steps("units", UNITS)
    _slider("layers")
    _slider("epochs")
    with st.expander("More knobs"):
        _number("learning_rate", "%.5f")
        _steps("batch_size", BATCH_SIZES)
        _slider("vocabulary")
        _slider("dropout", step=0.05)
        _number("l2", "%.4f")
        _number("seed", "%d")
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


def _common(name: str) -> dict:
    return {"label": KNOBS[name].label, "help": KNOBS[name].help, "key": _key(name), "on_change": _clear_notes}


def _choice(name: str) -> None:
    choices = list(KNOBS[name].choices or ())
    st.radio(options=choices, index=choices.index(_set_to(name)), format_func=KNOBS[name].show, **_common(name))


def _steps(name: str, values: tuple[int, ...]) -> None:
    """A slider over useful values; one that came from elsewhere, a link for example, is among them too."""
    knob = KNOBS[name]
    options = sorted({*values, _set_to(name)})

    def label(value: int) -> str:
        return f"{knob.show(value)} · article" if value in knob.article else knob.show(value)

    st.select_slider(options=options, value=_set_to(name), format_func=label, **_common(name))


def _slider(name: str, step: float | None = None) -> None:
    st.slider(**_range(name, step))


def _number(name: str, digits: str) -> None:
    st.number_input(format=digits, **_range(name))


def _range(name: str, step: float | None = None) -> dict:
    knob = KNOBS[name]
    return _common(name) | {
        "value": _set_to(name),
        "min_value": knob.low,
        "max_value": knob.high,
        "step": step or knob.step,
    }
