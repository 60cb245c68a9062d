"""The address bar: settings, reviews, run, and the parameters of the open page. Its text may be anything.

Whatever a visitor changes is written to it, and each change is an entry in the browser's history. Back and Forward put an
earlier address there, which is then read again, so they undo and redo.
"""

from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import streamlit as st

from explorer import corpus
from explorer.config import KNOBS, RunConfig, read_config, suited_batch
from explorer.errors import CorpusError
from explorer.ui import services, visitor
from explorer.ui.knob_widgets import current_config, fill
from explorer.ui.pages import BIG, Page, Parameter
from explorer.ui.session import session

BATCH = "batch_size"


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


def read(page: Page) -> None:
    """Take over what the address asks for if it is not what the app has written; note what is refused.

    Args:
        page: The open page.
    """
    said = st.query_params.to_dict()
    if said == session.address:
        return
    its_own = (BIG, *page.parameters)
    asked = parse(said, corpus.available_sources(), lambda run: bool(services.store().run(run)), its_own)
    session.dataset = asked.dataset or corpus.default_source()
    config = asked.config
    if BATCH not in said:
        config = replace(config, batch_size=_usual(BATCH))
    fill(config)
    session.suited_batch = _usual(BATCH)
    session.run = None
    if asked.run is not None:
        visitor.look_at(asked.run)
    for parameter in its_own:
        parameter.item.set(asked.parameters[parameter.item.key])
    session.notes = asked.notes
    session.address = said


def parse(
    said: Mapping[str, str],
    sources: Collection[str],
    is_run: Callable[[int], bool],
    its_own: Collection[Parameter] = (),
) -> Address:
    """Parse an address; what is not possible is replaced by its default, with a note.

    Args:
        said: The parameters of the address.
        sources: The sources of reviews on this computer.
        is_run: Whether there is a run with this number.
        its_own: The parameters that are read besides settings, reviews and run; others are ignored.
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
    for parameter in its_own:
        name = parameter.item.key
        text = said.get(name)
        if text is not None and text not in parameter.values:
            notes.append(parameter.refusal.format(text[:40]))
        parameters[name] = parameter.values.get(text or "", parameter.item.default)
    return Address(config, dataset, None if run is None else int(run), parameters, notes)


def write(config: RunConfig, page: Page) -> None:
    """Make the address bar say what it should while `page` is open."""
    (wanted,) = parameters(config, page)
    if st.query_params.to_dict() != wanted:
        st.query_params.from_dict(wanted)
    session.address = wanted


def parameters(config: RunConfig, *pages: Page) -> list[dict[str, str]]:
    """What the address of each page should say: the run, and what is unusual about settings, reviews, and page."""
    run = {} if session.run is None else {"run": str(session.run)}
    on_all = {**_settings(config), **run}
    return [{**on_all, **_unusual(BIG, *page.parameters)} for page in pages]


def open_page(page: Page) -> None:
    """Open a page with the settings of the sidebar: for callbacks of buttons."""
    (session.address,) = parameters(current_config(), page)
    st.switch_page(page.entry(), query_params=session.address)


def for_others(config: RunConfig, page: Page) -> dict[str, str]:
    """The same without what only this visitor has: run, big type."""
    return {**_settings(config), **_unusual(*page.parameters)}


def _unusual(*its_own: Parameter) -> dict[str, str]:
    return {parameter.item.key: text for parameter in its_own if (text := parameter.text()) is not None}


def _usual(knob: str) -> Any:
    """The value of a knob where an address says nothing of it: the article's, and batches that suit the chosen reviews."""
    if knob == BATCH:
        with suppress(CorpusError):
            return suited_batch(corpus.get_source(session.dataset).train)
    return KNOBS[knob].default


def _settings(config: RunConfig) -> dict[str, str]:
    """What an address says about settings and reviews, where they are unusual."""
    says = {name: str(value) for name, value in config.to_dict().items() if value != _usual(name)}
    if session.dataset != corpus.default_source():
        says["reviews"] = session.dataset
    return says
