"""The address bar: settings, reviews, run, step and mode that a link carries. What it says is input like any other."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

import streamlit as st

from explorer import corpus
from explorer.config import KNOBS, RunConfig, read_config
from explorer.ui import services, visitor
from explorer.ui.knob_widgets import fill
from explorer.ui.pages.how import STEPS
from explorer.ui.pages.review import modes
from explorer.ui.session import session


@dataclass(frozen=True)
class Asked:
    """What an address asks for; `notes` are sentences about what it asks for in vain."""

    config: RunConfig
    dataset: str | None
    run: int | None
    step: int
    mode: str
    notes: list[str]


def read() -> None:
    """On a visitor's first page, take over what the address says; what it may not say is noted for the visitor."""
    if session.address_is_read:
        return
    asked = understood(
        st.query_params.to_dict(), corpus.available_sources(), lambda run: services.store().run(run) is not None
    )
    fill(asked.config)
    session.dataset = asked.dataset or corpus.default_source()
    if asked.run is not None:
        visitor.look_at(asked.run)
    session.step = asked.step
    session.mode = asked.mode
    session.notes = asked.notes
    session.address_is_read = True


def understood(said: Mapping[str, str], sources: Collection[str], is_run: Callable[[int], bool]) -> Asked:
    """What an address that says this asks for, where there are these sources of reviews, and runs as `is_run` tells."""
    config, refusals = read_config(said)
    notes = [f"{refusal} The usual value is used instead." for refusal in refusals]
    dataset, run, step = said.get("reviews"), said.get("run"), said.get("step", "1")
    if dataset is not None and dataset not in sources:
        notes.append(f"The address asks for reviews called “{dataset[:40]}”, which this computer does not have.")
        dataset = None
    # More digits than a database has room for are no run either.
    if run is not None and not (run.isascii() and run.isdigit() and len(run) < 10 and is_run(int(run))):
        notes.append(f"There is no run “{run[:40]}” here.")
        run = None
    if step not in map(str, range(1, len(STEPS) + 1)):
        notes.append(f"There is no step “{step[:40]}” in How it works.")
        step = "1"
    mode = said.get("mode", modes.WORDS)
    if mode not in modes.MODES:
        notes.append(f"There is no mode “{mode[:40]}” on Your review.")
        mode = modes.WORDS
    return Asked(config, dataset, None if run is None else int(run), int(step), mode, notes)


def write(config: RunConfig) -> None:
    """Make the address say the run, and what is not usual: settings unlike the article's, other reviews, step or mode."""
    says = {name: str(value) for name, value in config.to_dict().items() if value != KNOBS[name].default}
    if session.dataset != corpus.default_source():
        says["reviews"] = session.dataset
    if session.run is not None:
        says["run"] = str(session.run)
    if session.step != 1:
        says["step"] = str(session.step)
    if session.mode != modes.WORDS:
        says["mode"] = session.mode
    if st.query_params.to_dict() != says:
        st.query_params.from_dict(says)


def link() -> str:
    """What a browser has to be given to open this page with these settings."""
    said = urlencode(st.query_params.to_dict())
    page = (st.context.url or "").partition("?")[0]
    return f"{page}?{said}" if said else page
