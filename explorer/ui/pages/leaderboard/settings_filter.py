"""The filter above the leaderboard's table: by the values of each knob that differs among the settings."""

from collections.abc import Sequence

import streamlit as st

from explorer.config import KNOBS
from explorer.insight.ranking import Setting, matching, varying
from explorer.ui.pages.leaderboard import hiding
from explorer.ui.session import Session, session


def draw(settings: Sequence[Setting]) -> list[Setting]:
    """Draw the filter.

    Returns:
        The settings that match it. They keep the places that they have among all `settings`.
    """
    options = varying(settings)
    wanted = {name: _kept(name, values) for name, values in options.items()}
    active = sum(map(bool, wanted.values()))
    shown = matching(settings, wanted)
    with st.popover(f"Filter ({active})" if active else "Filter", icon=":material/filter_list:", disabled=not options):
        st.caption("Only rows with the chosen values are shown. They keep the places that they have among all settings.")
        for name, values in options.items():
            st.pills(
                KNOBS[name].label,
                values,
                selection_mode="multi",
                format_func=KNOBS[name].show,
                key=Session.filter.key_of(name),
                # While a race is shown, the filter is not.
                persist_state="session",
                on_change=hiding.drop_undo,
            )
        st.button("Show all", icon=":material/filter_list_off:", on_click=_clear, disabled=not active)
    return shown


def _kept(name: str, values: list) -> list:
    """The chosen values of a knob, without those that no setting has any more because a run was hidden."""
    kept = [value for value in session.filter[name] if value in values]
    if len(kept) < len(session.filter[name]):
        session.filter[name] = kept
    return kept


def _clear() -> None:
    hiding.drop_undo()
    for name in KNOBS:
        session.filter[name] = []
