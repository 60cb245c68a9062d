"""The address bar: settings, reviews, run, and the parameters that pages declare. Its text may be anything."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import streamlit as st

from explorer import corpus
from explorer.config import KNOBS, RunConfig, read_config
from explorer.ui import services, visitor
from explorer.ui.knob_widgets import fill
from explorer.ui.pages import PARAMETERS
from explorer.ui.session import session


@dataclass(frozen=True)
class Address:
    """What an address asks for."""

    config: RunConfig
    dataset: str | None
    run: int | None
    parameters: Mapping[str, Any]
    """The name of each page's parameter → its value."""
    notes: list[str]
    """A sentence about each thing that is refused."""


def read() -> None:
    """Take over what the address of a visitor's first page asks for, and note what is refused."""
    if session.address_is_read:
        return
    asked = parse(st.query_params.to_dict(), corpus.available_sources(), lambda run: bool(services.store().run(run)))
    fill(asked.config)
    session.dataset = asked.dataset or corpus.default_source()
    if asked.run is not None:
        visitor.look_at(asked.run)
    for parameter in PARAMETERS:
        parameter.item.set(asked.parameters[parameter.item.key])
    session.notes = asked.notes
    session.address_is_read = True


def parse(said: Mapping[str, str], sources: Collection[str], is_run: Callable[[int], bool]) -> Address:
    """Parse an address; what is not possible is replaced by its default, with a note.

    Args:
        said: The parameters of the address.
        sources: The sources of reviews on this computer.
        is_run: Whether there is a run with this number.
    """
    config, refusals = read_config(said)
    notes = [f"{refusal} The usual value is used instead." for refusal in refusals]
    dataset, run = said.get("reviews"), said.get("run")
    if dataset is not None and dataset not in sources:
        notes.append(f"The address asks for reviews called “{dataset[:40]}”, which this computer does not have.")
        dataset = None
    # More digits than a database has room for are no run either.
    if run is not None and not (run.isascii() and run.isdigit() and len(run) < 10 and is_run(int(run))):
        notes.append(f"There is no run “{run[:40]}” here.")
        run = None
    parameters = {}
    for parameter in PARAMETERS:
        name, default = parameter.item.key, parameter.item.default
        if (value := parameter.parse(text := said.get(name, str(default)))) is None:
            notes.append(parameter.refusal.format(text[:40]))
        parameters[name] = default if value is None else value
    return Address(config, dataset, None if run is None else int(run), parameters, notes)


def write(config: RunConfig) -> None:
    """Make the address bar say what it should."""
    if st.query_params.to_dict() != (wanted := parameters(config)):
        st.query_params.from_dict(wanted)


def parameters(config: RunConfig) -> dict[str, str]:
    """What the address should say: the run, and what is unusual about settings, reviews, and pages."""
    says = {name: str(value) for name, value in config.to_dict().items() if value != KNOBS[name].default}
    if session.dataset != corpus.default_source():
        says["reviews"] = session.dataset
    if session.run is not None:
        says["run"] = str(session.run)
    for parameter in PARAMETERS:
        if (value := getattr(session, parameter.item.key)) != parameter.item.default:
            says[parameter.item.key] = str(value)
    return says


def link() -> str:
    """The address that opens this page with these settings."""
    said = urlencode(st.query_params.to_dict())
    page = (st.context.url or "").partition("?")[0]
    return f"{page}?{said}" if said else page
