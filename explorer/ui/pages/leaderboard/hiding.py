"""Hide runs from the leaderboard: a menu for one setting, an undo, and the list of hidden runs."""

from collections.abc import Sequence
from functools import partial

import streamlit as st

from explorer.insight.ranking import Setting
from explorer.store import Run
from explorer.ui import faults, rights, services
from explorer.ui.session import session


def menu(setting: Setting) -> None:
    """Draw a menu that hides one run of the setting or all of them."""
    # In big type the buttons of a setting stand in one line only without icons.
    with st.popover("Hide", icon=None if session.big else ":material/visibility_off:"):
        refusal = rights.refusal()
        st.caption(refusal or "A hidden run does not count on this page, for anybody. It is kept, and can be shown again.")
        labels = {
            run.id: f"Run {run.id} · seed {run.config.seed} · {run.best_figures.val_accuracy:.2%}" for run in setting.runs
        }
        ids = list(labels)
        chosen = ids[0]
        if setting.repeats > 1:
            chosen = st.selectbox("Which repeat?", ids, format_func=labels.__getitem__, key=f"hide_{chosen}")
        may_not = refusal is not None
        sentence = f"Run {chosen} is hidden."
        st.button("Hide this run", on_click=_hide, args=([chosen], sentence), width="stretch", disabled=may_not)
        if setting.repeats > 1:
            sentence = f"All {len(ids)} repeats of {setting.config.describe()} are hidden."
            label = f"Hide all {len(ids)} repeats"
            st.button(label, on_click=_hide, args=(ids, sentence), width="stretch", disabled=may_not)


def notice() -> bool:
    """Draw what was hidden last, with an undo, until the visitor does something else with the table.

    Returns:
        Whether anything was.
    """
    if session.just_hidden is None:
        return False
    run_ids, sentence = session.just_hidden
    with st.container(horizontal=True, vertical_alignment="center"):
        st.caption(f":material/visibility_off: {sentence}")
        st.button("Undo", icon=":material/undo:", on_click=_show_again, args=(run_ids,))
    return True


def drop_undo() -> None:
    """Drop the undo. Hidden runs can still be shown again from the list."""
    session.just_hidden = None


def hidden_runs(runs: Sequence[Run]) -> None:
    """Draw the hidden ones among `runs`, with buttons to show them again; nothing if there are none."""
    hidden = [run for run in runs if run.hidden]
    if not hidden:
        return
    refusal = rights.refusal()
    button = partial(st.button, on_click=_show_again, help=refusal, disabled=refusal is not None)
    with st.expander(f"Hidden runs ({len(hidden)})", icon=":material/visibility_off:", key="hidden_runs"):
        for run in hidden:
            with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
                st.markdown(
                    f"**Run {run.id}** · {run.config.describe()} · {run.best_figures.val_accuracy:.2%}", width="content"
                )
                button("Show again", key=f"show_{run.id}", args=([run.id],))
        if len(hidden) > 1:
            button("Show all of them again", args=([run.id for run in hidden],))


@faults.remembered()
def _hide(run_ids: list[int], sentence: str) -> None:
    rights.require()
    services.store().hide(run_ids)
    session.just_hidden = (run_ids, sentence)
    st.toast(f"{sentence} Below the table is an Undo.", icon=":material/visibility_off:")


@faults.remembered()
def _show_again(run_ids: list[int]) -> None:
    rights.require()
    services.store().unhide(run_ids)
    drop_undo()
