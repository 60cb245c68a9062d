"""The address bar: settings, reviews, run, step and mode that a link carries. What it says is input like any other."""

from urllib.parse import urlencode

import streamlit as st

from explorer import corpus
from explorer.config import KNOBS, RunConfig, read_config
from explorer.ui import modes, state
from explorer.ui.forms import fill
from explorer.ui.how import STEPS


def read() -> None:
    """On a visitor's first page, take over what the address says; what it may not say is noted for the visitor."""
    if "notes" in st.session_state:
        return
    said = st.query_params.to_dict()
    config, refusals = read_config(said)
    notes = [f"{refusal} The usual value is used instead." for refusal in refusals]
    fill(config)
    st.session_state.dataset = corpus.default_source()
    if (dataset := said.get("reviews")) is not None:
        if dataset in corpus.available_sources():
            st.session_state.dataset = dataset
        else:
            notes.append(f"The address asks for reviews called “{dataset[:40]}”, which this computer does not have.")
    if (run := said.get("run")) is not None:
        # More digits than a database has room for are no run either.
        known = state.store().run(int(run)) if run.isascii() and run.isdigit() and len(run) < 10 else None
        if known:
            state.look_at(known.id)
        else:
            notes.append(f"There is no run “{run[:40]}” here.")
    st.session_state.step = 1
    if (step := said.get("step")) is not None:
        if step in map(str, range(1, len(STEPS) + 1)):
            st.session_state.step = int(step)
        else:
            notes.append(f"There is no step “{step[:40]}” in How it works.")
    st.session_state.mode = modes.WORDS
    if (mode := said.get("mode")) is not None:
        if mode in modes.MODES:
            st.session_state.mode = mode
        else:
            notes.append(f"There is no mode “{mode[:40]}” on Your review.")
    st.session_state.notes = notes


def write(config: RunConfig) -> None:
    """Make the address say the run, and what is not usual: settings unlike the article's, other reviews, step or mode."""
    says = {name: str(value) for name, value in config.to_dict().items() if value != KNOBS[name].default}
    if st.session_state.dataset != corpus.default_source():
        says["reviews"] = st.session_state.dataset
    if st.session_state.get("run") is not None:
        says["run"] = str(st.session_state.run)
    if st.session_state.step != 1:
        says["step"] = str(st.session_state.step)
    if st.session_state.mode != modes.WORDS:
        says["mode"] = st.session_state.mode
    if st.query_params.to_dict() != says:
        st.query_params.from_dict(says)


def link() -> str:
    """What a browser has to be given to open this page with these settings."""
    said = urlencode(st.query_params.to_dict())
    page = (st.context.url or "").partition("?")[0]
    return f"{page}?{said}" if said else page
