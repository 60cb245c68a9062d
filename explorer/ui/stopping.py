"""Stop, on every page: it takes the visitor's wish for runs back, and ends those that nobody else wants.

Where people log in, those who may do so can end them for everybody, and are asked first.
"""

from collections.abc import Sequence

import streamlit as st

from explorer.store import Run, State
from explorer.ui import faults, rights, services
from explorer.ui.escaping import plain
from explorer.ui.session import session
from explorer.wording import stop_sentences

ICON = ":material/stop:"


def button(run_ids: Sequence[int], label: str, key: str, help: str | None = None, asks: bool = True) -> None:
    """A button that stops runs, as far as the visitor may.

    Args:
        run_ids: The active runs.
        label: What it says.
        key: Its key.
        help: What else there is to know.
        asks: Whether there is room for a question, which opens below it.
    """
    wishes = services.store().wishes(run_ids)
    of_others = [run_id for run_id, visitors in wishes.items() if set(visitors) - {session.visitor}]
    mine = [run_id for run_id, visitors in wishes.items() if session.visitor in visitors]
    # Nobody waits for what was begun by a command.
    free = [run_id for run_id, visitors in wishes.items() if not visitors]
    if of_others and asks and rights.may_stop_for_others():
        with st.popover(label, icon=ICON, key=f"ask_{key}"):
            st.markdown(stop_sentences.asks(len(of_others), len(run_ids)))
            st.button("Stop for everybody", type="primary", key=f"all_{key}", on_click=_stop_for_all, args=(run_ids,))
            if mine:
                st.button("Take back my wish only", key=key, on_click=_take_back, args=(run_ids,))
    else:
        refusal = None if mine or (free and rights.may_manage()) else stop_sentences.not_yours(len(run_ids))
        st.button(
            label,
            icon=ICON,
            key=key,
            on_click=_take_back,
            args=(run_ids,),
            help=refusal or help,
            disabled=refusal is not None,
        )


def how_it_ended(run: Run) -> str:
    """How a run has ended, as Markdown: if somebody else has stopped it, that as well."""
    by = services.store().stopped_by(run.id) if run.state == State.STOPPED else None
    if by is None or by == session.visitor:
        return plain(run.message)
    names = services.store().account_names([by]) if session.account else {}
    return plain(f"{stop_sentences.who(names.get(by), by_command=not by)} {run.message}")


@faults.remembered()
def _take_back(run_ids: Sequence[int]) -> None:
    store = services.store()
    wishes = store.wishes(run_ids)
    mine = [run_id for run_id, visitors in wishes.items() if session.visitor in visitors]
    free = [run_id for run_id, visitors in wishes.items() if not visitors and rights.may_manage()]
    if going_on := store.take_back([*mine, *free], session.visitor):
        st.toast(stop_sentences.goes_on(len(going_on), len(run_ids)), icon=":material/group:")


@faults.remembered()
def _stop_for_all(run_ids: Sequence[int]) -> None:
    if rights.may_stop_for_others():
        services.store().request_stop(run_ids, by=session.visitor)
